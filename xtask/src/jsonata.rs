//! Measures the JSONata parser on expressions whose verdict is known: one JSON object a line, with
//! `expr`, `error` (a code that begins with `S` means that the parser refuses) and, where known,
//! `position` (UTF-16 units before the end of the faulty token).

use std::path::Path;

use serde_json::Value;
use steplint::asl::jsonata::{self, Error};

/// What JSONata 2.1 brought; Step Functions reads 2.0.6, which refuses it.
const LATER: [&str; 2] = ["`??`", "`?:`"];

#[derive(Default)]
struct Counts {
    expressions: usize,
    right: usize,
    later: usize,
    refused: usize,
    same_code: usize,
    positions: usize,
    same_position: usize,
}

/// Prints every expression that is judged wrongly, and how many are judged rightly.
pub fn run(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut counts = Counts::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case = read(line).map_err(|error| format!("{line}: {error}"))?;
        counts.judge(&case);
    }
    println!("{} expressions, {} judged rightly", counts.expressions, counts.right);
    println!("  {} more are of JSONata 2.1 or later and refused", counts.later);
    println!("  {} are rightly refused, {} of them with the same code", counts.refused, counts.same_code);
    println!("  {} of {} known positions of faults agree", counts.same_position, counts.positions);
    match counts.expressions - counts.right - counts.later {
        0 => Ok(()),
        wrong => Err(format!("{wrong} expressions are judged wrongly")),
    }
}

/// Half a surrogate pair is no character of ours; to the parser any character of a string is alike.
fn read(line: &str) -> serde_json::Result<Value> {
    serde_json::from_str(line).or_else(|_| serde_json::from_str(&line.replace("\\ud", "\\ue")))
}

impl Counts {
    fn judge(&mut self, case: &Value) {
        let expression = case["expr"].as_str().unwrap_or_default();
        let expected = case["error"].as_str().filter(|code| code.starts_with('S'));
        self.expressions += 1;
        match (expected, jsonata::parse(expression)) {
            (None, Ok(_)) => self.right += 1,
            (Some(code), Err(error)) => {
                self.right += 1;
                self.refused += 1;
                self.compare(expression, code, &error, &case["position"]);
            }
            (None, Err(error)) if LATER.iter().any(|operator| error.message.contains(operator)) => {
                self.later += 1;
            }
            (None, Err(error)) => {
                println!("wrongly refused: {expression:?}: {} at {:?}", error.message, error.range);
            }
            (Some(code), Ok(_)) => println!("wrongly accepted: {expression:?}: {code}"),
        }
    }

    fn compare(&mut self, expression: &str, code: &str, error: &Error, position: &Value) {
        if error.code == Some(code) {
            self.same_code += 1;
        } else {
            println!("another code: {expression:?}: {code}, not {:?} ({})", error.code, error.message);
        }
        let Some(position) = position.as_u64() else { return };
        self.positions += 1;
        let at = byte_offset(expression, position);
        if (error.range.start..=error.range.end).contains(&at) {
            self.same_position += 1;
        } else {
            println!("another position: {expression:?}: {code} at {at}, not {:?}", error.range);
        }
    }
}

fn byte_offset(text: &str, utf16: u64) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= utf16 {
            return at;
        }
        units += c.len_utf16() as u64;
    }
    text.len()
}
