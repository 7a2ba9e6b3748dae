use crate::cfn::{Property, StateMachine, Template, state_machines};
use crate::rule::{Report, rule};

rule! {
    code: "cfn/missing-tracing",
    group: Traceability,
    severity: Warning,
    check: Template(check),
}

fn check(template: &Template, report: &mut Report) {
    state_machines(template).for_each(|machine| check_machine(machine, report));
}

fn check_machine(machine: StateMachine, report: &mut Report) {
    let is_off = |enabled: Property| match enabled {
        Property::Absent => true,
        Property::Known(enabled) => enabled.as_bool() == Some(false) || enabled.is_text("false"),
        _ => false,
    };
    let Some(variant) = machine.tracing(&["Enabled"]).into_iter().find(|enabled| is_off(enabled.value))
    else {
        return;
    };
    let message = format!("state machine `{}` is not traced{}", machine.resource.id(), variant.when());
    let finding = match (variant.value, machine.written_tracing()) {
        (Property::Known(enabled), _) => report.at(enabled, message),
        (_, Some(tracing)) => report.at_key(tracing, message),
        _ => report.at_key(machine.resource.value, message),
    };
    finding.help(format!(
        "set `{}: {{Enabled: true}}`, so that X-Ray shows an execution together with the services it called",
        machine.tracing_name()
    ));
}
