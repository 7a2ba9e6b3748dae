//! `cargo bench`: what parsing and checking cost, and that they grow with their input and no faster.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use steplint::config::{Config, Selection};
use steplint::project::Input;
use steplint::text::SourceId;
use steplint::tree::{json, yaml};

const SIZES: [usize; 3] = [10, 100, 1000];

fn main() {
    divan::main();
}

/// A definition with this many tasks, one after the other.
fn definition(states: usize) -> String {
    let mut text = String::from("{\n  \"StartAt\": \"Charge card 0\",\n  \"States\": {\n");
    for index in 0..states {
        let next = index + 1;
        text.push_str(&format!(
            "    \"Charge card {index}\": {{\n      \"Type\": \"Task\",\n      \"Resource\": \"arn:aws:states:::lambda:invoke\",\n      \
             \"Parameters\": {{\"FunctionName\": \"charge\", \"Payload.$\": \"$.order\"}},\n      \"TimeoutSeconds\": 30,\n      \
             \"Retry\": [{{\"ErrorEquals\": [\"States.ALL\"], \"MaxAttempts\": 3}}],\n      \"Next\": \"Charge card {next}\"\n    }},\n"
        ));
    }
    text.push_str(&format!("    \"Charge card {states}\": {{\"Type\": \"Succeed\"}}\n  }}\n}}\n"));
    text
}

/// The same as a YAML template with the definition in a block.
fn template(states: usize) -> String {
    let lines: String = definition(states).lines().map(|line| format!("        {line}\n")).collect();
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    \
         Properties:\n      RoleArn: !GetAtt Role.Arn\n      DefinitionString: !Sub |\n{lines}"
    )
}

#[divan::bench(args = SIZES)]
fn parse_json(bencher: Bencher, states: usize) {
    let text: Arc<str> = definition(states).into();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| json::parse(SourceId(0), black_box(text.clone()), 0..text.len()));
}

#[divan::bench(args = SIZES)]
fn parse_yaml(bencher: Bencher, states: usize) {
    let text: Arc<str> = definition(states).into();
    bencher.counter(BytesCount::of_str(&text)).bench(|| yaml::parse(SourceId(0), black_box(text.clone())));
}

/// One look into the tables of AWS, whose section is read by then.
#[divan::bench]
fn find_action() {
    black_box(steplint::aws::actions::find(black_box("dynamodb:UpdateItem")));
}

#[divan::bench]
fn find_condition_key() {
    black_box(steplint::aws::condition_keys::find(black_box("aws:SourceAccount")));
}

#[divan::bench(args = SIZES)]
fn check_definition(bencher: Bencher, states: usize) {
    check(bencher, "order.asl.json", &definition(states));
}

#[divan::bench(args = SIZES)]
fn check_template(bencher: Bencher, states: usize) {
    check(bencher, "template.yaml", &template(states));
}

fn check(bencher: Bencher, name: &str, text: &str) {
    let config = Config::new(Selection::default()).unwrap();
    let input = || {
        let mut input = Input::default();
        input.add(name, text.as_bytes().to_vec());
        input
    };
    bencher
        .counter(BytesCount::of_str(text))
        .with_inputs(input)
        .bench_values(|input| steplint::check(input, &config));
}
