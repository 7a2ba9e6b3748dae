//! What actions take: types of resources, condition keys, and other actions they depend on. Everything has
//! a short id within its service, so that the rows of one service change without those of another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::table::Table;
use super::{Result, TRUSTED};

/// Starts of the lines of the README that carry the counts.
pub const COUNTS_ROWS: [&str; 3] =
    ["| `shapes.txt` |", "| `resource_types.txt` |", "| `condition_keys.txt` |"];

/// Section of the keys whose prefix is no service, or is one that does not list them.
const FOREIGN: &str = "*";
/// Section of the global keys.
const GLOBAL: &str = "aws";

/// By prefix of the service.
#[derive(Debug, Default)]
pub struct Details {
    types: BTreeMap<String, Vec<ResourceType>>,
    keys: BTreeMap<String, BTreeMap<String, Key>>,
    uses: BTreeMap<(String, String), Uses>,
    shapes: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Debug)]
struct ResourceType {
    /// Empty: a form of ARN that is known to be right, of a type that no action names.
    name: String,
    arn: String,
    keys: Vec<String>,
}

#[derive(Debug, Clone)]
struct Key {
    name: String,
    kind: String,
    is_global: bool,
    is_sensitive: bool,
}

/// What one action takes.
#[derive(Debug, Default)]
struct Uses {
    types: Vec<UsedType>,
    keys: Vec<String>,
    dependents: Vec<String>,
}

#[derive(Debug)]
struct UsedType {
    name: String,
    required: bool,
    keys: Vec<String>,
}

impl Details {
    /// The tables must agree with each other: an action names types and keys of its service.
    pub fn build([actions, types, keys, globals, overrides]: [&Table; 5]) -> Result<Details> {
        let mut details = Details::default();
        details.add_types(types)?;
        details.add_keys(keys, globals)?;
        for [service, action, types, keys, dependents] in
            actions.rows(["service", "action", "resource_types", "condition_keys", "dependent_actions"])?
        {
            let types = split_outside(types).map(UsedType::parse).collect();
            let uses = Uses { types, keys: names(keys), dependents: list(dependents) };
            details.uses.insert((service.to_owned(), action.to_ascii_lowercase()), uses);
        }
        details.apply(overrides)?;
        Ok(details)
    }

    fn add_types(&mut self, table: &Table) -> Result<()> {
        for [service, name, arns, keys] in
            table.rows(["service", "resource_type", "arn", "condition_keys"])?
        {
            let of_service = self.types.entry(service.to_owned()).or_default();
            // Some types of API Gateway have two forms of ARN.
            for arn in arns.split(", ") {
                check_text(arn)?;
                let (name, arn) = (name.to_owned(), arn.to_owned());
                of_service.push(ResourceType { name, arn, keys: names(keys) });
            }
        }
        Ok(())
    }

    fn add_keys(&mut self, table: &Table, globals: &Table) -> Result<()> {
        let globals = globals.rows(["key", "type", "sensitive"])?;
        let global = |key: &str| globals.iter().find(|[name, ..]| name.eq_ignore_ascii_case(key));
        let rows = table.rows(["service", "key", "type"])?;
        let services: BTreeSet<&str> = rows.iter().map(|[service, ..]| *service).collect();
        let mut add = |section: &str, name: String, kind: &str| {
            let (is_global, is_sensitive) = global(&name).map_or((false, false), |[.., s]| (true, *s == "1"));
            let of_section = self.keys.entry(section.to_owned()).or_default();
            let key = Key { kind: kind.to_owned(), is_global, is_sensitive, name };
            of_section.entry(key.name.to_ascii_lowercase()).or_insert(key);
        };
        for [key, kind, _] in &globals {
            let prefix = key.split(':').next().unwrap_or_default();
            add(if prefix == GLOBAL { GLOBAL } else { FOREIGN }, name(key), kind);
        }
        for [service, key, kind] in &rows {
            check_text(key)?;
            let prefix = key.split(':').next().unwrap_or_default();
            add(service, name(key), kind);
            let at_home = prefix == GLOBAL
                || services.contains(prefix) && rows.iter().any(|[s, k, _]| *s == prefix && k == key);
            if !at_home {
                add(FOREIGN, name(key), kind);
            }
        }
        Ok(())
    }

    fn apply(&mut self, overrides: &Table) -> Result<()> {
        for [subject, field, operation, value, confidence] in
            overrides.rows(["subject", "field", "operation", "value", "confidence"])?
        {
            if !TRUSTED.contains(&confidence) {
                continue;
            }
            if field == "arn" {
                let form = ResourceType { name: String::new(), arn: value.to_owned(), keys: Vec::new() };
                self.types.entry(subject.to_owned()).or_default().push(form);
                continue;
            }
            let Some((service, action)) = subject.split_once(':') else { continue };
            let Some(uses) = self.uses.get_mut(&(service.to_owned(), action.to_ascii_lowercase())) else {
                continue;
            };
            match (field, operation) {
                ("condition_keys", "add") => uses.keys.extend(names(value)),
                ("dependent_actions", "add") => uses.dependents.extend(list(value)),
                ("resource_types", "add") => uses.add_type(value),
                ("resource_types", "alternatives") => uses.make_alternatives(value),
                _ => {}
            }
        }
        Ok(())
    }

    /// Gives out the ids; what this returns says which shape an action has.
    pub fn shapes(&mut self) -> Result<BTreeMap<(String, String), String>> {
        let mut of_action = BTreeMap::new();
        for ((service, action), uses) in &self.uses {
            let shape = self.shape(service, uses).map_err(|error| format!("{service}:{action}: {error}"))?;
            if shape != "- - -" {
                self.shapes.entry(service.clone()).or_default().insert(shape.clone());
                of_action.insert((service.clone(), action.clone()), shape);
            }
        }
        for ((service, _), shape) in &mut of_action {
            let all = &self.shapes[service];
            let at = all.iter().position(|one| one == shape).unwrap_or_default();
            *shape = id(at, all.len());
        }
        Ok(of_action)
    }

    fn shape(&self, service: &str, uses: &Uses) -> Result<String> {
        let mut types = Vec::new();
        for used in &uses.types {
            let of_service = self.types.get(service).map(Vec::as_slice).unwrap_or_default();
            let keys = self.key_ids(service, &used.keys)?;
            let keys: String = keys.iter().map(|key| format!("+{key}")).collect();
            let star = if used.required { "*" } else { "" };
            let before = types.len();
            for (at, _) in of_service.iter().enumerate().filter(|(_, one)| one.name == used.name) {
                types.push(format!("{}{star}{keys}", id(at, of_service.len())));
            }
            if types.len() == before {
                return Err(format!("no resource type {}", used.name).into());
            }
        }
        let keys = self.key_ids(service, &uses.keys)?;
        let fields = [types, keys, uses.dependents.clone()].map(|list| or_dash(list.join(",")));
        Ok(fields.join(" "))
    }

    fn key_ids(&self, service: &str, keys: &[String]) -> Result<Vec<String>> {
        let all = self.keys.get(service);
        let ids = keys.iter().map(|key| {
            let all = all.ok_or_else(|| format!("no condition key {key}"))?;
            let at = all.keys().position(|one| one.eq_ignore_ascii_case(key));
            Ok(id(at.ok_or_else(|| format!("no condition key {key}"))?, all.len()))
        });
        ids.collect()
    }

    /// The tables that the library embeds: shapes, types of resources, condition keys.
    pub fn render(&self) -> Result<[String; 3]> {
        let [mut shapes, mut types, mut keys] = [const { String::new() }; 3];
        for (service, all) in &self.shapes {
            let _ = writeln!(shapes, "[{service}]");
            for (at, shape) in all.iter().enumerate() {
                let _ = writeln!(shapes, "{} {shape}", id(at, all.len()));
            }
        }
        for (service, all) in &self.types {
            let _ = writeln!(types, "[{service}]");
            for (at, one) in all.iter().enumerate() {
                let keys = or_dash(self.key_ids(service, &one.keys)?.join(","));
                let line = format!("{} {keys} {} {}", id(at, all.len()), one.arn, one.name);
                let _ = writeln!(types, "{}", line.trim_end());
            }
        }
        for (section, all) in &self.keys {
            let _ = writeln!(keys, "[{section}]");
            for (at, key) in all.values().enumerate() {
                let global = if key.is_global { "@" } else { "" };
                let sensitive = if key.is_sensitive { "!" } else { "" };
                let _ = writeln!(keys, "{} {} {}{global}{sensitive}", id(at, all.len()), key.name, key.kind);
            }
        }
        Ok([shapes, types, keys])
    }

    /// `opensearch es`: words that stand in ARNs for a service whose actions have another prefix.
    pub fn arn_services(&self) -> String {
        let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (service, all) in &self.types {
            for word in all.iter().filter_map(|one| one.arn.split(':').nth(2)) {
                if word != service && !word.contains('$') {
                    services.entry(word).or_default().insert(service);
                }
            }
        }
        let line = |(word, all): (&&str, &BTreeSet<&str>)| {
            format!("{word} {}\n", all.iter().copied().collect::<Vec<_>>().join(" "))
        };
        services.iter().map(line).collect()
    }

    /// Sections and rows of each table.
    pub fn counts_rows(&self) -> [String; 3] {
        let [shapes, types, keys] = [
            (self.shapes.len(), self.shapes.values().map(BTreeSet::len).sum::<usize>()),
            (self.types.len(), self.types.values().map(Vec::len).sum()),
            (self.keys.len(), self.keys.values().map(BTreeMap::len).sum()),
        ];
        let mut counts = [shapes, types, keys].into_iter();
        COUNTS_ROWS.map(|start| {
            let (sections, rows) = counts.next().unwrap_or_default();
            format!("{start} {sections} | {rows} |")
        })
    }
}

impl Uses {
    fn add_type(&mut self, name: &str) {
        if !self.types.iter().any(|one| one.name == name) {
            self.types.push(UsedType { name: name.to_owned(), required: false, keys: Vec::new() });
        }
    }

    /// A request names one of them, so that none is required.
    fn make_alternatives(&mut self, value: &str) {
        for one in &mut self.types {
            if value == "*" || value.split('|').any(|name| name == one.name) {
                one.required = false;
            }
        }
    }
}

impl UsedType {
    /// `bucket*(s3:a,s3:b)`.
    fn parse(text: &str) -> UsedType {
        let (name, keys) = text.split_once('(').unwrap_or((text, ""));
        let plain = name.trim_end_matches('*');
        UsedType { name: plain.to_owned(), required: plain != name, keys: names(keys.trim_end_matches(')')) }
    }
}

/// Digits and letters, as many as the last id of a section of this size needs: so they sort as numbers do.
fn id(at: usize, size: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let width = (1..).find(|&width| DIGITS.len().pow(width) >= size).unwrap_or(1);
    let digit = |place: u32| char::from(DIGITS[at / DIGITS.len().pow(place) % DIGITS.len()]);
    (0..width).rev().map(digit).collect()
}

/// The items of a list that are separated by `;`; not those within parentheses.
fn split_outside(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    let separates = move |letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ';' && depth == 0
    };
    text.split(separates).filter(|one| !one.is_empty())
}

fn list(text: &str) -> Vec<String> {
    text.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

fn names(text: &str) -> Vec<String> {
    text.split(',').filter(|one| !one.is_empty()).map(name).collect()
}

/// The data write the variable part of a key in three ways.
fn name(key: &str) -> String {
    let stem = key.strip_suffix("<key>").or_else(|| key.strip_suffix("tag-key"));
    stem.map_or_else(|| key.to_owned(), |stem| format!("{stem}${{TagKey}}"))
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}

/// Keeps the separators of the generated tables out of its texts.
fn check_text(text: &str) -> Result<()> {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"[]".contains(&byte);
    if text.bytes().all(allowed) { Ok(()) } else { Err(format!("{text:?} has a separator in it").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIONS: &str = "service\taction\tresource_types\tcondition_keys\tdependent_actions\n\
        s3\tGet\tbucket*(s3:a,s3:Tag/<key>);thing\taws:TagKeys\tkms:Decrypt,iam:PassRole\n\
        s3\tPut\tbucket*(s3:a,s3:Tag/<key>);thing\taws:TagKeys\tkms:Decrypt,iam:PassRole\ns3\tNo\t\t\t\n";
    const TYPES: &str = "service\tresource_type\tarn\tcondition_keys\n\
        s3\tbucket\tarn:a:s3:::${B}, arn:a:s4:::${B}\ts3:a\ns3\tthing\tarn:a:s3:::t\t\n";
    const KEYS: &str = "service\tkey\ttype\ns3\taws:TagKeys\tArrayOfString\ns3\ts3:a\tString\n\
        s3\ts3:Tag/<key>\tString\ns3\tx.org:aud\tString\n";
    const GLOBALS: &str = "key\ttype\tsensitive\naws:TagKeys\tArrayOfString\t\naws:Id\tString\t1\n";
    const OVERRIDES: &str = "subject\tfield\toperation\tvalue\tconfidence\n\
        s3\tarn\tadd\tarn:a:s3:::free\tmeasured\ns3:No\tcondition_keys\tadd\ts3:a\tdocumented\n\
        s3:No\tdependent_actions\tadd\ta:B\trecalled\ns3:No\tresource_types\tadd\tthing\tderived\n\
        s3:Put\tresource_types\talternatives\t*\tderived\n";

    fn build(types: &str) -> Result<Details> {
        let tables = [ACTIONS, types, KEYS, GLOBALS, OVERRIDES].map(Table::parse);
        let [actions, types, keys, globals, overrides] = tables;
        Details::build([&actions?, &types?, &keys?, &globals?, &overrides?])
    }

    #[test]
    fn renders_ids_marks_and_overrides() {
        let mut details = build(TYPES).unwrap();
        let shapes = details.shapes().unwrap();
        let of = |action: &str| shapes[&("s3".to_owned(), action.to_owned())].as_str();
        assert_eq!([of("get"), of("put"), of("no")], ["0", "1", "2"]);
        let [shapes, types, keys] = details.render().unwrap();
        assert_eq!(
            shapes,
            "[s3]\n0 0*+1+2,1*+1+2,2 0 kms:Decrypt,iam:PassRole\n\
             1 0+1+2,1+1+2,2 0 kms:Decrypt,iam:PassRole\n2 2 1 -\n"
        );
        assert_eq!(
            types,
            "[s3]\n0 1 arn:a:s3:::${B} bucket\n1 1 arn:a:s4:::${B} bucket\n2 - arn:a:s3:::t thing\n\
             3 - arn:a:s3:::free\n"
        );
        assert_eq!(
            keys,
            "[*]\n0 x.org:aud String\n[aws]\n0 aws:Id String@!\n1 aws:TagKeys ArrayOfString@\n\
             [s3]\n0 aws:TagKeys ArrayOfString@\n1 s3:a String\n2 s3:Tag/${TagKey} String\n3 x.org:aud String\n"
        );
        assert_eq!(details.arn_services(), "s4 s3\n");
        assert_eq!(details.counts_rows()[1], "| `resource_types.txt` | 1 | 4 |");
    }

    #[test]
    fn refuses_what_is_not_in_the_other_table() {
        let mut details = build(&TYPES.replace("s3\tthing", "s3\tthings")).unwrap();
        assert_eq!(details.shapes().unwrap_err().to_string(), "s3:get: no resource type thing");
    }

    #[test]
    fn ids_sort_as_numbers_do() {
        assert_eq!([id(0, 36), id(35, 36), id(0, 37), id(36, 37)], ["0", "z", "00", "10"]);
    }
}
