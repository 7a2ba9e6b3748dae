use crate::asl::path::{Path, Root};
use crate::asl::reference::Reference;
use crate::asl::{Expression, Machine, Slot, StateType, Work};
use crate::rule::{Report, rule};
use crate::text::Span;
use crate::tree::Value;

rule! {
    code: "asl/misplaced-context-field",
    group: Correctness,
    severity: Warning,
    check: Machine(check),
}

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        for path in reference.paths().filter(|path| path.root == Root::Context) {
            if let Some(field) = field_of_path(reference, path) {
                let (value, slot) = (reference.value(), reference.slot());
                Read { slot, value, span: value.span(), title: reference.title() }.check(field, report);
            }
        }
    }
    for expression in machine.expressions() {
        check_expression(expression, report);
    }
}

fn check_expression(expression: Expression, report: &mut Report) {
    let Some(ast) = expression.ast() else { return };
    let spans = expression.spans();
    for access in &ast.uses().states {
        let mut names = access.fields.iter().map(|field| ast.slice(field));
        if names.next() != Some("context") {
            continue;
        }
        let last = access.fields.get(NAMES).unwrap_or(&access.range);
        if let Some(field) = Field::of(names) {
            let span = spans.at(&(access.range.start..last.end));
            let (value, slot) = (expression.value(), expression.slot());
            Read { slot, value, span, title: expression.place() }.check(field, report);
        }
    }
}

/// A field of the Context Object that is not there everywhere.
#[derive(Clone, Copy, Debug)]
enum Field {
    Token,
    Item,
}

/// How many names lead to such a field.
const NAMES: usize = 2;

impl Field {
    /// The field that the names after the Context Object lead to or into.
    fn of(mut names: impl Iterator<Item: AsRef<str>>) -> Option<Field> {
        match (names.next()?.as_ref(), names.next()?.as_ref()) {
            ("Task", "Token") => Some(Field::Token),
            ("Map", "Item") => Some(Field::Item),
            _ => None,
        }
    }
}

fn field_of_path(reference: Reference, path: &Path) -> Option<Field> {
    Field::of(path.names(reference.text()).map(|(name, _)| name))
}

/// A place that reads such a field.
struct Read<'m> {
    slot: Slot<'m>,
    value: Value<'m>,
    span: Span,
    /// What it is called in a message.
    title: String,
}

impl Read<'_> {
    fn check(&self, field: Field, report: &mut Report) {
        match field {
            Field::Token => self.check_token(report),
            Field::Item => self.check_item(report),
        }
    }

    /// There is a token only while a task waits for it.
    fn check_token(&self, report: &mut Report) {
        let state = self.slot.element().state();
        let Some(state) = state.filter(|state| state.kind() != StateType::Unknown) else { return };
        let waits = state.kind() == StateType::Task
            && (matches!(state.work(), Work::Callback | Work::Unknown) || state.field("Resource").is_none());
        if waits {
            return;
        }
        let message = format!("{} reads the task token, but the state waits for none", self.title);
        report.at_span(self.span, self.value, message).help(
            "only a Task whose `Resource` ends in `.waitForTaskToken` has a token: pass it on in that state",
        );
    }

    /// The item is there while the Map state makes the input of an iteration, not in the states that then run
    /// (observed at the service: floci-io/floci, pull request 1588).
    fn check_item(&self, report: &mut Report) {
        let Some(state) = self.slot.element().state() else { return };
        let is_own = self.slot.element().value() == state.value();
        // Whether a reader or a batcher sees the item is not documented.
        if state.kind() == StateType::Map && (!is_own || PER_ITEM.contains(&self.slot.name().as_ref())) {
            return;
        }
        let is_inside = state.owners().any(|owner| owner.kind() == StateType::Map);
        let why =
            if is_inside { "which the states within its processor do not see" } else { "which is not there" };
        report
            .at_span(self.span, self.value, format!("{} reads the item of a Map, {why}", self.title))
            .help("read it in `ItemSelector` of the Map state, which makes the input of each iteration");
    }
}

/// The fields of a Map state that are evaluated once for each item.
const PER_ITEM: [&str; 2] = ["ItemSelector", "Parameters"];
