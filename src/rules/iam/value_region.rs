use crate::aws::{has_wildcard, regions};
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;
use crate::rules::shared::{MISTAKES, nearest_within};

rule! {
    code: "iam/value-region",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Condition(check),
}

/// Keys that hold the code of a Region.
const KEYS: [&str; 8] = [
    "account:TargetRegion",
    "aws:RequestedRegion",
    "cloudformation:TargetRegion",
    "ec2:Region",
    "kms:PrimaryRegion",
    "kms:ReplicaRegion",
    "secretsmanager:SecretPrimaryRegion",
    "sso:PrimaryRegion",
];

fn check(asked: &KeyTest, report: &mut Report) {
    if !KEYS.iter().any(|key| asked.test.is_key(key)) {
        return;
    }
    for (value, text) in values::of(asked, Family::String) {
        if has_wildcard(text) || regions::is_known(text) {
            continue;
        }
        // A name of the right form may be that of a Region which is newer than the list.
        let severity = if regions::has_form(text) { Severity::Warning } else { Severity::Error };
        let finding = report
            .at(value.value, format!("no Region `{text}` is known"))
            .severity(severity)
            .service_code("INVALID_REGION");
        match nearest_within(text, regions::all(), MISTAKES) {
            Some(meant) => {
                let finding = finding.help(format!("did you mean `{meant}`?"));
                if !value.value.is_assembled() {
                    finding.rewrite(Safety::Unsafe, format!("write `{meant}`"), value.value, meant);
                }
            }
            None => {
                finding.help("write the code of a Region, such as `eu-west-1`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_key_exists() {
        assert!(super::KEYS.iter().all(|key| crate::aws::condition_keys::find(key).is_some()));
    }
}
