use crate::cfn::{Kind, Property, StateMachine, Template, state_machines};
use crate::rule::{Report, rule};

rule! {
    code: "cfn/missing-logging",
    group: Traceability,
    severity: Warning,
    check: Template(check),
}

fn check(template: &Template, report: &mut Report) {
    state_machines(template).for_each(|machine| check_machine(machine, report));
}

fn check_machine(machine: StateMachine, report: &mut Report) {
    let is_off = |level: Property| match level {
        Property::Absent => true,
        Property::Known(level) => level.is_text("OFF"),
        _ => false,
    };
    let Some(variant) = machine.logging(&["Level"]).into_iter().find(|level| is_off(level.value)) else {
        return;
    };
    let kind = if machine.kind() == Kind::Express { "express " } else { "" };
    let message = format!("{kind}state machine `{}` writes no logs{}", machine.resource.id(), variant.when());
    let finding = match (variant.value, machine.written_logging()) {
        (Property::Known(level), _) => report.at(level, message),
        (_, Some(logging)) => report.at_key(logging, message),
        _ => report.at_key(machine.resource.value, message),
    };
    finding.help(help(machine));
}

fn help(machine: StateMachine) -> String {
    let property = machine.logging_name();
    match machine.kind() {
        Kind::Express => format!(
            "set `{property}` with a `Level` and a log group: an express machine keeps no execution history, \
             so that without logs nothing tells what an execution did"
        ),
        _ => format!(
            "set `{property}` with `Level: ERROR` or `ALL` and a log group: the execution history cannot be \
             searched and is gone after 90 days"
        ),
    }
}
