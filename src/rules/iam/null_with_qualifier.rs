use crate::diagnostic::Safety;
use crate::iam::{Family, Operator, Quantifier, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/null-with-qualifier",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for block in &statement.conditions.blocks {
        let name = block.name();
        let operator = Operator::parse(&name).filter(|one| one.family == Family::Existence);
        let result = match operator.and_then(|one| one.quantifier) {
            Some(Quantifier::ForAllValues) => "holds always",
            Some(Quantifier::ForAnyValue) => "never holds",
            None => continue,
        };
        let start = name.find(':').map_or(0, |colon| colon + 1);
        let finding = report
            .at_key(block.value, format!("`{name}` {result}"))
            .help("write `Null`, which asks whether the key is there, whatever the number of its values")
            .service_code("NULL_WITH_QUALIFIER");
        if let Some(key) = block.value.key() {
            finding.fix(Safety::Unsafe, "remove the qualifier", key.text_span(0..start), "");
        }
    }
}
