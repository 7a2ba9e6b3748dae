use crate::aws::hole;
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Shape, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::principals;
use crate::rules::shared::nearest;
use crate::tree::Value;

rule! {
    code: "iam/principal-key",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

const KEYS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

fn check(statement: &Statement, report: &mut Report) {
    let objects = principals::elements(statement).filter(|element| element.shape == Shape::Object);
    for key in objects.flat_map(|element| element.value.entries()).filter_map(Value::key) {
        let name = key.scalar_text().unwrap_or_default();
        if KEYS.contains(&&*name) || is_open(key, &name) {
            continue;
        }
        let finding =
            report.at(key, format!("`{name}` is no kind of principal")).service_code("INVALID_PRINCIPAL_KEY");
        let Some(meant) = nearest(&name, KEYS) else {
            finding.help("use `AWS`, `Service`, `Federated` or `CanonicalUser`");
            continue;
        };
        // Whether IAM minds the case of the keys is not documented.
        let differs_by_case = meant.eq_ignore_ascii_case(&name);
        finding
            .severity(if differs_by_case { Severity::Warning } else { Severity::Error })
            .help(format!("did you mean `{meant}`?"))
            .rewrite(Safety::Unsafe, format!("write `{meant}`"), key, meant);
    }
}

/// Whether a key is no name but brings others.
fn is_open(key: Value, name: &str) -> bool {
    key.is_unknown() || hole::has_hole(name) || name.starts_with("Fn::") || name == "<<"
}
