use crate::asl::grammar::{READER_CONFIG, Shape};
use crate::asl::{Slot, known_text};
use crate::diagnostic::{Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, listed, nearest};

rule! {
    code: "asl/unknown-value",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Slot(check),
}

fn check(slot: &Slot, report: &mut Report) {
    let Some(field) = slot.allowed_field() else { return };
    let Shape::Word(words) = field.shape else { return };
    let value = slot.value();
    let Some(written) = known_text(value).filter(|written| !words.contains(&written.as_ref())) else {
        return;
    };
    // The guide names the words for what a reader reads; that the service refuses others is known of
    // the type alone (measured).
    let is_unsettled = slot.element().is(&READER_CONFIG) && field.name != "InputType";
    let severity = if is_unsettled { Severity::Warning } else { Severity::Error };
    let finding = report
        .at(value, format!("`{written}` is not a value of `{}`", field.name))
        .severity(severity)
        .service_code(SCHEMA_VALIDATION_FAILED);
    let Some(meant) = nearest(&written, words.iter().copied()) else {
        finding.help(format!("write {}", listed(words, "or")));
        return;
    };
    let safety = if meant.eq_ignore_ascii_case(&written) { Safety::Safe } else { Safety::Unsafe };
    let title = format!("replace `{written}` by `{meant}`");
    finding.help(format!("did you mean `{meant}`?")).rewrite(safety, title, value, meant);
}
