use crate::rule::rule;

rule! {
    code: "steplint/unused-suppression",
    group: Correctness,
    severity: Warning,
    check: Engine,
}
