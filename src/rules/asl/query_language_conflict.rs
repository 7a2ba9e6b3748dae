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
    let Some(own) = state.field("QueryLanguage") else { return };
    let Some(machine) = state.machine().field("QueryLanguage") else { return };
    if Language::of(Some(machine)) != Some(Language::Jsonata)
        || Language::of(Some(own)) != Some(Language::JsonPath)
    {
        return;
    }
    report
        .at(own, format!("the state `{}` goes back to JSONPath in a machine of JSONata", state.name()))
        .help("write the state in JSONata; or remove `QueryLanguage` of the machine and set it on the states that use JSONata")
        .related(machine.entry_span(), "the language of the machine")
        .service_code(SCHEMA_VALIDATION_FAILED);
}
