use std::borrow::Cow;

use crate::asl::deed::{Deed, contradiction};
use crate::asl::{State, StateType, known_text};
use crate::aws::arn::Part;
use crate::aws::integrations::{self, Resource};
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/name-action-mismatch",
    group: Naming,
    severity: Warning,
    confidence: Medium,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(called) = called(*state) else { return };
    let Some(key) = state.value().key().filter(|key| known_text(*key).is_some()) else { return };
    let Some((said, done)) = contradiction(state.name(), called.name) else { return };
    report
        .at_span(
            key.span(),
            state.value(),
            format!(
                "the name `{}` says that the state {}, but {} `{}` {}",
                state.name(),
                phrase(said),
                called.title,
                called.name,
                phrase(done)
            ),
        )
        .help("name the state after what it does, or call what it is named after")
        .related(called.place.span(), "it calls this");
}

/// What a Task calls.
struct Called<'m> {
    title: &'static str,
    name: &'m str,
    place: Value<'m>,
}

fn called<'m>(state: State<'m>) -> Option<Called<'m>> {
    let place = if state.kind() == StateType::Task { state.field("Resource")? } else { return None };
    let function =
        |name: Part<'m>, place| name.known().map(|name| Called { title: "the function", name, place });
    match state.integration() {
        Resource::Lambda { name, .. } => function(name, place),
        Resource::Optimized { service, action, .. } | Resource::Sdk { service, action, .. } => {
            match (service.known()?, action.known()?) {
                ("lambda", "invoke") => {
                    let place = ["Parameters", "Arguments"]
                        .iter()
                        .find_map(|field| state.field(field)?.get("FunctionName"))?;
                    // `text` of a value that is known is borrowed unless it has escapes: no name of a function has.
                    match place.text().filter(|_| known_text(place).is_some())? {
                        Cow::Borrowed(text) => function(function_name(text), place),
                        Cow::Owned(_) => None,
                    }
                }
                (_, action) => Some(Called { title: "the action", name: action, place }),
            }
        }
        _ => None,
    }
}

/// The name in what may be the ARN of a function, or `NAME:QUALIFIER`.
fn function_name(text: &str) -> Part<'_> {
    let whole = Part::whole(text);
    match integrations::parse(text) {
        Resource::Lambda { name, .. } => name,
        _ => whole.split_once(b":").map_or(whole, |(name, _)| name),
    }
}

/// What someone does, after "the state".
fn phrase(deed: Deed) -> &'static str {
    PHRASES.iter().find(|(known, _)| *known == deed).map_or("does something else", |(_, phrase)| phrase)
}

const PHRASES: [(Deed, &str); 17] = [
    ("read", "reads"),
    ("check", "checks"),
    ("put", "writes"),
    ("save", "saves"),
    ("create", "creates"),
    ("delete", "deletes"),
    ("send", "sends"),
    ("start", "starts"),
    ("stop", "stops"),
    ("enable", "enables"),
    ("disable", "disables"),
    ("attach", "attaches"),
    ("detach", "detaches"),
    ("grant", "grants"),
    ("revoke", "revokes"),
    ("resume", "resumes"),
    ("pause", "pauses"),
];
