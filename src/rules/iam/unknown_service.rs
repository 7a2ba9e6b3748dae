use crate::aws::{actions, alias, condition_keys, has_wildcard, hole, resources, retired, sdk};
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Condition, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;
use crate::rules::shared::{MISTAKES, nearest_within};
use crate::tree::Value;

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
        if !has_wildcard(service) && !is_known(service) {
            let meant = meant(service, actions::services().map(|one| one.prefix()));
            Word { value: action.value, start: 0, text: service }.tell(
                meant,
                "INVALID_SERVICE_IN_ACTION",
                report,
            );
        }
    }
    for (text, arn) in arns::written(statement) {
        let Some(service) = arn.service.known().filter(|one| !has_wildcard(one)) else { continue };
        // Capitals are a fault of their own.
        let has_capitals = service.bytes().any(|byte| byte.is_ascii_uppercase());
        if !has_capitals && !resources::is_arn_service(service) && retired::find(service, "*").is_none() {
            let known = resources::arn_services().chain(actions::services().map(|one| one.prefix()));
            Word { value: text.value, start: arn.service.start(), text: service }.tell(
                meant(service, known),
                "INVALID_SERVICE",
                report,
            );
        }
    }
    statement.conditions.tests.iter().for_each(|test| check_key(test, report));
}

/// The prefix of a condition key. Those of identity providers are hosts.
fn check_key(test: &Condition, report: &mut Report) {
    let Some((service, _)) = test.key.split_once(':') else { return };
    let Some(key) = test.value.key() else { return };
    let is_host = service.contains(['.', '/']) || hole::has_hole(&test.key);
    let is_right = || {
        service.eq_ignore_ascii_case("aws") || condition_keys::find(&test.key).is_some() || is_known(service)
    };
    if !is_host && !is_right() {
        let known = actions::services().map(|one| one.prefix()).chain(["aws"]);
        Word { value: key, start: 0, text: service }.tell(meant(service, known), "INVALID_SERVICE", report);
    }
}

fn is_known(service: &str) -> bool {
    actions::service(service).is_some() || retired::find(service, "*").is_some()
}

fn meant(service: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    right(service).or_else(|| nearest_within(service, known, MISTAKES))
}

/// The prefix of a service that is known by another name as well.
fn right(service: &str) -> Option<&'static str> {
    alias::of_prefix(service).or_else(|| of_sdk(service))
}

/// The prefix of the service that an SDK knows by this name: `bedrock` for `bedrock-runtime`.
fn of_sdk(name: &str) -> Option<&'static str> {
    sdk::services_named(name).find_map(|service| service.iam_prefix)
}

/// A word for a service within a text.
struct Word<'s, 't> {
    value: Value<'t>,
    start: usize,
    text: &'s str,
}

impl Word<'_, '_> {
    fn tell(&self, meant: Option<&str>, code: &'static str, report: &mut Report) {
        let span = self.value.text_span(self.start..self.start + self.text.len());
        let message = match self.text {
            "" => "an ARN without a service".to_owned(),
            word => format!("no service `{word}` is known"),
        };
        let finding = report.at_span(span, self.value, message).service_code(code);
        match meant {
            Some(meant) => {
                // Even where it is certain: what did nothing grants or denies something then.
                let title = format!("write `{meant}`");
                finding.help(format!("did you mean `{meant}`?")).fix(Safety::Unsafe, title, span, meant);
            }
            None => {
                finding
                    .severity(Severity::Warning)
                    .help("write the prefix that the service authorization reference gives");
            }
        }
    }
}
