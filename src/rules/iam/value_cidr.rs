use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values::{self, Range};

rule! {
    code: "iam/value-cidr",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    for (value, text) in values::of(asked, Family::Ip) {
        if Range::parse(text).is_none() && Range::parse(&without_zeros(text)).is_none() {
            report
                .at(value.value, format!("`{text}` is no address and no range of addresses"))
                .help("write a range such as `203.0.113.0/24` or `2001:db8::/32`, or an address")
                .service_code("TYPE_MISMATCH_IP_RANGE");
        }
    }
}

/// `010.001.0.0/08` may be read as it was meant.
fn without_zeros(text: &str) -> String {
    let number = |part: &str| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0".to_owned(),
        rest => rest.to_owned(),
    };
    let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
    let parts: Vec<String> = address.split('.').map(number).collect();
    format!("{}/{}", parts.join("."), number(bits))
}
