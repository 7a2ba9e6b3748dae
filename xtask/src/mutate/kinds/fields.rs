//! A: which fields stand where.

use steplint::asl::{Language, State, StateType};
use steplint::tree::Value;

use crate::mutate::kind::{
    Kind,
    Mode::{Both, JsonPath, Jsonata},
    error,
};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, held, misspelt};

pub const KINDS: &[Kind] = &[
    error("A1", "misspelt field of a state", Both, |s| {
        misspell(s, s.states().filter(|state| state.kind() != StateType::Unknown).map(State::value))
    }),
    error("A1", "misspelt Type", Both, |s| {
        s.states()
            .filter_map(|state| {
                // Of what else the state says nothing can be told without its type.
                let mutant = s.rekey(state.field("Type")?, "Typ")?.named("Type");
                Some(held(mutant, state.value()))
            })
            .collect()
    }),
    error("A1", "unknown field of a state", Both, |s| {
        s.states().filter_map(|state| s.insert(state.value(), "Owner", "\"payments\"")).collect()
    }),
    error("A1", "field of a state in lower case", Both, |s| {
        let fields = s.states().flat_map(|state| state.value().entries());
        fields.filter_map(|field| s.rekey(field, &lower(&field.key_text()?)?)).collect()
    }),
    error("E5", "misspelt field of a retrier", Both, |s| misspell(s, s.retriers())),
    error("E5", "unknown field of a retrier", Both, |s| {
        s.retriers().filter_map(|one| s.insert(one, "Next", "\"Cancel\"")).collect()
    }),
    error("E6", "misspelt field of a catcher", Both, |s| misspell(s, s.catchers())),
    error("E6", "field of a retrier in a catcher", Both, |s| {
        s.catchers().filter_map(|one| s.insert(one, "MaxAttempts", "2")).collect()
    }),
    error("C3", "misspelt field of a choice rule", JsonPath, |s| misspell(s, s.rules())),
    error("C3", "misspelt operator of a nested rule", JsonPath, |s| misspell(s, s.comparisons())),
    error("C10", "misspelt field of a choice rule", Jsonata, |s| misspell(s, s.rules())),
    error("F16", "misspelt field of a branch or processor", Both, |s| {
        misspell(s, s.inner_scopes().map(steplint::asl::Scope::value))
    }),
    error("M3", "misspelt field of a ProcessorConfig", Both, |s| {
        let configs = s.inner_scopes().filter_map(|scope| scope.value().get("ProcessorConfig"));
        misspell(s, configs)
    }),
    error("A2", "field of another type of state", JsonPath, |s| foreign(s, Language::JsonPath)),
    error("A2", "field of another type of state", Jsonata, |s| foreign(s, Language::Jsonata)),
    error("A3", "JSONPath field in a JSONata state", Jsonata, |s| {
        s.states()
            .filter_map(|state| {
                // ResultPath and Parameters have no place in some types at all; these two have.
                let holds = !matches!(state.kind(), StateType::Fail | StateType::Unknown);
                let (field, json) =
                    if state.index() % 2 == 0 { ("InputPath", "\"$\"") } else { ("OutputPath", "\"$\"") };
                holds.then(|| s.insert(state.value(), field, json))?
            })
            .collect()
    }),
    error("A3", "Parameters in a JSONata task", Jsonata, |s| {
        s.of(&[StateType::Task])
            .filter_map(|state| s.insert(state.value(), "Parameters", "{\"id.$\": \"$.id\"}"))
            .collect()
    }),
    error("A3", "Variable in a JSONata choice rule", Jsonata, |s| {
        s.rules().filter_map(|rule| s.insert(rule, "Variable", "\"$.id\"")).collect()
    }),
    error("A4", "Output in a JSONPath state", JsonPath, |s| {
        let types = &[
            StateType::Task,
            StateType::Pass,
            StateType::Wait,
            StateType::Choice,
            StateType::Succeed,
            StateType::Map,
            StateType::Parallel,
        ];
        s.of(types).filter_map(|state| s.insert(state.value(), "Output", "{\"id\": 1}")).collect()
    }),
    error("A4", "Arguments in a JSONPath task", JsonPath, |s| {
        s.of(&[StateType::Task, StateType::Parallel])
            .filter_map(|state| s.insert(state.value(), "Arguments", "{\"id\": 1}"))
            .collect()
    }),
    error("A4", "Items in a JSONPath Map", JsonPath, |s| {
        s.of(&[StateType::Map]).filter_map(|state| s.insert(state.value(), "Items", "[1, 2]")).collect()
    }),
    error("A4", "Condition in a JSONPath choice rule", JsonPath, |s| {
        s.rules().filter_map(|rule| s.insert(rule, "Condition", "\"{% true %}\"")).collect()
    }),
    error("A5", "JSONPath state in a JSONata machine", Jsonata, |s| {
        if s.machine.language() != Language::Jsonata {
            return Vec::new();
        }
        s.states()
            .filter_map(|state| {
                Some(s.put(state.value(), "QueryLanguage", "\"JSONPath\"")?.named("JSONPath"))
            })
            .collect()
    }),
    error("A6", "Type removed", Both, |s| {
        // Of the state of which nothing can be said else.
        s.states()
            .filter(|state| state.kind() != StateType::Unknown)
            .filter_map(|state| s.remove(state.value(), "Type"))
            .collect()
    }),
    error("T1", "Resource removed", Both, |s| required(s, StateType::Task, "Resource")),
    error("A6", "Branches removed", Both, |s| required(s, StateType::Parallel, "Branches")),
    error("A6", "Choices removed", Both, |s| required(s, StateType::Choice, "Choices")),
    error("M1", "ItemProcessor removed", Both, |s| required(s, StateType::Map, "ItemProcessor")),
    error("M1", "Iterator removed", Both, |s| {
        required(s, StateType::Map, "Iterator")
            .into_iter()
            .map(|mutant| mutant.named("ItemProcessor"))
            .collect()
    }),
    error("V5", "duration of a Wait removed", Both, |s| {
        let names = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
        names
            .into_iter()
            .flat_map(|name| required(s, StateType::Wait, name))
            .map(|mutant| mutant.named("Seconds"))
            .collect()
    }),
    error("A1", "misspelt value of Type", Both, |s| {
        s.fields("Type").filter_map(|value| retype(s, value, misspelt(&value.text()?)?)).collect()
    }),
    error("A1", "Type in lower case", Both, |s| {
        s.fields("Type").filter_map(|value| retype(s, value, value.text()?.to_lowercase())).collect()
    }),
];

fn retype(s: &Sites, value: Value, word: String) -> Option<Mutant> {
    let mut mutant = s.retext(value, &word)?;
    mutant.names = vec![word];
    Some(mutant)
}

fn required(s: &Sites, kind: StateType, field: &str) -> Vec<Mutant> {
    let states = s.states().filter(|state| state.kind() == kind && state.is_complete());
    states.filter_map(|state| s.remove(state.value(), field)).collect()
}

fn misspell<'m>(s: &Sites, holders: impl Iterator<Item = Value<'m>>) -> Vec<Mutant> {
    // Without its type a state has no fields to be misspelt: `Type` has a kind of its own.
    let fields =
        holders.flat_map(Value::entries).filter(|field| field.key_text().is_some_and(|key| key != "Type"));
    fields.filter_map(|field| s.rekey(field, &misspelt(&field.key_text()?)?)).collect()
}

fn lower(key: &str) -> Option<String> {
    let (first, rest) = key.split_at_checked(1)?;
    (key != "Type").then(|| first.to_lowercase() + rest)
}

/// A field, a value that it may have, and the types of state that have it.
type Owned = (&'static str, &'static str, &'static [StateType]);

use StateType::{Choice, Fail, Map, Parallel, Pass, Task, Wait};

/// Fields of a few types of state in both languages, by the tables of the specification.
const OWNED: [Owned; 21] = [
    ("TimeoutSeconds", "60", &[Task]),
    ("HeartbeatSeconds", "30", &[Task]),
    ("Resource", "\"arn:aws:states:::sns:publish\"", &[Task]),
    ("Credentials", "{\"RoleArn\": \"arn:aws:iam::123456789012:role/Payments\"}", &[Task]),
    ("Retry", "[{\"ErrorEquals\": [\"States.ALL\"]}]", &[Task, Parallel, Map]),
    ("Catch", "[]", &[Task, Parallel, Map]),
    ("Branches", "[]", &[Parallel]),
    ("ItemProcessor", "{}", &[Map]),
    ("ItemSelector", "{}", &[Map]),
    ("ItemReader", "{}", &[Map]),
    ("ItemBatcher", "{}", &[Map]),
    ("ResultWriter", "{}", &[Map]),
    ("MaxConcurrency", "2", &[Map]),
    ("ToleratedFailureCount", "2", &[Map]),
    ("Label", "\"orders\"", &[Map]),
    ("Seconds", "60", &[Wait]),
    ("Timestamp", "\"2030-01-01T00:00:00Z\"", &[Wait]),
    ("Choices", "[]", &[Choice]),
    ("Default", "\"Cancel\"", &[Choice]),
    ("Error", "\"Payment.Refused\"", &[Fail]),
    ("Cause", "\"refused\"", &[Fail]),
];

/// Fields of JSONPath alone.
const OWNED_BY_PATHS: [Owned; 14] = [
    ("Result", "{}", &[Pass]),
    ("Parameters", "{}", &[Task, Parallel, Map, Pass]),
    ("ResultSelector", "{}", &[Task, Parallel, Map]),
    ("ResultPath", "\"$.result\"", &[Task, Parallel, Map, Pass]),
    ("ItemsPath", "\"$.items\"", &[Map]),
    ("MaxConcurrencyPath", "\"$.limit\"", &[Map]),
    ("ToleratedFailurePercentagePath", "\"$.limit\"", &[Map]),
    ("TimeoutSecondsPath", "\"$.limit\"", &[Task]),
    ("HeartbeatSecondsPath", "\"$.limit\"", &[Task]),
    ("SecondsPath", "\"$.limit\"", &[Wait]),
    ("TimestampPath", "\"$.limit\"", &[Wait]),
    ("ErrorPath", "\"$.error\"", &[Fail]),
    ("CausePath", "\"$.cause\"", &[Fail]),
    ("InputPath", "\"$.order\"", &[Task, Parallel, Map, Pass, Wait, Choice, StateType::Succeed]),
];

/// Fields of JSONata alone.
const OWNED_BY_EXPRESSIONS: [Owned; 3] = [
    ("Arguments", "{\"id\": 1}", &[Task, Parallel]),
    ("Items", "[1, 2]", &[Map]),
    ("Output", "{\"id\": 1}", &[Task, Parallel, Map, Pass, Wait, Choice, StateType::Succeed]),
];

/// Each state with each field that its type does not have.
fn foreign(s: &Sites, language: Language) -> Vec<Mutant> {
    let own: &[Owned] = if language == Language::Jsonata { &OWNED_BY_EXPRESSIONS } else { &OWNED_BY_PATHS };
    let mut mutants = Vec::new();
    for state in s.states().filter(|state| state.kind() != StateType::Unknown) {
        let fields = OWNED.iter().chain(own).filter(|(_, _, types)| !types.contains(&state.kind()));
        mutants.extend(fields.filter_map(|(field, json, _)| s.insert(state.value(), field, json)));
    }
    mutants
}
