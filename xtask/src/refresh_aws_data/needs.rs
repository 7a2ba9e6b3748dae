//! What an execution role needs for an integration: rows that differ in nothing but their actions or their
//! resources stand in one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Result;
use super::table::Table;

/// Start of the line of the README that carries the counts.
pub const COUNTS_ROW: &str = "| `needs.txt` |";

/// Every row of the table, in the order in which it is written.
#[derive(Debug)]
pub struct Catalogue {
    /// Integration and API to the lines.
    sections: BTreeMap<(String, String), Lines>,
    rows: usize,
}

/// What is not action or resource, to resources and their actions.
type Lines = BTreeMap<Kind, BTreeMap<String, Vec<String>>>;

/// Pattern, resources, tier, confidence, condition.
type Kind = [String; 5];

impl Catalogue {
    /// Checks what it reads: no field may hold what separates fields in the result.
    pub fn build(table: &Table) -> Result<Catalogue> {
        let mut catalogue = Catalogue { sections: BTreeMap::new(), rows: 0 };
        let call = table.column("integration")?.zip(table.column("api")?);
        let kind = table.column("pattern")?.zip(table.column("resources")?);
        let weight = table.column("tier")?.zip(table.column("confidence")?);
        let grant = table.column("action")?.zip(table.column("resource")?);
        let rows = call.zip(kind).zip(weight.zip(grant)).zip(table.column("condition")?);
        for (
            (((integration, api), (pattern, resources)), ((tier, confidence), (action, resource))),
            condition,
        ) in rows
        {
            let condition = minified(condition)?;
            let kind = [pattern, resources, tier, confidence, &condition].map(str::to_owned);
            for field in kind.iter().map(String::as_str).chain([action, resource]) {
                if !field.is_ascii() || field.contains([' ', '\t']) {
                    return Err(format!("{integration}:{api}: {field:?} cannot be held").into());
                }
            }
            let section = (integration.replace(' ', "-"), api.replace(' ', "-"));
            let lines = catalogue.sections.entry(section).or_default();
            lines.entry(kind).or_default().entry(resource.to_owned()).or_default().push(action.to_owned());
            catalogue.rows += 1;
        }
        Ok(catalogue)
    }

    /// The text of the table.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for ((integration, api), lines) in &self.sections {
            let _ = writeln!(text, "[{integration} {api}]");
            for ([pattern, resources, tier, confidence, condition], grants) in lines {
                let mut by_actions: BTreeMap<String, Vec<&str>> = BTreeMap::new();
                for (resource, actions) in grants {
                    let mut actions = actions.clone();
                    actions.sort();
                    by_actions.entry(actions.join(",")).or_default().push(resource);
                }
                for (actions, on) in by_actions {
                    let line = format!(
                        "{pattern} {resources} {tier} {confidence} {actions} {} {condition}",
                        on.join(",")
                    );
                    let _ = writeln!(text, "{}", line.trim_end());
                }
            }
        }
        text
    }

    /// The line of the README.
    pub fn counts_row(&self) -> String {
        format!("{COUNTS_ROW} {} | {} |", self.sections.len(), self.rows)
    }
}

/// JSON without white space; none of its texts holds any.
fn minified(condition: &str) -> Result<String> {
    if condition.is_empty() {
        return Ok(String::new());
    }
    let value: serde_json::Value = serde_json::from_str(condition)?;
    Ok(value.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn rows_of_one_statement_are_one_line() {
        let header = "integration\tapi\tpattern\tresources\ttier\taction\tresource\tcondition\tconfidence\n";
        let rows = "x\ta|b\tany\tany\tcall\tx:A\tr1\t\tdocumented\nx\ta|b\tany\tany\tcall\tx:B\tr1\t\tdocumented\n\
                    x\ta|b\tany\tany\tcall\tx:A\tr2\t\tdocumented\nx\ta|b\tany\tany\tcall\tx:B\tr2\t\tdocumented\n\
                    x\ta|b\tsync\tany\tpoll\tx:C\t*\t{\"K\": {\"a\": \"b\"}}\tderived\n";
        let text = format!("{header}{rows}");
        let catalogue = Catalogue::build(&Table::parse(&text).unwrap()).unwrap();
        let expected = "[x a|b]\nany any call documented x:A,x:B r1,r2\nsync any poll derived x:C * \
                        {\"K\":{\"a\":\"b\"}}\n";
        assert_eq!(catalogue.render(), expected);
        assert_eq!(catalogue.counts_row(), "| `needs.txt` | 1 | 5 |");
        let spaced = text.replace("r2", "r 2");
        assert!(Catalogue::build(&Table::parse(&spaced).unwrap()).is_err());
    }
}
