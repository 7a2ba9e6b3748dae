use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::asl::State;
use crate::rule::{Report, rule};
use crate::rules::shared::listed;
use crate::tree::Value;

rule! {
    code: "asl/duplicate-error-name",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    for (field, handlers) in state.handlers() {
        let (mut first, mut seen) = (HashMap::new(), HashSet::new());
        let mut pairs: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
        for (at, handler) in handlers.iter().enumerate() {
            for (place, name) in handler.errors() {
                let Some(&(before, earlier)) = first.get(&name) else {
                    first.insert(name, (at, place));
                    continue;
                };
                // A name may stand a third time.
                if seen.insert((at, name.clone())) {
                    let is_same = before == at;
                    let pair = pairs.entry((at, before));
                    let pair = pair.or_insert_with(|| Pair { is_same, place, repeated: Vec::new() });
                    pair.repeated.push(Repeated { name, earlier });
                }
            }
        }
        pairs.values().for_each(|pair| pair.report(field, state, report));
    }
}

/// Two handlers, or twice the same, that name the same errors.
struct Pair<'m> {
    is_same: bool,
    /// The first name that stands again.
    place: Value<'m>,
    repeated: Vec<Repeated<'m>>,
}

struct Repeated<'m> {
    name: Cow<'m, str>,
    earlier: Value<'m>,
}

/// Names whose first place is shown.
const MAX_SHOWN: usize = 3;

impl Pair<'_> {
    fn report(&self, field: &str, state: &State, report: &mut Report) {
        let names: Vec<&str> = self.repeated.iter().map(|one| one.name.as_ref()).collect();
        let (stand, them) = if names.len() == 1 { ("stands", "it") } else { ("stand", "them") };
        let (names, of) = (listed(&names, "and"), state.name());
        let (message, help) = match self.is_same {
            true => (
                format!("{names} {stand} twice in one `ErrorEquals` of `{of}`"),
                format!("remove one of the two{}", if them == "it" { "" } else { " of each" }),
            ),
            false => (
                format!("{names} {stand} in two {} of `{of}`: the first takes {them}", word(field)),
                format!("keep {them} where handling is meant, and remove {them} from the other"),
            ),
        };
        let finding = report.at(self.place, message).help(help);
        self.repeated.iter().take(MAX_SHOWN).fold(finding, |finding, one| {
            finding.related(one.earlier.span(), format!("`{}` is here first", one.name))
        });
    }
}

fn word(field: &str) -> &'static str {
    if field == "Retry" { "retriers" } else { "catchers" }
}
