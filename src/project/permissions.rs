//! What a machine needs its execution role to be allowed: for every task the call, the polling and the
//! cancelling, the roles that it hands over, and what the settings of the machine need.

pub mod compare;
mod condition;
mod features;
mod fill;
mod inputs;
mod keys;
mod names;
mod optimized;
pub mod parameters;
mod pattern;
mod place;
pub mod policy;
mod sdk;

pub use names::Names;
pub use pattern::{Pattern, Token};
pub use place::{Place, is_account};

use std::borrow::Cow;

use crate::asl::{Machine, Scope, State, Task};
use crate::aws::integrations::{self, Resource};
use crate::aws::needs::{Confidence, Tier};
use crate::cfn::StateMachine;
use crate::text::Span;
use crate::tree::Value;

/// One action that an execution role needs.
#[derive(Clone, Debug)]
pub struct Need {
    /// `lambda:InvokeFunction`.
    pub action: Cow<'static, str>,
    /// The resources it is needed on: each of them.
    pub resources: Vec<Pattern>,
    /// Resources that may stand for those: what a call really touches may be one of several sorts.
    pub alternatives: Vec<Pattern>,
    /// Operator, key and value of a condition that the call fulfils.
    pub facts: Vec<Fact>,
    /// More of that sort, which a policy with the least privilege does not ask for.
    pub known: Vec<Fact>,
    /// What fails without it.
    pub tier: Tier,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether there are set-ups that do without.
    pub optional: bool,
    /// Whether a policy with the least privilege leaves it out.
    pub spare: bool,
    /// Whether an expression decides about the resource.
    pub dynamic: bool,
    /// The states that need it, or the settings.
    pub sources: Vec<Source>,
}

/// A state or a setting that needs something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name of the state, or of the property.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// A condition that a call fulfils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `StringEquals`, `StringLike`.
    pub operator: &'static str,
    /// `iam:PassedToService`.
    pub key: String,
    /// The value.
    pub value: Pattern,
}

/// Everything that a machine needs.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// The needs, each action on the same resources once.
    pub list: Vec<Need>,
    /// Actions that the policy templates of its integrations hold besides.
    pub granted_besides: Vec<&'static str>,
    /// Prefixes of services that it calls through operations whose actions are not known.
    pub unknown_services: Vec<&'static str>,
    /// Prefixes of services that a called one may use with the rights of the machine; `*` for any.
    pub lent: Vec<&'static str>,
    /// False where a task calls something that is not known.
    pub complete: bool,
}

/// What is asked about.
pub struct Subject<'s, 'm, 't> {
    /// The definition.
    pub machine: &'m Machine<'m>,
    /// The resource of the template that runs it.
    pub declared: Option<StateMachine<'s, 't>>,
    /// What its holes stand for.
    pub names: Names<'s, 't>,
}

impl<'s, 'm, 't> Subject<'s, 'm, 't> {
    /// A definition that no template is known for.
    pub fn alone(machine: &'m Machine<'m>) -> Subject<'s, 'm, 't> {
        Subject { machine, declared: None, names: Names::none() }
    }

    /// A definition that a template runs.
    pub fn declared(machine: &'m Machine<'m>, declared: StateMachine<'s, 't>) -> Subject<'s, 'm, 't> {
        Subject { machine, declared: Some(declared), names: Names::of_machine(declared) }
    }

    /// The ARN of the machine itself, with this word for the sort of ARN: `stateMachine`, `execution`.
    fn own_arn(&self, sort: &str, after: &str) -> Pattern {
        let name = self.declared.and_then(|declared| self.names.name(declared.resource));
        let name = name.unwrap_or(Pattern { tokens: vec![Token::Open("StateMachineName".to_owned())] });
        let mut arn = fill::arn_start("states", true);
        arn.push_text(&format!("{sort}:"));
        arn.push(&name);
        arn.push_text(after);
        arn
    }

    /// Everything that the machine needs.
    pub fn needs(&self) -> Needs {
        // A scope whose states are not all written here may call anything.
        let complete = self.machine.scopes().all(Scope::has_known_states);
        let mut needs = Needs { complete, ..Needs::default() };
        for state in self.machine.states() {
            let mut found = Needs { complete: true, ..Needs::default() };
            self.state(state, &mut found);
            let span = state.field("Resource").map_or(state.value().name_span(), Value::span);
            needs.take(found, &Source { name: state.name().to_owned(), span });
        }
        features::of_machine(self, &mut needs);
        needs
    }

    fn state(&self, state: State<'m>, needs: &mut Needs) {
        use crate::asl::StateType::{Map, Task as OfTask, Unknown};
        match state.kind() {
            OfTask => self.task(state, needs),
            Map => features::of_map(self, state, needs),
            Unknown => needs.complete = false,
            _ => {}
        }
    }

    fn task(&self, state: State<'m>, needs: &mut Needs) {
        if let Some(credentials) = state.field("Credentials") {
            features::of_credentials(self, state, credentials, needs);
            return;
        }
        let Some(task) = Task::of(state) else { return self.unread_resource(state, needs) };
        match task.integration {
            Resource::Lambda { .. } => self.function(task, needs),
            Resource::Activity { .. } => self.activity(task, needs),
            Resource::Unrecognized => needs.complete = false,
            Resource::Optimized { .. } | Resource::Http { .. } => optimized::of_task(self, task, needs),
            Resource::Sdk { .. } => sdk::of_task(self, task, needs),
            Resource::Unknown => self.unread_resource(state, needs),
        }
    }

    /// A resource that a hole hides: what it stands for tells.
    fn unread_resource(&self, state: State<'m>, needs: &mut Needs) {
        let text = state.field("Resource").and_then(Value::scalar_text);
        let Some(resource) = text.map(|text| self.names.pattern(&text)) else {
            needs.complete = false;
            return;
        };
        let shown = resource.to_string();
        match integrations::parse(&shown) {
            Resource::Lambda { .. } => needs.list.push(invoke(resource)),
            Resource::Activity { .. } => keys::of_activity(self, &resource, needs),
            _ => needs.complete = false,
        }
    }

    fn activity(&self, task: Task<'m>, needs: &mut Needs) {
        let Some(text) = task.resource.text() else { return };
        keys::of_activity(self, &self.names.pattern(&text), needs);
    }

    fn function(&self, task: Task<'m>, needs: &mut Needs) {
        let Some(text) = task.resource.text() else { return };
        needs.list.push(invoke(self.names.pattern(&text)));
    }
}

fn invoke(function: Pattern) -> Need {
    Need { confidence: Confidence::Derived, ..Need::on("lambda:InvokeFunction", vec![function], Tier::Call) }
}

impl Need {
    fn on(action: impl Into<Cow<'static, str>>, resources: Vec<Pattern>, tier: Tier) -> Need {
        Need {
            action: action.into(),
            resources,
            alternatives: Vec::new(),
            facts: Vec::new(),
            known: Vec::new(),
            tier,
            confidence: Confidence::Documented,
            optional: false,
            spare: false,
            dynamic: false,
            sources: Vec::new(),
        }
    }

    /// Passing a role to a service.
    fn pass(role: Pattern, service: Option<&str>, dynamic: bool) -> Need {
        let fact = service.map(|service| Fact {
            operator: "StringEquals",
            key: "iam:PassedToService".to_owned(),
            value: Pattern::of(service),
        });
        Need {
            facts: fact.into_iter().collect(),
            dynamic,
            ..Need::on("iam:PassRole", vec![role], Tier::PassRole)
        }
    }

    fn is_same(&self, other: &Need) -> bool {
        self.action == other.action
            && self.resources == other.resources
            && self.facts == other.facts
            && self.known == other.known
            && self.tier == other.tier
            && self.optional == other.optional
    }
}

impl Needs {
    /// Takes over what another variant of the definition needs.
    pub(super) fn join(&mut self, other: Needs) {
        let Needs { list, granted_besides, unknown_services, lent, complete } = other;
        self.complete &= complete;
        self.lent.extend(lent);
        self.granted_besides.extend(granted_besides);
        self.unknown_services.extend(unknown_services);
        for need in list {
            match self.list.iter_mut().find(|known| known.is_same(&need)) {
                Some(known) => {
                    let new = need.sources.into_iter().filter(|one| !known.sources.contains(one));
                    known.sources.extend(new.collect::<Vec<_>>());
                }
                None => self.list.push(need),
            }
        }
    }

    /// Takes over what a state or a setting needs.
    fn take(&mut self, found: Needs, source: &Source) {
        self.complete &= found.complete;
        self.granted_besides.extend(found.granted_besides);
        self.unknown_services.extend(found.unknown_services);
        self.lent.extend(found.lent);
        for mut need in found.list {
            match self.list.iter_mut().find(|known| known.is_same(&need)) {
                Some(known) if !known.sources.contains(source) => known.sources.push(source.clone()),
                Some(_) => {}
                None => {
                    need.sources.push(source.clone());
                    self.list.push(need);
                }
            }
        }
    }
}
