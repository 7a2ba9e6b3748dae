use crate::diagnostic::Safety;
use crate::iam::{Family, Operator, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/null-if-exists",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for block in &statement.conditions.blocks {
        let name = block.name();
        let operator = Operator::parse(&name).filter(|one| one.family == Family::Existence && one.if_exists);
        if operator.is_none() {
            continue;
        }
        let finding = report
            .at_key(block.value, "`IfExists` contradicts `Null`, which itself asks whether the key is there")
            .help("write `Null`: `true` means that the key is absent, `false` that it is there")
            .service_code("NULL_WITH_IF_EXISTS");
        if let Some(key) = block.value.key() {
            let end = name.len() - "IfExists".len();
            finding.fix(Safety::Unsafe, "remove `IfExists`", key.text_span(end..name.len()), "");
        }
    }
}
