use crate::asl::State;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Value;

rule! {
    code: "asl/misplaced-catch-all",
    group: Correctness,
    severity: Error,
    check: State(check),
}

const CATCH_ALL: &str = "States.ALL";

fn check(state: &State, report: &mut Report) {
    check_list("retrier", state.retriers().collect(), report);
    check_list("catcher", state.catchers().collect(), report);
}

fn check_list(handler: &str, handlers: Vec<Value>, report: &mut Report) {
    for (position, one) in handlers.iter().enumerate() {
        let errors = || one.get_merged("ErrorEquals").into_iter().flat_map(Value::items);
        let Some(all) = errors().find(|error| error.is_text(CATCH_ALL)) else { continue };
        if let Some(other) = errors().find(|error| !error.is_text(CATCH_ALL)) {
            report
                .at(all, format!("`{CATCH_ALL}` does not stand alone in the `ErrorEquals` of its {handler}"))
                .help(format!("remove the other names, which it includes, or move `{CATCH_ALL}` into a {handler} of its own, the last"))
                .related(other.span(), "another name")
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
        if let Some(next) = handlers.get(position + 1) {
            report
                .at(all, format!("`{CATCH_ALL}` is not in the last {handler}: those after it never act"))
                .help(format!("move this {handler} to the end of the list"))
                .related(next.span(), format!("a {handler} after it"))
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
    }
}
