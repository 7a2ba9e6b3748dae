//! G: where states lead.

use steplint::asl::{Scope, State, StateType, TransitionKind, known_text};
use steplint::tree::Value;

use crate::mutate::kind::{Kind, Mode::Both, error, warning};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, held, misspelt_name, quoted};

pub const KINDS: &[Kind] = &[
    error("G1", "misspelt StartAt", Both, |s| {
        known(s).filter_map(|scope| misspell(s, scope, scope.start_at()?)).collect()
    }),
    error("G2", "misspelt Next", Both, |s| dangling(s, TransitionKind::Next)),
    error("G3", "misspelt Default", Both, |s| dangling(s, TransitionKind::Default)),
    error("G4", "misspelt Next of a choice rule", Both, |s| dangling(s, TransitionKind::Choice)),
    error("G5", "misspelt Next of a catcher", Both, |s| dangling(s, TransitionKind::Catch)),
    error("G2", "Next in another case", Both, |s| {
        targets(s, TransitionKind::Next)
            .filter_map(|(scope, target)| {
                let other = target.text()?.to_uppercase();
                // Some names are written in capitals.
                scope
                    .state(&other)
                    .is_none()
                    .then(|| s.retext(target, &other))?
                    .map(|mutant| mutant.named(other))
            })
            .collect()
    }),
    error("G8", "Next out of a branch or processor", Both, |s| {
        targets(s, TransitionKind::Next)
            .filter_map(|(scope, target)| {
                let outside = scope.owner()?;
                (scope.state(outside.name()).is_none()).then_some(())?;
                Some(s.retext(target, outside.name())?.named(outside.name()))
            })
            .collect()
    }),
    error("G8", "Next into a branch or processor", Both, |s| {
        targets(s, TransitionKind::Next)
            .filter_map(|(scope, target)| {
                let inner = s.states().find(|state| scope.state(state.name()).is_none())?;
                Some(s.retext(target, inner.name())?.named(inner.name()))
            })
            .collect()
    }),
    error("G6", "state that nothing leads to", Both, |s| {
        // Where a target is hidden, it may be this state.
        s.scopes()
            .filter(|scope| scope.is_certain())
            .filter_map(|scope| s.insert(scope.states_value()?, "Refund Order", "{\"Type\": \"Succeed\"}"))
            .collect()
    }),
    warning("G6b", "cycle that nothing leads to", Both, |s| {
        s.scopes()
            .filter(|scope| scope.is_certain())
            .filter_map(|scope| {
                let first = "{\"Type\": \"Pass\", \"Next\": \"Refund Order\"}";
                let second = "{\"Type\": \"Pass\", \"Next\": \"Refund Card\"}";
                let states = scope.states_value()?;
                let at = states.entries().next()?.key_span()?;
                let both = format!("\"Refund Card\": {first}, \"Refund Order\": {second}, ");
                let mutant = Mutant::new(at.start as usize..at.start as usize, both);
                s.is_json().then(|| mutant.named("Refund Order").named("Refund Card"))
            })
            .collect()
    }),
    error("G7", "only End replaced by a Next to the start", Both, |s| {
        s.scopes()
            .filter(|scope| scope.is_certain())
            .filter_map(|scope| {
                let mut terminals = scope.states().filter(|state| state.is_terminal());
                let (last, None) = (terminals.next()?, terminals.next()) else { return None };
                let end = last.field("End")?;
                let start = known_text(scope.start_at()?)?;
                let looping = format!("\"Next\": {}", quoted(&start));
                let entry = end.entry_span();
                let mutant = Mutant::new(entry.start as usize..entry.end as usize, looping);
                let states = scope.states_value()?;
                Some(held(held(mutant, states), scope.value()).named("terminal").named("end"))
            })
            .collect()
    }),
    error("G9", "Next removed", Both, |s| {
        // Nothing is left to say so if only a hole stands for the state's other fields.
        s.states()
            .filter(|state| state.kind().has_next() && state.is_complete())
            .filter_map(|state| {
                let mutant = s.remove(state.value(), "Next")?;
                Some(mutant.named(state.name()))
            })
            .collect()
    }),
    error("G9", "End removed", Both, |s| {
        s.states()
            .filter(|state| state.kind().has_next() && state.is_complete())
            .filter_map(|state| Some(s.remove(state.value(), "End")?.named(state.name())))
            .collect()
    }),
    error("G9", "End beside Next", Both, |s| {
        s.states()
            .filter(|state| state.kind().has_next())
            .filter_map(|state| {
                let next = state.field("Next")?;
                Some(s.insert(state.value(), "End", "true")?.or_at(next.key_span()?.start).named("Next"))
            })
            .collect()
    }),
    error("G9", "Next beside End", Both, |s| {
        s.states()
            .filter(|state| state.kind().has_next())
            .filter_map(|state| {
                let end = state.field("End").filter(|end| end.as_bool() == Some(true))?;
                let start = known_text(state.scope().start_at()?)?;
                Some(
                    s.insert(state.value(), "Next", &quoted(&start))?
                        .or_at(end.key_span()?.start)
                        .named("End"),
                )
            })
            .collect()
    }),
    error("G9", "End false without Next", Both, |s| {
        s.fields("End")
            .filter(|end| end.as_bool() == Some(true))
            .filter_map(|end| s.replace(end, "false"))
            .collect()
    }),
    error("G9", "End as a string", Both, |s| {
        s.fields("End").filter_map(|end| s.replace(end, "\"true\"")).collect()
    }),
    error("G2", "Next as a number", Both, |s| {
        s.fields("Next").filter_map(|next| s.replace(next, "3")).collect()
    }),
    error("G2", "Next null", Both, |s| s.fields("Next").filter_map(|next| s.replace(next, "null")).collect()),
    error("C8", "Next on a Choice", Both, |s| {
        s.of(&[StateType::Choice])
            .filter_map(|state| {
                let target = state.transitions().next().and_then(|to| known_text(to.target))?;
                s.insert(state.value(), "Next", &quoted(&target))
            })
            .collect()
    }),
    error("C8", "End on a Choice", Both, |s| insert(s, &[StateType::Choice], "End", "true")),
    error("A2", "End on Succeed or Fail", Both, |s| {
        insert(s, &[StateType::Succeed, StateType::Fail], "End", "true")
    }),
    error("A2", "Next on Succeed or Fail", Both, |s| {
        s.of(&[StateType::Succeed, StateType::Fail])
            .filter_map(|state| {
                let start = known_text(state.scope().start_at()?)?;
                s.insert(state.value(), "Next", &quoted(&start))
            })
            .collect()
    }),
    warning("G11", "Pass or Wait that leads to itself", Both, |s| {
        s.of(&[StateType::Pass, StateType::Wait])
            .filter_map(|state| {
                let mutant = s.retext(state.field("Next")?, state.name())?;
                Some(held(mutant, state.value()).named(state.name()))
            })
            .collect()
    }),
    warning("G10", "End replaced by a Next to itself beside other ends", Both, |s| {
        s.states()
            .filter(|state| state.kind().has_next() && state.scope().is_certain())
            .filter_map(|state| {
                let end = state.field("End").filter(|end| !end.is_alias())?.entry_span();
                state.scope().states().find(|other| *other != state && other.is_terminal())?;
                let looping = format!("\"Next\": {}", quoted(state.name()));
                let mutant = Mutant::new(end.start as usize..end.end as usize, looping);
                Some(held(mutant, state.value()).named(state.name()))
            })
            .collect()
    }),
];

/// Scopes whose states are all written here.
fn known<'m>(s: &Sites<'m>) -> impl Iterator<Item = Scope<'m>> {
    s.scopes().filter(|scope| scope.has_known_states())
}

/// Known targets of one kind of transition, with the scope that they must lie in.
fn targets<'m>(s: &Sites<'m>, kind: TransitionKind) -> impl Iterator<Item = (Scope<'m>, Value<'m>)> {
    let of = move |state: State<'m>| {
        let transitions = state.transitions().filter(move |transition| transition.kind == kind);
        transitions.map(move |transition| (state.scope(), transition.target))
    };
    known(s).flat_map(Scope::states).flat_map(of).filter(|(_, target)| known_text(*target).is_some())
}

fn dangling(s: &Sites, kind: TransitionKind) -> Vec<Mutant> {
    targets(s, kind).filter_map(|(scope, target)| misspell(s, scope, target)).collect()
}

fn misspell(s: &Sites, scope: Scope, target: Value) -> Option<Mutant> {
    let mut mutant = s.retext(target, &misspelt_name(scope, &known_text(target)?))?;
    // The field alone does not say which name is wrong.
    mutant.names = vec![misspelt_name(scope, &known_text(target)?)];
    Some(mutant)
}

fn insert(s: &Sites, types: &'static [StateType], field: &str, json: &str) -> Vec<Mutant> {
    s.of(types).filter_map(|state| s.insert(state.value(), field, json)).collect()
}
