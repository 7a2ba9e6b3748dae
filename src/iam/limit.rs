//! Which conditions tie a statement to callers that are known in advance.

use super::condition::{Condition, Family, Operator};
use super::text::Text;
use crate::aws::arn::Arn;
use crate::aws::{has_wildcard, hole};

/// Keys that say which account, organization, principal, source or network a request comes from; in
/// lower case. Global keys: IAM User Guide, "AWS global condition context keys"; `aws:SourceOwner` is in
/// the default policy of SNS topics, the others are keys of S3, KMS and EFS for the same purpose.
const KEYS: [&str; 23] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:vpcsourceip",
    "elasticfilesystem:accessedviamounttarget",
    "elasticfilesystem:accesspointarn",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Keys that a service sends to say for whom it acts (IAM User Guide, "The confused deputy problem").
const SOURCE_KEYS: [&str; 4] =
    ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/// Characters in a row before the first wildcard from which on a value says something definite: that
/// of Access Analyzer's check on wildcards that are too permissive.
const DEFINITE_PREFIX: usize = 6;

/// All addresses.
const WHOLE_INTERNET: [&str; 2] = ["0.0.0.0/0", "::/0"];

impl Condition<'_> {
    /// Whether it holds only for callers from fixed accounts, organizations, sources or networks. What
    /// a template leaves open counts as fixed, and so does a test with an operator that does not exist:
    /// nothing is claimed where it is not certain.
    pub fn limits_caller(&self) -> bool {
        let demanding = self.operator.is_none_or(|operator| operator.needs_key());
        demanding && self.names_fixed_callers()
    }

    /// Whether it holds for all callers but those from fixed accounts, organizations, sources or
    /// networks: what a Deny needs to shut everybody else out.
    pub fn excludes_callers(&self) -> bool {
        let negated = self.operator.is_none_or(|operator| operator.negated);
        negated && self.names_fixed_callers()
    }

    /// Whether it says for whom a service must act: an account, organization or resource with a fixed
    /// value. Services send these keys with every request that they make for a resource, so that
    /// `…IfExists` changes nothing.
    pub fn limits_source(&self) -> bool {
        let positive =
            self.operator.is_none_or(|operator| !operator.negated && operator.family != Family::Existence);
        positive && self.is_source() && self.values.iter().all(|value| is_fixed(value, self.operator))
    }

    /// Whether its key says for whom a service acts.
    pub fn is_source(&self) -> bool {
        SOURCE_KEYS.iter().any(|key| self.is_key(key))
    }

    fn names_fixed_callers(&self) -> bool {
        let known_key = KEYS.binary_search(&self.key.to_ascii_lowercase().as_str()).is_ok();
        known_key && self.values.iter().all(|value| is_fixed(value, self.operator))
    }
}

fn is_fixed(value: &Text, operator: Option<Operator>) -> bool {
    let (Some(text), Some(operator)) = (value.symbolic(), operator) else { return true };
    if operator.family == Family::Ip {
        return !WHOLE_INTERNET.contains(&text);
    }
    if !operator.takes_wildcards() || !has_wildcard(text) {
        return true;
    }
    match Arn::parse(text) {
        Some(arn) => is_fixed_arn(arn),
        None if text.starts_with("arn:") => hole::has_hole(text),
        None => text.find(['*', '?']).is_none_or(|at| at >= DEFINITE_PREFIX),
    }
}

/// An ARN belongs to a fixed account; a bucket's, which has none, by the bucket's name.
fn is_fixed_arn(arn: Arn) -> bool {
    let by_account = !arn.account.is_empty() && !arn.account.has_wildcard();
    by_account || (arn.service.text() == "s3" && !arn.resource.text().starts_with(['*', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::Policy;
    use crate::text::SourceId;
    use crate::tree::json;

    fn limits(condition: &str) -> bool {
        let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Condition": {condition}}}}}"#);
        let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
        let policy = Policy::standalone(tree.root());
        policy.statements[0].conditions.tests.iter().any(Condition::limits_caller)
    }

    #[test]
    fn keys_are_sorted() {
        assert!(KEYS.is_sorted());
    }

    #[test]
    fn fixed_values_limit() {
        for condition in [
            r#"{"StringEquals": {"AWS:SourceAccount": "123456789012"}}"#,
            r#"{"StringEquals": {"aws:PrincipalOrgID": {"Ref": "Org"}}}"#,
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:states:*:123456789012:stateMachine:*"}}"#,
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:orders"}}"#,
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:${AWS::AccountId}:*"}}"#,
            r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-ab/ou-*/*"}}"#,
            r#"{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}"#,
            r#"{"StringEqual": {"aws:SourceAccount": "123456789012"}}"#,
        ] {
            assert!(limits(condition), "{condition}");
        }
    }

    #[test]
    fn what_anybody_can_meet_does_not_limit() {
        for condition in [
            r#"{"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}"#,
            r#"{"StringNotEquals": {"aws:SourceAccount": "123456789012"}}"#,
            r#"{"StringLike": {"aws:SourceAccount": "*"}}"#,
            r#"{"StringLike": {"aws:PrincipalOrgID": ["o-abc123def4", "o-*"]}}"#,
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}"#,
            r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*"}}"#,
            r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}"#,
            r#"{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}"#,
            r#"{"Null": {"aws:SourceAccount": "false"}}"#,
            r#"{"Bool": {"aws:SecureTransport": "true"}}"#,
            r#"{"StringEquals": {"sts:ExternalId": "x"}}"#,
        ] {
            assert!(!limits(condition), "{condition}");
        }
    }
}
