use crate::asl::Machine;
use crate::aws::arn::Arn;
use crate::aws::regions;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/hard-coded-arn",
    group: Traceability,
    severity: Info,
    check: Machine(check),
}

/// One finding for a machine, at the first of them: they are replaced together.
fn check(machine: &Machine, report: &mut Report) {
    let mut found = Vec::new();
    let mut count = 0;
    for value in machine.value().descendants(|value| !value.is_alias() && !value.key_is("Comment")) {
        if let Some(place) = place(value) {
            count += 1;
            if found.len() <= MAX_RELATED {
                found.push((value, place));
            }
        }
    }
    let Some((first, place)) = found.first() else { return };
    let more = match count {
        1 => String::new(),
        2 => ", and one more is here".to_owned(),
        _ => format!(", and {} more are here", count - 1),
    };
    let mut finding = report.at(*first, format!("{place} is written into the definition{more}"));
    for (value, place) in found.iter().skip(1) {
        finding = finding.related(value.span(), place.clone());
    }
    finding.help("put `${Name}` in its place and fill it in by `DefinitionSubstitutions`, so that the same definition runs in every account and region");
}

/// Others that are shown with the first.
const MAX_RELATED: usize = 3;

/// What of an ARN or of a queue's URL holds for one account or region only.
fn place(value: Value) -> Option<String> {
    let text = value.text().filter(|text| text.starts_with("arn:") || text.starts_with("https://sqs."))?;
    if let Some(arn) = Arn::parse(&text) {
        return name(arn.region.text(), arn.account.text());
    }
    let (host, path) = text.strip_prefix("https://sqs.")?.split_once('/')?;
    let (region, _) = host.split_once(".amazonaws.com")?;
    name(region, path.split('/').next()?)
}

fn name(region: &str, account: &str) -> Option<String> {
    match (is_account(account), regions::has_form(region)) {
        (true, true) => Some(format!("the account {account} with the region {region}")),
        (true, false) => Some(format!("the account {account}")),
        (false, true) => Some(format!("the region {region}")),
        (false, false) => None,
    }
}

/// Twelve digits; nothing but zeros stands for an account that is yet to be filled in.
fn is_account(text: &str) -> bool {
    text.len() == 12
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte != b'0')
}

#[cfg(test)]
mod tests {
    use super::{is_account, regions};

    #[test]
    fn regions_and_accounts_are_told_from_placeholders() {
        for region in ["eu-west-1", "us-gov-east-1", "us-iso-west-1", "ap-southeast-7"] {
            assert!(regions::has_form(region), "{region}");
        }
        for text in ["", "your-region", "region-1", "${AWS::Region}", "eu-west-", "REGION", "us-1", "a-b-1"] {
            assert!(!regions::has_form(text), "{text}");
        }
        assert!(is_account("123456789012"));
        assert!(!is_account("000000000000") && !is_account("1234") && !is_account("${AccountId}"));
    }
}
