use std::collections::HashMap;

use crate::iam::Statement;
use crate::rule::{Report, rule};
use crate::tree::Value;

rule! {
    code: "iam/duplicate-key-case",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

fn check(statement: &Statement, report: &mut Report) {
    for block in &statement.conditions.blocks {
        let mut first: HashMap<String, Value> = HashMap::new();
        for entry in block.value.entries() {
            let Some(key) = entry.key_text() else { continue };
            let earlier = *first.entry(key.to_ascii_lowercase()).or_insert(entry);
            // The same key in the same case is a fault of the file.
            let Some(written) = earlier.key_text().filter(|written| *written != key) else { continue };
            report
                .at_key(entry, format!("`{key}` is the same condition key as `{written}`"))
                .help("put the values of both into one list")
                .related(earlier.name_span(), format!("`{written}` is here"))
                .service_code("DUPLICATE_KEYS_WITH_DIFFERENT_CASE");
        }
    }
}
