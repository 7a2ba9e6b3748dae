use crate::asl::grammar::Shape;
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

/// Fields of a reader whose words are known from the guide, but not that the service refuses others.
const UNSETTLED: &[&str] = &["CSVHeaderLocation", "CSVDelimiter", "ManifestType", "Transformation"];

fn check(slot: &Slot, report: &mut Report) {
    let Some(field) = slot.allowed_field() else { return };
    let Shape::Word(words) = field.shape else { return };
    let value = slot.value();
    let Some(written) = known_text(value).filter(|written| !words.contains(&written.as_ref())) else { return };
    let is_unsettled =
        UNSETTLED.contains(&field.name) && slot.element().field("OutputType").is_none();
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
