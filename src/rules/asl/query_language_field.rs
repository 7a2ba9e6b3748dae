use crate::asl::{Language, Slot};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/query-language-field",
    group: Correctness,
    severity: Error,
    check: Slot(check),
}

/// What does the work of a field in the other query language.
const COUNTERPARTS: &[(&str, &str)] = &[
    ("Parameters", "write `Arguments`, with `{% … %}` where a key ends in `.$`"),
    ("InputPath", "remove it and take what is needed from `$states.input` in `Arguments` or `Output`"),
    ("OutputPath", "write `Output`, for example `{% $states.result %}`"),
    ("ResultPath", "write `Output`, for example `{% $merge([$states.input, {'result': $states.result}]) %}`"),
    ("ResultSelector", "write `Output`, with `$states.result` in `{% … %}`"),
    ("Result", "write `Output`"),
    ("ItemsPath", "write `Items`, for example `{% $states.input.items %}`"),
    ("Variable", "write the whole comparison as `Condition`, for example `{% $states.input.total > 10 %}`"),
    ("Arguments", "write `Parameters`, with a key that ends in `.$` where a value is a path"),
    ("Output", "write `ResultSelector`, `ResultPath` or `OutputPath`"),
    ("Items", "write `ItemsPath`"),
    ("Condition", "write `Variable` with a comparison such as `StringEquals`"),
];

fn check(slot: &Slot, report: &mut Report) {
    let element = slot.element();
    let (Some(field), Some(language)) = (slot.field(), element.language()) else { return };
    if field.is_in(Some(language)) {
        return;
    }
    let (its, other) = match language {
        Language::JsonPath => ("JSONata", "JSONPath"),
        Language::Jsonata => ("JSONPath", "JSONata"),
    };
    let state = element.state().map_or_else(String::new, |state| format!("the state `{}` ", state.name()));
    let message = format!("`{}` is a field of {its}, but {state}uses {other}", field.name);
    report.at_key(slot.value(), message).help(help(field.name, language, its)).service_code(SCHEMA_VALIDATION_FAILED);
}

fn help(field: &str, language: Language, its: &str) -> String {
    let counterpart = COUNTERPARTS.iter().find(|(name, _)| *name == field).map(|(_, help)| (*help).to_owned());
    counterpart.unwrap_or_else(|| match (language, field.strip_suffix("Path")) {
        (Language::Jsonata, Some(name)) => format!("write `{name}` with a `{{% … %}}`"),
        (Language::Jsonata, None) => "write the whole rule as `Condition` with a `{% … %}`".to_owned(),
        (Language::JsonPath, _) => format!("remove it, or set `QueryLanguage` of the state to `{its}`"),
    })
}
