//! What Step Functions can call as an SDK would call it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::table::Table;
use super::{Result, check_characters};

/// Start of the line of the README that carries the counts.
pub const COUNTS_ROW: &str = "| `sdk.txt` |";

/// Id of a service to what is known of it.
#[derive(Debug)]
pub struct Catalogue(BTreeMap<String, Service>);

#[derive(Debug)]
struct Service {
    /// The fields of its header that every service has, id first.
    header: String,
    iam_prefix: String,
    /// What else it is called.
    names: BTreeSet<String>,
    /// Operations that the guide says are not supported: name in lower case to name in camelCase.
    unsupported: BTreeMap<String, String>,
    /// Name in lower case to the line.
    operations: BTreeMap<String, String>,
}

impl Catalogue {
    /// Checks what it reads: the tables must agree with each other.
    pub fn build(services: &Table, operations: &Table) -> Result<Catalogue> {
        let mut catalogue = Catalogue(BTreeMap::new());
        catalogue.add_services(services)?;
        catalogue.add_operations(operations)?;
        for (id, announced) in services.column("sfn_service")?.zip(services.column("operations")?) {
            let found = catalogue.0.get(id).map_or(0, |service| service.operations.len());
            if announced.parse::<usize>().unwrap_or(0) > found {
                return Err(format!("{id}: {announced} operations announced, {found} found").into());
            }
        }
        catalogue.add_unsupported();
        Ok(catalogue)
    }

    fn add_services(&mut self, services: &Table) -> Result<()> {
        let names = ["botocore_service", "signing_name", "endpoint_prefix"].map(|name| services.column(name));
        let [botocore, signing, endpoint] = names;
        let others: Vec<[&str; 3]> =
            botocore?.zip(signing?).zip(endpoint?).map(|((one, two), three)| [one, two, three]).collect();
        let known = services.column("sfn_service")?.zip(services.column("exception_prefix")?);
        let of_guide = services.column("status")?.zip(services.column("unsupported_operations")?);
        let rows = known.zip(of_guide).zip(services.column("iam_prefix")?).zip(others);
        for ((((id, errors), (status, unsupported)), iam_prefix), others) in rows {
            check_characters(id)?;
            if id.to_ascii_lowercase() != id {
                return Err(format!("service {id} is not lower case").into());
            }
            let status = match status {
                "current" | "derived" => status,
                "2022" => "former",
                _ => return Err(format!("{id}: status {status} is not understood").into()),
            };
            let dash = |field: &str| if field.is_empty() { "-".to_owned() } else { field.to_owned() };
            let header = format!("{id} {} {status} {}", dash(errors), dash(iam_prefix));
            let unsupported = unsupported.split(',').filter(|name| !name.is_empty());
            let unsupported = unsupported.map(|name| (name.to_ascii_lowercase(), camel_case(name))).collect();
            let service = self.0.entry(id.to_owned()).or_insert_with(|| Service {
                header: header.clone(),
                iam_prefix: iam_prefix.to_owned(),
                names: BTreeSet::new(),
                unsupported,
                operations: BTreeMap::new(),
            });
            // Some services have two models under two names; all else has to agree.
            if service.header != header {
                return Err(format!("service {id} is there twice").into());
            }
            for name in others.into_iter().filter(|name| !["", id, iam_prefix].contains(name)) {
                check_characters(&name.replace('.', "-"))?;
                service.names.insert(name.to_owned());
            }
        }
        Ok(())
    }

    fn add_operations(&mut self, operations: &Table) -> Result<()> {
        let names = operations.column("sfn_service")?.zip(operations.column("sfn_action")?);
        let needs = operations.column("iam_actions")?.zip(operations.column("mapping")?);
        let rows = names.zip(needs).zip(operations.column("sfn_supported")?);
        for (((id, name), (iam, mapping)), supported) in rows {
            check_characters(name)?;
            let service = self.0.get_mut(id).ok_or_else(|| format!("{id}:{name}: unknown service"))?;
            let key = name.to_ascii_lowercase();
            let mut line = name.to_owned();
            if supported == "no" || service.unsupported.contains_key(&key) {
                line.push_str(" !");
            }
            let is_plain = mapping == "same_name" && iam == format!("{}:{}", service.iam_prefix, upper(name));
            match mapping {
                _ if is_plain => {}
                "same_name" | "http_verb" | "override_documented" => {
                    let _ = write!(line, " {iam}");
                }
                "override_recalled" => {
                    let _ = write!(line, " ~{iam}");
                }
                "unknown" => line.push_str(" ?"),
                _ => return Err(format!("{id}:{name}: mapping {mapping} is not understood").into()),
            }
            if service.operations.insert(key, line.clone()).is_some_and(|other| other != line) {
                return Err(format!("{id}:{name} is there twice").into());
            }
        }
        Ok(())
    }

    /// The guide names some that the models do not have, such as those of retired services.
    fn add_unsupported(&mut self) {
        for service in self.0.values_mut().filter(|service| !service.operations.is_empty()) {
            for (key, name) in &service.unsupported {
                service.operations.entry(key.clone()).or_insert_with(|| format!("{name} ! ?"));
            }
        }
    }

    /// The table that the library embeds.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for service in self.0.values() {
            text.push_str(&format!("[{}", service.header));
            service.names.iter().for_each(|name| text.push_str(&format!(" {name}")));
            text.push_str("]\n");
            for line in service.operations.values() {
                let _ = writeln!(text, "{line}");
            }
        }
        text
    }

    /// Services, operations, and those of them that are not supported.
    pub fn counts_row(&self) -> String {
        let lines = || self.0.values().flat_map(|service| service.operations.values());
        let unsupported = lines().filter(|line| line.contains(" !")).count();
        format!("{COUNTS_ROW} {} | {} | {unsupported} |", self.0.len(), lines().count())
    }
}

/// `putItem` becomes `PutItem`.
fn upper(name: &str) -> String {
    let (first, rest) = name.split_at(name.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// `PutItem` becomes `putItem`.
fn camel_case(name: &str) -> String {
    let (first, rest) = name.split_at(name.len().min(1));
    first.to_ascii_lowercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICES: &str = "sfn_service\texception_prefix\tstatus\tunsupported_operations\tbotocore_service\tsigning_name\tendpoint_prefix\tiam_prefix\toperations\n\
        events2\t\tderived\t\tevents2\t\tevents2\tevents\t0\n\
        sfn\tSfn\tcurrent\tOldOne\tstepfunctions\t\tstates\tstates\t2\n";
    const OPERATIONS: &str = "sfn_service\tsfn_action\tiam_actions\tmapping\tsfn_supported\n\
        sfn\tstartExecution\tstates:StartExecution\tsame_name\t\n\
        sfn\tguess\tstates:Other\toverride_recalled\tno\n";

    fn build(services: &str, operations: &str) -> Result<Catalogue> {
        Catalogue::build(&Table::parse(services)?, &Table::parse(operations)?)
    }

    #[test]
    fn renders_names_flags_and_needs() {
        let catalogue = build(SERVICES, OPERATIONS).unwrap();
        let expected = "[events2 - derived events]\n[sfn Sfn current states stepfunctions]\n\
            guess ! ~states:Other\noldOne ! ?\nstartExecution\n";
        assert_eq!(catalogue.render(), expected);
        assert_eq!(catalogue.counts_row(), "| `sdk.txt` | 2 | 3 | 2 |");
    }

    #[test]
    fn refuses_tables_that_contradict_each_other() {
        let error = |services: &str, operations: &str| build(services, operations).unwrap_err().to_string();
        let cut = OPERATIONS.lines().take(2).collect::<Vec<_>>().join("\n");
        assert_eq!(error(SERVICES, &cut), "sfn: 2 operations announced, 1 found");
        assert_eq!(
            error(SERVICES, &OPERATIONS.replace("sfn\tguess", "sqs\tguess")),
            "sqs:guess: unknown service"
        );
        assert!(error(&SERVICES.replace("derived", "new"), OPERATIONS).contains("status new"));
        assert!(error(SERVICES, &OPERATIONS.replace("override_recalled", "magic")).contains("mapping magic"));
    }
}
