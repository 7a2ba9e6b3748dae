use crate::aws::arn::Part;
use crate::iam::{PolicyKind, PrincipalKind, Statement, Text};
use crate::rule::{OptionDefault, Report, RuleOption, rule};
use crate::rules::iam::full_admin;
use crate::rules::iam_shared::precedence::whole_service;

const CHANGING_PATTERNS: &str = "changing-patterns";

rule! {
    code: "iam/wildcard-action",
    group: Security,
    severity: Warning,
    options: &[RuleOption { name: CHANGING_PATTERNS, default: OptionDefault::Bool(false) }],
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    // One fault: who may do everything on everything is an administrator, says a rule of its own.
    if !statement.kind.grants() || !statement.is_allow() || full_admin::granting(statement).is_some() {
        return;
    }
    for action in &statement.actions {
        let Some(reach) = reach(action, report.flag(CHANGING_PATTERNS)) else { continue };
        if delegates_key(statement, reach) {
            continue;
        }
        report.at(action.value, message(action, reach)).help(
            "name the actions that are needed; a wildcard within the name, such as `Get*`, at least keeps to one kind of access",
        );
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Reach<'a> {
    Everything,
    Service(&'a str),
    Changing,
}

fn reach<'a>(action: &'a Text, changing_patterns: bool) -> Option<Reach<'a>> {
    if action.is_every_action() {
        return Some(Reach::Everything);
    }
    match whole_service(action) {
        Some(service) => Some(Reach::Service(service)),
        None => (changing_patterns && changes(action)).then_some(Reach::Changing),
    }
}

/// Whether it is a pattern that covers an action which writes, tags or changes permissions.
fn changes(action: &Text) -> bool {
    action.named_action().is_none() && action.covered_actions().any(|action| action.access.changes())
}

/// The key policy that AWS writes and requires: the account itself may do everything with its key, so
/// that identity policies decide (AWS KMS Developer Guide, "Default key policy").
fn delegates_key(statement: &Statement, reach: Reach) -> bool {
    let principals = &statement.principals;
    statement.kind == PolicyKind::Resource
        && matches!(reach, Reach::Service(service) if service.eq_ignore_ascii_case("kms"))
        && !principals.is_empty()
        && principals.iter().all(|one| one.kind == PrincipalKind::Aws && is_account(&one.text))
}

/// An account number or the `root` of an account; unknown ones count.
fn is_account(principal: &Text) -> bool {
    principal.symbolic().is_none_or(|text| {
        let number = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        number || Part::whole(text).is_hole() || text.ends_with(":root")
    })
}

fn message(action: &Text, reach: Reach) -> String {
    let written = action.symbolic().unwrap_or_default();
    match reach {
        Reach::Everything => format!("`{written}` allows every action of every service"),
        Reach::Service(service) => {
            format!("`{written}` allows every action of `{service}`, also ones that AWS will add")
        }
        Reach::Changing => {
            format!(
                "`{written}` is a pattern that covers actions which change things, also ones that AWS will add"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::iam::{Policy, Resolved};
    use crate::rule::{Active, OptionValue};
    use crate::text::SourceId;
    use crate::tree::{Value, json};

    fn findings(kind: PolicyKind, action: &str, changing_patterns: bool) -> usize {
        let text = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "arn:aws:s3:::orders/*",
                "Principal": {{"AWS": "arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:root"}}}}}}"#
        );
        let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
        let plain = |_: Value<'_>| Resolved::Plain;
        let policy = Policy::of(tree.root(), kind, &plain);
        let options = [(CHANGING_PATTERNS.to_owned(), OptionValue::Bool(changing_patterns))];
        let active = Active { rule: &RULE, severity: None, options: options.into() };
        let mut report = Report::default();
        report.run(&active, |report| check(&policy.statements[0], report));
        report.into_diagnostics().len()
    }

    #[test]
    fn patterns_that_change_things_are_an_option() {
        for (action, expected) in
            [("s3:Put*", 1), ("iam:*Role", 1), ("s3:GetObject*", 0), ("s3:PutObject", 0)]
        {
            assert_eq!(findings(PolicyKind::Identity, action, true), expected, "{action}");
            assert_eq!(findings(PolicyKind::Identity, action, false), 0, "{action}");
        }
    }

    #[test]
    fn holes_beside_and_within_wildcards() {
        for (action, expected) in
            [("${Service}:*", 1), ("s3:${Name}*", 0), ("${Action}", 0), ("*:*", 1), ("*", 1)]
        {
            assert_eq!(findings(PolicyKind::Identity, action, true), expected, "{action}");
        }
    }

    #[test]
    fn kinds_that_only_narrow_are_left_alone() {
        use PolicyKind::*;
        for kind in [Boundary, Endpoint, ServiceControl, ResourceControl, Unknown] {
            assert_eq!(findings(kind, "*", true), 0, "{kind:?}");
        }
        assert_eq!(findings(Resource, "kms:*", false), 0);
        assert_eq!(findings(Resource, "s3:*", false), 1);
        assert_eq!(findings(Identity, "kms:*", false), 1);
    }
}
