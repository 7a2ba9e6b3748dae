use crate::aws::condition_keys;
use crate::iam::{Policy, Variable};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;
use crate::rules::iam_shared::variables::{self, Fault, Place};
use crate::rules::shared::{MISTAKES, nearest_within};
use crate::tree::Style;

rule! {
    code: "iam/variable-unknown",
    group: Correctness,
    severity: Warning,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    let is_filled = may_be_filled(policy);
    for statement in variables::statements(policy) {
        for place in variables::of(variables::texts(statement)) {
            if place.variable.key().is_some() {
                if policy.has_variables() != Some(false) {
                    key(&place, report);
                }
            } else if !is_filled && !place.text.value.is_assembled() && is_of_template(&place.variable) {
                place
                    .report(report, format!("nothing fills in `{}`, and no condition key is called so", place.written()))
                    .help("put the text into `Fn::Sub`, or write the value; a variable is a key: `${aws:username}`");
            }
        }
    }
}

/// A variable in the form of a key.
fn key(place: &Place, report: &mut Report) {
    let name = place.variable.name();
    // Such a name is told of as one that cannot be.
    let is_broken = matches!(variables::find_fault(&place.variable), Some(Fault::Space | Fault::Symbol));
    if is_broken || variables::is_known(&place.variable) || !variables::is_meant(name) {
        return;
    }
    let prefix = name.split(':').next().unwrap_or_default();
    let keys = condition_keys::of_service(prefix).map(|key| key.name);
    let finding = place.report(report, format!("no condition key `{name}` is known"));
    match (pseudo_parameter(name), nearest_within(name, keys, MISTAKES)) {
        (Some(parameter), _) => finding.help(format!("a template writes `${{{parameter}}}` in `Fn::Sub`")),
        (None, Some(meant)) => finding.help(format!("did you mean `{meant}`?")),
        (None, None) => finding.help("the variable has no value, so the text matches nothing"),
    };
}

/// What CloudFormation calls what is no condition key.
fn pseudo_parameter(name: &str) -> Option<&'static str> {
    let rest = name.split_once(':').map(|(_, rest)| rest)?;
    let known = ["AccountId", "Partition", "Region", "StackName"];
    let at = known.iter().position(|one| one.eq_ignore_ascii_case(rest))?;
    ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackName"].get(at).copied()
}

/// `${AWS::Region}`, `${Bucket}` or `${Bucket.Arn}`, as CloudFormation writes them. Other tools fill in others.
fn is_of_template(variable: &Variable) -> bool {
    let name = variable.inner.strip_prefix("AWS::").unwrap_or(variable.inner);
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    variable.is_closed
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.split('.').count() < 3
        && name.split('.').all(is_word)
}

/// Whether the document may be the text of a template's property, which `Fn::Sub` may have been called with.
fn may_be_filled(policy: &Policy) -> bool {
    let root = policy.value.tree().root();
    root.style() == Style::Json && values::is_in_template(root)
}
