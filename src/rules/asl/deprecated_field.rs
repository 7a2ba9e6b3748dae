use crate::asl::{Language, State, StateType};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/deprecated-field",
    group: Correctness,
    severity: Info,
    fixes: Sometimes,
    check: State(check),
}

/// Fields of a Map state that have other names since Distributed Maps came (specification).
const RENAMED: [(&str, &str); 2] = [("Iterator", "ItemProcessor"), ("Parameters", "ItemSelector")];

fn check(state: &State, report: &mut Report) {
    if state.kind() != StateType::Map {
        return;
    }
    for (old, new) in RENAMED {
        let is_absent = state.field(new).is_none();
        let Some(key) = state.field(old).filter(|_| is_absent).and_then(Value::key) else { continue };
        // In JSONata there is no `Parameters` at all.
        if old == "Parameters" && state.language() == Language::Jsonata {
            continue;
        }
        let finding = report
            .at(key, format!("`{old}` of the Map state `{}` is deprecated", state.name()))
            .help(format!("write `{new}`, which means the same"));
        // What is merged in may be shared with states that have no such field.
        if state.value().get(old).is_some() {
            finding.rewrite(Safety::Safe, format!("replace `{old}` by `{new}`"), key, new);
        }
    }
}
