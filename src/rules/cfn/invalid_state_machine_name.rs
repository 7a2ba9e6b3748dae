use crate::aws::hole;
use crate::cfn::{Dialect, StateMachine, Template, Text, state_machines};
use crate::rule::{Report, rule};
use crate::rules::shared::refused_character;

rule! {
    code: "cfn/invalid-state-machine-name",
    group: Correctness,
    severity: Error,
    check: Template(check),
}

/// Characters (Step Functions API reference, `CreateStateMachine`).
const MAX_NAME: usize = 80;
/// Characters that a name must not have; besides them no white space and no control characters.
const REFUSED: &str = "?*<>{}[]\"#%\\^|~`$&,;:/";

const HELP: &str = "write 1 to 80 letters, digits, dashes and underscores";

fn check(template: &Template, report: &mut Report) {
    state_machines(template).for_each(|machine| check_machine(machine, report));
}

fn check_machine(machine: StateMachine, report: &mut Report) {
    let property = match machine.dialect {
        Dialect::CloudFormation => "StateMachineName",
        Dialect::Sam => "Name",
    };
    for variant in machine.resource.variants(machine.template, &[property]) {
        let Some(name) = variant.value.place() else { continue };
        let Some(text) = Text::of(name, machine.template) else { continue };
        let Some((fault, service_code)) = fault(text.embedded.text()) else { continue };
        let message =
            format!("the name of state machine `{}` {fault}{}", machine.resource.id(), variant.when());
        report.at(name, message).help(HELP).service_code(service_code);
    }
}

/// What is wrong with a name, whatever is put in for its holes, and the service's code for it.
fn fault(name: &str) -> Option<(String, &'static str)> {
    let literal: Vec<u8> = hole::outside(name).map(|(_, byte)| byte).collect();
    let literal = String::from_utf8_lossy(&literal);
    let at_least = if hole::has_hole(name) { "at least " } else { "" };
    match literal.chars().count() {
        0 if name.is_empty() => Some(("is empty".to_owned(), "STATE_MACHINE_NAME_EMPTY")),
        length if length > MAX_NAME => {
            let fault = format!("has {at_least}{length} characters, {MAX_NAME} are allowed");
            Some((fault, "STATE_MACHINE_NAME_TOO_LONG"))
        }
        _ => refused_character(&literal, REFUSED).map(|fault| (fault, "STATE_MACHINE_NAME_INVALID")),
    }
}
