use crate::asl::{State, is_hidden, known_text, name};
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

/// More attempts than these are no answer to a fault: the retrier waits for something.
const MANY_ATTEMPTS: i64 = 10;

/// Words of errors that mean "not yet". None is in the names of throttling.
const NOT_YET: [&str; 14] = [
    "again",
    "busy",
    "incomplete",
    "locked",
    "pending",
    "poll",
    "polling",
    "progress",
    "queued",
    "running",
    "still",
    "unfinished",
    "waiting",
    "yet",
];

/// Words that mean it after `not`: `JobNotFinished`.
const AFTER_NOT: [&str; 7] = ["available", "complete", "completed", "done", "finished", "ready", "stable"];

/// Beginnings of errors that are faults whatever follows: those of the language and of Lambda itself.
const FAULTS: [&str; 2] = ["States.", "Lambda."];

fn check(state: &State, report: &mut Report) {
    for retrier in state.retriers() {
        let attempts = match retrier.get("MaxAttempts") {
            Some(attempts) => attempts.as_i64(),
            None => Some(DEFAULT_ATTEMPTS),
        };
        if let Some(rate) =
            retrier.get("BackoffRate").filter(|_| attempts.is_some_and(|attempts| attempts > 1))
        {
            let polls = attempts > Some(MANY_ATTEMPTS) || waits_on_purpose(retrier);
            check_rate(*state, rate, polls, report);
        }
        if attempts != Some(0) && report.flag("require-jitter") {
            check_jitter(*state, retrier, report);
        }
    }
}

fn check_rate(state: State, rate: Value, polls: bool, report: &mut Report) {
    if rate.as_f64() != Some(1.0) {
        return;
    }
    let finding = report
        .at(
            rate,
            format!(
                "the retries of `{}` keep a constant pace: `BackoffRate` is {}",
                state.name(),
                rate.raw()
            ),
        )
        .help("write a rate above 1, or none: the default of the service is 2");
    if polls {
        // A pause that doubles would grow to days.
        finding
            .help("write a rate above 1, or none; if it polls on purpose, suppress it with the reason")
            .severity(Severity::Info);
    } else {
        finding.fix(Safety::Unsafe, format!("replace `{}` by `2`", rate.raw()), rate.span(), "2");
    }
}

/// Whether each error of a retrier says that something is not yet done.
fn waits_on_purpose(retrier: Value) -> bool {
    let mut errors = retrier.get("ErrorEquals").into_iter().flat_map(Value::items).peekable();
    errors.peek().is_some() && errors.all(|error| known_text(error).is_some_and(|error| says_not_yet(&error)))
}

fn says_not_yet(error: &str) -> bool {
    let words: Vec<String> = name::words(error).collect();
    let is_not = |pair: &[String]| pair[0] == "not" && AFTER_NOT.contains(&pair[1].as_str());
    let says_so = words.iter().any(|word| NOT_YET.contains(&word.as_str())) || words.windows(2).any(is_not);
    says_so && !FAULTS.iter().any(|start| error.starts_with(start))
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
    use super::says_not_yet;
    use crate::asl::Kind;
    use crate::rule::OptionValue::Bool;
    use crate::rules::shared::messages_with;

    #[test]
    fn errors_that_say_not_yet() {
        for error in
            ["Glue.CrawlerRunningException", "JobNotFinished", "still_running", "Busy", "NotReadyYet"]
        {
            assert!(says_not_yet(error), "{error}");
        }
        for error in [
            "States.TaskFailed",
            "States.Busy",
            "Lambda.ResourceNotReadyException",
            "ThrottlingException",
            "Lambda.TooManyRequestsException",
            "ServiceUnavailable",
            "OutOfStock",
            "PaymentProcessingError",
        ] {
            assert!(!says_not_yet(error), "{error}");
        }
    }

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
