//! What an action takes: resources, condition keys, and other actions besides it.

use super::{Action, service};
use crate::aws::condition_keys;
use crate::aws::resources::{self, ResourceType};
use crate::aws::sections::{self, Sections};

/// A section for each service, and in it `id types keys actions`: the combinations that its actions have.
static SHAPES: Sections<Shape> = Sections::new(include_str!("../data/shapes.txt"), Shape::read);

/// What some actions of a service have in common; lists of ids, except for the last.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    id: &'static str,
    types: &'static str,
    keys: &'static str,
    actions: &'static str,
}

/// A type of resource that an action takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionResource {
    /// The type.
    pub kind: ResourceType,
    /// Whether every request names one of it. Of types that exclude each other none is required.
    pub required: bool,
    /// Ids of the keys that come with it for this action, each after a `+`.
    keys: &'static str,
}

/// The action that `service:name` names, in any case.
pub fn find(action: &str) -> Option<Action> {
    let (prefix, name) = action.split_once(':')?;
    service(prefix)?.action(name)
}

impl Action {
    /// The types of resources it takes; none where a statement can name only `*`.
    pub fn resource_types(&self) -> impl Iterator<Item = ActionResource> + use<> {
        let service = self.service;
        items(self.shape().types).filter_map(move |item| ActionResource::read(service, item))
    }

    /// The condition keys that a statement can ask for: its own, those that come with its types, and those of
    /// the types themselves. One may come more than once.
    pub fn condition_keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        let service = self.service;
        let own = items(self.shape().keys).filter_map(move |id| condition_keys::name(service, id));
        own.chain(self.resource_types().flat_map(ActionResource::condition_keys))
    }

    /// Actions that the caller needs besides, as `service:name`.
    pub fn dependent_actions(&self) -> impl Iterator<Item = &'static str> + use<> {
        items(self.shape().actions)
    }

    fn shape(&self) -> Shape {
        let found = || sections::by_id(SHAPES.rows(self.service), self.shape, |shape| shape.id);
        if self.shape.is_empty() { Shape::default() } else { found().copied().unwrap_or_default() }
    }
}

impl Shape {
    fn read(_: &'static str, line: &'static str) -> Option<Shape> {
        let mut words = line.split(' ').map(|word| if word == "-" { "" } else { word });
        Some(Shape { id: words.next()?, types: words.next()?, keys: words.next()?, actions: words.next()? })
    }
}

impl ActionResource {
    fn read(service: &'static str, item: &'static str) -> Option<ActionResource> {
        let (id, keys) = item.split_at(item.find('+').unwrap_or(item.len()));
        let plain = id.trim_end_matches('*');
        Some(ActionResource { kind: resources::by_id(service, plain)?, required: plain != id, keys })
    }

    /// The keys that a request for such a resource carries.
    pub fn condition_keys(self) -> impl Iterator<Item = &'static str> {
        let ids = self.keys.split('+').filter(|id| !id.is_empty());
        ids.filter_map(move |id| condition_keys::name(self.kind.service, id))
            .chain(self.kind.condition_keys())
    }
}

fn items(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(',').filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{Service, services};
    use super::*;

    #[test]
    fn every_shape_is_read_and_used() {
        let mut rows = 0;
        for service in services() {
            let mut used: Vec<&str> = service.actions().map(|action| action.shape).collect();
            used.retain(|shape| !shape.is_empty());
            used.sort_unstable();
            used.dedup();
            let ids: Vec<&str> = SHAPES.rows(service.prefix()).iter().map(|shape| shape.id).collect();
            assert_eq!(used, ids, "{}", service.prefix());
            rows += ids.len();
        }
        assert!(SHAPES.is_sound());
        assert_eq!(rows, SHAPES.all().iter().map(|one| one.line_count()).sum::<usize>());
        let row = include_str!("../data/README.md").lines().find(|line| line.starts_with("| `shapes.txt`"));
        assert!(row.unwrap().ends_with(&format!("| {rows} |")));
    }

    #[test]
    fn every_id_names_something() {
        for action in services().flat_map(Service::actions) {
            let Shape { types, keys, .. } = action.shape();
            let resources: Vec<ActionResource> = action.resource_types().collect();
            assert_eq!(resources.len(), items(types).count(), "{action:?}");
            let of_types = resources.iter().map(|one| one.condition_keys().count());
            let tied: usize = resources.iter().map(|one| one.keys.matches('+').count()).sum();
            let of_kinds: usize = resources.iter().map(|one| one.kind.condition_keys().count()).sum();
            assert_eq!(of_types.sum::<usize>(), tied + of_kinds);
            assert_eq!(action.condition_keys().count(), items(keys).count() + tied + of_kinds);
            for key in action.condition_keys() {
                assert!(condition_keys::find(key).is_some(), "{key}");
            }
        }
    }

    #[test]
    fn what_well_known_actions_take() {
        let get = find("S3:getobject").unwrap();
        let object = get.resource_types().find(|one| one.kind.name == "object").unwrap();
        assert!(!object.required && object.kind.arn == "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
        assert!(get.condition_keys().any(|key| key == "s3:ExistingObjectTag/${TagKey}"));
        assert!(find("states:DescribeStateMachine").unwrap().resource_types().any(|one| one.required));
        assert!(find("iam:PassRole").unwrap().condition_keys().any(|key| key == "iam:PassedToService"));
        let run = find("ec2:RunInstances").unwrap();
        assert!(run.condition_keys().any(|key| key == "ec2:InstanceType"));
        let list = find("s3:ListAllMyBuckets").unwrap();
        assert_eq!(list.resource_types().count(), 0);
        let code = find("lambda:CreateFunction").unwrap();
        assert!(code.dependent_actions().any(|action| action == "iam:PassRole"));
    }

    #[test]
    fn overrides_are_applied() {
        let http = find("states:InvokeHTTPEndpoint").unwrap();
        assert!(http.condition_keys().any(|key| key == "states:HTTPMethod"));
        assert!(http.resource_types().all(|one| one.kind.name == "statemachine" && !one.required));
        let start = find("states:StartExecution").unwrap();
        assert_eq!(start.resource_types().filter(|one| one.required).count(), 0);
        assert!(find("states:SendTaskSuccess").unwrap().takes_any_resource);
        assert!(find("glue:CreateJob").unwrap().dependent_actions().any(|action| action == "iam:PassRole"));
        assert!(service("s3").unwrap().has_resource_control());
        assert!(!service("states").unwrap().has_resource_control());
    }
}
