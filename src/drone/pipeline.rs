//! A pipeline and its steps. Every field may be absent or of a wrong shape; what Drone could not
//! decode there is then left out, and rules about shapes look at [`Pipeline::value`].

use std::borrow::Cow;

use super::condition::Conditions;
use super::entry::Entry;
use crate::tree::{Kind, Value};

/// Where a pipeline runs; decides which keys its steps may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipelineType {
    /// In containers; also without a type.
    Docker,
    /// In pods.
    Kubernetes,
    /// On the machine of the runner.
    Exec,
    /// On a server, by ssh.
    Ssh,
    /// On a droplet.
    DigitalOcean,
    /// On a Mac.
    MacStadium,
    /// On a virtual machine; also `aws`, its former name.
    Vm,
    /// No runner takes it.
    Unknown,
}

const TYPES: [(&str, PipelineType); 9] = [
    ("", PipelineType::Docker),
    ("docker", PipelineType::Docker),
    ("kubernetes", PipelineType::Kubernetes),
    ("exec", PipelineType::Exec),
    ("ssh", PipelineType::Ssh),
    ("digitalocean", PipelineType::DigitalOcean),
    ("macstadium", PipelineType::MacStadium),
    ("vm", PipelineType::Vm),
    ("aws", PipelineType::Vm),
];

impl PipelineType {
    /// The type of this name, which is compared with case; empty means docker.
    pub fn of(name: &str) -> PipelineType {
        TYPES.iter().find(|(known, _)| *known == name).map_or(PipelineType::Unknown, |(_, kind)| *kind)
    }
}

/// A document of kind `pipeline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pipeline<'t> {
    value: Value<'t>,
}

impl<'t> Pipeline<'t> {
    pub(super) fn new(value: Value<'t>) -> Pipeline<'t> {
        Pipeline { value }
    }

    /// The whole document.
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// What stands under a key of the document, merge keys included.
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        self.value.get_merged(key)
    }

    /// Its name; Drone calls one without a name `default`.
    pub fn name(self) -> Cow<'t, str> {
        self.get("name").and_then(field_text).filter(|name| !name.is_empty()).unwrap_or("default".into())
    }

    /// Where it runs.
    pub fn pipeline_type(self) -> PipelineType {
        match self.get("type") {
            Some(value) if value.kind() != Kind::Null => {
                value.scalar_text().map_or(PipelineType::Unknown, |name| PipelineType::of(&name))
            }
            _ => PipelineType::Docker,
        }
    }

    /// When it runs; `None` without a `trigger` that is a mapping: it always does.
    pub fn trigger(self) -> Option<Conditions<'t>> {
        self.get("trigger").filter(|value| value.is_mapping()).map(Conditions::new)
    }

    /// Variables of all steps.
    pub fn environment(self) -> Vec<Entry<'t>> {
        entries(self.value, "environment", Entry::of_environment)
    }

    /// How the repository is fetched.
    pub fn clone_settings(self) -> Option<Value<'t>> {
        self.get("clone")
    }

    /// Whether the repository is fetched at all.
    pub fn clones(self) -> bool {
        self.clone_settings()
            .and_then(|clone| clone.get_merged("disable"))
            .is_none_or(|value| !is_true(value))
    }

    /// The operating system and architecture.
    pub fn platform(self) -> Option<Value<'t>> {
        self.get("platform")
    }

    /// Names of the pipelines that must end before.
    pub fn depends_on(self) -> Vec<Value<'t>> {
        texts(self.value, "depends_on")
    }

    /// What it does, in the order of the file; items that are no mapping are left out.
    pub fn steps(self) -> impl Iterator<Item = Step<'t>> {
        self.items("steps", Role::Step)
    }

    /// Containers that run beside the steps.
    pub fn services(self) -> impl Iterator<Item = Step<'t>> {
        self.items("services", Role::Service)
    }

    /// Services, then steps: the order in which Drone starts them and looks at them.
    pub fn containers(self) -> impl Iterator<Item = Step<'t>> {
        self.services().chain(self.steps())
    }

    /// Declared volumes.
    pub fn volumes(self) -> impl Iterator<Item = Value<'t>> {
        self.get("volumes").into_iter().flat_map(Value::items)
    }

    fn items(self, key: &str, role: Role) -> impl Iterator<Item = Step<'t>> {
        let items = self.get(key).into_iter().flat_map(Value::items).enumerate();
        items.filter(|(_, value)| value.is_mapping()).map(move |(index, value)| Step {
            pipeline: self,
            value,
            role,
            index,
        })
    }
}

/// What a container is to its pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An item of `steps`.
    Step,
    /// An item of `services`.
    Service,
}

/// A step or a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'t> {
    /// Where it belongs.
    pub pipeline: Pipeline<'t>,
    /// Step or service.
    pub role: Role,
    /// Its place in the list, from 0.
    pub index: usize,
    value: Value<'t>,
}

impl<'t> Step<'t> {
    /// The whole step.
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// What stands under a key of the step, merge keys included.
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        self.value.get_merged(key)
    }

    /// Its name; empty names are no name.
    pub fn name(self) -> Option<Cow<'t, str>> {
        self.get("name").and_then(field_text).filter(|name| !name.is_empty())
    }

    /// How messages call it: ``step `publish` ``, or by its place if it has no name.
    pub fn title(self) -> String {
        let word = if self.role == Role::Step { "step" } else { "service" };
        match self.name() {
            Some(name) => format!("{word} `{name}`"),
            None => format!("{word} {}", self.index + 1),
        }
    }

    /// The image; `None` if there is none, or it is no text.
    pub fn image(self) -> Option<Value<'t>> {
        self.get("image").filter(|value| field_text(*value).is_some_and(|text| !text.is_empty()))
    }

    /// The lines of its script. A lone text where the list should be stands for itself: Drone refuses
    /// it, and it was meant as a command.
    pub fn commands(self) -> Vec<Value<'t>> {
        texts(self.value, "commands")
    }

    /// Its variables.
    pub fn environment(self) -> Vec<Entry<'t>> {
        entries(self.value, "environment", Entry::of_environment)
    }

    /// What the plugin is told.
    pub fn settings(self) -> Vec<Entry<'t>> {
        entries(self.value, "settings", Entry::of_settings)
    }

    /// When it runs; `None` without a `when` that is a mapping: it always does.
    pub fn when(self) -> Option<Conditions<'t>> {
        self.get("when").filter(|value| value.is_mapping()).map(Conditions::new)
    }

    /// Names of the steps that must end before.
    pub fn depends_on(self) -> Vec<Value<'t>> {
        texts(self.value, "depends_on")
    }

    /// What its failure does: `ignore`, `fast`, …
    pub fn failure(self) -> Option<Value<'t>> {
        self.get("failure")
    }

    /// Whether nothing waits for it.
    pub fn is_detached(self) -> bool {
        self.get("detach").is_some_and(is_true)
    }

    /// Mounts of volumes.
    pub fn volumes(self) -> impl Iterator<Item = Value<'t>> {
        self.get("volumes").into_iter().flat_map(Value::items)
    }
}

/// What Drone reads into a text field: any scalar by its written text, null as nothing.
fn field_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.scalar_text().filter(|_| value.kind() != Kind::Null)
}

/// A list of texts; a lone text stands for itself.
fn texts<'t>(of: Value<'t>, key: &str) -> Vec<Value<'t>> {
    let Some(value) = of.get_merged(key) else { return Vec::new() };
    let is_text = |value: &Value| field_text(*value).is_some();
    match value.is_sequence() {
        true => value.items().filter(is_text).collect(),
        false => Some(value).filter(is_text).into_iter().collect(),
    }
}

fn entries<'t>(of: Value<'t>, key: &str, read: fn(Value<'t>) -> Entry<'t>) -> Vec<Entry<'t>> {
    of.get_merged(key).map_or(Vec::new(), |map| map.merged_entries().map(read).collect())
}

/// The words that Drone's YAML 1.1 reader takes for true, unquoted.
fn is_true(value: Value) -> bool {
    const TRUE: [&str; 11] = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"];
    value.style() == crate::tree::Style::Plain && TRUE.contains(&value.raw())
}

#[cfg(test)]
mod tests;
