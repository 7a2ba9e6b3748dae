use crate::asl::Element;
use crate::asl::grammar::RETRIER;
use crate::rule::{Report, rule};

rule! {
    code: "asl/useless-max-delay",
    group: Reliability,
    severity: Warning,
    check: Element(check),
}

/// Seconds that `MaxDelaySeconds` has to stay below (service guide: less than 31,622,400).
const BOUND: i64 = 31_622_400;

fn check(element: &Element, report: &mut Report) {
    if !element.is(&RETRIER) {
        return;
    }
    let Some(delay) = element.field("MaxDelaySeconds") else { return };
    let Some(longest) = delay.as_i64() else { return };
    if longest == BOUND {
        report
            .at(delay, format!("`MaxDelaySeconds` of {} is {BOUND}, but it has to be less", element.title()))
            .help("write the longest wait between two attempts that makes sense, such as 300");
        return;
    }
    let Some(interval) = element.field("IntervalSeconds") else { return };
    let Some(first) = interval.as_i64().filter(|first| longest <= *first && longest > 0) else { return };
    report
        .at(
            delay,
            format!(
                "{} waits {first} s before the first retry, but by `MaxDelaySeconds` never more than {longest} s",
                element.title()
            ),
        )
        .help("write a `MaxDelaySeconds` that is larger than `IntervalSeconds`")
        .related(interval.entry_span(), "the first wait");
}
