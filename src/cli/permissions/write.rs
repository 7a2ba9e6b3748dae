//! A policy as text.

use serde_json::{Map, Value, json};

use crate::project::permissions::parameters::Parameter;
use crate::project::permissions::policy::{Statement, substituted};
use crate::project::permissions::{Names, Pattern};

const VERSION: &str = "2012-10-17";

/// A document of JSON. Of a machine that needs nothing it denies everything, as the policy of AWS for such a one.
pub(super) fn json(statements: &[Statement]) -> String {
    let mut list: Vec<Value> = statements.iter().map(statement).collect();
    if list.is_empty() {
        list.push(json!({ "Sid": "NeedsNothing", "Effect": "Deny", "Action": "*", "Resource": "*" }));
    }
    let policy = json!({ "Version": VERSION, "Statement": list });
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

fn statement(statement: &Statement) -> Value {
    let mut object = Map::new();
    object.insert("Sid".to_owned(), json!(statement.sid));
    object.insert("Effect".to_owned(), json!("Allow"));
    object.insert("Action".to_owned(), one_or_list(statement.actions.clone()));
    let resources = statement.resources.iter().map(Pattern::to_string).collect();
    object.insert("Resource".to_owned(), one_or_list(resources));
    let mut condition = Map::new();
    for fact in &statement.facts {
        let block = condition.entry(fact.operator).or_insert_with(|| json!({}));
        if let Some(block) = block.as_object_mut() {
            block.insert(fact.key.clone(), json!(fact.value.to_string()));
        }
    }
    if !condition.is_empty() {
        object.insert("Condition".to_owned(), Value::Object(condition));
    }
    Value::Object(object)
}

fn one_or_list(mut list: Vec<String>) -> Value {
    match (list.pop(), list.is_empty()) {
        (Some(only), true) => json!(only),
        (Some(last), false) => {
            list.push(last);
            json!(list)
        }
        (None, _) => json!([]),
    }
}

/// The parameters that the template of a policy has to declare, as a comment.
pub(super) fn declarations(parameters: &[Parameter]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "# The definition leaves these names open. Add them to the `Parameters` of the template; `*` allows any:\n",
    );
    for Parameter { name, meaning } in parameters {
        text += &format!("#   {name}: {{Type: String, Description: {}}}\n", quoted(meaning));
    }
    text
}

/// A document of YAML with the states as comments.
pub(super) fn yaml(statements: &[Statement], write: &dyn Fn(&Pattern) -> String) -> String {
    let mut text = format!("Version: \"{VERSION}\"\nStatement:\n");
    if statements.is_empty() {
        text += "# no state needs anything\n- Effect: Deny\n  Action: \"*\"\n  Resource: \"*\"\n";
    }
    for statement in statements {
        for source in &statement.sources {
            text += &format!("# {}\n", crate::output::escaped(source));
        }
        for remark in &statement.remarks {
            text += &format!("# ({})\n", crate::output::escaped(remark));
        }
        text += &format!("- Sid: {}\n  Effect: Allow\n  Action:\n", statement.sid);
        statement.actions.iter().for_each(|action| text += &format!("  - {action}\n"));
        text += "  Resource:\n";
        statement.resources.iter().for_each(|resource| text += &format!("  - {}\n", write(resource)));
        let mut last = "";
        for fact in &statement.facts {
            if last.is_empty() {
                text += "  Condition:\n";
            }
            if last != fact.operator {
                text += &format!("    {}:\n", fact.operator);
                last = fact.operator;
            }
            text += &format!("      {}: {}\n", fact.key, write(&fact.value));
        }
    }
    text
}

/// A text in quotes.
pub(super) fn plain(pattern: &Pattern) -> String {
    quoted(&pattern.to_string())
}

/// A text, or the function that gives it.
pub(super) fn function(pattern: &Pattern, names: &Names, own: &str) -> String {
    let text = substituted(pattern, names, own);
    let alone = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    match alone.filter(|name| !name.contains(['$', '{'])) {
        Some(name) if name.contains('.') && !name.contains(':') => format!("!GetAtt {name}"),
        Some(name) if !name.contains([' ', '!', '?']) => format!("!Ref {name}"),
        _ if text.contains("${") => format!("!Sub {}", quoted(&text)),
        _ => quoted(&text),
    }
}

/// JSON is YAML.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
