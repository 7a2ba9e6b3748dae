use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::redundant::{self, Case};

rule! {
    code: "iam/redundant-resource",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    if statement.kind == PolicyKind::Trust {
        return;
    }
    for (element, list) in [("Resource", &statement.resources), ("NotResource", &statement.not_resources)] {
        let list = redundant::List { texts: list, value: statement.value.get(element), case: Case::Matters };
        list.report("REDUNDANT_RESOURCE", report);
    }
}
