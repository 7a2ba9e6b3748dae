use crate::aws::arn::Arn;
use crate::cfn::{Resource, Template, assemble};
use crate::diagnostic::Severity;
use crate::iam::{Policy, PolicyKind, Principal, PrincipalKind, Statement};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::deputies::{self, Limit};
use crate::rules::iam_shared::principals;
use crate::tree::Value;

rule! {
    code: "iam/confused-deputy",
    group: Security,
    severity: Warning,
    check: PolicyAndTemplate(check, check_template),
}

/// Properties of a Lambda permission that say for whom the service may act.
const SOURCES: [&str; 4] = ["SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"];

const HELP: &str = "add conditions on `aws:SourceArn` with the ARN of what the service acts for, and on `aws:SourceAccount` with your account";

const CODE: &str = "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL";

fn check(policy: &Policy, report: &mut Report) {
    for statement in deputies::statements(policy) {
        let sends =
            |one: &Principal| one.kind == PrincipalKind::Service && deputies::sends_source(one, statement);
        let services = statement.principals.iter().filter(|one| sends(one));
        // Others have no such keys: the condition would keep them out.
        let is_shared = !statement.principals.iter().all(sends);
        match deputies::limit(statement) {
            Limit::None => services.for_each(|service| tell_service(service, policy.kind, is_shared, report)),
            Limit::Source => {
                let is_bucket_meant = |service: &Principal| principals::service_word(service) == Some("s3");
                let bucket = services.filter(|one| is_bucket_meant(one)).find_map(|_| only_bucket(statement));
                bucket.into_iter().for_each(|arn| tell_bucket(arn, report));
            }
            Limit::Weak(_) | Limit::Other => {}
        }
    }
}

fn tell_service(service: &Principal, kind: PolicyKind, is_shared: bool, report: &mut Report) {
    let name = service.text.symbolic().unwrap_or_default();
    let verb = if kind == PolicyKind::Trust { "assume the role" } else { "do this" };
    let finding = report
        .at(service.text.value, format!("no condition says for whom `{name}` may {verb}"))
        .help(if is_shared {
            format!("give `{name}` a statement of its own, and {HELP}")
        } else {
            HELP.to_owned()
        })
        .service_code(CODE);
    // Only who may pass the role, which takes an identity of its own account, can make a service assume it;
    // but the guide of Step Functions asks for the condition.
    if kind == PolicyKind::Trust && principals::service_word(service) != Some("states") {
        finding.severity(Severity::Info);
    }
}

/// The ARN of a bucket, which has no account, where it alone says for whom S3 may act.
fn only_bucket<'t>(statement: &Statement<'t>) -> Option<Value<'t>> {
    let mut tests = statement.conditions.tests.iter().filter(|test| test.is_source());
    let first = tests.next().filter(|test| test.is_key("aws:SourceArn"))?;
    let bucket = first.values.iter().find(|text| text.symbolic().is_some_and(is_bucket))?;
    tests.next().is_none().then_some(bucket.value)
}

fn is_bucket(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| arn.service.text() == "s3" && arn.account.is_empty())
}

fn tell_bucket(arn: Value, report: &mut Report) {
    report
        .at(arn, "the ARN of a bucket has no account: whoever makes a bucket of this name later is admitted")
        .severity(Severity::Info)
        .help("name your account, too: `aws:SourceAccount` in a condition, `SourceAccount` in a Lambda permission");
}

fn check_template(template: &Template, report: &mut Report) {
    template.resources_of("AWS::Lambda::Permission").for_each(|one| check_permission(one, template, report));
}

fn check_permission(permission: Resource, template: &Template, report: &mut Report) {
    let Some(principal) = permission.property(template, &["Principal"]).known() else { return };
    let Some(name) = principal.text().filter(|name| name.ends_with(".amazonaws.com")) else { return };
    let absent = |key: &str| permission.property(template, &[key]).is_absent();
    if SOURCES.iter().all(|key| absent(key)) {
        report
            .at(principal, format!("no property says for whom `{name}` may call the function"))
            .help("set `SourceArn` to the ARN of the resource that calls, or `SourceAccount` to `!Ref AWS::AccountId`")
            .service_code(CODE);
        return;
    }
    let arn = permission.property(template, &["SourceArn"]).place();
    let Some(arn) = arn.filter(|_| name == "s3.amazonaws.com" && absent("SourceAccount")) else { return };
    if assemble(arn, template).is_some_and(|text| is_bucket(text.text())) {
        tell_bucket(arn, report);
    }
}
