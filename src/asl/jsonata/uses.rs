//! What an expression takes from around it and from the language: variables, functions, the data of the
//! execution, and names that need a context.

use std::collections::HashMap;
use std::ops::Range;

use super::tree::{self, Id, Kind, Node};

/// Everything that an expression refers to, in the order of evaluation.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// References to variables, but for `$`, `$$`, `$states` and what is called.
    pub variables: Vec<Variable>,
    /// Calls of functions by name.
    pub calls: Vec<Call>,
    /// `$states` with the fields after it.
    pub states: Vec<Access>,
    /// `$$`.
    pub roots: Vec<Range<usize>>,
    /// `$` where there is no context.
    pub contexts: Vec<Range<usize>>,
    /// Names, and paths that begin with one, where there is no context: the bytes of the name.
    pub names: Vec<Range<usize>>,
}

/// A reference to a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The bytes of its name, the `$` not included.
    pub name: Range<usize>,
    /// What it refers to.
    pub binding: Binding,
}

/// Whether a variable is one of the expression itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It comes from outside.
    Free,
    /// It is a parameter, or was assigned before.
    Bound,
    /// It depends on the way the evaluation takes: assigned in a branch, or later.
    Perhaps,
}

/// A call of a function by name: `$f(a)`, `a ~> $f(b)`, `a ~> $f`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The bytes of the name, the `$` not included.
    pub name: Range<usize>,
    /// The bytes of the whole call.
    pub range: Range<usize>,
    /// How many arguments the function gets, the one that a chain hands on included.
    pub arguments: usize,
    /// Whether the function is a variable of the expression.
    pub binding: Binding,
}

/// `$states` and what is taken from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The bytes of `$states`.
    pub range: Range<usize>,
    /// The fields after it that are written as names, up to the first step that is none: the bytes of
    /// each, without backquotes or quotes.
    pub fields: Vec<Range<usize>>,
}

/// Walks a tree.
pub(super) fn find(text: &str, nodes: &[Node], root: Id) -> Uses {
    let first = Frame { bound: HashMap::new(), first_variable: 0, first_call: 0 };
    let mut walk = Walk {
        text,
        nodes,
        uses: Uses::default(),
        frames: vec![first],
        open: vec![Step::plain(root, false)],
    };
    while let Some(step) = walk.open.pop() {
        match step {
            Step::Visit { id, has_context, chained } => walk.visit(id, has_context, chained),
            Step::Bind(id, binding) => walk.bind(id, binding),
            Step::Leave => walk.leave(),
        }
    }
    walk.leave();
    walk.uses
}

/// What is still to be done.
enum Step {
    /// Look at a part; a chain hands one more argument to a call.
    Visit { id: Id, has_context: bool, chained: bool },
    /// From here on the variable is bound.
    Bind(Id, Binding),
    /// The innermost frame ends.
    Leave,
}

/// Where variables live: a block, or the body of a function.
struct Frame<'a> {
    bound: HashMap<&'a str, Binding>,
    /// Where the references and calls within it begin.
    first_variable: usize,
    first_call: usize,
}

struct Walk<'a> {
    text: &'a str,
    nodes: &'a [Node],
    uses: Uses,
    frames: Vec<Frame<'a>>,
    /// The next at the end.
    open: Vec<Step>,
}

impl Step {
    fn plain(id: Id, has_context: bool) -> Step {
        Step::Visit { id, has_context, chained: false }
    }
}

impl<'a> Walk<'a> {
    fn visit(&mut self, id: Id, has_context: bool, chained: bool) {
        let node = &self.nodes[id.0 as usize];
        let here = |id: &Id| Step::plain(*id, has_context);
        let inside = |id: &Id| Step::plain(*id, true);
        let pairs =
            |pairs: &[(Id, Id)]| pairs.iter().flat_map(|(key, value)| [*key, *value]).collect::<Vec<_>>();
        match &node.kind {
            Kind::Name if !has_context => self.uses.names.push(self.name_range(node)),
            Kind::Variable => self.variable(node, has_context, chained),
            Kind::Minus(part) => self.then([here(part)]),
            Kind::Binary(_, left, right) => self.then([here(left), here(right)]),
            Kind::Chain(left, right) => {
                self.then([here(left), Step::Visit { id: *right, has_context, chained: true }]);
            }
            Kind::Bind(variable, value) => {
                self.then([here(value), Step::Bind(*variable, Binding::Perhaps)]);
            }
            Kind::Condition(condition, then, other) => {
                self.then([Some(condition), Some(then), other.as_ref()].into_iter().flatten().map(here));
            }
            Kind::Path(steps) => self.path(steps, has_context),
            Kind::Predicate(left, filter) => {
                self.then([Step::Visit { id: *left, has_context, chained }, inside(filter)]);
            }
            Kind::Group(left, parts) => {
                let left = Step::Visit { id: *left, has_context, chained };
                self.then([left].into_iter().chain(pairs(parts).iter().map(inside)));
            }
            Kind::Sort(left, terms) => self.then([here(left)].into_iter().chain(terms.iter().map(inside))),
            Kind::Focus(left, variable) | Kind::Index(left, variable) => {
                self.then([here(left), Step::Bind(*variable, Binding::Perhaps)]);
            }
            Kind::Block(parts) => self.block(parts, has_context),
            Kind::Array(parts) => self.then(parts.iter().map(here)),
            Kind::Object(parts) => self.then(pairs(parts).iter().map(here)),
            Kind::Transform(pattern, update, removed) => {
                self.then([Some(pattern), Some(update), removed.as_ref()].into_iter().flatten().map(inside));
            }
            Kind::Call(called, arguments) => self.call(node, *called, arguments, has_context, chained),
            Kind::Lambda(parameters, body) => {
                self.enter();
                let bind = |id: &Id| Step::Bind(*id, Binding::Bound);
                self.then(parameters.iter().map(bind).chain([inside(body), Step::Leave]));
            }
            _ => {}
        }
    }

    /// What comes next, in this order.
    fn then(&mut self, steps: impl IntoIterator<Item = Step>) {
        let start = self.open.len();
        self.open.extend(steps);
        self.open[start..].reverse();
    }

    fn variable(&mut self, node: &Node, has_context: bool, chained: bool) {
        let name = node.range.start + 1..node.range.end;
        match self.slice(&name) {
            "$" => self.uses.roots.push(node.range.clone()),
            "" if has_context => {}
            "" => self.uses.contexts.push(node.range.clone()),
            "states" => self.uses.states.push(Access { range: node.range.clone(), fields: Vec::new() }),
            word => {
                let binding = self.binding(word);
                if chained {
                    let range = node.range.clone();
                    self.uses.calls.push(Call { name, range, arguments: 1, binding });
                } else {
                    self.uses.variables.push(Variable { name, binding });
                }
            }
        }
    }

    fn path(&mut self, steps: &[Id], has_context: bool) {
        let Some((first, rest)) = steps.split_first() else { return };
        let rest_steps = rest.iter().map(|step| Step::plain(*step, true));
        let node = self.node(*first);
        if node.kind != Kind::Variable || self.slice(&node.range) != "$states" {
            return self.then([Step::plain(*first, has_context)].into_iter().chain(rest_steps));
        }
        let names = rest.iter().map(|step| self.base(*step));
        let names = names.take_while(|step| {
            matches!(step.kind, Kind::Name | Kind::Text) && tree::name(self.text, step).is_some()
        });
        let fields = names.map(|step| self.name_range(step)).collect();
        self.uses.states.push(Access { range: node.range.clone(), fields });
        self.then(rest_steps);
    }

    fn block(&mut self, parts: &[Id], has_context: bool) {
        self.enter();
        let mut open = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            match &self.node(*part).kind {
                Kind::Bind(variable, value) => {
                    open.push(Step::plain(*value, has_context));
                    open.push(Step::Bind(*variable, Binding::Bound));
                }
                _ => open.push(Step::plain(*part, has_context)),
            }
        }
        open.push(Step::Leave);
        self.then(open);
    }

    fn call(&mut self, node: &Node, called: Id, arguments: &[Id], has_context: bool, chained: bool) {
        let function = self.node(called);
        let is_partial = arguments.iter().any(|id| self.node(*id).kind == Kind::Placeholder);
        let name = function.range.start + 1..function.range.end;
        if function.kind == Kind::Variable && !matches!(self.slice(&name), "" | "$" | "states") {
            let handed_on = usize::from(chained && !is_partial);
            let binding = self.binding(self.slice(&name));
            let (range, arguments) = (node.range.clone(), arguments.len() + handed_on);
            self.uses.calls.push(Call { name, range, arguments, binding });
        } else {
            self.open.push(Step::plain(called, has_context));
        }
        let arguments: Vec<Step> = arguments.iter().map(|id| Step::plain(*id, has_context)).collect();
        self.then(arguments);
    }

    fn enter(&mut self) {
        let (first_variable, first_call) = (self.uses.variables.len(), self.uses.calls.len());
        self.frames.push(Frame { bound: HashMap::new(), first_variable, first_call });
    }

    /// What was free may have been bound by what came after it in the same frame.
    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.bound.is_empty() {
            return;
        }
        let text = self.text;
        let look_again = |name: &Range<usize>, binding: &mut Binding| {
            let is_bound = text.get(name.clone()).is_some_and(|name| frame.bound.contains_key(name));
            if *binding == Binding::Free && is_bound {
                *binding = Binding::Perhaps;
            }
        };
        for variable in self.uses.variables.iter_mut().skip(frame.first_variable) {
            look_again(&variable.name, &mut variable.binding);
        }
        for call in self.uses.calls.iter_mut().skip(frame.first_call) {
            look_again(&call.name, &mut call.binding);
        }
    }

    fn bind(&mut self, variable: Id, binding: Binding) {
        let range = self.node(variable).range.clone();
        let name = self.text.get(range.start + 1..range.end).unwrap_or_default();
        if let Some(frame) = self.frames.last_mut() {
            let bound = frame.bound.entry(name).or_insert(binding);
            if binding == Binding::Bound {
                *bound = binding;
            }
        }
    }

    fn binding(&self, name: &str) -> Binding {
        let mut found = self.frames.iter().rev().filter_map(|frame| frame.bound.get(name));
        found.next().copied().unwrap_or(Binding::Free)
    }

    /// What predicates and groups are bound to.
    fn base(&self, id: Id) -> &'a Node {
        let mut node = self.node(id);
        while let Kind::Predicate(left, _) | Kind::Group(left, _) = &node.kind {
            node = self.node(*left);
        }
        node
    }

    /// The bytes of a name without backquotes, or of a string without quotes; with them if there is nothing between.
    fn name_range(&self, node: &Node) -> Range<usize> {
        let length = tree::name(self.text, node).map_or(node.range.len(), str::len);
        if length == 0 {
            return node.range.clone();
        }
        let quote = (node.range.len() - length) / 2;
        node.range.start + quote..node.range.start + quote + length
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn node(&self, id: Id) -> &'a Node {
        &self.nodes[id.0 as usize]
    }
}
