use crate::aws::glob;
use crate::iam::{PolicyKind, Statement};
use crate::rule::{OptionDefault, Report, RuleOption, rule};

const RESOURCES: &str = "resources";

/// Comparisons that are made of one statement.
const MAX_COMPARISONS: usize = 10_000;

rule! {
    code: "iam/sensitive-access",
    group: Security,
    severity: Info,
    options: &[RuleOption { name: RESOURCES, default: OptionDefault::Words }],
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    let sensitive = report.words(RESOURCES);
    if sensitive.is_empty() || statement.kind != PolicyKind::Identity || !statement.is_allow() {
        return;
    }
    let most = MAX_COMPARISONS / sensitive.len().min(MAX_COMPARISONS);
    for resource in statement.resources.iter().take(most) {
        let Some(written) = resource.known() else { continue };
        if let Some(pattern) = sensitive.iter().find(|pattern| glob::overlaps(written, pattern)) {
            report
                .at(
                    resource.value,
                    format!("`{written}` reaches `{pattern}`, which the configuration calls sensitive"),
                )
                .help("leave it to those who must reach it, or name other resources by ARN");
        }
    }
}
