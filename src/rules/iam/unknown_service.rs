use crate::aws::{actions, alias, has_wildcard, resources, retired, sdk};
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::arns;
use crate::rules::shared::{MISTAKES, nearest_within};

rule! {
    code: "iam/unknown-service",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for action in statement.all_actions() {
        let Some(pattern) = action.action() else { continue };
        let service = pattern.service();
        let is_known = has_wildcard(service)
            || actions::service(service).is_some()
            || retired::find(service, "*").is_some();
        if !is_known {
            let right = alias::of_prefix(service).or_else(|| of_sdk(service));
            let known = || actions::services().map(|one| one.prefix());
            let meant = right.or_else(|| nearest_within(service, known(), MISTAKES));
            let is_certain = right.is_some_and(|right| {
                pattern.is_literal() && actions::find(&format!("{right}:{}", pattern.name())).is_some()
            });
            tell(action, 0..service.len(), meant, is_certain, "INVALID_SERVICE_IN_ACTION", report);
        }
    }
    for (text, arn) in arns::written(statement) {
        let Some(service) = arn.service.known().filter(|one| !has_wildcard(one)) else { continue };
        // Capitals are a fault of their own.
        let is_known = service.bytes().any(|byte| byte.is_ascii_uppercase())
            || resources::is_arn_service(service)
            || retired::find(service, "*").is_some();
        if !is_known {
            let known = resources::arn_services().chain(actions::services().map(|one| one.prefix()));
            let right = alias::of_prefix(service).or_else(|| of_sdk(service));
            let meant = right.or_else(|| nearest_within(service, known, MISTAKES));
            let range = arn.service.start()..arn.service.start() + service.len();
            tell(text, range, meant, false, "INVALID_SERVICE", report);
        }
    }
}

/// The prefix of the service that an SDK knows by this name: `bedrock` for `bedrock-runtime`.
fn of_sdk(name: &str) -> Option<&'static str> {
    sdk::services_named(name).find_map(|service| service.iam_prefix)
}

fn tell(
    text: &Text,
    range: std::ops::Range<usize>,
    meant: Option<&str>,
    is_certain: bool,
    code: &'static str,
    report: &mut Report,
) {
    let span = text.value.text_span(range.clone());
    let word = text.symbolic().and_then(|all| all.get(range)).unwrap_or_default();
    let message = match word {
        "" => "an ARN without a service".to_owned(),
        _ => format!("no service `{word}` is known"),
    };
    let finding = report.at_span(span, text.value, message).service_code(code);
    match meant {
        Some(meant) => {
            let safety = if is_certain { Safety::Safe } else { Safety::Unsafe };
            finding.help(format!("did you mean `{meant}`?")).fix(
                safety,
                format!("write `{meant}`"),
                span,
                meant,
            );
        }
        None => {
            finding
                .severity(Severity::Warning)
                .help("write the prefix that the service authorization reference gives");
        }
    }
}
