//! The catalogue of IAM actions. The table is part of the program: nothing is built at start. Its format and
//! sources are in `data/README.md`.

use super::sections::{Section, Sections};
use super::sorted::{compare, find_record};
use super::{has_wildcard, hole, wildcard_match_ignore_case};

/// A section for each service, and in it an action in each line, sorted regardless of case.
static TABLE: Sections<Action> = Sections::new(include_str!("data/actions.txt"), Action::from_line);

/// Prefixes of services that resource control policies take, sorted.
static RESOURCE_CONTROL: &str = include_str!("data/resource_control.txt").trim_ascii_end();

/// One action that a policy can allow or deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    /// Prefix, as in `s3:GetObject`.
    pub service: &'static str,
    /// Name as AWS writes it. Policies may write it in any case.
    pub name: &'static str,
    /// What kind of access it gives.
    pub access: Access,
    /// Whether a statement can name a resource narrower than `*` for it.
    pub limitable: bool,
    /// Whether no resource is wrong for it: what it takes is known to be told incompletely.
    pub takes_any_resource: bool,
    /// Id of what it takes, empty where it takes nothing.
    shape: &'static str,
}

/// Kinds of access that an action gives; a set, because permissions management and tagging are writing
/// too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Access(u8);

/// One service that has actions.
#[derive(Clone, Copy)]
pub struct Service(&'static Section<Action>);

/// An action as a policy writes it, with or without wildcards: `s3:Get*`, `iam:PassRol?`, `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionPattern<'a> {
    service: &'a str,
    name: &'a str,
}

/// The service with this prefix, in any case.
pub fn service(prefix: &str) -> Option<Service> {
    TABLE.find(prefix).map(Service)
}

/// All services, sorted by prefix.
pub fn services() -> impl Iterator<Item = Service> {
    TABLE.all().iter().map(Service)
}

impl Service {
    /// The prefix of its actions, in lower case.
    pub fn prefix(self) -> &'static str {
        self.0.name
    }

    /// Whether resource control policies of an organization can name its actions.
    pub fn has_resource_control(self) -> bool {
        find_record(RESOURCE_CONTROL, b'\n', b' ', self.prefix()).is_some()
    }

    /// Its actions, sorted by name regardless of case.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        self.actions_from("")
    }

    /// Those whose name starts so, in any case. In the table they stand together.
    fn actions_from(self, start: &str) -> impl Iterator<Item = Action> {
        let rows = self.0.rows();
        let first = rows.partition_point(|action| compare(action.name, start).is_lt());
        rows.get(first..).unwrap_or_default().iter().copied().take_while(move |action| {
            action.name.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
        })
    }

    /// The action with this name, in any case.
    pub fn action(self, name: &str) -> Option<Action> {
        let rows = self.0.rows();
        rows.binary_search_by(|action| compare(action.name, name)).ok().and_then(|at| rows.get(at)).copied()
    }
}

impl Action {
    fn from_line(service: &'static str, line: &'static str) -> Option<Action> {
        let (name, rest) = line.split_once(' ')?;
        let (flags, shape) = rest.split_once(' ').unwrap_or((rest, ""));
        let known = flags.strip_suffix('~');
        let flags = known.unwrap_or(flags);
        let letters = flags.strip_suffix('*');
        let access = Access::from_letters(letters.unwrap_or(flags))?;
        let (limitable, takes_any_resource) = (letters.is_none(), known.is_some());
        Some(Action { service, name, access, limitable, takes_any_resource, shape })
    }
}

impl Access {
    const LIST: u8 = 1;
    const READ: u8 = 2;
    const WRITE: u8 = 4;
    const PERMISSIONS: u8 = 8;
    const TAGGING: u8 = 16;

    fn from_letters(letters: &str) -> Option<Access> {
        let mut bits = 0;
        for letter in letters.bytes() {
            bits |= match letter {
                b'L' => Access::LIST,
                b'R' => Access::READ,
                b'W' => Access::WRITE,
                b'P' => Access::PERMISSIONS,
                b'T' => Access::TAGGING,
                _ => return None,
            };
        }
        (bits != 0).then_some(Access(bits))
    }

    /// Lists resources.
    pub fn is_list(self) -> bool {
        self.0 & Access::LIST != 0
    }

    /// Reads what is in them.
    pub fn is_read(self) -> bool {
        self.0 & Access::READ != 0
    }

    /// Creates, changes or deletes.
    pub fn is_write(self) -> bool {
        self.0 & Access::WRITE != 0
    }

    /// Changes who may do what.
    pub fn is_permissions(self) -> bool {
        self.0 & Access::PERMISSIONS != 0
    }

    /// Does more than list and read.
    pub fn changes(self) -> bool {
        self.is_write() || self.is_permissions() || self.is_tagging()
    }

    /// Changes tags, on which other permissions may rest.
    pub fn is_tagging(self) -> bool {
        self.0 & Access::TAGGING != 0
    }
}

impl<'a> ActionPattern<'a> {
    /// Reads `*` or `service:name`, both of which may hold wildcards. Nothing when it is neither, and
    /// nothing when there is a hole in it, because then it is not known what it will match.
    pub fn parse(text: &'a str) -> Option<ActionPattern<'a>> {
        if text == "*" {
            return Some(ActionPattern { service: "*", name: "*" });
        }
        let (service, name) = text.split_once(':')?;
        let malformed = service.is_empty() || name.is_empty() || name.contains(':');
        (!malformed && !hole::has_hole(text)).then_some(ActionPattern { service, name })
    }

    /// The pattern of a text that was read before, with its colon at this offset, or without one.
    pub fn of_parts(text: &'a str, colon: usize) -> Option<ActionPattern<'a>> {
        let (service, rest) = text.split_at_checked(colon)?;
        Some(ActionPattern { service, name: rest.get(1..).unwrap_or("*") })
    }

    /// What stands before the colon; `*` if there is none.
    pub fn service(self) -> &'a str {
        self.service
    }

    /// What stands after the colon.
    pub fn name(self) -> &'a str {
        self.name
    }

    /// Whether it has no wildcards, so that it names one action, which need not exist.
    pub fn is_literal(self) -> bool {
        !has_wildcard(self.service) && !has_wildcard(self.name)
    }

    /// Whether it covers the action of this name: `iam:PassRole`. Case does not matter.
    pub fn covers(self, action: &str) -> bool {
        let (service, name) = action.split_once(':').unwrap_or((action, ""));
        wildcard_match_ignore_case(self.service, service) && wildcard_match_ignore_case(self.name, name)
    }

    /// Whether it covers this action. Case does not matter.
    pub fn matches(self, action: &Action) -> bool {
        wildcard_match_ignore_case(self.service, action.service)
            && wildcard_match_ignore_case(self.name, action.name)
    }

    /// Every known action that it covers, sorted by service and name. For `*` that is the whole table:
    /// where a few actions are in question, ask [`ActionPattern::matches`] instead.
    pub fn expand(self) -> impl Iterator<Item = Action> {
        let any_service = has_wildcard(self.service);
        let one = if any_service { None } else { service(self.service) };
        let several = any_service.then(services).into_iter().flatten();
        one.into_iter()
            .chain(several.filter(move |found| wildcard_match_ignore_case(self.service, found.prefix())))
            .flat_map(move |found| found.actions_from(self.literal_start()))
            .filter(move |action| wildcard_match_ignore_case(self.name, action.name))
    }

    /// The name up to its first wildcard.
    fn literal_start(self) -> &'a str {
        self.name.split(['*', '?']).next().unwrap_or_default()
    }
}

/// Misspelt entries of a list of actions never match: each must exist, and the list be in order.
#[cfg(test)]
pub(crate) fn check_list(list: &[&str]) {
    assert!(list.is_sorted_by_key(|name| name.to_ascii_lowercase()));
    for name in list {
        assert!(find(name).is_some_and(|one| name.ends_with(one.name)), "{name}");
    }
}

mod uses;
pub use uses::{ActionResource, find};

#[cfg(test)]
mod tests;
