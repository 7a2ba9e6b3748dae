//! `rows SPEC.md`: compares the rows of the reference tables, `asl.md` or `iam.md`, with those of `testdata/rows`.

use std::collections::BTreeSet;
use std::path::Path;

/// Heading before which the tables of checks end.
const END: &str = "# Part 2";

/// Runs the command.
pub fn run(reference: &Path) -> Result<(), String> {
    let read =
        |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let text = read(reference)?;
    let dialect = reference.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let wanted: BTreeSet<String> = match dialect {
        "iam" => named_ids(&text),
        _ => text.split(END).next().unwrap_or_default().lines().filter_map(check_id).collect(),
    };
    let folder = &Path::new("testdata/rows").join(dialect);
    let mut written = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        written.extend(read(&path)?.lines().filter_map(row_id));
    }
    let missing: Vec<&String> = wanted.difference(&written).collect();
    // Messages of the service are rows without an id of their own; combinations have a table of their own.
    let is_known = |id: &&String| !id.starts_with('S') && *id != "escalations" && *id != "withdrawn";
    let more: Vec<&String> = written.difference(&wanted).filter(is_known).collect();
    println!("{} rows in the tables; missing: {missing:?}; unknown: {more:?}", wanted.len());
    if missing.is_empty() && more.is_empty() { Ok(()) } else { Err("the rows differ".to_owned()) }
}

/// Headings between which the tables of IAM name their checks.
const FIRST: &str = "\n### 2.2 ";
const AFTER: &str = "\n## 3. ";

/// `missing-effect` and `invalid-effect` of ``| `missing-effect` / `invalid-effect` | …``.
fn named_ids(text: &str) -> BTreeSet<String> {
    let tables = text.split_once(FIRST).map_or("", |(_, rest)| rest.split(AFTER).next().unwrap_or_default());
    let heads = tables.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    heads.flat_map(|head| head.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// `V10` of `| V10 | …`.
fn check_id(line: &str) -> Option<String> {
    let id = line.strip_prefix("| ")?.split(' ').next()?;
    let (letter, number) = id.split_at_checked(1)?;
    let is_id = letter.starts_with(|letter: char| letter.is_ascii_uppercase())
        && number.starts_with(|digit: char| digit.is_ascii_digit())
        && number.chars().all(|letter| letter.is_ascii_digit() || letter == 'b');
    is_id.then(|| id.to_owned())
}

/// `V10` of `== V10 …`.
fn row_id(line: &str) -> Option<String> {
    Some(line.strip_prefix("== ")?.split(' ').next()?.to_owned())
}
