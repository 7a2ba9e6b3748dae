use crate::diagnostic::Safety;
use crate::iam::{Shape, Statement};
use crate::rule::{Report, rule};
use crate::rules::shared;

rule! {
    code: "iam/invalid-effect",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

const EFFECTS: [&str; 2] = ["Allow", "Deny"];

fn check(statement: &Statement, report: &mut Report) {
    let Some(element) = statement.element("Effect").filter(|one| one.shape == Shape::Text) else { return };
    let text = element.value.scalar_text().unwrap_or_default();
    if EFFECTS.contains(&&*text) || text.contains("${") || text.contains("{{") {
        return;
    }
    let finding = report
        .at(element.value, format!("`{text}` is no effect: it is `Allow` or `Deny`, in this case"))
        .service_code("INVALID_EFFECT");
    if let Some(meant) = shared::nearest(text.trim(), EFFECTS) {
        finding.help(format!("did you mean `{meant}`?")).rewrite(
            Safety::Unsafe,
            format!("write `{meant}`"),
            element.value,
            meant,
        );
    }
}
