//! What a Task can call as an SDK would call it: `arn:aws:states:::aws-sdk:dynamodb:query`. The table is
//! part of the program and is searched where it lies. Its format and sources are in `data/README.md`.

use super::sorted::find_record;
use std::sync::LazyLock;

/// Sorted by id of the service, and within it by operation, both regardless of case. ASCII.
static TABLE: &str = include_str!("data/sdk.txt").trim_ascii_end();

/// A service under the name that Step Functions has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Id in a resource, in lower case: `cloudwatchlogs`.
    pub id: &'static str,
    /// Prefix of the names of its errors: `CloudWatchLogs`. None where it is not known.
    pub error_prefix: Option<&'static str>,
    /// How sure it is that Step Functions has it.
    pub status: Status,
    /// Prefix of its IAM actions: `logs`. None where it is not known.
    pub iam_prefix: Option<&'static str>,
    /// Other names it goes by, between spaces.
    names: &'static str,
    lines: &'static str,
}

/// How sure it is that Step Functions can call a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The developer guide lists it.
    Current,
    /// The developer guide of August 2022 listed it.
    Former,
    /// The guide has no such service; the id follows from the service's name.
    Derived,
}

/// An operation of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Name in a resource, in camelCase.
    pub name: &'static str,
    /// Whether it is free of the guide's mark "not supported".
    pub is_supported: bool,
    /// What an execution role needs to be allowed for it.
    pub permissions: Permissions,
}

/// The IAM actions that an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// The action of the same name, under the service's IAM prefix.
    SameName,
    /// These, separated by commas; documented.
    Listed(&'static str),
    /// These, separated by commas; from general knowledge, not looked up.
    Recalled(&'static str),
    /// Nobody knows: never guess.
    Unknown,
}

/// The service with this id, in any case.
pub fn service(id: &str) -> Option<Service> {
    Service::from_record(find_record(&TABLE[1..], b'[', b' ', id)?)
}

/// The operation of a service, both in any case.
pub fn operation(service_id: &str, name: &str) -> Option<Operation> {
    service(service_id)?.operation(name)
}

/// All services, sorted by id. Only who looks for a name that is like another one needs them.
pub fn services() -> impl Iterator<Item = Service> {
    static ALL: LazyLock<Vec<Service>> =
        LazyLock::new(|| TABLE[1..].split('[').filter_map(Service::from_record).collect());
    ALL.iter().copied()
}

/// The services that go by this name elsewhere: in IAM policies, in the CLI, as an optimized integration.
/// `events` is `eventbridge` here, and `logs` is `cloudwatchlogs`.
pub fn services_named(name: &str) -> impl Iterator<Item = Service> {
    services().filter(move |service| service.names().any(|known| known.eq_ignore_ascii_case(name)))
}

impl Service {
    fn from_record(record: &'static str) -> Option<Service> {
        let (header, lines) = record.split_once(']')?;
        let mut words = header.splitn(5, ' ');
        let mut word = || words.next();
        let (id, errors, status, iam) = (word()?, word()?, word()?, word()?);
        let names = word().unwrap_or_default();
        let known = |word: &'static str| (word != "-").then_some(word);
        let status = match status {
            "current" => Status::Current,
            "former" => Status::Former,
            _ => Status::Derived,
        };
        let (error_prefix, iam_prefix) = (known(errors), known(iam));
        Some(Service { id, error_prefix, status, iam_prefix, names, lines: lines.trim_ascii() })
    }

    /// The operation with this name, in any case.
    pub fn operation(self, name: &str) -> Option<Operation> {
        Some(Operation::from_line(find_record(self.lines, b'\n', b' ', name)?))
    }

    /// Its operations, sorted by name regardless of case. None where its model is gone: then it may have any.
    pub fn operations(self) -> impl Iterator<Item = Operation> {
        self.lines.lines().map(Operation::from_line)
    }

    /// Names it goes by elsewhere.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iam_prefix.into_iter().chain(self.names.split(' ').filter(|name| !name.is_empty()))
    }
}

impl Operation {
    fn from_line(line: &'static str) -> Operation {
        let (name, flags) = line.split_once(' ').unwrap_or((line, ""));
        let after_mark = flags.strip_prefix('!').map(str::trim_ascii_start);
        let actions = after_mark.unwrap_or(flags);
        let permissions = match (actions, actions.strip_prefix('~')) {
            ("", _) => Permissions::SameName,
            ("?", _) => Permissions::Unknown,
            (_, Some(recalled)) => Permissions::Recalled(recalled),
            (listed, None) => Permissions::Listed(listed),
        };
        Operation { name, is_supported: after_mark.is_none(), permissions }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sorted::compare;
    use super::*;
    use crate::aws::actions;
    use proptest::prelude::*;

    /// Services, operations and those not supported, as the README says.
    fn counts_in_readme() -> [usize; 3] {
        let row = include_str!("data/README.md").lines().find(|line| line.starts_with("| `sdk.txt` |"));
        let cells: Vec<usize> = row.unwrap().split('|').filter_map(|cell| cell.trim().parse().ok()).collect();
        cells.try_into().unwrap()
    }

    #[test]
    fn every_row_of_the_table_is_read() {
        assert!(TABLE.is_ascii() && TABLE.starts_with('['));
        let (mut count, mut operations, mut refused, mut last_id) = (0, 0, 0, "");
        for found in services() {
            assert!(compare(last_id, found.id).is_lt() && found.id == found.id.to_ascii_lowercase());
            (last_id, count) = (found.id, count + 1);
            assert_eq!(service(found.id), Some(found));
            let mut last = "";
            for one in found.operations() {
                assert!(compare(last, one.name).is_lt(), "{}:{}", found.id, one.name);
                last = one.name;
                assert_eq!(operation(found.id, one.name), Some(one));
                operations += 1;
                refused += usize::from(!one.is_supported);
            }
        }
        assert_eq!([count, operations, refused], counts_in_readme());
        let rows = TABLE.lines().filter(|line| !line.starts_with('[')).count();
        assert_eq!(rows, operations);
    }

    #[test]
    fn permissions_name_actions_that_exist() {
        for service in services() {
            for operation in service.operations() {
                let names = match operation.permissions {
                    Permissions::SameName => format!("{}:{}", service.iam_prefix.unwrap(), operation.name),
                    Permissions::Listed(names) | Permissions::Recalled(names) => names.to_owned(),
                    Permissions::Unknown => continue,
                };
                for name in names.split(',') {
                    let (prefix, name) = name.split_once(':').unwrap();
                    let action = actions::service(prefix).and_then(|service| service.action(name));
                    assert!(action.is_some(), "{}:{} needs {prefix}:{name}", service.id, operation.name);
                }
            }
        }
    }

    #[test]
    fn looks_up_in_any_case() {
        let put = operation("DynamoDB", "PutItem").unwrap();
        assert_eq!((put.name, put.is_supported, put.permissions), ("putItem", true, Permissions::SameName));
        let logs = service("cloudwatchlogs").unwrap();
        assert_eq!((logs.error_prefix, logs.iam_prefix), (Some("CloudWatchLogs"), Some("logs")));
        assert_eq!(logs.status, Status::Current);
        assert!(!operation("lambda", "invokeAsync").unwrap().is_supported);
        assert!(matches!(
            operation("apigateway", "createApiKey").unwrap().permissions,
            Permissions::Listed("apigateway:POST")
        ));
        for (service, name) in
            [("dynamodb", "putitems"), ("dynamodb", ""), ("", "putItem"), ("dynamodb ", "putItem")]
        {
            assert_eq!(operation(service, name), None, "{service}:{name}");
        }
    }

    #[test]
    fn names_used_elsewhere_lead_to_the_service() {
        let ids = |name| services_named(name).map(|service| service.id).collect::<Vec<_>>();
        assert_eq!(ids("states"), ["sfn"]);
        assert!(ids("events").contains(&"eventbridge"));
        assert!(ids("logs").contains(&"cloudwatchlogs"));
        assert!(ids("elasticmapreduce").contains(&"emr"));
        assert!(ids("nothing").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_safe(id in ".*", name in ".*") {
            let _ = service(&id);
            let found = operation("ec2", &name);
            prop_assert!(found.is_none_or(|it| it.name.eq_ignore_ascii_case(&name)));
        }
    }
}
