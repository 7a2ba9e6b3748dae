//! A template: its resources, parameters, mappings, conditions and outputs.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::tree::Value;

use super::conditions::is_possible;
use super::intrinsic::{Function, Intrinsic, is_open_key};
use super::property::{Property, variants};
use super::variant::{Branch, Variant};
use super::versions::Publications;

/// The macro of the Serverless Application Model.
const SAM: &str = "AWS::Serverless-2016-10-31";

/// Macros that add no property to what a template writes itself and remove none. `AWS::Include` and
/// macros of an account may do anything. Source: CloudFormation template reference, transforms.
const KNOWN_MACROS: [&str; 5] = [
    SAM,
    "AWS::LanguageExtensions",
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];

/// Loops within loops that are followed.
const MAX_LOOPS: usize = 8;

/// The entries of a section.
type ByName<'t> = HashMap<Cow<'t, str>, Value<'t>>;

/// A CloudFormation or SAM template.
pub struct Template<'t> {
    root: Value<'t>,
    resources: Vec<Resource<'t>>,
    by_id: HashMap<Cow<'t, str>, usize>,
    parameters: ByName<'t>,
    conditions: ByName<'t>,
    mappings: ByName<'t>,
    has_unknown_macro: bool,
    has_unknown_resources: bool,
    pub(super) publications: Publications<'t>,
}

/// Whether a text is a template by its content: a format version, the SAM macro, or resources with
/// types such as `AWS::SQS::Queue`, `Custom::Thing`, `Org::Service::Thing::MODULE`.
pub fn is_template(root: Value) -> bool {
    root.get("AWSTemplateFormatVersion").is_some()
        || macro_names(root).any(|name| name.is_text(SAM))
        || root.get("Resources").is_some_and(|resources| {
            resources.entries().any(|resource| {
                resource.get("Type").and_then(Value::text).is_some_and(|name| is_type_name(&name))
            })
        })
}

impl<'t> Template<'t> {
    /// The view of a template. Any shape is taken; what has the wrong one is not there.
    pub fn of(root: Value<'t>) -> Template<'t> {
        let mut resources = Vec::new();
        let section = root.get("Resources");
        let are_all = section.is_none_or(|section| collect_resources(section, false, 0, &mut resources));
        let has_unknown_macro = has_unknown_macro(root);
        let by_id = resources.iter().enumerate().map(|(at, resource)| (resource.id(), at)).collect();
        let by_name = |section: &str| -> ByName<'t> {
            let entries = root.get(section).into_iter().flat_map(Value::entries);
            entries.filter_map(|entry| Some((entry.key_text()?, entry))).collect()
        };
        let mut template = Template {
            root,
            resources,
            by_id,
            parameters: by_name("Parameters"),
            conditions: by_name("Conditions"),
            mappings: by_name("Mappings"),
            has_unknown_macro,
            has_unknown_resources: has_unknown_macro || !are_all,
            publications: Publications::default(),
        };
        template.publications = Publications::of(&template);
        template
    }

    /// The whole document.
    pub fn root(&self) -> Value<'t> {
        self.root
    }

    /// All resources in the order of the template, bodies of loops once.
    pub fn resources(&self) -> impl Iterator<Item = Resource<'t>> {
        self.resources.iter().copied()
    }

    /// All resources of a type.
    pub fn resources_of(&self, type_name: &str) -> impl Iterator<Item = Resource<'t>> {
        self.resources().filter(move |resource| resource.is(type_name))
    }

    /// The resource with this logical id.
    pub fn resource(&self, id: &str) -> Option<Resource<'t>> {
        self.by_id.get(id).and_then(|&at| self.resources.get(at)).copied()
    }

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<Parameter<'t>> {
        self.parameters.get(name).map(|&value| Parameter { value })
    }

    /// All parameters in the order of the template.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter<'t>> {
        self.section("Parameters").map(|value| Parameter { value })
    }

    /// The condition of this name.
    pub fn condition(&self, name: &str) -> Option<Value<'t>> {
        self.conditions.get(name).copied()
    }

    /// All outputs, keyed by their names.
    pub fn outputs(&self) -> impl Iterator<Item = Value<'t>> {
        self.section("Outputs")
    }

    /// The value of `Mappings` under three literal keys.
    pub fn mapping(&self, map: &str, first: &str, second: &str) -> Option<Value<'t>> {
        self.mappings.get(map)?.at(&[first, second])
    }

    /// Whether a macro that steplint does not know may add anything anywhere.
    pub fn has_unknown_macro(&self) -> bool {
        self.has_unknown_macro
    }

    /// Whether there may be resources that are not written: an unknown macro, an include, a loop that
    /// cannot be read.
    pub fn has_unknown_resources(&self) -> bool {
        self.has_unknown_resources
    }

    fn section(&self, name: &str) -> impl Iterator<Item = Value<'t>> + use<'t> {
        self.root
            .get(name)
            .into_iter()
            .flat_map(Value::entries)
            .filter(|entry| entry.key_text().is_some_and(|key| !is_open_key(&key)))
    }
}

/// A resource of a template.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'t> {
    /// The mapping with `Type` and `Properties`, keyed by the logical id.
    pub value: Value<'t>,
    /// Whether it is the body of `Fn::ForEach`: its id holds `${…}` and it stands for any number.
    pub is_looped: bool,
}

impl<'t> Resource<'t> {
    /// The logical id.
    pub fn id(self) -> Cow<'t, str> {
        self.value.key_text().unwrap_or_default()
    }

    /// `AWS::Service::Thing`; empty when it is not written.
    pub fn type_name(self) -> Cow<'t, str> {
        self.value.get("Type").and_then(Value::text).unwrap_or_default()
    }

    /// Whether it is of this type.
    pub fn is(self, type_name: &str) -> bool {
        self.value.get("Type").is_some_and(|name| name.is_text(type_name))
    }

    /// `Properties`.
    pub fn properties(self) -> Option<Value<'t>> {
        self.value.get("Properties")
    }

    /// The name of the condition under which it exists.
    pub fn condition(self) -> Option<Value<'t>> {
        self.value.get("Condition")
    }

    /// That condition, which holds wherever the resource exists.
    pub(super) fn branches(self) -> Vec<Branch<'t>> {
        let condition = self.condition().and_then(Value::text).into_iter();
        condition.map(|condition| Branch { condition, holds: true, is_implied: true }).collect()
    }

    /// Whether both may be there at the same time, by the conditions that they stand under.
    pub fn may_be_beside(self, other: Resource<'t>, template: &Template<'t>) -> bool {
        is_possible(&[self.branches(), other.branches()].concat(), template)
    }

    /// `Metadata`.
    pub fn metadata(self) -> Option<Value<'t>> {
        self.value.get("Metadata")
    }

    /// What stands at the end of a path of keys below `Properties`, in each variant that `Fn::If` makes.
    pub fn variants(self, template: &Template<'t>, path: &[&str]) -> Vec<Variant<'t, Property<'t>>> {
        let path: Vec<&str> = std::iter::once("Properties").chain(path.iter().copied()).collect();
        variants(self.value, &path, template, &self.branches())
    }

    /// What stands at the end of a path below `Properties` if it is the same in every variant.
    pub fn property(self, template: &Template<'t>, path: &[&str]) -> Property<'t> {
        let mut variants = self.variants(template, path);
        match (variants.pop(), variants.is_empty()) {
            (Some(only), true) => only.value,
            (Some(_), false) => Property::Unknown(self.properties().unwrap_or(self.value)),
            (None, _) => Property::Absent,
        }
    }
}

/// A parameter: its value is unknown, what it may be is written.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'t> {
    /// The mapping with `Type`, keyed by the name.
    pub value: Value<'t>,
}

impl<'t> Parameter<'t> {
    /// Its name.
    pub fn name(self) -> Cow<'t, str> {
        self.value.key_text().unwrap_or_default()
    }

    /// `String`, `Number`, `AWS::SSM::Parameter::Value<String>` …
    pub fn type_name(self) -> Cow<'t, str> {
        self.value.get("Type").and_then(Value::text).unwrap_or_default()
    }

    /// What it is when nobody says otherwise: a hint, not a fact.
    pub fn default(self) -> Option<Value<'t>> {
        self.value.get("Default")
    }

    /// The only values it may have; empty when there is no such list.
    pub fn allowed_values(self) -> impl Iterator<Item = Value<'t>> {
        self.value.get("AllowedValues").into_iter().flat_map(Value::items)
    }
}

/// Whether these are certainly all.
fn collect_resources<'t>(
    section: Value<'t>,
    is_looped: bool,
    depth: usize,
    out: &mut Vec<Resource<'t>>,
) -> bool {
    let mut are_all = !section.is_unknown();
    for entry in section.entries() {
        let Some(key) = entry.key_text() else { continue };
        match loop_body(entry, &key) {
            Some(body) if depth < MAX_LOOPS => are_all &= collect_resources(body, true, depth + 1, out),
            None if !is_open_key(&key) => {
                if entry.is_mapping() {
                    out.push(Resource { value: entry, is_looped });
                }
            }
            _ => are_all = false,
        }
    }
    are_all
}

/// `[identifier, collection, {key: body}]` under `Fn::ForEach::Name`: the mapping.
fn loop_body<'t>(entry: Value<'t>, key: &str) -> Option<Value<'t>> {
    key.starts_with("Fn::ForEach::").then(|| entry.items().nth(2))?
}

/// The macros of the `Transform` section, which is one or a list of them, each a name or a mapping.
fn macro_names<'t>(root: Value<'t>) -> impl Iterator<Item = Value<'t>> {
    let section = root.get("Transform");
    let list = section.filter(|section| section.is_sequence()).into_iter().flat_map(Value::items);
    let single = section.filter(|section| !section.is_sequence());
    list.chain(single).map(|one| one.get("Name").unwrap_or(one))
}

fn has_unknown_macro(root: Value) -> bool {
    let is_known = |name: &str| KNOWN_MACROS.contains(&name);
    macro_names(root).any(|name| !name.text().is_some_and(|name| is_known(&name)))
        || root.get("Fn::Transform").is_some()
        || Intrinsic::of(root).is_some_and(|call| call.function == Function::Transform)
}

/// `A::B::C` with any number of further parts, or `Custom::Name`.
fn is_type_name(name: &str) -> bool {
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_@-".contains(&byte))
    };
    let parts = name.split("::").count();
    (parts >= 3 || (parts == 2 && name.starts_with("Custom::"))) && name.split("::").all(is_word)
}
