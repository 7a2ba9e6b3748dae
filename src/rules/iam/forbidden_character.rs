use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "iam/forbidden-character",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    // Most policies are plain, and nothing decodes to a character that is not there.
    let raw = policy.value.raw();
    if raw.is_ascii() && !raw.contains('\\') {
        return;
    }
    for value in policy.value.descendants(|_| true) {
        value.key().into_iter().for_each(|key| check_text(key, report));
        check_text(value, report);
    }
}

fn check_text(value: Value, report: &mut Report) {
    let Some(text) = value.text() else { return };
    let Some((at, wrong)) = text.char_indices().find(|(_, letter)| !is_allowed(*letter)) else { return };
    report
        .at_span(
            value.text_span(at..at + wrong.len_utf8()),
            value,
            format!(
                "a policy must not hold the character `{}` (U+{:04X})",
                wrong.escape_debug(),
                wrong as u32
            ),
        )
        .help("IAM takes tab, line feed, carriage return and U+0020 to U+00FF");
}

fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{ff}')
}
