//! `steplint.yaml`: read with serde_yaml, its faults shown at their bytes.

use std::collections::BTreeMap;
use std::path::Path;

use globset::{GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::{Config, ConfigError, Layer, Level, Preset, RuleSetting, scope, shape, unknown_selector};
use crate::diagnostic::Severity;
use crate::rule::{OptionDefault, OptionValue};
use crate::rules::{find, suggest};
use crate::text::{Source, Span};
use crate::tree::{Kind, Tree, Value, yaml};

/// A key without a value is as good as none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    extends: Option<Preset>,
    select: Option<Vec<String>>,
    ignore: Option<Vec<String>>,
    rules: Option<Settings>,
    overrides: Option<Vec<Override>>,
    exclude: Option<Vec<String>>,
    fail_on: Option<Severity>,
    docs_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Setting {
    severity: Option<Level>,
    options: Option<BTreeMap<String, serde_yaml::Value>>,
}

type Settings = BTreeMap<String, Option<Setting>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    paths: Vec<String>,
    select: Option<Vec<String>>,
    ignore: Option<Vec<String>>,
    rules: Option<Settings>,
}

/// A place that is wrong.
pub(super) struct Fault {
    span: Span,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn at(place: Value, message: impl Into<String>) -> Fault {
        Fault { span: place.span(), message: message.into(), help: None }
    }

    /// With the word that was probably meant.
    pub(super) fn meaning(self, near: Option<&str>) -> Fault {
        Fault { help: near.map(|near| format!("did you mean `{near}`?")), ..self }
    }
}

pub(super) fn read(source: Source) -> Result<Config, Box<ConfigError>> {
    match (Reader { source: &source, tree: yaml::parse(source.id, source.text().clone()) }).read() {
        Ok(config) => Ok(config),
        Err(Fault { span, message, help }) => Err(Box::new(ConfigError { source, span, message, help })),
    }
}

struct Reader<'s> {
    source: &'s Source,
    tree: Tree,
}

impl Reader<'_> {
    fn read(&self) -> Result<Config, Fault> {
        if let Some((span, error)) = self.tree.errors().find(|(_, error)| !error.tolerated) {
            return Err(Fault { span, message: error.message.clone(), help: None });
        }
        if self.tree.root().is_unknown() || self.tree.root().kind() == Kind::Null {
            return Ok(Config::default());
        }
        shape::check(&self.tree)?;
        let file = serde_yaml::from_str(self.source.text()).map_err(|error| self.serde_fault(&error))?;
        self.config(file)
    }

    fn config(&self, file: File) -> Result<Config, Fault> {
        let root = self.tree.root();
        let mut base = self.layer(root, file.select, file.ignore, file.rules)?;
        base.preset = file.extends;
        let mut overrides = Vec::new();
        let places = root.get("overrides").into_iter().flat_map(Value::items);
        for (layer, place) in file.overrides.unwrap_or_default().into_iter().zip(places) {
            let paths = self.globs(&layer.paths, place.get("paths"))?;
            overrides.push((paths, self.layer(place, layer.select, layer.ignore, layer.rules)?));
        }
        let exclude = self.globs(&file.exclude.unwrap_or_default(), root.get("exclude"))?;
        Ok(Config {
            base,
            overrides,
            exclude,
            scope: scope::Scope::of(Path::new(&self.source.path)),
            docs_url: file.docs_url,
            fail_on: file.fail_on,
            ..Config::default()
        })
    }

    fn layer(
        &self,
        place: Value,
        select: Option<Vec<String>>,
        ignore: Option<Vec<String>>,
        rules: Option<Settings>,
    ) -> Result<Layer, Fault> {
        let (select, ignore) = (select.unwrap_or_default(), ignore.unwrap_or_default());
        for (list, key) in [(&select, "select"), (&ignore, "ignore")] {
            for (selector, item) in list.iter().zip(place.get(key).into_iter().flat_map(Value::items)) {
                if let Some(message) = unknown_selector(selector) {
                    return Err(Fault::at(item, message));
                }
            }
        }
        let mut settings = Vec::new();
        for (code, setting) in rules.unwrap_or_default() {
            let Some(entry) = place.at(&["rules", &code]) else { continue };
            settings.push(setting_of(code, setting.unwrap_or_default(), entry)?);
        }
        Ok(Layer { preset: None, select, ignore, rules: settings })
    }

    fn globs(&self, patterns: &[String], place: Option<Value>) -> Result<GlobSet, Fault> {
        let mut set = GlobSetBuilder::new();
        for (pattern, item) in patterns.iter().zip(place.into_iter().flat_map(Value::items)) {
            scope::add(&mut set, pattern).map_err(|error| Fault::at(item, error.to_string()))?;
        }
        set.build().map_err(|error| Fault::at(self.tree.root(), error.to_string()))
    }

    /// serde_yaml tells the place of an error.
    fn serde_fault(&self, error: &serde_yaml::Error) -> Fault {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
        let at = error.location().map_or(0, |location| location.index()).min(self.source.text().len());
        Fault { span: self.source.span(at, at), message, help: None }
    }
}

fn setting_of(code: String, setting: Setting, entry: Value) -> Result<RuleSetting, Fault> {
    let Some(rule) = find(&code) else {
        let message =
            unknown_selector(&code).unwrap_or_else(|| format!("`{code}` is a group: name one rule"));
        return Err(Fault::at(entry.key().unwrap_or(entry), message));
    };
    let mut options = Vec::new();
    for (name, value) in setting.options.unwrap_or_default() {
        let place = entry.at(&["options", &name]).unwrap_or(entry);
        let Some(option) = rule.options.iter().find(|option| option.name == name) else {
            let near = suggest(&name, rule.options.iter().map(|option| option.name));
            let hint =
                near.map_or("`steplint explain` lists them".into(), |near| format!("did you mean `{near}`?"));
            let message = format!("`{code}` has no option `{name}`: {hint}");
            return Err(Fault::at(place.key().unwrap_or(place), message));
        };
        let value = option_value(option.default, value)
            .ok_or_else(|| Fault::at(place, format!("`{name}` takes {}", expected(option.default))))?;
        options.push((name, value));
    }
    Ok(RuleSetting { code, severity: setting.severity, options })
}

fn option_value(kind: OptionDefault, value: serde_yaml::Value) -> Option<OptionValue> {
    match kind {
        OptionDefault::Bool(_) => value.as_bool().map(OptionValue::Bool),
        OptionDefault::Words => serde_yaml::from_value(value).ok().map(OptionValue::Words),
    }
}

fn expected(kind: OptionDefault) -> &'static str {
    match kind {
        OptionDefault::Bool(_) => "`true` or `false`",
        OptionDefault::Words => "a list of words",
    }
}
