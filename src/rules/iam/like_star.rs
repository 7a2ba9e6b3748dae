use crate::diagnostic::{Edit, Safety};
use crate::iam::{KeyTest, Quantifier, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{is_alone, operator_text};

rule! {
    code: "iam/like-star",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let is_star = asked.test.values.iter().any(|value| !value.conditional && Text::is_all(value));
    let Some(operator) = asked.test.operator.filter(|_| is_star) else { return };
    let key = &asked.test.key;
    let (asks, null, code) = match (operator.name, operator.quantifier) {
        ("StringLike" | "StringNotLike", Some(Quantifier::ForAllValues)) => return,
        // It always holds: `redundant-key`.
        ("StringLike", _) if operator.if_exists => return,
        ("StringLike", _) => ("is there", "false", "EQUIVALENT_TO_NULL_FALSE"),
        ("StringNotLike", None) => ("is absent", "true", "EQUIVALENT_TO_NULL_TRUE"),
        _ => return,
    };
    let finding = report
        .at_key(asked.test.value, format!("this test only asks whether `{key}` {asks}"))
        .help(format!("write `\"Null\": {{\"{key}\": \"{null}\"}}`, which says so"))
        .service_code(code);
    let (Some(written), [value]) = (asked.test.operator_value, asked.test.values.as_slice()) else { return };
    if is_alone(asked) && !has_null(asked) && value.value.is_text("*") {
        let operator =
            Edit { span: written.text_span(0..operator_text(asked.test).len()), text: "Null".into() };
        let value = Edit { span: value.value.text_span(0..1), text: null.into() };
        finding.edits(Safety::Unsafe, "write `Null`", vec![operator, value]);
    }
}

/// Whether there is a `Null` already, so that another would stand there twice.
fn has_null(asked: &KeyTest) -> bool {
    asked.statement.conditions.blocks.iter().any(|block| block.name().eq_ignore_ascii_case("Null"))
}
