use crate::asl::{State, is_hidden};
use crate::diagnostic::{Edit, Safety};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::text::Span;
use crate::tree::Value;

rule! {
    code: "asl/misplaced-catch-all",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: State(check),
}

const CATCH_ALL: &str = "States.ALL";

fn check(state: &State, report: &mut Report) {
    check_list("retrier", &state.retriers().collect::<Vec<_>>(), report);
    check_list("catcher", &state.catchers().collect::<Vec<_>>(), report);
}

fn check_list(handler: &str, handlers: &[Value], report: &mut Report) {
    for (position, one) in handlers.iter().enumerate() {
        let Some(all) = errors(*one).find(|error| error.is_text(CATCH_ALL)) else { continue };
        if let Some(other) = errors(*one).find(|error| !error.is_text(CATCH_ALL) && !is_hidden(*error)) {
            report
                .at(all, format!("`{CATCH_ALL}` does not stand alone in the `ErrorEquals` of its {handler}"))
                .help(format!("remove the other names, which it includes, or move `{CATCH_ALL}` into a {handler} of its own, the last"))
                .related(other.span(), "another name")
                .service_code(SCHEMA_VALIDATION_FAILED);
            continue;
        }
        let after = handlers.get(position + 1..).unwrap_or_default();
        let Some(next) = after.iter().find(|next| !is_hidden(**next)) else { continue };
        let finding = report
            .at(all, format!("`{CATCH_ALL}` is not in the last {handler}: those after it never act"))
            .help(format!("move this {handler} to the end of the list"))
            .related(next.span(), format!("a {handler} after it"))
            .service_code(SCHEMA_VALIDATION_FAILED);
        if let Some(edits) = moved_last(*one, after) {
            finding.edits(Safety::Unsafe, format!("move the {handler} to the end"), edits);
        }
    }
}

fn errors(handler: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    handler.get_merged("ErrorEquals").into_iter().flat_map(Value::items)
}

/// Writes each handler in the place of the one before it, and the first in the place of the last; none
/// where another holds the name too, or a template or an alias stands between the text and the file.
fn moved_last(first: Value, after: &[Value]) -> Option<Vec<Edit>> {
    let is_as_written = |one: &Value| {
        let Span { start, end, .. } = one.span();
        (end - start) as usize == one.raw().len() && !is_hidden(*one)
    };
    let has_catch_all = |one: &Value| errors(*one).any(|error| error.is_text(CATCH_ALL));
    let places = || std::iter::once(&first).chain(after);
    if !places().all(is_as_written) || after.iter().any(has_catch_all) {
        return None;
    }
    let texts = after.iter().chain([&first]);
    Some(
        places()
            .zip(texts)
            .map(|(place, text)| Edit { span: place.span(), text: text.raw().into() })
            .collect(),
    )
}
