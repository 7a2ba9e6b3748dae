use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::redundant::{self, Case};

rule! {
    code: "iam/redundant-action",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for (element, list) in [("Action", &statement.actions), ("NotAction", &statement.not_actions)] {
        let list = redundant::List { texts: list, value: statement.value.get(element), case: Case::Ignored };
        list.report("REDUNDANT_ACTION", report);
    }
}
