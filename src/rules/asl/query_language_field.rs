use crate::asl::grammar::{CHOICE_RULE, NESTED_CHOICE_RULE};
use crate::asl::{Element, Language, Slot};
use crate::rule::{Report, rule};
use crate::rules::shared::{SCHEMA_VALIDATION_FAILED, listed};

rule! {
    code: "asl/query-language-field",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

/// What does the work of a field of JSONPath in JSONata: of an object, or of all others.
const IN_JSONATA: &[(&str, &str, &str)] = &[
    ("Parameters", "a Map state", "write `ItemSelector`, with `{% … %}` in place of paths"),
    ("Parameters", "a Pass state", "write `Output`, with `{% … %}` in place of paths"),
    ("Parameters", "", "write `Arguments`, with `{% … %}` in place of paths"),
    ("InputPath", "", "remove it: `{% … %}` takes what it needs from `$states.input`"),
    ("OutputPath", "", "write `Output` with a `{% … %}`"),
    (
        "ResultPath",
        "a Pass state",
        "write `Output`, for example `{% $merge([$states.input, {'note': 'paid'}]) %}`",
    ),
    (
        "ResultPath",
        "a catcher",
        "write `Output`, for example `{% $merge([$states.input, {'error': $states.errorOutput}]) %}`",
    ),
    (
        "ResultPath",
        "",
        "write `Output`, for example `{% $merge([$states.input, {'result': $states.result}]) %}`",
    ),
    ("ResultSelector", "", "write `Output`, with parts of `$states.result` in `{% … %}`"),
    ("Result", "", "write `Output`"),
    ("ItemsPath", "", "write `Items`, for example `{% $states.input.items %}`"),
];

/// Fields of JSONPath that do the work of one of JSONata.
const IN_JSONPATH: &[(&str, &[&str])] = &[
    ("Arguments", &["Parameters"]),
    ("Output", &["Result", "ResultSelector", "ResultPath", "OutputPath"]),
    ("Items", &["ItemsPath"]),
    ("Condition", &["Variable"]),
];

fn check(slot: &Slot, report: &mut Report) {
    let element = slot.element();
    let (Some(field), Some(language)) = (slot.field(), element.language()) else { return };
    // What combines nested rules is reported itself.
    if field.is_in(Some(language)) || element.is(&NESTED_CHOICE_RULE) {
        return;
    }
    let (its, other, help) = match language {
        Language::JsonPath => ("JSONata", "JSONPath", in_jsonpath(field.name, element)),
        Language::Jsonata => ("JSONPath", "JSONata", in_jsonata(field.name, element)),
    };
    let state = element.state().map_or_else(String::new, |state| format!("the state `{}` ", state.name()));
    report
        .at_key(slot.value(), format!("`{}` is a field of {its}, but {state}uses {other}", field.name))
        .help(help)
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn in_jsonata(field: &str, element: Element) -> String {
    if element.is(&CHOICE_RULE) {
        return "write the whole rule as `Condition`, for example `{% $states.input.total > 10 %}`"
            .to_owned();
    }
    let title = element.grammar().title;
    let known = IN_JSONATA.iter().find(|(name, of, _)| *name == field && (*of == title || of.is_empty()));
    match (known, field.strip_suffix("Path")) {
        (Some((_, _, help)), _) => (*help).to_owned(),
        (None, Some(name)) => format!("write `{name}` with a `{{% … %}}`"),
        (None, None) => "remove it".to_owned(),
    }
}

fn in_jsonpath(field: &str, element: Element) -> String {
    let known = IN_JSONPATH.iter().find(|(name, _)| *name == field).map_or(&[][..], |(_, fields)| *fields);
    let known: Vec<&str> =
        known.iter().copied().filter(|name| element.grammar().field(name).is_some()).collect();
    let first = match known.as_slice() {
        [] => "remove it".to_owned(),
        ["Variable"] => "write `Variable` with a comparison such as `StringEquals`".to_owned(),
        known => format!("write {}", listed(known, "or")),
    };
    format!("{first}; or set `QueryLanguage` of the state to `JSONata`")
}
