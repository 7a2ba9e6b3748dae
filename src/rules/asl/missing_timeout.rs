use crate::asl::{Kind, Language, Machine, State, StateType, Work};
use crate::diagnostic::{Confidence, Severity};
use crate::rule::{OptionDefault, Report, RuleOption, rule};

rule! {
    code: "asl/missing-timeout",
    group: Reliability,
    severity: Warning,
    options: &[
        RuleOption { name: "machine-timeout-suffices", default: OptionDefault::Bool(false) },
        RuleOption { name: "require-machine-timeout", default: OptionDefault::Bool(false) },
        RuleOption { name: "short-calls", default: OptionDefault::Bool(false) },
    ],
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let machine_timeout = machine.field("TimeoutSeconds");
    if machine_timeout.is_none() && machine.kind() != Kind::Express && report.flag("require-machine-timeout")
    {
        let place = machine.field("StartAt").or_else(|| machine.field("States")).unwrap_or(machine.value());
        report.at_key(place, "the machine has no `TimeoutSeconds`: an execution may last a year").help(
            "add `TimeoutSeconds` beside `StartAt`, a little above the longest time that an execution takes",
        );
    }
    if machine_timeout.is_some() && report.flag("machine-timeout-suffices") {
        return;
    }
    // Executions of an Express machine end after five minutes.
    machine
        .states()
        .filter(|state| state.execution_kind() != Kind::Express)
        .for_each(|state| check_state(state, report));
}

fn check_state(state: State, report: &mut Report) {
    let is_left_alone = || state.work().is_short() && !report.flag("short-calls");
    let has_timeout =
        || ["TimeoutSeconds", "TimeoutSecondsPath"].iter().any(|field| state.field(field).is_some());
    if state.kind() != StateType::Task || !state.is_complete() || is_left_alone() || has_timeout() {
        return;
    }
    let message = format!("the task `{}` has no timeout: {}", state.name(), what_ends(state.work()));
    let from_input = match state.language() {
        Language::JsonPath => "`TimeoutSecondsPath` takes it from the input",
        Language::Jsonata => "an expression (`{% … %}`) may compute it",
    };
    let help = format!("add `TimeoutSeconds`, a little above the longest time that it takes; {from_input}");
    // Express refuses to wait for a worker, a token or a job: such a machine is of type Standard.
    let waits = matches!(state.work(), Work::Activity | Work::Callback | Work::Job);
    let is_unknown = state.execution_kind() == Kind::Unknown && !waits;
    let finding = report.at_key(state.value(), message);
    let finding = match is_unknown {
        true => finding.help(format!("{help}; {EXPRESS_ENDS}")).confidence(Confidence::Medium),
        false => finding.help(help),
    };
    match state.work() {
        Work::Endpoint | Work::Execution | Work::Call => finding.severity(Severity::Info),
        Work::Unknown => finding.severity(Severity::Info).confidence(Confidence::Low),
        Work::Activity | Work::Callback | Work::Job | Work::Lambda => finding,
    };
}

/// A quota of the service.
const EXPRESS_ENDS: &str = "an Express machine ends by itself after five minutes";

/// What happens without a timeout. 99,999,999 seconds is the default of the service; the 60 of the
/// specification is not what it does. 15 minutes is a quota of Lambda.
fn what_ends(work: Work) -> &'static str {
    match work {
        Work::Activity => "the service waits 99,999,999 seconds for a worker",
        Work::Callback => "the service waits 99,999,999 seconds for the task token",
        Work::Job => "the service waits 99,999,999 seconds for the job",
        Work::Lambda => "only the function's own limit of up to 15 minutes ends the call",
        Work::Endpoint | Work::Execution | Work::Call | Work::Unknown => {
            "the default of the service is 99,999,999 seconds"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EXPRESS_ENDS, check};
    use crate::asl::{Kind, Machine};
    use crate::diagnostic::Confidence;
    use crate::rule::OptionValue::Bool;
    use crate::rule::Report;
    use crate::rules::shared::messages_with;
    use crate::text::SourceId;
    use crate::tree::json;

    const LAMBDA: &str = r#""Resource": "arn:aws:states:::lambda:invoke","#;

    const TASK: &str =
        r#""StartAt": "Charge card", "States": {"Charge card": {"Type": "Task", "End": true}}"#;

    fn messages(options: &[(&str, bool)], kind: Kind, root: &str) -> Vec<String> {
        let options: Vec<_> = options.iter().map(|(name, on)| (*name, Bool(*on))).collect();
        messages_with("asl/missing-timeout", &options, kind, &format!("{{{root}{TASK}}}"))
    }

    #[test]
    fn a_timeout_of_the_machine_suffices_only_if_so_set() {
        let suffices = ("machine-timeout-suffices", true);
        for root in [r#""TimeoutSeconds": 60,"#, r#""TimeoutSeconds": "${Limit}","#] {
            assert_eq!(messages(&[], Kind::Standard, root).len(), 1);
            assert!(messages(&[suffices], Kind::Standard, root).is_empty());
        }
        assert_eq!(messages(&[suffices], Kind::Standard, "").len(), 1);
    }

    #[test]
    fn a_machine_without_timeout_is_reported_only_if_so_set() {
        let required = ("require-machine-timeout", true);
        let found = messages(&[required], Kind::Unknown, "");
        assert!(found.iter().any(|message| message.starts_with("the machine has no `TimeoutSeconds`")));
        assert_eq!(found.len(), 2);
        assert_eq!(messages(&[required], Kind::Unknown, r#""TimeoutSeconds": 60,"#).len(), 1);
    }

    #[test]
    fn what_may_be_express_is_less_sure() {
        let cases = [
            (Kind::Standard, "", Confidence::High),
            (Kind::Unknown, "", Confidence::Medium),
            (Kind::Unknown, r#""Resource": "${Charge}","#, Confidence::Low),
        ];
        for (kind, resource, confidence) in cases {
            let resource = if resource.is_empty() { LAMBDA } else { resource };
            let text = format!("{{{}}}", TASK.replace(r#""End""#, &format!(r#"{resource} "End""#)));
            let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
            let mut report = Report::default();
            check(&Machine::of(tree.root(), kind), &mut report);
            let found = report.into_diagnostics();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].confidence, confidence);
            let names_express = found[0].help.as_deref().is_some_and(|help| help.ends_with(EXPRESS_ENDS));
            assert_eq!(names_express, kind == Kind::Unknown);
        }
    }

    #[test]
    fn express_ends_by_itself() {
        assert!(messages(&[("require-machine-timeout", true)], Kind::Express, "").is_empty());
    }
}
