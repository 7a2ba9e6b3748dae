//! The Context Object: `$$` in JSONPath, `$states.context` in JSONata. Fields by the service's developer
//! guide.

/// Every field that holds data, from the root.
const FIELDS: [&str; 17] = [
    "Execution.Id",
    "Execution.Input",
    "Execution.Name",
    "Execution.RedriveCount",
    "Execution.RedriveTime",
    "Execution.RoleArn",
    "Execution.StartTime",
    "Map.Item.Index",
    "Map.Item.Key",
    "Map.Item.Source",
    "Map.Item.Value",
    "State.EnteredTime",
    "State.Name",
    "State.RetryCount",
    "StateMachine.Id",
    "StateMachine.Name",
    "Task.Token",
];

/// The first of these fields, each within the one before, that does not exist: its number, and those
/// that do in its place. Below a field that holds data there may be anything.
pub fn unknown_field(path: &[&str]) -> Option<(usize, Vec<&'static str>)> {
    let mut inside: Vec<&str> = FIELDS.to_vec();
    for (index, field) in path.iter().enumerate() {
        let first = |path: &'static str| path.split('.').next().filter(|first| !first.is_empty());
        let mut known: Vec<&str> = inside.iter().filter_map(|path| first(path)).collect();
        known.dedup();
        if known.is_empty() {
            return None;
        }
        if !known.contains(field) {
            return Some((index, known));
        }
        let below = |path: &'static str| path.split_once('.').filter(|(first, _)| first == field);
        inside = inside.iter().filter_map(|path| below(path)).map(|(_, rest)| rest).collect();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unknown_field;

    #[test]
    fn known_fields_and_data_below_them_are_no_fault() {
        for path in ["Execution.Input.order.Id", "Map.Item.Value.x", "Map.Item", "State", "Task.Token"] {
            assert_eq!(unknown_field(&path.split('.').collect::<Vec<_>>()), None, "{path}");
        }
        assert_eq!(unknown_field(&[]), None);
    }

    #[test]
    fn the_first_unknown_field_is_found_with_its_neighbours() {
        assert_eq!(unknown_field(&["StateMachine", "Arn"]), Some((1, vec!["Id", "Name"])));
        assert_eq!(unknown_field(&["Map", "Items"]), Some((1, vec!["Item"])));
        let roots = vec!["Execution", "Map", "State", "StateMachine", "Task"];
        assert_eq!(unknown_field(&["execution", "Id"]), Some((0, roots)));
    }
}
