use crate::aws::actions::ActionPattern;
use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/action-form",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for action in statement.all_actions() {
        if action.named_action().is_some() || action.is_all() {
            continue;
        }
        let Some(fault) = action.known().and_then(fault) else { continue };
        let text = action.known().unwrap_or_default();
        report
            .at(action.value, format!("`{text}` is no action: {fault}"))
            .help("write an action as `service:Name`, such as `s3:GetObject`, or `*`")
            .service_code("INVALID_ACTION");
    }
}

fn fault(text: &str) -> Option<&'static str> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.*?:".contains(letter);
    match text.split_once(':') {
        None => Some("it names no service"),
        Some(("", _)) => Some("it names no service"),
        Some((_, "")) => Some("it has nothing after the colon"),
        Some(_) if text.contains(char::is_whitespace) => Some("it has white space in it"),
        Some(_) if !text.chars().all(allowed) => Some("it has a character that no action has"),
        Some(_) => ActionPattern::parse(text).is_none().then_some("it has more than one colon"),
    }
}
