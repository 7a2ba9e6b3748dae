//! What a task or a reader sends, as far as the definition tells.

use super::names::Names;
use super::pattern::{Pattern, Token};
use crate::asl::jsonata::{self, Kind};
use crate::asl::{Language, Request, State, Task};
use crate::tree::Value;

/// A parameter of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Certainly not there.
    Absent,
    /// This text.
    Text(Pattern),
    /// What an expression gives, perhaps with fixed parts.
    Dynamic(Pattern),
}

/// The parameters of a call.
pub struct Inputs<'n, 'a, 't, 'm> {
    names: &'n Names<'a, 't>,
    object: Option<Value<'m>>,
    is_whole: bool,
    is_jsonpath: bool,
}

impl<'n, 'a, 't, 'm> Inputs<'n, 'a, 't, 'm> {
    /// Those of a task.
    pub fn of_task(names: &'n Names<'a, 't>, task: Task<'m>) -> Inputs<'n, 'a, 't, 'm> {
        let is_jsonpath = task.state.language() == Language::JsonPath;
        let (object, is_whole) = match task.request() {
            Request::Absent => (None, true),
            Request::Fields(fields, is_whole) => (Some(fields), is_whole),
            Request::Unknown => (None, false),
        };
        Inputs { names, object, is_whole, is_jsonpath }
    }

    /// Those of a reader or a writer of a Map.
    pub fn of_part(names: &'n Names<'a, 't>, state: State<'m>, part: Value<'m>) -> Inputs<'n, 'a, 't, 'm> {
        let is_jsonpath = state.language() == Language::JsonPath;
        let name = if is_jsonpath { "Parameters" } else { "Arguments" };
        let object = part.get(name).filter(|object| object.is_mapping());
        Inputs { names, object, is_whole: object.is_some(), is_jsonpath }
    }

    /// The parameter at the end of a path of names.
    pub fn get(&self, path: &[&str]) -> Given {
        let Some(mut value) = self.object else { return self.unseen() };
        for (at, name) in path.iter().enumerate() {
            if self.is_jsonpath
                && let Some(dynamic) = value.get_merged(&format!("{name}.$"))
            {
                let is_last = at + 1 == path.len();
                return Given::Dynamic(if is_last { self.formatted(dynamic) } else { Pattern::all() });
            }
            match value.get_merged(name) {
                Some(next) => value = next,
                None if value.is_mapping() => return self.unseen(),
                None => return Given::Dynamic(Pattern::all()),
            }
        }
        self.text(value)
    }

    /// The items of a list; nothing where it is not written.
    pub fn items(&self, name: &str) -> Option<Vec<Value<'m>>> {
        let list = self.object?.get_merged(name).filter(|list| list.is_sequence())?;
        Some(list.items().collect())
    }

    /// A field of an item of a list.
    pub fn of_item(&self, item: Value<'m>, name: &str) -> Given {
        let part = Inputs { names: self.names, object: item.is_mapping().then_some(item), ..*self };
        match item.is_mapping() {
            true => part.get(&[name]),
            false => Given::Dynamic(Pattern::all()),
        }
    }

    /// Whether parameters may be there that are not written.
    pub fn is_hidden(&self) -> bool {
        !self.is_whole
    }

    /// What is not written is not there, if all is written.
    fn unseen(&self) -> Given {
        if self.is_whole { Given::Absent } else { Given::Dynamic(Pattern::all()) }
    }

    fn text(&self, value: Value<'m>) -> Given {
        let text = value.scalar_text().filter(|_| !value.is_mapping() && !value.is_sequence());
        match text {
            Some(text) if !self.is_jsonpath && text.trim_start().starts_with("{%") => self.computed(&text),
            Some(text) => Given::Text(self.names.pattern(&text)),
            None => Given::Dynamic(Pattern::all()),
        }
    }

    /// `{% 'orders-' & $stage %}`: the fixed parts of it.
    fn computed(&self, text: &str) -> Given {
        let inner = text.trim().strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}"));
        let Some(Ok(ast)) = inner.map(jsonata::parse) else { return Given::Dynamic(Pattern::all()) };
        let mut pattern = Pattern::default();
        let mut open = vec![ast.root()];
        while let Some(node) = open.pop() {
            match &node.kind {
                Kind::Binary("&", left, right) => open.extend([ast.node(*right), ast.node(*left)]),
                Kind::Block(only) if only.len() == 1 => open.extend(only.iter().map(|id| ast.node(*id))),
                Kind::Text if !ast.slice(&node.range).contains('\\') => {
                    let quoted = ast.slice(&node.range);
                    let inner = quoted.get(1..quoted.len().saturating_sub(1));
                    pattern.push(&self.names.pattern(inner.unwrap_or_default()));
                }
                _ if pattern.tokens.last() == Some(&Token::Any) => {}
                _ => pattern.tokens.push(Token::Any),
            }
        }
        if pattern.has_wildcard() { Given::Dynamic(pattern) } else { Given::Text(pattern) }
    }

    /// `States.Format('arn:…:{}', $.name)`: the fixed parts of it.
    fn formatted(&self, value: Value<'m>) -> Pattern {
        let text = value.scalar_text().unwrap_or_default();
        let format = text.trim().strip_prefix("States.Format('").and_then(|rest| rest.split_once('\''));
        let Some((format, _)) = format.filter(|(format, _)| !format.contains('\\')) else {
            return Pattern::all();
        };
        let mut pattern = Pattern::default();
        for (at, part) in format.split("{}").enumerate() {
            if at > 0 {
                pattern.tokens.push(Token::Any);
            }
            pattern.push(&self.names.pattern(part));
        }
        pattern
    }
}
