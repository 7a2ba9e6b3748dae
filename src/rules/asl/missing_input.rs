use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::asl::dataflow::{Data, DataFlow, Steps};
use crate::asl::path::Root;
use crate::asl::reference::{Reference, Role};
use crate::asl::{Machine, State, StateType};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;
use crate::text::Span;

rule! {
    code: "asl/missing-input",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let mut reading = machine.references().filter(|reference| reads_a_member(*reference)).peekable();
    if reading.peek().is_none() {
        return;
    }
    let Some(flow) = DataFlow::of(machine) else { return };
    let asking = asking_states(machine);
    // References come state by state.
    let mut current: Option<(State, Option<Steps>)> = None;
    let mut groups = Groups::new();
    for reference in reading {
        let Some(state) = reference.state() else { continue };
        if current.as_ref().is_none_or(|(last, _)| *last != state) {
            report_groups(std::mem::take(&mut groups), report);
            let steps = flow.steps(state).filter(|_| !asking.contains(&state.index()));
            current = Some((state, steps));
        }
        let Some((_, Some(steps))) = &current else { continue };
        if let Some(data) = read_by(reference, state, steps) {
            check_paths(reference, data, &mut groups, report);
        }
    }
    report_groups(groups, report);
}

/// Whether it reads a part of the data: the whole is always there.
fn reads_a_member(reference: Reference) -> bool {
    reference.paths().any(|path| path.root == Root::Data && !path.steps.is_empty())
}

/// States that test by `IsPresent` what is there before they read it, by index.
fn asking_states(machine: &Machine) -> HashSet<usize> {
    let tests = machine.slots().filter(|slot| slot.field().is_some_and(|field| field.name == "IsPresent"));
    tests.filter_map(|slot| slot.element().state()).map(State::index).collect()
}

/// What `$` is in a field, where that is sure.
fn read_by<'s>(reference: Reference, state: State, steps: &'s Steps) -> Option<&'s Data> {
    let slot = reference.slot();
    let is_own = slot.element().value() == state.value();
    match slot.name().as_ref() {
        "InputPath" if is_own => Some(&steps.raw),
        "Parameters" | "ItemSelector" | "ItemsPath" | "SecondsPath" | "TimestampPath" | "ErrorPath"
        | "CausePath"
            if is_own =>
        {
            Some(&steps.effective)
        }
        "ResultSelector" if is_own => Some(&steps.result),
        "OutputPath" if is_own => Some(&steps.merged),
        // In a rule of a Choice, only what it compares is a path.
        _ if !is_own && state.kind() == StateType::Choice && reference.role() == Role::Path => {
            Some(&steps.effective)
        }
        _ => None,
    }
}

/// What one state reads in vain, by the names that are there instead: where these are the same, one state before
/// kept too little.
type Groups<'m> = BTreeMap<Vec<String>, Vec<Read<'m>>>;

/// A path that finds nothing.
struct Read<'m> {
    reference: Reference<'m>,
    /// The bytes of the step that finds nothing, in the text of the path.
    range: Range<usize>,
    name: String,
}

fn check_paths<'m>(reference: Reference<'m>, data: &Data, groups: &mut Groups<'m>, report: &mut Report) {
    for path in reference.paths().filter(|path| path.root == Root::Data) {
        let Err(missing) = data.at(path, reference.text()) else { continue };
        let read = Read { reference, range: missing.range, name: missing.name };
        // A slip of the pen has a cause of its own.
        match nearest(&read.name, missing.others.iter().map(String::as_str)) {
            Some(near) => report_slip(&read, near, report),
            None => groups.entry(missing.others).or_default().push(read),
        }
    }
}

fn report_slip(read: &Read, near: &str, report: &mut Report) {
    let message = format!("{}, which is never there", read.what());
    let finding =
        report.at_span(read.span(), read.reference.value(), message).help(format!("did you mean `{near}`?"));
    let is_plain = near.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let step = read.reference.text().get(read.range.clone());
    if is_plain && step.is_some_and(|step| step.starts_with('.')) {
        let title = format!("replace `{}` by `{near}`", read.name);
        finding.fix(Safety::Unsafe, title, read.span(), format!(".{near}"));
    }
}

/// Places that are shown beside the first.
const MAX_RELATED: usize = 3;

fn report_groups(groups: Groups, report: &mut Report) {
    for (there, reads) in groups {
        let Some((first, others)) = reads.split_first() else { continue };
        let more = match others.len() {
            0 => String::new(),
            1 => "; nor is what another path reads".to_owned(),
            count => format!("; nor is what {count} other paths read"),
        };
        let message = format!("{}, which is never there{more}", first.what());
        let finding = report.at_span(first.span(), first.reference.value(), message).help(help(&there));
        others
            .iter()
            .take(MAX_RELATED)
            .fold(finding, |finding, other| finding.related(other.span(), other.what()));
    }
}

impl Read<'_> {
    /// What reads which name of what.
    fn what(&self) -> String {
        let text = self.reference.text().get(..self.range.start);
        let holder = text.and_then(|text| text.rsplit([' ', ',', '(']).next()).unwrap_or("$");
        format!("{} reads `{}` of `{holder}`", self.reference.title(), self.name)
    }

    fn span(&self) -> Span {
        self.reference.span(self.range.clone())
    }
}

/// Names that are listed; more say no more.
const MAX_LISTED: usize = 8;

fn help(others: &[String]) -> String {
    let listed: Vec<String> = others.iter().take(MAX_LISTED).map(|name| format!("`{name}`")).collect();
    match listed.len() {
        0 => "it is a plain value or an empty object there: read JSON in a string by `States.StringToJson`, or let the states before keep their input by `ResultPath`".to_owned(),
        _ => format!(
            "there is only {}: read one of these, or let the states before keep their input by `ResultPath`",
            listed.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::asl::Kind;
    use crate::rules::shared::findings;

    #[test]
    fn one_forgotten_result_path_is_one_finding() {
        let text = r#"{"StartAt": "Weigh parcel", "States": {
            "Weigh parcel": {"Type": "Pass", "Result": {"grams": 300}, "Next": "Print label"},
            "Print label": {"Type": "Pass", "Parameters": {
                "name.$": "$.customer.name", "street.$": "$.address.street", "city.$": "$.address.city",
                "order.$": "$.order.id", "notes.$": "$.notes", "weight.$": "$.gram"}, "End": true}
        }}"#;
        let found = findings("asl/missing-input", &[], Kind::Standard, text);
        let told: Vec<_> =
            found.iter().map(|one| (one.message.as_str(), one.related.len(), one.fix.is_some())).collect();
        let slip = "`weight.$` in `Parameters` of `Print label` reads `gram` of `$`, which is never there";
        let cause = "`name.$` in `Parameters` of `Print label` reads `customer` of `$`, which is never there; \
                     nor is what 4 other paths read";
        assert_eq!(told, [(slip, 0, true), (cause, 3, false)]);
    }
}
