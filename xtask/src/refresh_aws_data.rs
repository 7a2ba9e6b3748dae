//! `refresh-aws-data DIR`: from the tab-separated reference tables in DIR to the compact tables that
//! the library embeds. The format of the result is described in `src/aws/data/README.md`.

mod details;
mod names;
mod needs;
mod reviewed;
mod sdk;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use details::Details;
use reviewed::REVIEWED;
use table::{Table, with_counts};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Overrides of any other confidence are not applied: they would be guesses.
const TRUSTED: [&str; 4] = ["documented", "measured", "derived", "reviewed"];

/// Start of the line of the README that carries the counts; the rest of it is rewritten.
const COUNTS_ROW: &str = "| `actions.txt` |";

/// Reads the tables in `dir` and rewrites the files under `src/aws/data`.
pub fn run(dir: &Path) -> Result<()> {
    let read = |name: &str| {
        let path = dir.join(name);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let services = read("iam_services.tsv")?;
    let actions = read("iam_actions.tsv")?;
    let overrides = read("iam_overrides.tsv")?;
    let mut catalogue =
        Catalogue::build(&Table::parse(&services)?, &Table::parse(&actions)?, &Table::parse(&overrides)?)?;
    catalogue.apply(&Table::parse(REVIEWED)?)?;
    let [types, keys] = [read("iam_resource_types.tsv")?, read("iam_condition_keys.tsv")?];
    let [globals, retired] = [read("iam_global_keys.tsv")?, read("iam_retired.tsv")?];
    let [services, actions, overrides] = [&services, &actions, &overrides].map(|text| Table::parse(text));
    let [services, actions, overrides] = [services?, actions?, overrides?];
    let [types, keys, globals] = [&types, &keys, &globals].map(|text| Table::parse(text));
    let mut details = Details::build([&actions, &types?, &keys?, &globals?, &overrides])?;
    catalogue.take_shapes(details.shapes()?);
    let [shapes, types, keys] = details.render()?;

    let sdk_services = read("sdk_services.tsv")?;
    let sdk_operations = read("sdk_operations.tsv")?;
    let sdk = sdk::Catalogue::build(&Table::parse(&sdk_services)?, &Table::parse(&sdk_operations)?)?;

    let needs = needs::Catalogue::build(&Table::parse(&read("sfn_integration_iam.tsv")?)?)?;

    let target = data_dir();
    let readme = target.join("README.md");
    let mut rows = vec![(COUNTS_ROW, catalogue.counts_row()), (sdk::COUNTS_ROW, sdk.counts_row())];
    rows.push((needs::COUNTS_ROW, needs.counts_row()));
    rows.extend(details::COUNTS_ROWS.into_iter().zip(details.counts_rows()));
    let described = with_counts(&std::fs::read_to_string(&readme)?, &rows)?;
    for (name, text) in [
        ("actions.txt", catalogue.render()),
        ("shapes.txt", shapes),
        ("resource_types.txt", types),
        ("condition_keys.txt", keys),
        ("arn_services.txt", details.arn_services()),
        ("retired.txt", names::retired(&Table::parse(&retired)?)?),
        ("aliases.txt", names::aliases(&overrides)?),
        ("resource_control.txt", names::resource_control(&services)?),
        ("needs.txt", needs.render()),
        ("sdk.txt", sdk.render()),
    ] {
        std::fs::write(target.join(name), text)?;
    }
    std::fs::write(readme, described)?;
    rows.iter().for_each(|(_, row)| println!("{row}"));
    Ok(())
}

fn data_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/aws/data")
}

/// Everything the generated table says: service prefix, then lower-cased action name (the order of
/// the table) to the action.
#[derive(Debug)]
struct Catalogue(BTreeMap<String, BTreeMap<String, Action>>);

#[derive(Debug)]
struct Action {
    name: String,
    /// Letters of L, R, W, P, T, without separators.
    access: String,
    limitable: bool,
    /// Whether resources of other types are not to be called wrong.
    any_resource: bool,
    /// Id of what it takes, empty where it takes nothing.
    shape: String,
}

impl Catalogue {
    fn build(services: &Table, actions: &Table, overrides: &Table) -> Result<Catalogue> {
        let mut catalogue = Catalogue(BTreeMap::new());
        for prefix in services.column("service")? {
            check_characters(prefix)?;
            if prefix.to_ascii_lowercase() != prefix {
                return Err(format!("service {prefix} is not lower case").into());
            }
            catalogue.0.insert(prefix.to_owned(), BTreeMap::new());
        }
        catalogue.add_actions(actions)?;
        catalogue.apply(overrides)?;
        catalogue.compare_counts(services)?;
        Ok(catalogue)
    }

    fn add_actions(&mut self, actions: &Table) -> Result<()> {
        let names = actions.column("action")?.zip(actions.column("access")?);
        let placed = actions.column("service")?.zip(actions.column("resource_types")?);
        for ((name, access), (service, types)) in names.zip(placed) {
            check_characters(name)?;
            let action = Action {
                name: name.to_owned(),
                access: access_letters(access)?,
                limitable: can_be_limited(name, access, types),
                any_resource: false,
                shape: String::new(),
            };
            let of_service = self.0.get_mut(service);
            let of_service = of_service.ok_or_else(|| format!("{service}:{name}: unknown service"))?;
            if of_service.insert(name.to_ascii_lowercase(), action).is_some() {
                return Err(format!("{service}:{name} is there twice").into());
            }
        }
        Ok(())
    }

    /// Applies those overrides that decide whether an action can be limited to a resource.
    fn apply(&mut self, overrides: &Table) -> Result<()> {
        let what = overrides.column("subject")?.zip(overrides.column("field")?);
        let how = overrides.column("operation")?.zip(overrides.column("value")?);
        let rows = what.zip(how).zip(overrides.column("confidence")?);
        for (((subject, field), (operation, value)), confidence) in rows {
            // To be silent about something needs no trust.
            let is_silence = operation == "any";
            if field != "resource_types" || !(is_silence || TRUSTED.contains(&confidence)) {
                continue;
            }
            let action = self.action_mut(subject);
            let action = action.ok_or_else(|| format!("override of the unknown {subject}"))?;
            match operation {
                "add" => action.limitable = true,
                "is" => action.limitable = !value.is_empty(),
                "any" => action.any_resource = true,
                // They say which of the listed types fit together, not whether there are any.
                "alternatives" => {}
                other => return Err(format!("{subject}: unknown operation {other}").into()),
            }
        }
        Ok(())
    }

    fn take_shapes(&mut self, shapes: BTreeMap<(String, String), String>) {
        for ((service, name), shape) in shapes {
            if let Some(action) = self.0.get_mut(&service).and_then(|of_service| of_service.get_mut(&name)) {
                action.shape = shape;
            }
        }
    }

    fn action_mut(&mut self, subject: &str) -> Option<&mut Action> {
        let (service, name) = subject.split_once(':')?;
        self.0.get_mut(service)?.get_mut(&name.to_ascii_lowercase())
    }

    /// Notices a table that was cut short. The counts announced are those of the primary source
    /// alone, so that there may be more.
    fn compare_counts(&self, services: &Table) -> Result<()> {
        for (prefix, announced) in services.column("service")?.zip(services.column("actions")?) {
            let found = self.0.get(prefix).map_or(0, BTreeMap::len);
            if announced.parse::<usize>()? > found {
                return Err(format!("{prefix}: {announced} actions announced, {found} found").into());
            }
        }
        Ok(())
    }

    fn render(&self) -> String {
        let mut text = String::new();
        for (prefix, actions) in &self.0 {
            let _ = writeln!(text, "[{prefix}]");
            for Action { name, access, limitable, any_resource, shape } in actions.values() {
                let star = if *limitable { "" } else { "*" };
                let any = if *any_resource { "~" } else { "" };
                let space = if shape.is_empty() { "" } else { " " };
                let _ = writeln!(text, "{name} {access}{star}{any}{space}{shape}");
            }
        }
        text
    }

    fn counts_row(&self) -> String {
        let actions = || self.0.values().flat_map(BTreeMap::values);
        let limitable = actions().filter(|action| action.limitable).count();
        format!("{COUNTS_ROW} {} | {} | {limitable} |", self.0.len(), actions().count())
    }
}

/// Whether whatever an action is asked for concerns a resource that a statement can name. A type that is
/// marked required says so. Types that are all optional are either the sorts of thing of which a request
/// names one, or things that a request may do without (`cloudwatch:PutMetricData` and `dataset`): then a
/// policy needs `*`. Where the name does not tell these apart, the action counts as one that cannot be
/// limited, so that nobody is told to do what may not work.
fn can_be_limited(name: &str, access: &str, types: &str) -> bool {
    let types: Vec<&str> = types.split(';').filter(|one| !one.is_empty()).map(without_keys).collect();
    if types.is_empty() || types.iter().any(|one| one.ends_with('*')) {
        return !types.is_empty();
    }
    let words = words(name);
    let has = |word: &str| words.iter().any(|one| one == word);
    // A tag and a resource policy sit on one resource, of whatever type.
    if access.contains('T') || has("tag") || has("tags") || has("resource") {
        return true;
    }
    let named_at: Vec<usize> = types.iter().flat_map(|one| ends_of(one, &words)).collect();
    let verb = words.first().map_or("", String::as_str);
    // `DescribeDBInstances` without a name answers for all; not so `DescribeEventBus`.
    let describes_all = verb == "describe" && name.ends_with('s') && !named_at.contains(&words.len());
    // A new thing may refer to others, and a list may be narrowed by them; both work without.
    let may_do_without = verb == "create" || access.contains('L');
    !describes_all && (!named_at.is_empty() || (types.len() > 1 && !may_do_without))
}

/// `bucket(aws:ResourceTag/${TagKey})` without the parentheses.
fn without_keys(resource_type: &str) -> &str {
    resource_type.split('(').next().unwrap_or_default()
}

/// Where in a name the words of a type end, as counts of words: `file-system` in `GetFileSystemPolicy`
/// at 3.
fn ends_of(resource_type: &str, words: &[String]) -> Vec<usize> {
    let sought = self::words(resource_type).concat();
    let ranges = (0..words.len()).flat_map(|start| (start + 1..=words.len()).map(move |end| (start, end)));
    ranges.filter(|&(start, end)| words[start..end].concat() == sought).map(|(_, end)| end).collect()
}

/// The words of a name in lower case: `GetDBProxy_x` is `get`, `db`, `proxy`, `x`.
fn words(name: &str) -> Vec<String> {
    let bytes = name.as_bytes();
    let is = |at: usize, class: fn(&u8) -> bool| bytes.get(at).is_some_and(class);
    let mut words = vec![String::new()];
    for (at, byte) in bytes.iter().enumerate() {
        let upper_ends = at > 0 && !is(at - 1, u8::is_ascii_uppercase);
        let lower_follows = is(at + 1, u8::is_ascii_lowercase);
        if byte.is_ascii_uppercase() && (upper_ends || lower_follows) || !byte.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if byte.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `P,W` becomes `PW`.
fn access_letters(field: &str) -> Result<String> {
    let mut seen = BTreeSet::new();
    let letters: Vec<&str> = field.split(',').collect();
    for letter in &letters {
        if !["L", "R", "W", "P", "T"].contains(letter) || !seen.insert(letter) {
            return Err(format!("access level {field:?} is not understood").into());
        }
    }
    Ok(letters.concat())
}

/// Keeps the separators of the generated table out of its names.
fn check_characters(name: &str) -> Result<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.is_empty() || !name.bytes().all(allowed) {
        return Err(format!("name {name:?} has characters that the table cannot hold").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICES: &str = "service\tactions\nstates\t2\ns3\t2\n";
    const ACTIONS: &str = "service\taction\taccess\tresource_types\n\
        states\tInvokeHTTPEndpoint\tW\t\nstates\tSendTaskSuccess\tW\t\n\
        s3\tPutObjectAcl\tP,W\tobject*\ns3\tGetObject\tR\tobject*;accesspointobject\n";
    const OVERRIDES: &str = "subject\tfield\toperation\tvalue\tconfidence\n\
        states:InvokeHTTPEndpoint\tresource_types\tadd\tstatemachine\tdocumented\n\
        states:SendTaskSuccess\tresource_types\tadd\tstatemachine\trecalled\n\
        s3:GetObject\tdependent_actions\tadd\tkms:Decrypt\tdocumented\n";

    fn build(services: &str, actions: &str, overrides: &str) -> Result<Catalogue> {
        let [services, actions, overrides] = [services, actions, overrides].map(Table::parse);
        Catalogue::build(&services?, &actions?, &overrides?)
    }

    #[test]
    fn renders_sorted_and_applies_only_trusted_overrides() {
        let catalogue = build(SERVICES, ACTIONS, OVERRIDES).unwrap();
        assert_eq!(
            catalogue.render(),
            "[s3]\nGetObject R\nPutObjectAcl PW\n[states]\nInvokeHTTPEndpoint W\nSendTaskSuccess W*\n"
        );
        assert_eq!(catalogue.counts_row(), "| `actions.txt` | 2 | 4 | 3 |");
    }

    #[test]
    fn optional_types_limit_only_what_cannot_do_without_them() {
        for (name, access, types) in [
            ("GetObject", "R", "accesspointobject;object"),
            ("ListBucketVersions", "L", "accesspoint;bucket"),
            ("DescribeFileSystemPolicy", "R", "file-system"),
            ("DescribeEventBus", "R", "event-bus;event-busv2"),
            ("PutEvents", "W", "event-bus;event-busv2"),
            ("GetResourcePolicy", "R", "custom-model;guardrail"),
            ("ListTags", "L", "brokers;configurations"),
            ("DeleteKey", "W", "key*(aws:ResourceTag/${TagKey},a:b);alias"),
        ] {
            assert!(can_be_limited(name, access, types), "{name}");
        }
        for (name, access, types) in [
            ("PutMetricData", "W", "dataset(aws:ResourceTag/${TagKey})"),
            ("SynthesizeSpeech", "R", "lexicon"),
            ("DescribeStacks", "L", "stack"),
            ("DescribeDBInstances", "L", "db"),
            ("ListTimeSeries", "L", "asset;workspace"),
            ("CreateWirelessDevice", "W", "Destination;ServiceProfile"),
            ("GetCostAndUsageWithResources", "R", "billingview"),
            ("SendTaskSuccess", "W", ""),
        ] {
            assert!(!can_be_limited(name, access, types), "{name}");
        }
    }

    #[test]
    fn splits_names_into_words() {
        assert_eq!(words("DescribeDBProxyEndpoints"), ["describe", "db", "proxy", "endpoints"]);
        assert_eq!(words("rule-on-custom-event-bus"), ["rule", "on", "custom", "event", "bus"]);
        assert_eq!(words("StatefulRuleGroup"), ["stateful", "rule", "group"]);
    }

    #[test]
    fn reviewed_corrections_are_complete() {
        let reviewed = Table::parse(REVIEWED).unwrap();
        assert!(reviewed.column("subject").unwrap().all(|subject| subject.contains(':')));
        assert!(reviewed.column("confidence").unwrap().all(|one| TRUSTED.contains(&one)));
        assert!(reviewed.column("reason").unwrap().all(|reason| !reason.is_empty()));
    }

    #[test]
    fn refuses_tables_that_contradict_each_other() {
        let error = |services: &str, actions: &str, overrides: &str| {
            build(services, actions, overrides).unwrap_err().to_string()
        };
        let three = SERVICES.replace("s3\t2", "s3\t3");
        assert_eq!(error(&three, ACTIONS, OVERRIDES), "s3: 3 actions announced, 2 found");
        let twice = ACTIONS.to_owned() + "s3\tgetobject\tR\t\n";
        assert_eq!(error(SERVICES, &twice, OVERRIDES), "s3:getobject is there twice");
        let stranger = ACTIONS.to_owned() + "sqs\tPurge\tW\t\n";
        assert_eq!(error(SERVICES, &stranger, OVERRIDES), "sqs:Purge: unknown service");
        let typo = OVERRIDES.replace("states:InvokeHTTPEndpoint", "states:InvokeHttp");
        assert_eq!(error(SERVICES, ACTIONS, &typo), "override of the unknown states:InvokeHttp");
        let letter = ACTIONS.replace("\tR\t", "\tX\t");
        assert_eq!(error(SERVICES, &letter, OVERRIDES), "access level \"X\" is not understood");
    }

    #[test]
    fn rewrites_only_the_row_with_the_counts() {
        let catalogue = build(SERVICES, ACTIONS, OVERRIDES).unwrap();
        let readme = "# Data\n| `actions.txt` | 0 | 0 | 0 |\nend\n";
        let expected = "# Data\n| `actions.txt` | 2 | 4 | 3 |\nend\n";
        let rows = [(COUNTS_ROW, catalogue.counts_row())];
        assert_eq!(with_counts(readme, &rows).unwrap(), expected);
        assert!(with_counts("# Data\n", &rows).is_err());
    }
}
