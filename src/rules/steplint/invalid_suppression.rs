use crate::rule::rule;

rule! {
    code: "steplint/invalid-suppression",
    group: Correctness,
    severity: Warning,
    check: Engine,
}
