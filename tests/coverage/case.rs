//! Reads `testdata/rows`; its README describes the form.

use std::ops::Range;

/// A check of the reference tables.
pub struct Row {
    pub id: String,
    pub what: String,
    /// Codes of the rules that find it.
    pub rules: Vec<String>,
    /// Why there are none.
    pub reason: String,
    pub cases: Vec<Case>,
}

/// A definition.
pub struct Case {
    /// Line of its head in the file of rows.
    pub line: usize,
    /// The name under which it is checked.
    pub file: String,
    pub text: String,
    /// Bytes of the text where the fault is.
    pub marks: Vec<Range<usize>>,
    /// None where nothing is to be found.
    pub expected: Option<Expected>,
    /// Codes of errors that come with the fault.
    pub also: Vec<String>,
}

/// What is to be found.
pub struct Expected {
    pub severity: String,
    pub codes: Vec<String>,
    pub service_codes: Vec<String>,
    pub location: Option<String>,
    /// What the message says.
    pub words: String,
    /// Any number of findings, inside any of the marks.
    pub any: bool,
}

/// Fields that many states share.
const MACROS: [(&str, &str); 4] = [
    (
        "%task%",
        r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "charge-card"}"#,
    ),
    (
        "%task:jsonata%",
        r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "charge-card"}"#,
    ),
    (
        "%distributed%",
        r#""Ship All": {"Type": "Map", "MaxConcurrency": 5, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, %inner%}, "End": true"#,
    ),
    ("%inner%", r#""StartAt": "Weigh", "States": {"Weigh": {"Type": "Pass", "End": true}}"#),
];

/// The folders of rows: what they are about, and what a text is without a name of its own.
pub const DIALECTS: [(&str, &str); 2] = [("asl", "machine.asl.json"), ("iam", "policy.json")];

/// The rows of all files of a dialect, in the order of their names.
pub fn rows(dialect: &str) -> Vec<Row> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rows").join(dialect);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = DIALECTS.iter().find(|(known, _)| *known == dialect).unwrap().1;
    paths.iter().flat_map(|path| read(&std::fs::read_to_string(path).unwrap(), name)).collect()
}

fn read(text: &str, name: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some((id, what)) = line.strip_prefix("== ").and_then(|head| head.split_once(' ')) {
            let (rules, cases) = (Vec::new(), Vec::new());
            rows.push(Row { id: id.into(), what: what.into(), rules, reason: String::new(), cases });
            continue;
        }
        let Some(row) = rows.last_mut() else { continue };
        if let Some(rules) = line.strip_prefix("rules: ") {
            row.rules = list(rules);
        } else if let Some(reason) = line.strip_prefix("none: ") {
            row.reason = reason.into();
        } else if line.starts_with("fails:") || line.starts_with("passes:") {
            let end = (at..lines.len()).find(|&end| is_head(lines[end])).unwrap_or(lines.len());
            row.cases.push(case(line, at, &lines[at..end].join("\n"), name));
            at = end;
        } else {
            assert!(line.is_empty(), "what is this? {line}");
        }
    }
    rows
}

fn is_head(line: &str) -> bool {
    ["== ", "fails:", "passes:"].iter().any(|head| line.starts_with(head))
}

fn list(text: &str) -> Vec<String> {
    text.split(", ").map(str::to_owned).collect()
}

fn case(head: &str, line: usize, body: &str, name: &str) -> Case {
    let (kind, mut rest) = head.split_once(':').unwrap();
    let (mut file, mut also, mut any, mut jsonata) = (name.to_owned(), Vec::new(), false, false);
    while let Some((before, flag)) = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        match flag.split_once(' ').unwrap_or((flag, "")) {
            ("any", _) => any = true,
            ("jsonata", _) => jsonata = true,
            ("in", name) => file = name.to_owned(),
            ("also", codes) => also = list(codes),
            _ => panic!("what is ({flag})?"),
        }
        rest = before;
    }
    let body = expanded(body.trim_end_matches('\n'));
    let (text, marks) = marked(&if file == "policy.json" { policy(&body) } else { machine(&body, jsonata) });
    let expected = (kind == "fails").then(|| expected(rest, any));
    assert_eq!(expected.is_some(), !marks.is_empty(), "line {line}: a fault has marks, and nothing else has");
    Case { line, file, text, marks, expected, also }
}

fn expected(head: &str, any: bool) -> Expected {
    let (head, words) = head.split_once(" | ").unwrap_or((head, ""));
    let mut parts = head.split_whitespace();
    let either = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    Expected {
        severity: parts.next().unwrap().to_owned(),
        codes: either(parts.next().unwrap()),
        service_codes: parts.next().map(either).unwrap_or_default(),
        location: parts.next().map(|location| location.replace('~', " ")),
        words: words.to_owned(),
        any,
    }
}

/// With macros and repetitions written out.
fn expanded(text: &str) -> String {
    let text = MACROS.iter().fold(text.to_owned(), |text, (name, fields)| text.replace(name, fields));
    let (mut result, mut rest) = (String::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('%') {
        result.push_str(before);
        let repeated = after.split_once('%').and_then(|(inside, after)| {
            let (count, piece) = inside.split_once('*')?;
            Some((piece.repeat(count.parse().ok()?), after))
        });
        rest = match repeated {
            Some((piece, after)) => {
                result.push_str(&piece);
                after
            }
            None => {
                result.push('%');
                after
            }
        };
    }
    result + rest
}

/// States alone get a machine around them.
fn machine(text: &str, jsonata: bool) -> String {
    let first = text.trim_start_matches('«');
    let Some(name) = first.strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
        return text.to_owned();
    };
    if !text.contains(':') {
        return text.to_owned();
    }
    let language = if jsonata { "\"QueryLanguage\": \"JSONata\", " } else { "" };
    format!("{{{language}\"StartAt\": \"{name}\", \"States\": {{\n{text}}}}}")
}

/// Statements alone get a policy around them.
fn policy(text: &str) -> String {
    let is_whole = text.contains("\"Statement") || text.contains("\"Version\"");
    match is_whole {
        true => text.to_owned(),
        false => format!("{{\"Version\": \"2012-10-17\", \"Statement\": [\n{text}]}}"),
    }
}

/// The text without its marks, and where they were.
fn marked(text: &str) -> (String, Vec<Range<usize>>) {
    let (mut plain, mut marks, mut start) = (String::new(), Vec::new(), 0);
    for letter in text.chars() {
        match letter {
            '«' => start = plain.len(),
            '»' => marks.push(start..plain.len()),
            _ => plain.push(letter),
        }
    }
    (plain, marks)
}
