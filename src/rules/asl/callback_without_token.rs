use crate::asl::{Language, Request, State, Task, is_hidden, known_text};
use crate::aws::integrations::{self, Pattern, Support};
use crate::diagnostic::Confidence;
use crate::rule::{Report, rule};
use crate::tree::{Kind, Value};

rule! {
    code: "asl/callback-without-token",
    group: Correctness,
    severity: Warning,
    check: State(check),
}

/// Values of a request that are looked at; aliases can make a small text hold far more.
const MAX_VALUES: usize = 10_000;

/// What a search of a request found.
enum Search<'m> {
    /// The token, or something that may be it.
    Maybe,
    /// No token. Perhaps a text that would be one if it were read as a path or an expression, and whether
    /// anything in the request is called a token.
    Nothing { inert: Option<Value<'m>>, has_other: bool },
}

fn check(state: &State, report: &mut Report) {
    let Some(task) = Task::of(*state) else { return };
    let Some(call) = task.call().filter(|call| call.pattern == Pattern::WaitForTaskToken) else { return };
    let found = call.service.known().filter(|_| !call.is_sdk).and_then(integrations::integration);
    let is_refused =
        found.is_some_and(|found| found.supports(call.action.text(), call.pattern) == Support::No);
    if is_refused || may_bring_context(*state) {
        return;
    }
    let result = match task.request() {
        Request::Absent => Search::Nothing { inert: None, has_other: false },
        Request::Fields(fields, true) => search(fields, state.language()),
        _ => return,
    };
    let Search::Nothing { inert, has_other } = result else { return };
    let message = format!("`{}` waits for its task token, but sends it to nobody", state.name());
    let finding = report.at_span(task.pattern_span(call), task.resource, message);
    let finding = if has_other { finding.confidence(Confidence::Medium) } else { finding };
    let (field, write) = match state.language() {
        Language::JsonPath => ("Parameters", "a field such as `\"TaskToken.$\": \"$$.Task.Token\"`"),
        Language::Jsonata => {
            ("Arguments", "a field such as `\"TaskToken\": \"{% $states.context.Task.Token %}\"`")
        }
    };
    let finding =
        finding.help(format!("add {write} to what `{field}` sends, so that whoever gets it can answer"));
    if let Some(inert) = inert {
        let why = match state.language() {
            Language::JsonPath => "this is plain text: a path is read only under a name that ends in `.$`",
            Language::Jsonata => "this is plain text: an expression stands in `{% … %}`",
        };
        finding.related(inert.entry_span(), why);
    }
}

/// Whether the input that is sent, or that its paths are applied to, may be the Context Object.
fn may_bring_context(state: State) -> bool {
    let path = state.field("InputPath").filter(|_| state.language() == Language::JsonPath);
    path.is_some_and(|path| is_hidden(path) || path.text().is_some_and(|path| path_may_lead_to_token(&path)))
}

fn search(request: Value<'_>, language: Language) -> Search<'_> {
    let (mut inert, mut has_other) = (None, false);
    let mut open = vec![request];
    let mut seen = 0;
    while let Some(value) = open.pop() {
        seen += 1;
        if seen > MAX_VALUES || value.kind() == Kind::Hole || value.key().is_some_and(is_hidden) {
            return Search::Maybe;
        }
        let key = value.key_text().unwrap_or_default();
        has_other |= is_called_token(&key);
        if value.is_mapping() && is_hidden(value) {
            return Search::Maybe;
        }
        open.extend(value.merged_entries());
        open.extend(value.items());
        let Some(text) = value.text() else { continue };
        let is_evaluated = match language {
            Language::JsonPath => key.ends_with(".$"),
            Language::Jsonata => text.trim_start().starts_with("{%"),
        };
        let may_be = match language {
            _ if !is_evaluated => may_be_filled_in(value, &key, language),
            Language::JsonPath => is_hidden(value) || path_may_lead_to_token(&text),
            Language::Jsonata => is_hidden(value) || expression_may_lead_to_token(&text),
        };
        if may_be {
            return Search::Maybe;
        }
        if !is_evaluated && text.contains("Task.Token") {
            inert = inert.or(Some(value));
        }
        has_other |= is_evaluated && is_called_token(&text);
    }
    Search::Nothing { inert, has_other }
}

/// Whether a hole may become an expression: in JSONPath the key decides, and what names a resource is no
/// token.
fn may_be_filled_in(value: Value, key: &str, language: Language) -> bool {
    let names_resource = ["Arn", "Url", "Name", "Id"].iter().any(|end| key.ends_with(end));
    language == Language::Jsonata && known_text(value).is_none() && !names_resource
}

fn is_called_token(text: &str) -> bool {
    text.as_bytes().windows(5).any(|word| word.eq_ignore_ascii_case(b"token"))
}

/// Parts of the Context Object without the token (developer guide, "Context object").
const OTHER_PARTS: [&str; 4] = ["Execution", "StateMachine", "State", "Map"];

/// Whether there is a `$$` that is more than one of the other parts.
fn path_may_lead_to_token(path: &str) -> bool {
    path.split("$$").skip(1).any(|rest| !is_other_part(rest))
}

/// Whether `$states.context`, or all of `$states`, is used for more than one of the other parts.
fn expression_may_lead_to_token(expression: &str) -> bool {
    let after_dot = |text: &str| text.trim_start().strip_prefix('.').map(|rest| rest.trim_start().to_owned());
    expression.split("$states").skip(1).any(|rest| match after_dot(rest) {
        Some(rest) => match rest.strip_prefix("context") {
            Some(rest) => !is_other_part(rest),
            None => !["input", "result", "errorOutput"].iter().any(|field| rest.starts_with(field)),
        },
        None => true,
    })
}

fn is_other_part(rest: &str) -> bool {
    let Some(rest) = rest.trim_start().strip_prefix('.') else { return false };
    let word: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
    OTHER_PARTS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_parts_of_the_context_are_surely_no_token() {
        for path in [
            "$$",
            "$$.Task",
            "$$.Task.Token",
            "$$['Task']",
            "$$..Token",
            "States.Format('{}', $$.Task.Token)",
        ] {
            assert!(path_may_lead_to_token(path), "{path}");
        }
        for path in
            ["$", "$.token", "$$.Execution.Id", "$$.State.Name", "States.Array($$.Map.Item.Value, $.a)"]
        {
            assert!(!path_may_lead_to_token(path), "{path}");
        }
        for expression in [
            "{% $states.context.Task.Token %}",
            "{% $states.context %}",
            "{% $states %}",
            "{%$states . context . Task%}",
            "{% $lookup($states, 'context') %}",
        ] {
            assert!(expression_may_lead_to_token(expression), "{expression}");
        }
        for expression in
            ["{% $states.input.token %}", "{% $states.context.Execution.Id & 'x' %}", "{% $token %}"]
        {
            assert!(!expression_may_lead_to_token(expression), "{expression}");
        }
    }
}
