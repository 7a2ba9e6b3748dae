use crate::iam::Text;
use crate::project::Principal;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::grants;

const LIFECYCLE: &str = "s3:PutLifecycleConfiguration";

/// An action that changes what a bucket admits, and those that its holder may give itself.
const WAYS: [(&str, &[&str]); 3] = [
    ("s3:PutBucketAcl", &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]),
    ("s3:PutBucketPolicy", &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]),
    (LIFECYCLE, &["s3:DeleteObject"]),
];

/// All of them, sorted.
const ACTIONS: [&str; 6] = [
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject",
];

rule! {
    code: "iam/own-access-through-bucket-policy",
    group: Security,
    severity: Warning,
    check: Principal(check),
}

fn check(principal: &Principal, report: &mut Report) {
    if !principal.complete || !principal.managed.is_empty() {
        return;
    }
    let granted = grants::grants(principal, &ACTIONS, |name| grants::in_list(&ACTIONS, name));
    for (lever, gains) in WAYS {
        let Some(grant) = granted.iter().find(|one| one.action == lever && !one.conditional) else {
            continue;
        };
        if lever != LIFECYCLE && grant.statement.resources.iter().any(Text::is_all) {
            // One fault: `iam/resource-exposure` tells of a policy of every bucket.
            continue;
        }
        // What is allowed on some bucket may be this one.
        let is_missing = |gain: &&&str| !granted.iter().any(|one| one.action == **gain);
        let missing: Vec<&str> = gains.iter().filter(is_missing).copied().collect();
        if missing.is_empty() || grant.statement.resources.iter().all(|one| Text::symbolic(one).is_none()) {
            continue;
        }
        let gained = crate::rules::shared::listed(&missing, "and");
        report
            .at(grant.place, format!("`{lever}` gives what is not allowed here: {gained} on the same bucket"))
            .help(format!(
                "allow {gained} as well if it is meant, or leave `{lever}` to those who manage buckets"
            ));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_action_exists_in_order() {
        crate::aws::actions::check_list(&super::ACTIONS);
    }
}
