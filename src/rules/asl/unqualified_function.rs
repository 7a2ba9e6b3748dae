use crate::asl::{Language, Request, State, Task, known_text};
use crate::aws::arn::{Arn, Part};
use crate::aws::integrations::Resource;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "asl/unqualified-function",
    group: Traceability,
    severity: Info,
    check: State(check),
}

/// The version that follows every change.
const LATEST: &str = "$LATEST";

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    match task.integration {
        Resource::Lambda { name, qualifier } => {
            let qualifier = qualifier.map(|part| part.known());
            if !name.has_hole() && is_latest(qualifier) {
                say(*state, task.resource, name.text(), report);
            }
        }
        _ if task.call().and_then(|call| call.known()) == Some(("lambda", "invoke")) => invoke(task, report),
        _ => {}
    }
}

/// Whether nothing, or the newest, is asked for; what is not known may be anything.
fn is_latest(qualifier: Option<Option<&str>>) -> bool {
    match qualifier {
        None => true,
        Some(known) => known == Some(LATEST),
    }
}

fn invoke(task: Task, report: &mut Report) {
    let Some(fields) = task.fields() else { return };
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| *value);
    let Some(function) = field("FunctionName").filter(|value| is_literal(task, *value)) else { return };
    let Some(text) = known_text(function) else { return };
    let Some((name, own)) = name_and_qualifier(&text) else { return };
    let is_latest = match (field("Qualifier"), own) {
        (Some(given), _) => is_literal(task, given) && known_text(given).is_some_and(|text| text == LATEST),
        (None, own) => is_latest(own.map(Some)),
    };
    // A hole among the keys may bring a qualifier.
    if is_latest && matches!(task.request(), Request::Fields(_, true)) {
        say(task.state, function, name, report);
    }
}

/// Whether a field of a request is taken as it is written.
fn is_literal(task: Task, field: Value) -> bool {
    match task.state.language() {
        Language::JsonPath => field.key_text().is_some_and(|key| !key.ends_with(".$")),
        Language::Jsonata => field.text().is_some_and(|text| !text.trim_start().starts_with("{%")),
    }
}

/// `name`, `name:qualifier`, `account:function:name:qualifier`, or an ARN.
fn name_and_qualifier(function: &str) -> Option<(&str, Option<&str>)> {
    let rest = match Arn::parse(function) {
        Some(arn) => strip_function(arn.resource)?,
        None if function.contains(":function:") => function.split_once(":function:")?.1,
        None => function,
    };
    let (name, qualifier) = match rest.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (rest, None),
    };
    (!name.is_empty()).then_some((name, qualifier))
}

fn strip_function(resource: Part<'_>) -> Option<&str> {
    resource.text().strip_prefix("function:")
}

/// Whether it can be a function's name; not `<function name>` or another placeholder.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn say(state: State, at: Value, function: &str, report: &mut Report) {
    if !is_name(function) {
        return;
    }
    report
        .at(at, format!("`{}` calls whatever the function `{function}` is at that moment", state.name()))
        .help("name a version or an alias, as `:ALIAS` after the name or as `Qualifier`, so that running executions keep the code they were tested with");
}

#[cfg(test)]
mod tests {
    use super::name_and_qualifier;

    #[test]
    fn every_way_to_name_a_function_is_read() {
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:ship";
        assert_eq!(name_and_qualifier("ship"), Some(("ship", None)));
        assert_eq!(name_and_qualifier("ship:live"), Some(("ship", Some("live"))));
        assert_eq!(name_and_qualifier("123456789012:function:ship:7"), Some(("ship", Some("7"))));
        assert_eq!(name_and_qualifier(arn), Some(("ship", None)));
        assert_eq!(name_and_qualifier(&format!("{arn}:$LATEST")), Some(("ship", Some("$LATEST"))));
        assert_eq!(name_and_qualifier("arn:aws:sqs:eu-west-1:123456789012:ship"), None);
        assert_eq!(name_and_qualifier(""), None);
    }
}
