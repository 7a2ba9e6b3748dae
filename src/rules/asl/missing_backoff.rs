use crate::asl::{State, is_hidden};
use crate::diagnostic::{Safety, Severity};
use crate::rule::{OptionDefault, Report, RuleOption, rule};
use crate::tree::Value;

rule! {
    code: "asl/missing-backoff",
    group: Reliability,
    severity: Warning,
    fixes: Sometimes,
    options: &[RuleOption { name: "require-jitter", default: OptionDefault::Bool(false) }],
    check: State(check),
}

/// What the service takes for an absent `MaxAttempts`.
const DEFAULT_ATTEMPTS: i64 = 3;

fn check(state: &State, report: &mut Report) {
    for retrier in state.retriers() {
        let attempts = match retrier.get("MaxAttempts") {
            Some(attempts) => attempts.as_i64(),
            None => Some(DEFAULT_ATTEMPTS),
        };
        if let Some(rate) =
            retrier.get("BackoffRate").filter(|_| attempts.is_some_and(|attempts| attempts > 1))
        {
            check_rate(*state, rate, report);
        }
        if attempts != Some(0) && report.flag("require-jitter") {
            check_jitter(*state, retrier, report);
        }
    }
}

fn check_rate(state: State, rate: Value, report: &mut Report) {
    if rate.as_f64() != Some(1.0) {
        return;
    }
    report
        .at(
            rate,
            format!(
                "the retries of `{}` keep a constant pace: `BackoffRate` is {}",
                state.name(),
                rate.raw()
            ),
        )
        .help("write a rate above 1, or none: the default of the service is 2")
        .fix(Safety::Unsafe, format!("replace `{}` by `2`", rate.raw()), rate.span(), "2");
}

fn check_jitter(state: State, retrier: Value, report: &mut Report) {
    let strategy = retrier.get("JitterStrategy");
    if !retrier.is_mapping()
        || strategy.is_some_and(|strategy| is_hidden(strategy) || strategy.is_text("FULL"))
    {
        return;
    }
    report
        .at_key(strategy.or(retrier.get("ErrorEquals")).unwrap_or(retrier), format!("the retries of `{}` have no jitter", state.name()))
        .help("add `\"JitterStrategy\": \"FULL\"`, so that executions that failed together do not come back together")
        .severity(Severity::Info);
}

#[cfg(test)]
mod tests {
    use crate::asl::Kind;
    use crate::rule::OptionValue::Bool;
    use crate::rules::shared::messages_with;

    #[test]
    fn jitter_is_required_only_if_so_set() {
        let retriers = [
            (r#"{"ErrorEquals": ["States.ALL"]}"#, 1),
            (r#"{"ErrorEquals": ["States.ALL"], "JitterStrategy": "NONE"}"#, 1),
            (r#"{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL"}"#, 0),
            (r#"{"ErrorEquals": ["States.ALL"], "JitterStrategy": "${Jitter}"}"#, 0),
            (r#"{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}"#, 0),
        ];
        for (retrier, count) in retriers {
            let text =
                format!(r#"{{"States": {{"Charge card": {{"Type": "Task", "Retry": [{retrier}]}}}}}}"#);
            let found = |on| {
                messages_with("asl/missing-backoff", &[("require-jitter", Bool(on))], Kind::Unknown, &text)
            };
            assert_eq!(found(true).len(), count, "{retrier}");
            assert!(found(false).is_empty(), "{retrier}");
        }
    }
}
