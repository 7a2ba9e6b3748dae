use crate::asl::{State, StateType, is_hidden};
use crate::aws::integrations::{Pattern, Resource};
use crate::rule::{Report, rule};

rule! {
    code: "asl/large-payload",
    group: Reliability,
    severity: Info,
    check: State(check),
}

/// Calls whose answer may be larger than what a state can hold, what it is, and the parameters that limit
/// it (reference of each service's API: the page that it returns by default).
const LARGE: [(&str, &str, &str, &[&str]); 10] = [
    ("s3", "getObject", "the whole object", &["Range", "PartNumber"]),
    ("s3", "listObjectsV2", "up to 1,000 objects", &["MaxKeys"]),
    ("s3", "listObjects", "up to 1,000 objects", &["MaxKeys"]),
    ("s3", "listObjectVersions", "up to 1,000 versions", &["MaxKeys"]),
    ("dynamodb", "scan", "up to 1 MiB of items", &["Limit", "Select"]),
    ("dynamodb", "query", "up to 1 MiB of items", &["Limit", "Select"]),
    ("dynamodb", "batchGetItem", "up to 16 MiB of items", &[]),
    ("athena", "getQueryResults", "up to 1,000 rows", &["MaxResults"]),
    ("cloudwatchlogs", "filterLogEvents", "up to 1 MiB of events", &["Limit"]),
    ("cloudwatchlogs", "getLogEvents", "up to 1 MiB of events", &["Limit"]),
];

fn check(state: &State, report: &mut Report) {
    let (service, action) = match state.integration() {
        Resource::Optimized { service, action, pattern: Pattern::RequestResponse }
        | Resource::Sdk { service, action, pattern: Pattern::RequestResponse } => (service, action),
        _ => return,
    };
    let (Some(service), Some(action)) = (service.known(), action.known()) else { return };
    let Some((.., what, limits)) = LARGE.iter().find(|(of, call, ..)| *of == service && *call == action)
    else {
        return;
    };
    if state.kind() != StateType::Task || !state.is_complete() || is_limited(*state, limits) {
        return;
    }
    let resource = state.field("Resource").unwrap_or(state.value());
    report
        .at(resource, format!("`{}` reads {what} into the state, which holds 256 KiB at most", state.name()))
        .help(remedy(service, limits));
}

/// Whether a parameter limits the answer, or a hole may.
fn is_limited(state: State, limits: &[&str]) -> bool {
    let parameters = ["Parameters", "Arguments"].into_iter().find_map(|field| state.field(field));
    parameters.is_some_and(|parameters| {
        let has = |name: &&str| {
            parameters
                .entries()
                .filter_map(|field| field.key_text())
                .any(|key| key.trim_end_matches(".$") == *name)
        };
        !parameters.is_mapping() || is_hidden(parameters) || limits.iter().any(has)
    })
}

fn remedy(service: &str, limits: &[&str]) -> String {
    let other = match service {
        "s3" => "pass the key on and let a function or a Distributed Map read it",
        _ => "let a Distributed Map or a function read it",
    };
    match limits.first() {
        Some(limit) => format!("limit it by `{limit}`, or {other}"),
        None => format!("ask for few items at once, or {other}"),
    }
}
