use std::collections::HashSet;

use crate::asl::dataflow::{Data, DataFlow, Missing, Steps};
use crate::asl::path::Root;
use crate::asl::reference::{Reference, Role};
use crate::asl::{Machine, State, StateType};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

rule! {
    code: "asl/missing-input",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    let Some(flow) = DataFlow::of(machine) else { return };
    let asking = asking_states(machine);
    // References come state by state.
    let mut current: Option<(State, Option<Steps>)> = None;
    for reference in machine.references() {
        let Some(state) = reference.state() else { continue };
        if current.as_ref().is_none_or(|(last, _)| *last != state) {
            let steps = flow.steps(state).filter(|_| !asking.contains(&state.index()));
            current = Some((state, steps));
        }
        let Some((_, Some(steps))) = &current else { continue };
        if let Some(data) = read_by(reference, state, steps) {
            check_paths(reference, data, report);
        }
    }
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

fn check_paths(reference: Reference, data: &Data, report: &mut Report) {
    for path in reference.paths().filter(|path| path.root == Root::Data) {
        if let Err(missing) = data.at(path, reference.text()) {
            report_missing(reference, &missing, report);
        }
    }
}

fn report_missing(reference: Reference, missing: &Missing, report: &mut Report) {
    let (title, name) = (reference.title(), &missing.name);
    let before =
        reference.text().get(..missing.range.start).and_then(|text| text.rsplit([' ', ',', '(']).next());
    let holder = before.unwrap_or("$");
    let span = reference.span(missing.range.clone());
    let message = format!("{title} reads `{name}` of `{holder}`, which is never there");
    let finding = report.at_span(span, reference.value(), message);
    let others = missing.others.iter().map(String::as_str);
    match nearest(name, others.clone()) {
        Some(near) => {
            let finding = finding.help(format!("did you mean `{near}`?"));
            let is_plain = near.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if is_plain
                && reference.text().get(missing.range.clone()).is_some_and(|step| step.starts_with('.'))
            {
                finding.fix(
                    Safety::Unsafe,
                    format!("replace `{name}` by `{near}`"),
                    span,
                    format!(".{near}"),
                );
            }
        }
        None => {
            finding.help(help(&others.collect::<Vec<_>>()));
        }
    }
}

/// Names that are listed; more say no more.
const MAX_LISTED: usize = 8;

fn help(others: &[&str]) -> String {
    let listed: Vec<String> = others.iter().take(MAX_LISTED).map(|name| format!("`{name}`")).collect();
    match listed.len() {
        0 => "it is a plain value or an empty object there: let the states before keep their input by `ResultPath`".to_owned(),
        _ => format!(
            "there is only {}: read one of these, or let the states before keep their input by `ResultPath`",
            listed.join(", ")
        ),
    }
}
