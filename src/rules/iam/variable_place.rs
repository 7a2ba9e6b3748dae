use crate::iam::{Policy, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables;

rule! {
    code: "iam/variable-place",
    group: Correctness,
    severity: Error,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for statement in variables::statements(policy) {
        for (element, text) in texts(statement) {
            for place in variables::of(std::iter::once(text)).filter(|one| variables::is_known(&one.variable))
            {
                place
                    .report(
                        report,
                        format!("`{}` in `{element}` is plain text, no variable", place.written()),
                    )
                    .help("variables stand in `Resource` and in the values of a condition")
                    .service_code("VARIABLE_UNSUPPORTED_IN_ELEMENT");
            }
        }
    }
}

/// The texts of elements that have no variables.
fn texts<'s, 't>(statement: &'s Statement<'t>) -> impl Iterator<Item = (&'static str, &'s Text<'t>)> {
    let principals = statement.principals.iter().map(|one| ("Principal", &one.text));
    let all_but = statement.not_principals.iter().map(|one| ("NotPrincipal", &one.text));
    let actions = statement.actions.iter().map(|text| ("Action", text));
    let not_actions = statement.not_actions.iter().map(|text| ("NotAction", text));
    let sid = statement.sid.iter().map(|text| ("Sid", text));
    sid.chain(actions).chain(not_actions).chain(principals).chain(all_but)
}
