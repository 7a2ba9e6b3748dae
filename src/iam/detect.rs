//! Which files are policies, told by their content, and which kind of policy a document is.

use super::policy::PolicyKind;
use crate::tree::Value;

/// Keys that say a mapping is a statement of IAM; two of any kind make it one.
const TELLING: [&str; 5] = ["Effect", "Action", "NotAction", "Principal", "NotPrincipal"];
const SUPPORTING: [&str; 4] = ["Resource", "NotResource", "Condition", "Sid"];

/// Versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// Keys of files in other languages, which may hold policies but are none.
const OTHER_LANGUAGES: [&str; 5] =
    ["AWSTemplateFormatVersion", "Resources", "Transform", "StartAt", "States"];

/// Keys under which the IAM interface and common exports wrap documents: `get-policy-version`,
/// `get-role-policy`, `get-role`, `get-account-authorization-details`.
const WRAPPERS: [&str; 16] = [
    "AssumeRolePolicyDocument",
    "Document",
    "GroupDetailList",
    "GroupPolicyList",
    "Policies",
    "Policy",
    "PolicyDocument",
    "PolicyVersion",
    "PolicyVersionList",
    "Role",
    "RoleDetailList",
    "RolePolicyList",
    "Roles",
    "UserDetailList",
    "UserPolicyList",
    "Versions",
];

/// Wrappers within wrappers that are looked through: the deepest export has five and their lists.
const MAX_WRAPPERS: usize = 10;

/// Whether a file is made of policy documents.
pub fn is_policy(root: Value) -> bool {
    !documents(root).is_empty()
}

/// The policy documents of a file: the root itself, the items of a list, or what the wrappers of the
/// IAM interface hold.
pub fn documents<'t>(root: Value<'t>) -> Vec<Value<'t>> {
    let mut found = Vec::new();
    collect(root, MAX_WRAPPERS, &mut found);
    found
}

/// The kind of a document that stands alone. An organization's policy looks like one of the others.
pub fn kind_by_shape(document: Value) -> PolicyKind {
    let statements = statements(document);
    let any = |keys: &[&str]| statements.iter().any(|one| keys.iter().any(|key| one.get(key).is_some()));
    if statements.is_empty() {
        return PolicyKind::Unknown;
    }
    if !any(&["Principal", "NotPrincipal"]) {
        return PolicyKind::Identity;
    }
    let assumes = |statement: &&Value| assumes_role(**statement);
    // Services and identity providers assume roles only by a trust policy, whatever else is in it.
    let is_trust = |statement: &Value| {
        let principal = statement.get("Principal");
        principal.is_some_and(|one| ["Service", "Federated"].iter().any(|key| one.get(key).is_some()))
    };
    let mut assuming = statements.iter().filter(assumes).peekable();
    let is_plain = assuming.peek().is_some() && !any(&["Resource", "NotResource"]);
    if is_plain || assuming.any(is_trust) { PolicyKind::Trust } else { PolicyKind::Resource }
}

fn collect<'t>(value: Value<'t>, depth: usize, found: &mut Vec<Value<'t>>) {
    if is_document(value) {
        return found.push(value);
    }
    if depth == 0 || OTHER_LANGUAGES.iter().any(|key| value.get(key).is_some()) {
        return;
    }
    value.items().for_each(|item| collect(item, depth - 1, found));
    let wrapped = value.entries().filter(|entry| is_wrapper(*entry));
    wrapped.for_each(|entry| collect(entry, depth - 1, found));
}

fn is_wrapper(entry: Value) -> bool {
    entry.key_text().is_some_and(|key| WRAPPERS.binary_search(&&*key).is_ok())
}

fn is_document(value: Value) -> bool {
    let Some(statement) = value.get("Statement") else { return false };
    let version = value.get("Version");
    let in_other_language = OTHER_LANGUAGES.iter().any(|key| value.get(key).is_some());
    // Alibaba Cloud's policies have the same shape and this version.
    let foreign = version.is_some_and(|version| version.scalar_text().is_some_and(|text| text == "1"));
    if in_other_language || foreign {
        return false;
    }
    let dated = version.and_then(Value::scalar_text).is_some_and(|version| VERSIONS.contains(&&*version));
    dated || statement.items().chain([statement]).any(is_statement)
}

fn is_statement(value: Value) -> bool {
    let count = |keys: &[&str]| keys.iter().filter(|key| value.get(key).is_some()).count();
    let telling = count(&TELLING);
    telling > 0 && telling + count(&SUPPORTING) > 1
}

fn statements<'t>(document: Value<'t>) -> Vec<Value<'t>> {
    let Some(element) = document.get("Statement") else { return Vec::new() };
    element.items().chain([element]).filter(|value| value.is_mapping()).collect()
}

fn assumes_role(statement: Value) -> bool {
    let Some(action) = statement.get("Action") else { return false };
    action.items().chain([action]).filter_map(Value::text).any(|text| {
        let text = text.to_ascii_lowercase();
        text.starts_with("sts:assume") || text == "sts:*"
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;
    use crate::tree::{Tree, json};

    fn tree(text: &str) -> Tree {
        json::parse(SourceId(0), text.into(), 0..text.len())
    }

    fn count(text: &str) -> usize {
        documents(tree(text).root()).len()
    }

    const READ: &str = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#;

    #[test]
    fn wrappers_are_sorted() {
        assert!(WRAPPERS.is_sorted());
    }

    #[test]
    fn documents_bare_listed_and_wrapped() {
        let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{READ}]}}"#);
        assert_eq!(count(&document), 1);
        assert_eq!(count(&format!(r#"{{"Statement": {READ}}}"#)), 1);
        assert_eq!(count(&format!("[{document}, {document}]")), 2);
        assert_eq!(
            count(&format!(r#"{{"PolicyVersion": {{"VersionId": "v1", "Document": {document}}}}}"#)),
            1
        );
        assert_eq!(
            count(&format!(
                r#"{{"RoleDetailList": [{{"AssumeRolePolicyDocument": {document},
                    "RolePolicyList": [{{"PolicyDocument": {document}}}]}}]}}"#
            )),
            2
        );
        assert_eq!(count(r#"{"Version": "2012-10-17", "Statement": []}"#), 1);
    }

    #[test]
    fn other_languages_are_not_policies() {
        for text in [
            "{}",
            "[]",
            "7",
            r#"{"Statement": "of account"}"#,
            r#"{"Statement": [{"Action": "pay"}]}"#,
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
            r#"{"StartAt": "A", "States": {}, "Statement": [{"Effect": "Allow", "Action": "*"}]}"#,
            r#"{"Resources": {"R": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": {"Statement":
                [{"Effect": "Allow", "Action": "*"}]}}}}}"#,
        ] {
            assert!(!is_policy(tree(text).root()), "{text}");
        }
    }

    #[test]
    fn kinds_by_shape() {
        let kind = |statement: &str| kind_by_shape(tree(&format!(r#"{{"Statement": {statement}}}"#)).root());
        assert_eq!(kind(READ), PolicyKind::Identity);
        assert_eq!(
            kind(r#"{"Principal": {"Service": "a"}, "Action": ["STS:AssumeRole"]}"#),
            PolicyKind::Trust
        );
        assert_eq!(
            kind(r#"{"Principal": "*", "Action": "s3:GetObject", "Resource": "*"}"#),
            PolicyKind::Resource
        );
        assert_eq!(kind(r#"{"Principal": "*", "Action": "ecr:BatchGetImage"}"#), PolicyKind::Resource);
        assert_eq!(kind(r#"{"NotPrincipal": "*", "Action": "sts:*"}"#), PolicyKind::Trust);
        let endpoint = r#"{"Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}"#;
        assert_eq!(kind(endpoint), PolicyKind::Resource);
        let service = r#"{"Principal": {"Service": "a"}, "Action": "sts:AssumeRole", "Resource": "*"}"#;
        assert_eq!(kind(service), PolicyKind::Trust);
        assert_eq!(kind("[]"), PolicyKind::Unknown);
    }
}
