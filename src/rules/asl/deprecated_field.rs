use crate::asl::{Language, State, StateType};
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};

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
    if state.kind() != StateType::Map || state.language() == Language::Jsonata {
        return;
    }
    for (old, new) in RENAMED {
        let Some(key) = state.field(old).filter(|_| state.field(new).is_none()).and_then(|value| value.key()) else {
            continue;
        };
        report
            .at(key, format!("`{old}` of the Map state `{}` is deprecated", state.name()))
            .help(format!("write `{new}`, which means the same"))
            .rewrite(Safety::Safe, format!("replace `{old}` by `{new}`"), key, new);
    }
}
