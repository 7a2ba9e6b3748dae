//! The Context Object: what `$$` leads to (developer guide, "Accessing execution data from the Context
//! object").

/// A member of the Context Object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What is known below it; nothing where it is data, or a string.
    pub fields: &'static [Field],
}

/// What is directly in it. AWS may add more at any time.
pub static FIELDS: &[Field] = &[
    branch(
        "Execution",
        &[
            leaf("Id"),
            leaf("Input"),
            leaf("Name"),
            leaf("RoleArn"),
            leaf("StartTime"),
            leaf("RedriveCount"),
            leaf("RedriveTime"),
        ],
    ),
    branch("State", &[leaf("EnteredTime"), leaf("Name"), leaf("RetryCount")]),
    branch("StateMachine", &[leaf("Id"), leaf("Name")]),
    branch("Task", &[leaf("Token")]),
    branch("Map", &[branch("Item", &[leaf("Index"), leaf("Value"), leaf("Key"), leaf("Source")])]),
];

const fn leaf(name: &'static str) -> Field {
    Field { name, fields: &[] }
}

const fn branch(name: &'static str, fields: &'static [Field]) -> Field {
    Field { name, fields }
}
