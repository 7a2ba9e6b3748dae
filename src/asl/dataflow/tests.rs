#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Data, DataFlow};
use crate::asl::path::Path;
use crate::asl::{Kind, Machine};
use crate::text::SourceId;
use crate::tree::json;

/// The names that are missing at the input of a state, of those asked for; `None` where no execution gets
/// there or nothing can be said of the machine.
fn missing(states: &str, state: &str, paths: &[&str]) -> Option<Vec<String>> {
    let text = format!(r#"{{"StartAt": "Start", "States": {{{states}}}}}"#);
    let tree = json::parse(SourceId(0), text.as_str().into(), 0..text.len());
    let machine = Machine::of(tree.root(), Kind::Unknown);
    let steps = DataFlow::of(&machine)?.steps(machine.states().find(|other| other.name() == state)?)?;
    let is_missing = |text: &&&str| steps.raw.at(&Path::parse(text).unwrap(), text).is_err();
    Some(paths.iter().filter(is_missing).map(|path| (*path).to_owned()).collect())
}

const END: &str = r#""End": {"Type": "Succeed"}"#;

#[test]
fn a_literal_result_is_all_there_is() {
    let start = r#""Start": {"Type": "Pass", "Result": {"a": {"b": 1}}, "Next": "End"}"#;
    let found = missing(&format!("{start}, {END}"), "End", &["$", "$.a", "$.a.b", "$.a.c", "$.a.b.c", "$.b"]);
    assert_eq!(found.unwrap(), ["$.a.c", "$.a.b.c", "$.b"]);
}

#[test]
fn a_result_path_adds_to_what_is_not_known() {
    let start = r#""Start": {"Type": "Pass", "Result": {"a": 1}, "ResultPath": "$.x", "Next": "End"}"#;
    assert_eq!(missing(&format!("{start}, {END}"), "End", &["$.b", "$.x.b"]).unwrap(), [""; 0]);
}

#[test]
fn parameters_and_selectors_name_their_members() {
    let start = r#""Start": {"Type": "Task", "Resource": "x", "ResultSelector": {"a.$": "$.z", "b": 1}, "Next": "Middle"}"#;
    let middle =
        r#""Middle": {"Type": "Pass", "Parameters": {"c": 1}, "ResultPath": "$.d.e", "Next": "End"}"#;
    let states = format!("{start}, {middle}, {END}");
    assert_eq!(missing(&states, "Middle", &["$.a.q", "$.b.q", "$.z"]).unwrap(), ["$.b.q", "$.z"]);
    assert_eq!(missing(&states, "End", &["$.a", "$.d.e.c", "$.d.e.f", "$.c"]).unwrap(), ["$.d.e.f", "$.c"]);
}

#[test]
fn ways_are_joined() {
    let states = r#"
      "Start": {"Type": "Choice", "Choices": [{"Variable": "$.k", "IsNull": true, "Next": "One"}], "Default": "Two"},
      "One": {"Type": "Pass", "Result": {"a": 1}, "Next": "End"},
      "Two": {"Type": "Pass", "Result": {"b": {"c": 1}}, "Next": "End"}"#;
    let paths = ["$.a", "$.b.c", "$.c"];
    assert_eq!(missing(&format!("{states}, {END}"), "End", &paths).unwrap(), ["$.c"]);
    let open = states.replace(r#""Default": "Two""#, r#""Default": "End""#);
    assert_eq!(missing(&format!("{open}, {END}"), "End", &paths).unwrap(), [""; 0]);
}

#[test]
fn a_catcher_without_result_path_has_the_error_alone() {
    let states = |path: &str| {
        format!(
            r#""Start": {{"Type": "Task", "Resource": "x", "Catch": [{{"ErrorEquals": ["States.ALL"], {path} "Next": "Caught"}}], "Next": "End"}},
            "Caught": {{"Type": "Pass", "Next": "End"}}, {END}"#
        )
    };
    let paths = ["$.Error", "$.Cause", "$.Cause.message", "$.order"];
    assert_eq!(missing(&states(""), "Caught", &paths).unwrap(), ["$.Cause.message", "$.order"]);
    assert_eq!(missing(&states(r#""ResultPath": "$.error","#), "Caught", &paths).unwrap(), [""; 0]);
}

#[test]
fn a_function_answers_with_its_payload() {
    let start = r#""Start": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "End"}"#;
    let found = missing(&format!("{start}, {END}"), "End", &["$.Payload.id", "$.id"]);
    assert_eq!(found.unwrap(), ["$.id"]);
    let waiting = start.replace("invoke", "invoke.waitForTaskToken");
    // Whoever has the token may send anything back: nothing is known of any state.
    assert_eq!(missing(&format!("{waiting}, {END}"), "End", &["$.id"]), None);
}

#[test]
fn selectors_feed_what_is_inside() {
    let map = r#""Start": {"Type": "Map", "ItemSelector": {"item.$": "$$.Map.Item.Value"}, "End": true,
      "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Succeed"}}}}"#;
    assert_eq!(missing(map, "Inner", &["$.item.x", "$.x"]).unwrap(), ["$.x"]);
    let parallel = r#""Start": {"Type": "Parallel", "Parameters": {"a": 1}, "End": true,
      "Branches": [{"StartAt": "Inner", "States": {"Inner": {"Type": "Succeed"}}}]}"#;
    assert_eq!(missing(parallel, "Inner", &["$.a", "$.x"]).unwrap(), ["$.x"]);
    let batches = map.replace(r#""End""#, r#""ItemBatcher": {"MaxItemsPerBatch": 5}, "End""#);
    assert_eq!(missing(&batches, "Inner", &["$.x"]).unwrap(), [""; 0]);
}

#[test]
fn holes_and_other_languages_hide_everything() {
    for start in [
        r#""Start": {"Type": "Pass", "Result": "${hole}", "Next": "End"}"#,
        r#""Start": {"Type": "Pass", "Result": {"a": 1}, "${key}": 1, "Next": "End"}"#,
        r#""Start": {"Type": "Pass", "Result": {"a": 1}, "ResultPath": "${path}", "Next": "End"}"#,
        r#""Start": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a": 1}, "Next": "End"}"#,
        r#""Start": {"Type": "Pass", "Result": {"a": 1}, "Next": "End"}, "Other": {"Type": "Pass", "Next": "${any}"}"#,
        r#""Start": {"Type": "Pass", "Result": [1], "Next": "End"}"#,
    ] {
        assert_eq!(missing(&format!("{start}, {END}"), "End", &["$.b"]).unwrap(), [""; 0], "{start}");
    }
}

#[test]
fn loops_that_wrap_their_data_come_to_an_end() {
    let start = r#""Start": {"Type": "Pass", "Result": {"a": 1}, "Next": "Wrap"}"#;
    let wrap =
        r#""Wrap": {"Type": "Pass", "Parameters": {"x.$": "$", "y.$": "$", "z.$": "$"}, "Next": "Wrap"}"#;
    assert_eq!(missing(&format!("{start}, {wrap}"), "Wrap", &["$.q"]).unwrap(), [""; 0]);
}

fn any_data() -> impl Strategy<Value = Data> {
    let leaf = prop_oneof![Just(Data::Unknown), Just(Data::Scalar)];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(Data::object)
    })
}

proptest! {
    /// What may come by one way may come by both: a join never makes a path missing.
    #[test]
    fn a_join_hides_nothing(a in any_data(), b in any_data(), path in r"\$(\.[a-c]){0,3}") {
        let parsed = Path::parse(&path).unwrap();
        let joined = a.join(&b);
        prop_assert_eq!(&joined, &b.join(&a));
        prop_assert_eq!(&joined.join(&a), &joined);
        if joined.at(&parsed, &path).is_err() {
            prop_assert!(a.at(&parsed, &path).is_err() && b.at(&parsed, &path).is_err());
        }
    }
}
