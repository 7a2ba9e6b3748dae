use crate::aws::hole;
use crate::iam::{PolicyKind, Statement};
use crate::rule::{Report, rule};

rule! {
    code: "iam/arn-prefix",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

const PREFIX: &str = "arn:";
/// A policy of an API may name its methods in short (API Gateway Developer Guide, "Resource policies").
const OF_API: &str = "execute-api:/";

fn check(statement: &Statement, report: &mut Report) {
    for resource in statement.all_resources().filter(|resource| !resource.is_all()) {
        let Some(text) = resource.symbolic() else { continue };
        let known =
            text.get(..hole::outside(text).zip(0..).take_while(|((at, _), place)| at == place).count());
        // What a hole holds may go on as an ARN does.
        let start = known.unwrap_or_default();
        let may_be = start.starts_with(PREFIX) || start.len() < text.len() && PREFIX.starts_with(start);
        let is_short =
            start.starts_with(OF_API) && matches!(statement.kind, PolicyKind::Resource | PolicyKind::Unknown);
        if may_be || is_short {
            continue;
        }
        let message = match text {
            "" => "an empty text names no resource".to_owned(),
            _ => format!("the resource `{text}` is neither `*` nor an ARN"),
        };
        report
            .at(resource.value, message)
            .help("write `arn:partition:service:region:account:resource`")
            .service_code("INVALID_ARN_PREFIX");
    }
}
