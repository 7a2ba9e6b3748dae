//! What the user has set: `steplint.yaml` of the nearest folder, and what the command line says.

mod file;
mod scope;
mod shape;

use std::borrow::Cow;
use std::path::PathBuf;

use globset::GlobSet;

use crate::diagnostic::Severity;
use crate::rule::{Active, Group, OptionValue, Rule, RuleSet};
use crate::rules::RULES;
use crate::text::{Source, Span};

/// Name of the configuration file.
pub const FILE_NAME: &str = "steplint.yaml";

/// Which rules hold where.
#[derive(Debug)]
pub struct Config {
    base: Layer,
    overrides: Vec<(GlobSet, Layer)>,
    exclude: GlobSet,
    scope: scope::Scope,
    default_rules: RuleSet,
    /// Where pages of rules are published, if they are.
    pub docs_url: Option<String>,
    /// The severity from which on findings fail the run.
    pub fail_on: Option<Severity>,
}

/// A configuration that cannot be used, and the place that is wrong.
#[derive(Debug)]
pub struct ConfigError {
    /// The configuration file.
    pub source: Source,
    /// The place.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// Codes, groups of codes and options, later layers over earlier ones.
#[derive(Clone, Debug, Default, PartialEq)]
struct Layer {
    preset: Option<Preset>,
    select: Vec<String>,
    ignore: Vec<String>,
    rules: Vec<RuleSetting>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Preset {
    Recommended,
    Pedantic,
    All,
}

#[derive(Clone, Debug, PartialEq)]
struct RuleSetting {
    code: String,
    severity: Option<Level>,
    options: Vec<(String, OptionValue)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Off,
    Info,
    Warning,
    Error,
}

/// What the command line says about rules.
#[derive(Debug, Default)]
pub struct Selection {
    /// Only these codes or groups of codes.
    pub select: Vec<String>,
    /// All but these.
    pub ignore: Vec<String>,
    /// The pedantic rules too.
    pub pedantic: bool,
}

impl Default for Config {
    /// The recommended rules.
    fn default() -> Config {
        Config {
            base: Layer::default(),
            overrides: Vec::new(),
            exclude: GlobSet::empty(),
            scope: scope::Scope::default(),
            default_rules: RuleSet::default(),
            docs_url: None,
            fail_on: None,
        }
        .built()
    }
}

impl Config {
    /// The default configuration under a selection.
    ///
    /// # Errors
    /// A code that no rule has.
    pub fn new(selection: Selection) -> Result<Config, String> {
        Config::default().with(selection)
    }

    /// Only these rules, with their defaults.
    pub fn only(codes: &[&str]) -> Config {
        let select = codes.iter().map(|&code| code.to_owned()).collect();
        Config { base: Layer { preset: Some(Preset::All), select, ..Layer::default() }, ..Config::default() }
            .built()
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// The first place that is wrong.
    pub fn read(source: Source) -> Result<Config, Box<ConfigError>> {
        Ok(file::read(source)?.built())
    }

    /// The configuration file for paths: the nearest above all of them, up to the root of their
    /// repository.
    pub fn find(paths: &[PathBuf]) -> Option<PathBuf> {
        for folder in scope::common_folder(paths)?.ancestors() {
            let file = folder.join(FILE_NAME);
            if file.is_file() {
                return Some(file);
            }
            if folder.join(".git").exists() {
                return None;
            }
        }
        None
    }

    /// Whether a file is left out altogether.
    pub fn excludes(&self, path: &str) -> bool {
        self.scope.holds(&self.exclude, path)
    }

    /// The rules that hold for a file.
    pub fn rules_for(&self, path: &str) -> Cow<'_, RuleSet> {
        let own = self.overrides.iter().filter(|(paths, _)| self.scope.holds(paths, path));
        let layers: Vec<&Layer> = own.map(|(_, layer)| layer).collect();
        if layers.is_empty() {
            return Cow::Borrowed(&self.default_rules);
        }
        Cow::Owned(rule_set(&self.base, &layers))
    }

    /// The configuration under what the command line says.
    ///
    /// # Errors
    /// A code that no rule has.
    pub fn with(mut self, selection: Selection) -> Result<Config, String> {
        for code in selection.select.iter().chain(&selection.ignore) {
            if let Some(fault) = unknown_selector(code) {
                return Err(fault);
            }
        }
        if selection.pedantic {
            self.base.preset = Some(Preset::Pedantic);
        }
        if !selection.select.is_empty() {
            self.base.preset = Some(Preset::All);
            self.base.select = selection.select;
        }
        self.base.ignore.extend(selection.ignore);
        Ok(self.built())
    }

    fn built(mut self) -> Config {
        self.default_rules = rule_set(&self.base, &[]);
        self
    }
}

fn rule_set(base: &Layer, overrides: &[&Layer]) -> RuleSet {
    RuleSet::new(RULES.iter().filter_map(|rule| activate(rule, base, overrides)))
}

/// The rule as it holds under the layers, if it does.
fn activate(rule: &'static Rule, base: &Layer, overrides: &[&Layer]) -> Option<Active> {
    let mut on = match base.preset.unwrap_or(Preset::Recommended) {
        Preset::Recommended => rule.group != Group::Pedantic,
        Preset::Pedantic | Preset::All => true,
    };
    let mut active = Active { rule, severity: None, options: Default::default() };
    for layer in std::iter::once(&base).chain(overrides) {
        if !layer.select.is_empty() {
            on = layer.select.iter().any(|selector| selects(selector, rule));
        }
        on &= !layer.ignore.iter().any(|selector| selects(selector, rule));
        for setting in layer.rules.iter().filter(|setting| setting.code == rule.code) {
            match setting.severity {
                Some(Level::Off) => on = false,
                Some(Level::Info) => active.severity = Some(Severity::Info),
                Some(Level::Warning) => active.severity = Some(Severity::Warning),
                Some(Level::Error) => active.severity = Some(Severity::Error),
                None => {}
            }
            active.options.extend(setting.options.iter().cloned());
        }
    }
    on.then_some(active)
}

/// A selector is a code, the part of codes before the slash, with or without it, or a group.
pub(crate) fn selects(selector: &str, rule: &Rule) -> bool {
    selector == rule.code
        || selector.trim_end_matches('/') == rule.prefix()
        || selector == rule.group.as_str()
}

/// What is wrong with a selector that selects nothing.
pub(crate) fn unknown_selector(selector: &str) -> Option<String> {
    if RULES.iter().any(|rule| selects(selector, rule)) {
        return None;
    }
    let known = RULES.iter().flat_map(|rule| [rule.code, rule.prefix(), rule.group.as_str()]);
    let near = crate::rules::suggest(selector, known);
    let hint =
        near.map_or("`steplint rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    Some(format!("no rule or group of rules is called `{selector}`: {hint}"))
}
