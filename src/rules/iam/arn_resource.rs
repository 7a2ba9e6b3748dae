use std::collections::BTreeSet;

use crate::aws::arn::{Arn, Part};
use crate::aws::{has_wildcard, resources};
use crate::diagnostic::{Safety, Severity};
use crate::iam::{Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::arns;
use crate::rules::shared::{MISTAKES, listed, nearest_within};

rule! {
    code: "iam/arn-resource",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

/// Words that a help lists; of more the reader has nothing.
const LISTED: usize = 8;

fn check(statement: &Statement, report: &mut Report) {
    for (text, arn) in arns::written(statement) {
        if resources::fit(&arn) == resources::Fit::Types(Vec::new()) {
            tell(text, &arn, report);
        }
    }
}

fn tell(text: &Text, arn: &Arn, report: &mut Report) {
    let service = arn.service.text();
    let word = first_word(arn.resource);
    let known: BTreeSet<&str> = resources::types_in_arn(service)
        .filter_map(|one| first_word(Part::whole(one.parts().resource))?.known())
        .filter(|word| !word.is_empty())
        .collect();
    let resource = arn.resource.text();
    let message = match resource {
        "" => format!("an ARN of `{service}` without a resource"),
        _ => format!("`{service}` has no resource like `{resource}`"),
    };
    let span = arns::span(text, arn.resource);
    let finding = report.at_span(span, text.value, message).service_code("INVALID_ARN_RESOURCE");
    let meant = word.and_then(|word| {
        let written = word.known().filter(|written| !has_wildcard(written) && !known.contains(written))?;
        Some((word, nearest_within(written, known.iter().copied(), MISTAKES)?))
    });
    if let Some((word, meant)) = meant {
        let title = format!("write `{meant}`");
        let finding = finding.help(format!("did you mean `{meant}`?"));
        let at = arn.resource.start() + word.start();
        finding.fix(Safety::Unsafe, title, text.value.text_span(at..at + word.text().len()), meant);
        return;
    }
    let words: Vec<&str> = known.into_iter().collect();
    let help = match words.len() {
        1..=LISTED => format!("its resources start with {}", listed(&words, "or")),
        _ => "look up the forms of its ARNs in the service authorization reference".to_owned(),
    };
    // The table may lack a type.
    finding.severity(Severity::Warning).help(help);
}

/// What stands before the first colon or slash of a resource: mostly the word for its type.
fn first_word(resource: Part) -> Option<Part> {
    Part::whole(resource.text()).split_once(b":/").map(|(word, _)| word)
}
