//! `steplint.yaml`: read with serde_yaml, its faults shown at their bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::{Config, ConfigError, Layer, Level, Preset, RuleSetting, unknown_selector};
use crate::diagnostic::Severity;
use crate::rule::{OptionDefault, OptionValue};
use crate::rules::{find, suggest};
use crate::text::Source;
use crate::tree::{Tree, Value, yaml};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    extends: Option<Preset>,
    select: Vec<String>,
    ignore: Vec<String>,
    rules: BTreeMap<String, Setting>,
    overrides: Vec<Override>,
    exclude: Vec<String>,
    fail_on: Option<Severity>,
    docs_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Setting {
    severity: Option<Level>,
    options: BTreeMap<String, serde_yaml::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    paths: Vec<String>,
    #[serde(default)]
    select: Vec<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    rules: BTreeMap<String, Setting>,
}

type Fault = Box<ConfigError>;

pub(super) fn read(source: &Source) -> Result<Config, Fault> {
    let reader = Reader { source, tree: yaml::parse(source.id, source.text().clone()) };
    if source.text().trim().is_empty() {
        return Ok(Config::default());
    }
    let file: File = serde_yaml::from_str(source.text()).map_err(|error| reader.serde_fault(&error))?;
    reader.config(file)
}

struct Reader<'s> {
    source: &'s Source,
    tree: Tree,
}

impl Reader<'_> {
    fn config(&self, file: File) -> Result<Config, Fault> {
        let root = self.tree.root();
        let mut base = self.layer(root, file.select, file.ignore, file.rules)?;
        base.preset = file.extends;
        let mut overrides = Vec::new();
        let places = root.get("overrides").into_iter().flat_map(Value::items);
        for (layer, place) in file.overrides.into_iter().zip(places) {
            let paths = self.globs(&layer.paths, place.get("paths"))?;
            overrides.push((paths, self.layer(place, layer.select, layer.ignore, layer.rules)?));
        }
        let exclude = self.globs(&file.exclude, root.get("exclude"))?;
        Ok(Config {
            base,
            overrides,
            exclude,
            docs_url: file.docs_url,
            fail_on: file.fail_on,
            ..Config::default()
        })
    }

    fn layer(
        &self,
        place: Value,
        select: Vec<String>,
        ignore: Vec<String>,
        rules: BTreeMap<String, Setting>,
    ) -> Result<Layer, Fault> {
        for (list, key) in [(&select, "select"), (&ignore, "ignore")] {
            for (selector, item) in list.iter().zip(place.get(key).into_iter().flat_map(Value::items)) {
                if let Some(message) = unknown_selector(selector) {
                    return Err(self.fault(item, message));
                }
            }
        }
        let mut settings = Vec::new();
        for (code, setting) in rules {
            let Some(entry) = place.at(&["rules", &code]) else { continue };
            settings.push(self.setting(code, setting, entry)?);
        }
        Ok(Layer { preset: None, select, ignore, rules: settings })
    }

    fn setting(&self, code: String, setting: Setting, entry: Value) -> Result<RuleSetting, Fault> {
        let Some(rule) = find(&code) else {
            let message =
                unknown_selector(&code).unwrap_or_else(|| format!("`{code}` is a group: name one rule"));
            return Err(self.fault(entry.key().unwrap_or(entry), message));
        };
        let mut options = Vec::new();
        for (name, value) in setting.options {
            let place = entry.at(&["options", &name]).unwrap_or(entry);
            let Some(option) = rule.options.iter().find(|option| option.name == name) else {
                let near = suggest(&name, rule.options.iter().map(|option| option.name));
                let hint = near
                    .map_or("`steplint explain` lists them".into(), |near| format!("did you mean `{near}`?"));
                let message = format!("`{code}` has no option `{name}`: {hint}");
                return Err(self.fault(place.key().unwrap_or(place), message));
            };
            let value = option_value(option.default, value)
                .ok_or_else(|| self.fault(place, format!("`{name}` takes {}", expected(option.default))))?;
            options.push((name, value));
        }
        Ok(RuleSetting { code, severity: setting.severity, options })
    }

    fn globs(&self, patterns: &[String], place: Option<Value>) -> Result<GlobSet, Fault> {
        let mut set = GlobSetBuilder::new();
        for (pattern, item) in patterns.iter().zip(place.into_iter().flat_map(Value::items)) {
            set.add(Glob::new(pattern).map_err(|error| self.fault(item, error.to_string()))?);
        }
        set.build().map_err(|error| self.fault(self.tree.root(), error.to_string()))
    }

    fn fault(&self, place: Value, message: impl Into<String>) -> Fault {
        let span = place.span();
        self.fault_at(span.start as usize..span.end as usize, message.into(), None)
    }

    fn fault_at(&self, range: Range<usize>, message: String, help: Option<String>) -> Fault {
        let source =
            Source::new(self.source.id, self.source.path.clone(), self.source.text().as_bytes().to_vec());
        Box::new(ConfigError { span: source.span(range.start, range.end), source, message, help })
    }

    /// serde_yaml tells the place of an error, but of an unknown key only the mapping.
    fn serde_fault(&self, error: &serde_yaml::Error) -> Fault {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
        let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        if let Some((unknown, known)) = named.split_first()
            && message.contains("unknown field")
            && let Some(key) = self.key(unknown)
        {
            let span = key.span();
            let help = suggest(unknown, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let message = format!("unknown key `{unknown}`: known are {}", known.join(", "));
            return self.fault_at(span.start as usize..span.end as usize, message, help);
        }
        let at = error.location().map_or(0, |location| location.index()).min(self.source.text().len());
        self.fault_at(at..at, message, None)
    }

    fn key(&self, name: &str) -> Option<Value<'_>> {
        let entries = self.tree.mappings().flat_map(Value::entries);
        entries.filter_map(Value::key).find(|key| key.scalar_text().is_some_and(|text| text == name))
    }
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
