//! Names that are no actions: what once was one, what an action is called elsewhere, and the services whose
//! resources an organization can control.

use std::collections::BTreeMap;

use super::table::Table;
use super::{Result, TRUSTED};

/// `service:action`, sorted; `*` stands for a whole service.
pub fn retired(table: &Table) -> Result<String> {
    let mut lines = BTreeMap::new();
    for [service, action, whole] in table.rows(["service", "action", "whole_service"])? {
        if whole == "1" {
            lines.insert(format!("{service}:*"), ());
        }
        lines.insert(format!("{service}:{action}").to_ascii_lowercase(), ());
    }
    Ok(lines.into_keys().map(|line| line + "\n").collect())
}

/// `operation actions`, or `wrong-prefix: prefix`, sorted. A `~` stands before what is recalled.
pub fn aliases(overrides: &Table) -> Result<String> {
    let mut lines = BTreeMap::new();
    for [subject, field, value, confidence] in overrides.rows(["subject", "field", "value", "confidence"])? {
        if matches!(field, "alias" | "prefix") {
            let mark = if TRUSTED.contains(&confidence) { "" } else { "~" };
            lines.insert(subject.to_ascii_lowercase(), format!("{subject} {mark}{value}\n"));
        }
    }
    Ok(lines.into_values().collect())
}

/// Prefixes that a resource control policy takes, sorted.
pub fn resource_control(services: &Table) -> Result<String> {
    let rows = services.rows(["service", "rcp"])?;
    Ok(rows.iter().filter(|[_, rcp]| *rcp == "1").map(|[service, _]| format!("{service}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_sorted_lines_and_marks_what_is_recalled() {
        let overrides = "subject\tfield\tvalue\tconfidence\nsfn:\tprefix\tstates\tdocumented\n\
            S3:HeadObject\talias\ts3:GetObject\trecalled\ns3\tarn\tx\tmeasured\n";
        let text = aliases(&Table::parse(overrides).unwrap()).unwrap();
        assert_eq!(text, "S3:HeadObject ~s3:GetObject\nsfn: states\n");
        let table = "service\taction\twhole_service\nz\tGetB\t\na\tGetA\t1\n";
        assert_eq!(retired(&Table::parse(table).unwrap()).unwrap(), "a:*\na:geta\nz:getb\n");
        let services = "service\trcp\na\t\ns3\t1\n";
        assert_eq!(resource_control(&Table::parse(services).unwrap()).unwrap(), "s3\n");
    }
}
