use std::borrow::Cow;

use crate::diagnostic::{Safety, Severity};
use crate::iam::{Element, Operator, Quantifier, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::conditions::{MAX_TESTS, nearest_of};
use crate::rules::shared::nearest;

rule! {
    code: "iam/unknown-operator",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for (at, block) in statement.conditions.blocks.iter().enumerate() {
        let name = block.name();
        match Operator::parse(&name) {
            Some(operator) => check_case(block, &name, operator, report),
            None => tell_unknown(block, &name, at < MAX_TESTS, report),
        }
    }
}

fn tell_unknown(block: &Element, name: &str, seek: bool, report: &mut Report) {
    let finding = report
        .at_key(block.value, format!("`{name}` is no condition operator"))
        .service_code("INVALID_CONDITION_OPERATOR");
    let is_turned = block.value.entries().any(|one| one.key_text().is_some_and(is_operator));
    if is_turned && name.contains(':') {
        finding.help("the operator stands first and the key under it: `{\"StringEquals\": {\"aws:SourceAccount\": …}}`");
    } else if let Some((meant, is_certain)) = seek.then(|| meant(name)).flatten() {
        let safety = if is_certain { Safety::Safe } else { Safety::Unsafe };
        let finding = finding.help(format!("did you mean `{meant}`?"));
        if let Some(key) = block.value.key() {
            finding.fix(safety, format!("write `{meant}`"), key.text_span(0..name.len()), meant);
        }
    } else {
        finding
            .help("write an operator such as `StringEquals`, `StringLike`, `ArnLike`, `Bool` or `IpAddress`");
    }
}

/// Whether IAM minds the case of operators is not documented.
fn check_case(block: &Element, name: &str, operator: Operator, report: &mut Report) {
    let qualifier = match operator.quantifier {
        Some(Quantifier::ForAllValues) => "ForAllValues:",
        Some(Quantifier::ForAnyValue) => "ForAnyValue:",
        None => "",
    };
    let right = format!("{qualifier}{}{}", operator.name, if operator.if_exists { "IfExists" } else { "" });
    if right == name {
        return;
    }
    let finding = report
        .at_key(block.value, format!("`{name}` is written `{right}`"))
        .severity(Severity::Warning)
        .help("it is not documented that the case of operators does not matter");
    if let Some(key) = block.value.key() {
        finding.fix(Safety::Safe, format!("write `{right}`"), key.text_span(0..name.len()), right);
    }
}

fn is_operator(text: Cow<str>) -> bool {
    Operator::parse(&text).is_some()
}

/// The operator that was probably meant, and whether that is certain.
fn meant(text: &str) -> Option<(String, bool)> {
    let (qualifier, rest) = match text.split_once(':') {
        Some((word, rest)) => (format!("{}:", nearest(word, ["ForAllValues", "ForAnyValue"])?), rest),
        None => (String::new(), text),
    };
    let with_suffix = Operator::names().filter(|name| *name != "Null").map(|name| format!("{name}IfExists"));
    let known: Vec<String> = Operator::names().map(str::to_owned).chain(with_suffix).collect();
    let (name, is_alone) = nearest_of(rest, &known)?;
    Some((format!("{qualifier}{name}"), is_alone))
}
