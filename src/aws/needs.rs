//! What the execution role of a machine needs: for each action of the optimized integrations and each way
//! to wait for it, and for the features of a machine. The table is part of the program and is searched
//! where it lies. Its format and sources are in `data/README.md`.

/// Sections in byte order of integration and API. ASCII.
static TABLE: &str = include_str!("data/needs.txt").trim_ascii_end();

/// One action on one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// When a task waits in this way.
    pub pattern: Waiting,
    /// Whether it is the row for a target that is named in the definition, or for one that is not.
    pub resources: Naming,
    /// What fails without it.
    pub tier: Tier,
    /// How sure it is.
    pub confidence: Confidence,
    /// `lambda:InvokeFunction`.
    pub action: &'static str,
    /// An ARN with placeholders such as `${TableName}`, or `*`.
    pub resource: &'static str,
    /// The condition of the documented statement, as JSON.
    pub condition: Option<&'static str>,
}

/// The ways of waiting that a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Not at all.
    Request,
    /// For the end of the job.
    Sync,
    /// Not at all, or for a token.
    NotSync,
    /// Any.
    Any,
}

/// How the target has to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// In the definition.
    Static,
    /// By an expression.
    Dynamic,
    /// Either.
    Any,
}

/// What fails without a permission, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The task.
    Call,
    /// The task, which hands a role to another service.
    PassRole,
    /// The task, which runs under a role of its own.
    Assume,
    /// The task, which reads or writes data.
    Data,
    /// The task, whose data are encrypted.
    Kms,
    /// Learning how the job stands: the execution can stick.
    Poll,
    /// The creation of a machine that logs.
    Logging,
    /// Learning at once that the job is done.
    Events,
    /// Stopping the job with the execution.
    Cancel,
    /// Traces.
    Tracing,
    /// The first call, or some set-ups.
    Prerequisite,
    /// The first call of an account.
    ServiceLinkedRole,
    /// A redrive.
    Redrive,
    /// Nothing: it is no need of an execution role.
    NoNeed,
}

/// How sure a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The developer guide has it.
    Documented,
    /// It follows from what the guide has.
    Derived,
    /// From general knowledge, not looked up.
    Recalled,
}

/// The rows of an API of an integration, such as `states` and `startExecution`; of a feature the name in
/// parentheses, such as `(logging)`, and the part of it, or nothing.
pub fn of(integration: &str, api: &str) -> impl Iterator<Item = Row> {
    let section = sections().find(|section| section.is(integration, api));
    section.into_iter().flat_map(Section::rows)
}

/// Every section of the table: integration and APIs.
pub fn sections() -> impl Iterator<Item = Section> {
    TABLE[1..].split("\n[").filter_map(Section::parse)
}

/// The rows of an integration's API, or of several that share them.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Name of the integration, or of a feature in parentheses.
    pub integration: &'static str,
    apis: &'static str,
    lines: &'static str,
}

impl Section {
    fn parse(text: &'static str) -> Option<Section> {
        let (header, lines) = text.split_once(']')?;
        let (integration, apis) = header.split_once(' ')?;
        Some(Section { integration, apis, lines })
    }

    /// The APIs that share the rows.
    pub fn apis(self) -> impl Iterator<Item = &'static str> {
        self.apis.split('|')
    }

    /// Its rows, those of cross products one by one.
    pub fn rows(self) -> impl Iterator<Item = Row> {
        self.lines.lines().filter_map(Line::parse).flat_map(Line::rows)
    }

    fn is(self, integration: &str, api: &str) -> bool {
        self.integration == integration && self.apis().any(|known| known == api)
    }
}

/// Actions on resources that differ in nothing else.
#[derive(Clone, Copy)]
struct Line {
    row: Row,
    actions: &'static str,
    resources: &'static str,
}

impl Line {
    fn parse(line: &'static str) -> Option<Line> {
        let mut fields = line.splitn(7, ' ');
        let pattern = match fields.next()? {
            "request" => Waiting::Request,
            "sync" => Waiting::Sync,
            "request|callback" => Waiting::NotSync,
            "any" => Waiting::Any,
            _ => return None,
        };
        let resources = match fields.next()? {
            "static" => Naming::Static,
            "dynamic" => Naming::Dynamic,
            _ => Naming::Any,
        };
        let tier = Tier::parse(fields.next()?);
        let confidence = match fields.next()? {
            "documented" => Confidence::Documented,
            "derived" => Confidence::Derived,
            _ => Confidence::Recalled,
        };
        let (actions, on) = (fields.next()?, fields.next()?);
        let condition = fields.next();
        let row = Row { pattern, resources, tier, confidence, action: "", resource: "", condition };
        Some(Line { row, actions, resources: on })
    }

    fn rows(self) -> impl Iterator<Item = Row> {
        let pairs = self
            .actions
            .split(',')
            .flat_map(move |action| self.resources.split(',').map(move |resource| (action, resource)));
        pairs.map(move |(action, resource)| Row { action, resource, ..self.row })
    }
}

impl Tier {
    fn parse(word: &str) -> Tier {
        match word {
            "call" => Tier::Call,
            "passrole" => Tier::PassRole,
            "assume" => Tier::Assume,
            "data" => Tier::Data,
            "kms" => Tier::Kms,
            "poll" => Tier::Poll,
            "logging" => Tier::Logging,
            "events" => Tier::Events,
            "cancel" => Tier::Cancel,
            "tracing" => Tier::Tracing,
            "prereq" => Tier::Prerequisite,
            "slr" => Tier::ServiceLinkedRole,
            "redrive" => Tier::Redrive,
            _ => Tier::NoNeed,
        }
    }
}

impl Waiting {
    /// Whether a row is for a task that waits for the end of the job, or that does not.
    pub fn holds(self, is_sync: bool) -> bool {
        match self {
            Waiting::Any => true,
            Waiting::Sync => is_sync,
            // The rows of a call that waits hold those of one that does not.
            Waiting::Request | Waiting::NotSync => !is_sync,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::aws::actions;
    use crate::aws::integrations::INTEGRATIONS;

    #[test]
    fn every_row_is_read() {
        let row = include_str!("data/README.md").lines().find(|line| line.starts_with("| `needs.txt` |"));
        let counts: Vec<usize> =
            row.unwrap().split('|').filter_map(|cell| cell.trim().parse().ok()).collect();
        assert_eq!(vec![sections().count(), sections().flat_map(Section::rows).count()], counts);
        for section in sections() {
            assert!(section.rows().next().is_some(), "{section:?}");
            for api in section.apis() {
                assert_eq!(of(section.integration, api).count(), section.rows().count());
            }
        }
    }

    #[test]
    fn rows_name_actions_that_exist() {
        let rows = sections().flat_map(Section::rows).filter(|row| row.tier != Tier::NoNeed);
        for row in rows {
            let (service, name) = row.action.split_once(':').unwrap();
            let found = actions::service(service).and_then(|service| service.action(name));
            assert!(found.is_some(), "{}", row.action);
            assert!(row.condition.is_none_or(|text| text.starts_with("{\"") && text.ends_with('}')));
        }
    }

    #[test]
    fn integrations_that_exist_have_rows() {
        for integration in INTEGRATIONS.iter().filter(|row| !row.only_in_map) {
            for api in integration.actions().filter(|_| integration.service != "eks") {
                assert!(of(integration.service, api).next().is_some(), "{}:{api}", integration.service);
            }
        }
    }

    #[test]
    fn a_row_has_all_of_its_parts() {
        let mut rows = of("states", "startExecution").filter(|row| row.tier == Tier::Poll);
        let row = rows.next().unwrap();
        assert_eq!((row.action, row.pattern), ("states:DescribeExecution", Waiting::Sync));
        assert!(row.resource.ends_with(":execution:${StateMachineName}:*") && row.condition.is_none());
        assert_eq!(rows.next(), None);
        assert!(of("dynamodb", "getItem").next().is_some());
        assert_eq!(of("dynamodb", "").next(), None);
        let passed = of("mediaconvert", "createJob").find(|row| row.tier == Tier::PassRole).unwrap();
        assert!(passed.condition.unwrap().contains("mediaconvert.amazonaws.com"));
    }
}
