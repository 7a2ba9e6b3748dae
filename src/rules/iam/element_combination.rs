use crate::iam::Statement;
use crate::rule::{Report, rule};

rule! {
    code: "iam/element-combination",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

const PAIRS: [(&str, &str); 3] =
    [("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")];

fn check(statement: &Statement, report: &mut Report) {
    for (plain, negated) in PAIRS {
        let (Some(first), Some(second)) = (statement.element(plain), statement.element(negated)) else {
            continue;
        };
        if first.is_there() && second.is_there() {
            report
                .at_key(second.value, format!("{} has both `{plain}` and `{negated}`", statement.label()))
                .help("keep one of them, or write two statements")
                .related(first.value.name_span(), format!("`{plain}` is here"))
                .service_code("UNSUPPORTED_ELEMENT_COMBINATION");
        }
    }
}
