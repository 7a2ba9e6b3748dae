use crate::diagnostic::Safety;
use crate::iam::Policy;
use crate::rule::{Report, rule};
use crate::rules::iam_shared::variables::{self, Fault};

rule! {
    code: "iam/variable-symbol",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Policy(check),
}

fn check(policy: &Policy, report: &mut Report) {
    for place in variables::with_fault(policy, Fault::Symbol) {
        let written = place.written();
        let finding = place
            .report(report, format!("the variable `{written}` has a character that no key has"))
            .service_code("UNSUPPORTED_SYMBOL_IN_VARIABLE");
        // The mark that keeps `Fn::Sub` from reading a variable is no part of it.
        match place.variable.inner.strip_prefix('!').filter(|inner| !inner.contains('!')) {
            Some(inner) => {
                let finding = finding.help("only `Fn::Sub` takes the `!` away");
                if !place.text.value.is_assembled() {
                    let text = format!("${{{inner}}}");
                    finding.fix(Safety::Unsafe, format!("write `{text}`"), place.span(), text);
                }
            }
            None => {
                finding.help("write the name of a condition key, such as `${aws:username}`");
            }
        }
    }
}
