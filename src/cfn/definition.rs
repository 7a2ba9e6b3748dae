//! State machines of a template and where their definitions are.

use std::borrow::Cow;

use crate::tree::Value;

use super::intrinsic::is_open;
use super::known::json_text_of_object;
use super::property::Property;
use super::template::{Resource, Template};
use super::text::{Text, assemble};
use super::variant::Variant;

/// Which resource type declares the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `AWS::StepFunctions::StateMachine`.
    CloudFormation,
    /// `AWS::Serverless::StateMachine`.
    Sam,
}

/// How executions of the machine run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Durable executions with a history; the default.
    Standard,
    /// Short executions without one.
    Express,
    /// The template does not tell.
    Unknown,
}

/// Names of the same property in both dialects: CloudFormation, SAM.
struct Names {
    kind: [&'static str; 2],
    name: [&'static str; 2],
    role: [&'static str; 2],
    logging: [&'static str; 2],
    tracing: [&'static str; 2],
}

const NAMES: Names = Names {
    kind: ["StateMachineType", "Type"],
    name: ["StateMachineName", "Name"],
    role: ["RoleArn", "Role"],
    logging: ["LoggingConfiguration", "Logging"],
    tracing: ["TracingConfiguration", "Tracing"],
};

/// Where the definition of a machine is.
#[derive(Clone, Debug)]
pub enum DefinitionSource<'t> {
    /// Text of JSON, for [`super::parse_variants`].
    Text(Value<'t>),
    /// An object, for [`super::parse_variants`].
    Object(Value<'t>),
    /// A file beside the template.
    Uri {
        /// Relative to the template.
        path: String,
        /// Where the path is written.
        value: Value<'t>,
    },
    /// An object in a bucket.
    S3 {
        /// The key, if it is known.
        key: Option<String>,
        /// Where it is written.
        value: Value<'t>,
    },
    /// The template does not tell.
    Unknown(Value<'t>),
    /// There is none.
    Absent,
}

/// The `DefinitionSubstitutions` of a machine.
#[derive(Clone, Debug, Default)]
pub struct Substitutions<'t> {
    /// The values, keyed by the placeholders; those of all variants.
    pub entries: Vec<Value<'t>>,
    /// Whether these are certainly all.
    pub is_complete: bool,
}

/// A state machine that a template declares.
#[derive(Clone, Copy)]
pub struct StateMachine<'a, 't> {
    /// The template.
    pub template: &'a Template<'t>,
    /// The resource.
    pub resource: Resource<'t>,
    /// Its type.
    pub dialect: Dialect,
}

/// All state machines of a template.
pub fn state_machines<'a, 't>(template: &'a Template<'t>) -> impl Iterator<Item = StateMachine<'a, 't>> {
    template.resources().filter_map(|resource| StateMachine::of(template, resource))
}

impl<'a, 't> StateMachine<'a, 't> {
    /// The machine that a resource is.
    pub fn of(template: &'a Template<'t>, resource: Resource<'t>) -> Option<StateMachine<'a, 't>> {
        let dialect = match &*resource.type_name() {
            "AWS::StepFunctions::StateMachine" => Dialect::CloudFormation,
            "AWS::Serverless::StateMachine" => Dialect::Sam,
            _ => return None,
        };
        Some(StateMachine { template, resource, dialect })
    }

    /// Standard or express.
    pub fn kind(self) -> Kind {
        match self.resource.property(self.template, &[self.named(NAMES.kind)]) {
            Property::Absent => Kind::Standard,
            Property::Known(value) if value.is_text("EXPRESS") => Kind::Express,
            Property::Known(value) if value.is_text("STANDARD") => Kind::Standard,
            _ => Kind::Unknown,
        }
    }

    /// The name it is given; absent when CloudFormation makes one up.
    pub fn name(self) -> Property<'t> {
        self.resource.property(self.template, &[self.named(NAMES.name)])
    }

    /// The role it runs under; of SAM absent when SAM makes one.
    pub fn role(self) -> Property<'t> {
        self.resource.property(self.template, &[self.named(NAMES.role)])
    }

    /// A property below its logging configuration, in every variant; no keys for the configuration.
    pub fn logging(self, keys: &[&str]) -> Vec<Variant<'t, Property<'t>>> {
        self.below(NAMES.logging, keys)
    }

    /// A property below its tracing configuration, in every variant; no keys for the configuration.
    pub fn tracing(self, keys: &[&str]) -> Vec<Variant<'t, Property<'t>>> {
        self.below(NAMES.tracing, keys)
    }

    /// The name of the property of the logging configuration.
    pub fn logging_name(self) -> &'static str {
        self.named(NAMES.logging)
    }

    /// The name of the property of the tracing configuration.
    pub fn tracing_name(self) -> &'static str {
        self.named(NAMES.tracing)
    }

    /// The logging configuration as it is written.
    pub fn written_logging(self) -> Option<Value<'t>> {
        self.resource.properties()?.get(self.logging_name())
    }

    /// The tracing configuration as it is written.
    pub fn written_tracing(self) -> Option<Value<'t>> {
        self.resource.properties()?.get(self.tracing_name())
    }

    /// The alias that SAM publishes each version under, in every variant; absent outside SAM.
    pub fn auto_publish_alias(self) -> Vec<Variant<'t, Property<'t>>> {
        match self.dialect {
            Dialect::Sam => self.resource.variants(self.template, &["AutoPublishAlias"]),
            Dialect::CloudFormation => vec![Variant { branches: Vec::new(), value: Property::Absent }],
        }
    }

    /// Every place that holds a definition, in every variant; [`DefinitionSource::Absent`] alone if
    /// there is certainly none.
    pub fn definitions(self) -> Vec<Variant<'t, DefinitionSource<'t>>> {
        let mut found = Vec::new();
        for &(name, read) in self.definition_properties() {
            for variant in self.resource.variants(self.template, &[name]) {
                let value = read(variant.value, self.template);
                if !matches!(value, DefinitionSource::Absent) {
                    found.push(Variant { value, branches: variant.branches });
                }
            }
        }
        if found.is_empty() {
            found.push(Variant { branches: Vec::new(), value: DefinitionSource::Absent });
        }
        found
    }

    /// The first of [`StateMachine::definitions`].
    pub fn definition(self) -> DefinitionSource<'t> {
        self.definitions().into_iter().next().map_or(DefinitionSource::Absent, |variant| variant.value)
    }

    /// What is put in for `${…}` in the definition.
    pub fn substitutions(self) -> Substitutions<'t> {
        let mut found = Substitutions { entries: Vec::new(), is_complete: true };
        for variant in self.resource.variants(self.template, &["DefinitionSubstitutions"]) {
            match variant.value {
                Property::Known(map) if map.is_mapping() => {
                    found.entries.extend(map.merged_entries());
                    found.is_complete &= !is_open(map);
                }
                Property::Absent => {}
                _ => found.is_complete = false,
            }
        }
        found
    }

    fn below(self, names: [&'static str; 2], keys: &[&str]) -> Vec<Variant<'t, Property<'t>>> {
        let path: Vec<&str> = std::iter::once(self.named(names)).chain(keys.iter().copied()).collect();
        self.resource.variants(self.template, &path)
    }

    fn named(self, [cloudformation, sam]: [&'static str; 2]) -> &'static str {
        if self.dialect == Dialect::Sam { sam } else { cloudformation }
    }

    fn definition_properties(self) -> &'static [(&'static str, Read)] {
        match self.dialect {
            Dialect::CloudFormation => &[
                ("DefinitionString", definition_string),
                ("Definition", definition_object),
                // A path before `aws cloudformation package`.
                ("DefinitionS3Location", definition_uri),
            ],
            Dialect::Sam => &[("Definition", definition_object), ("DefinitionUri", definition_uri)],
        }
    }
}

type Read = for<'t> fn(Property<'t>, &Template<'t>) -> DefinitionSource<'t>;

fn definition_string<'t>(property: Property<'t>, template: &Template<'t>) -> DefinitionSource<'t> {
    let value = match property {
        Property::Absent => return DefinitionSource::Absent,
        Property::Known(value) if !value.is_mapping() => value,
        Property::Known(value) => return DefinitionSource::Object(value),
        Property::Parameter(value, _) | Property::Unknown(value) => value,
    };
    if let Some(object) = json_text_of_object(value) {
        return DefinitionSource::Object(object);
    }
    match assemble(value, template) {
        Some(_) => DefinitionSource::Text(value),
        None => DefinitionSource::Unknown(value),
    }
}

/// An empty object counts as none, as SAM has it.
fn definition_object<'t>(property: Property<'t>, _: &Template<'t>) -> DefinitionSource<'t> {
    match property {
        Property::Absent => DefinitionSource::Absent,
        Property::Known(value) if value.is_mapping() && value.entries().next().is_none() => {
            DefinitionSource::Absent
        }
        Property::Known(value) if value.is_mapping() => DefinitionSource::Object(value),
        Property::Known(value) | Property::Parameter(value, _) | Property::Unknown(value) => {
            DefinitionSource::Unknown(value)
        }
    }
}

fn definition_s3<'t>(property: Property<'t>, template: &Template<'t>) -> DefinitionSource<'t> {
    match property {
        Property::Absent => DefinitionSource::Absent,
        Property::Known(value) if value.is_mapping() => {
            DefinitionSource::S3 { key: value.get("Key").and_then(|key| literal_text(key, template)), value }
        }
        Property::Known(value) | Property::Parameter(value, _) | Property::Unknown(value) => {
            DefinitionSource::Unknown(value)
        }
    }
}

/// A local path, `s3://bucket/key[?versionId]`, or an object as in CloudFormation.
fn definition_uri<'t>(property: Property<'t>, template: &Template<'t>) -> DefinitionSource<'t> {
    let Property::Known(value) = property else { return definition_s3(property, template) };
    if value.is_mapping() {
        return definition_s3(property, template);
    }
    let Some(path) = value.text().map(Cow::into_owned) else { return DefinitionSource::Unknown(value) };
    match path.strip_prefix("s3://") {
        Some(location) => {
            let key = location.split_once('/').map(|(_, key)| key);
            let key = key.map(|key| key.split_once('?').map_or(key, |(key, _)| key).to_owned());
            DefinitionSource::S3 { key, value }
        }
        None if path.contains("://") || path.contains("${") => DefinitionSource::Unknown(value),
        None => DefinitionSource::Uri { path, value },
    }
}

/// The text of a value without holes.
fn literal_text<'t>(value: Value<'t>, template: &Template<'t>) -> Option<String> {
    let text = Text::of(value, template)?;
    text.holes.is_empty().then(|| text.embedded.text().to_owned())
}

/// The file beside a CDK template that became this object of a bucket: CDK uploads `asset.<hash>.json`
/// under the key `<hash>.json`. Source: AWS CDK, file assets.
pub fn asset_path(key: &str) -> Option<String> {
    let name = key.rsplit('/').next()?;
    let (hash, _) = name.split_once('.')?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("asset.{name}"))
}
