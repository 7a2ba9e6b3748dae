use crate::diagnostic::Safety;
use crate::iam::{PolicyKind, Shape, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/sid-characters",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    // Resource policies are read by other services, which take more.
    if matches!(statement.kind, PolicyKind::Resource | PolicyKind::Endpoint | PolicyKind::Unknown) {
        return;
    }
    let Some(element) = statement.element("Sid").filter(|element| element.shape == Shape::Text) else {
        return;
    };
    let Some(sid) = statement.sid.as_ref().and_then(|sid| sid.known()) else { return };
    let Some(wrong) = sid.chars().find(|letter| !letter.is_ascii_alphanumeric()) else { return };
    let shown = if wrong == ' ' { "a space".to_owned() } else { format!("`{}`", wrong.escape_debug()) };
    let finding = report
        .at(
            element.value,
            format!("the `Sid` of this statement has {shown}; it takes only letters and digits"),
        )
        .service_code("UNSUPPORTED_SID");
    let word: String = sid.split(|letter: char| !letter.is_ascii_alphanumeric()).map(capitalized).collect();
    if !word.is_empty() && sid.is_ascii() {
        finding.rewrite(Safety::Unsafe, format!("write `{word}`"), element.value, &word);
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
