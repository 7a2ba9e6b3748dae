use std::collections::HashMap;

use crate::iam::{Condition, Effect, Policy, Statement, Text};
use crate::rule::{Report, rule};

rule! {
    code: "iam/redundant-statement",
    group: Correctness,
    severity: Info,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    if policy.statements.len() < 2 {
        return;
    }
    // Only statements of the same size are looked at closely.
    let mut alike: HashMap<[usize; 5], Vec<&Statement>> = HashMap::new();
    policy.statements.iter().for_each(|one| alike.entry(size(one)).or_default().push(one));
    for statements in alike.into_values().filter(|statements| statements.len() > 1) {
        let mut seen: HashMap<Vec<String>, &Statement> = HashMap::new();
        for statement in statements {
            let Some(meaning) = meaning(statement) else { continue };
            let first = *seen.entry(meaning).or_insert(statement);
            if first.index != statement.index {
                tell(statement, first, report);
            }
        }
    }
}

fn tell(statement: &Statement, first: &Statement, report: &mut Report) {
    let label = first.label();
    report
        .at(statement.value, format!("{} says the same as {label}", statement.label()))
        .help("remove one of the two; or was another thing meant?")
        .related(first.value.span(), format!("{label} is here"))
        .service_code("REDUNDANT_STATEMENT");
}

/// How much a statement says.
fn size(statement: &Statement) -> [usize; 5] {
    let all = statement.all_actions().chain(statement.all_resources());
    let length = all.filter_map(Text::symbolic).map(str::len).sum();
    let (actions, resources) = (statement.all_actions().count(), statement.all_resources().count());
    [length, actions, resources, statement.principals.len(), statement.conditions.tests.len()]
}

/// A function of a template without a name: two of them need not be the same.
const NAMELESS: [&str; 2] = ["${?}", "{{"];

/// What a statement says, in an order of its own; nothing where a template leaves some of it open.
fn meaning(statement: &Statement) -> Option<Vec<String>> {
    let conditions = &statement.conditions;
    if statement.conditional
        || !statement.complete
        || !conditions.complete
        || statement.effect == Effect::Unknown
    {
        return None;
    }
    let mut said = vec![format!("{:?}", statement.effect)];
    push("action", &statement.actions, true, &mut said)?;
    push("not-action", &statement.not_actions, true, &mut said)?;
    push("resource", &statement.resources, false, &mut said)?;
    push("not-resource", &statement.not_resources, false, &mut said)?;
    for (name, list) in [("principal", &statement.principals), ("not-principal", &statement.not_principals)] {
        for principal in list {
            said.push(format!("{name} {:?} {}", principal.kind, word(&principal.text)?));
        }
    }
    for test in &conditions.tests {
        said.push(tested(test)?);
    }
    said.sort_unstable();
    Some(said)
}

fn push(name: &str, texts: &[Text], any_case: bool, said: &mut Vec<String>) -> Option<()> {
    for text in texts {
        let word = word(text)?;
        let word = if any_case { word.to_ascii_lowercase() } else { word.to_owned() };
        said.push(format!("{name} {word}"));
    }
    Some(())
}

fn tested(test: &Condition) -> Option<String> {
    let mut values = test.values.iter().map(word).collect::<Option<Vec<&str>>>()?;
    values.sort_unstable();
    let operator = test.operator_value.and_then(|value| value.scalar_text()).unwrap_or_default();
    Some(format!("test {operator} {} {values:?}", test.key.to_ascii_lowercase()))
}

fn word<'a>(text: &'a Text) -> Option<&'a str> {
    let word = text.symbolic().filter(|word| !NAMELESS.iter().any(|hole| word.contains(hole)))?;
    (!text.conditional).then_some(word)
}
