use crate::cfn::{Dialect, StateMachine, Template, state_machines};
use crate::rule::{Report, rule};

rule! {
    code: "cfn/unversioned-state-machine",
    group: Traceability,
    severity: Warning,
    // A pipeline may publish the versions.
    confidence: Medium,
    check: Template(check),
}

fn check(template: &Template, report: &mut Report) {
    if template.has_unknown_resources() || template.has_unresolved_publishing() {
        return;
    }
    state_machines(template).for_each(|machine| check_machine(machine, report));
}

fn check_machine(machine: StateMachine, report: &mut Report) {
    let name = machine.resource.id();
    if machine.template.publishing(&name).is_some() {
        return;
    }
    let Some(variant) = machine.auto_publish_alias().into_iter().find(|alias| alias.value.is_absent()) else {
        return;
    };
    let message = format!("state machine `{name}` has neither a version nor an alias{}", variant.when());
    report.at_key(machine.resource.value, message).help(match machine.dialect {
        Dialect::Sam => "add `AutoPublishAlias: live`, and `UseAliasAsEventTarget: true` for its events to \
                         start the alias"
            .to_owned(),
        Dialect::CloudFormation => format!(
            "add an `AWS::StepFunctions::StateMachineVersion` with `StateMachineRevisionId: !GetAtt \
             {name}.StateMachineRevisionId` and an `AWS::StepFunctions::StateMachineAlias` that routes to \
             it, and start the alias"
        ),
    });
}
