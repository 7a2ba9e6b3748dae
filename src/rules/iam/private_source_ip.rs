use crate::diagnostic::Severity;
use crate::iam::{Family, KeyTest, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values::{self, Range};

rule! {
    code: "iam/private-source-ip",
    group: Correctness,
    severity: Error,
    check: Condition(check),
}

const HELP: &str = "for requests through a VPC endpoint use `aws:VpcSourceIp` together with `aws:SourceVpc`";

fn check(asked: &KeyTest, report: &mut Report) {
    if !asked.test.is_key("aws:SourceIp") {
        return;
    }
    let is_private = |text: &str| Range::parse(text).is_some_and(Range::is_private);
    let private: Vec<(&Text, &str)> =
        values::of(asked, Family::Ip).filter(|(_, text)| is_private(text)).collect();
    let Some(operator) = asked.test.operator.filter(|_| !private.is_empty()) else { return };
    let is_certain = private.iter().all(|(value, _)| !value.conditional) && !operator.if_exists;
    if private.len() == asked.test.values.len() && is_certain {
        let (outcome, code) = match operator.negated {
            true => ("always", "PRIVATE_NOT_IP_ADDRESS"),
            false => ("never", "PRIVATE_IP_ADDRESS"),
        };
        report
            .at_key(
                asked.test.value,
                format!("`aws:SourceIp` is a public address, so this test of private ones {outcome} holds"),
            )
            .help(HELP)
            .service_code(code);
        return;
    }
    let code = match operator.negated {
        true => "PRIVATE_NOT_IP_ADDRESS_SUBSET",
        false => "PRIVATE_IP_ADDRESS_SUBSET",
    };
    for (value, text) in private {
        report
            .at(
                value.value,
                format!("`{text}` is private, and `aws:SourceIp` a public address: it has no effect"),
            )
            .help(HELP)
            .severity(Severity::Warning)
            .service_code(code);
    }
}
