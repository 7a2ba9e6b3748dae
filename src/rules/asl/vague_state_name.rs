use crate::asl::{State, StateType, Work, is_hidden, name};
use crate::aws::integrations::Resource;
use crate::rule::{OptionDefault, Report, RuleOption, rule};

rule! {
    code: "asl/vague-state-name",
    group: Naming,
    severity: Warning,
    confidence: Medium,
    options: &[RuleOption { name: "accepted", default: OptionDefault::Words }],
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(key) = state.value().key().filter(|key| !is_hidden(*key)) else { return };
    let state_type = Some(state.kind().as_str()).filter(|kind| !kind.is_empty());
    let subject = name::Subject { state_type, action: action(*state) };
    let Some(why) = name::vague(state.name(), subject, report.words("accepted")) else { return };
    report
        .at_span(key.span(), state.value(), format!("the state name `{}` {}", state.name(), why.reason()))
        .help(format!("say what it does, a verb and its object: `{}`", example(*state)));
}

/// What a Task asks of a service.
fn action<'m>(state: State<'m>) -> Option<&'m str> {
    match state.integration() {
        Resource::Optimized { action, .. } | Resource::Sdk { action, .. } => action.known(),
        _ => None,
    }
}

/// A good name for such a state.
fn example(state: State) -> &'static str {
    match state.kind() {
        StateType::Task => match state.work() {
            Work::Activity => "Pack parcel",
            Work::Callback => "Approve refund",
            Work::Job => "Convert video",
            Work::Endpoint => "Fetch exchange rate",
            Work::Execution => "Start delivery",
            Work::Lambda | Work::Call | Work::Unknown => "Charge card",
        },
        StateType::Choice => "Is payment approved?",
        StateType::Parallel => "Notify customer and warehouse",
        StateType::Map => "Ship each item",
        StateType::Wait => "Wait for delivery date",
        StateType::Pass | StateType::Unknown => "Set order defaults",
        StateType::Succeed => "Order shipped",
        StateType::Fail => "Payment declined",
    }
}

#[cfg(test)]
mod tests {
    use crate::asl::Kind;
    use crate::rule::OptionValue::Words;
    use crate::rules::shared::messages_with;

    #[test]
    fn accepted_words_make_a_name_fine() {
        let text = r#"{"States": {"Process data": {"Type": "Pass"}, "Step 2": {"Type": "Pass"}}}"#;
        let found = |words: &[&str]| {
            let words = words.iter().map(|&word| word.to_owned()).collect();
            messages_with("asl/vague-state-name", &[("accepted", Words(words))], Kind::Unknown, text)
        };
        assert_eq!(found(&[]).len(), 2);
        assert_eq!(found(&["process"]).len(), 1);
        assert!(found(&["data", "Step 2"]).is_empty());
    }
}
