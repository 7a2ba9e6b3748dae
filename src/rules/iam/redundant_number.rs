use crate::diagnostic::Safety;
use crate::iam::{Family, KeyTest, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;

rule! {
    code: "iam/redundant-number",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let Some(operator) = asked.test.operator else { return };
    let is_upper = operator.name.starts_with("NumericLessThan");
    if operator.quantifier.is_some() || !(is_upper || operator.name.starts_with("NumericGreaterThan")) {
        return;
    }
    let numbers: Vec<(&Text, f64)> = values::of(asked, Family::Numeric)
        .filter_map(|(value, text)| Some((value, values::number(text)?)))
        .filter(|(value, _)| !value.conditional)
        .collect();
    if numbers.len() < 2 || numbers.len() != asked.test.values.len() {
        return;
    }
    let order = |one: &&(&Text, f64), other: &&(&Text, f64)| one.1.total_cmp(&other.1);
    let widest = if is_upper { numbers.iter().max_by(order) } else { numbers.iter().min_by(order) };
    let Some((widest, _)) = widest else { return };
    let text = widest.known().unwrap_or_default();
    let word = if is_upper { "greatest" } else { "least" };
    let finding = report
        .at(asked.test.value, format!("any of these values is enough, so only the {word} counts: `{text}`"))
        .help(format!("write `{text}` alone"))
        .service_code("REDUNDANT_CONDITION_VALUE_NUM");
    if asked.test.value.is_sequence() && !widest.value.is_assembled() {
        let raw = widest.value.raw();
        finding.fix(Safety::Unsafe, format!("write `{text}`"), asked.test.value.span(), raw);
    }
}
