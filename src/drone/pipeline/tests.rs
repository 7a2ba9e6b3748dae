#![allow(clippy::unwrap_used)]

use super::*;
use crate::drone::EntryValue;
use crate::text::SourceId;
use crate::tree::{Tree, yaml};

const TEXT: &str = "\
kind: pipeline
type: docker
name: deploy
x-common: &common
  image: example/tool:1.2
  environment: {STAGE: test}
clone: {disable: yes}
trigger: {event: [promote], target: production}
environment:
  REGION: eu-central-1
services:
- name: database
  image: postgres:16
  detach: on
depends_on: [build, 7]
steps:
- <<: *common
  name: publish
  commands:
  - echo one
  - true
  - [not, text]
  - |
    echo two
    echo three
  environment:
    A: 0755
    B: {from_secret: b_secret}
    C: {value: plain}
    D: {value: plain, from_secret: wins}
    E: [list]
    F:
    G: {}
- text
-
- image: example/plugin
  failure: ignore
  when: {branch: main}
  settings:
    version: 1.10
    list: [a, b]
    map: {a: b}
    key: {from_secret: k}
    empty: {from_secret: ''}
- commands: echo alone
";

fn tree(text: &str) -> Tree {
    yaml::parse(SourceId(0), text.into())
}

fn written(values: &[Value]) -> Vec<String> {
    values.iter().map(|value| value.scalar_text().unwrap().into_owned()).collect()
}

#[test]
fn a_pipeline_knows_its_fields() {
    let tree = tree(TEXT);
    let pipeline = Pipeline::new(tree.root());
    assert_eq!(pipeline.name(), "deploy");
    assert_eq!(pipeline.pipeline_type(), PipelineType::Docker);
    assert!(!pipeline.clones());
    assert_eq!(pipeline.trigger().unwrap().allows("event", "push"), Some(false));
    assert_eq!(written(&pipeline.depends_on()), ["build", "7"]);
    assert_eq!(pipeline.environment()[0].name(), "REGION");
    let containers: Vec<_> = pipeline.containers().map(Step::title).collect();
    assert_eq!(containers, ["service `database`", "step `publish`", "step 4", "step 5"]);
    assert!(pipeline.services().all(Step::is_detached));
}

#[test]
fn merged_keys_belong_to_the_step() {
    let tree = tree(TEXT);
    let publish = Pipeline::new(tree.root()).steps().next().unwrap();
    assert!(publish.image().unwrap().is_text("example/tool:1.2"));
    assert!(publish.environment().iter().all(|entry| entry.name() != "STAGE"), "own key wins");
}

#[test]
fn commands_keep_their_text() {
    let tree = tree(TEXT);
    let steps: Vec<_> = Pipeline::new(tree.root()).steps().collect();
    assert_eq!(written(&steps[0].commands()), ["echo one", "true", "echo two\necho three\n"]);
    assert_eq!(written(&steps[2].commands()), ["echo alone"]);
}

#[test]
fn entries_tell_literals_from_secrets() {
    let tree = tree(TEXT);
    let steps: Vec<_> = Pipeline::new(tree.root()).steps().collect();
    let of = |entries: Vec<Entry>| -> Vec<String> {
        let shown = |entry: &Entry| match entry.value {
            EntryValue::Literal(value) => format!("{}={}", entry.name(), value.raw()),
            EntryValue::FromSecret(_) => format!("{}<{}", entry.name(), entry.secret_name().unwrap()),
            EntryValue::Unknown => format!("{}?", entry.name()),
        };
        entries.iter().map(shown).collect()
    };
    assert_eq!(of(steps[0].environment()), ["A=0755", "B<b_secret", "C=plain", "D<wins", "E?", "F=", "G?"]);
    let settings = ["version=1.10", "list=[a, b]", "map={a: b}", "key<k", "empty={from_secret: ''}"];
    assert_eq!(of(steps[1].settings()), settings);
    let null = steps[0].environment()[5];
    assert_eq!(null.literal_text(), None);
    assert_eq!(steps[1].failure().and_then(Value::text).as_deref(), Some("ignore"));
}

#[test]
fn the_type_is_compared_with_case() {
    let of = |text: &str| Pipeline::new(tree(text).root()).pipeline_type();
    assert_eq!(of("kind: pipeline"), PipelineType::Docker);
    assert_eq!(of("type:"), PipelineType::Docker);
    assert_eq!(of("type: exec"), PipelineType::Exec);
    assert_eq!(of("type: aws"), PipelineType::Vm);
    assert_eq!(of("type: Docker"), PipelineType::Unknown);
    assert_eq!(of("type: [docker]"), PipelineType::Unknown);
}

#[test]
fn any_shape_is_tolerated() {
    for text in ["", "a", "[]", "steps: {}", "steps: x", "steps: [[]]", "environment: []", "trigger: push"] {
        let tree = tree(text);
        let pipeline = Pipeline::new(tree.root());
        assert_eq!(pipeline.containers().count(), 0, "{text}");
        assert_eq!(pipeline.environment().len(), 0, "{text}");
        assert!(pipeline.trigger().is_none(), "{text}");
        assert!(pipeline.clones(), "{text}");
    }
}
