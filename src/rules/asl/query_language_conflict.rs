use crate::asl::{Language, State};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/query-language-conflict",
    group: Correctness,
    severity: Error,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let machine = state.machine().field("QueryLanguage");
    let own = state.field("QueryLanguage");
    if Language::of(machine) != Some(Language::Jsonata) || Language::of(own) != Some(Language::JsonPath) {
        return;
    }
    let (Some(machine), Some(own)) = (machine, own) else { return };
    report
        .at(own, format!("the state `{}` goes back to JSONPath in a machine of JSONata", state.name()))
        .help("write the state in JSONata; or remove `QueryLanguage` of the machine and set it on the states that use JSONata")
        .related(machine.entry_span(), "the language of the machine")
        .service_code(SCHEMA_VALIDATION_FAILED);
}
