use crate::diagnostic::Safety;
use crate::iam::{Family, KeyTest};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values::{self, Range};

rule! {
    code: "iam/cidr-host-bits",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    for (value, text) in values::of(asked, Family::Ip) {
        let Some(range) = Range::parse(text).filter(|range| range.network() != *range) else { continue };
        let network = range.network();
        let network = format!("{}/{}", network.address, network.bits);
        let finding = report
            .at(value.value, format!("`{text}` is the range `{network}`: bits after the mask do not count"))
            .help(format!("write `{network}`, or `{}` for the one address", range.address))
            .service_code("IMPROVE_IP_RANGE");
        if !value.value.is_assembled() {
            let span = value.value.text_span(0..text.len());
            finding.fix(Safety::Safe, format!("write `{network}`"), span, network);
        }
    }
}
