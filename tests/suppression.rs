//! Suppressions reach what they are written at, say so where they reach nothing, and no secret is shown
//! on the way.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use steplint::Outcome;
use steplint::config::{Config, Selection};
use steplint::output::{self, Findings, Format, Terminal};
use steplint::project::Input;

const NOTE: &str = "# steplint: ignore[drone/static-aws-keys] the sandbox of the tests";

const PRAGMAS: [&str; 2] = ["# pragma: allowlist secret", "# gitleaks:allow"];

fn check(name: &str, text: &str) -> Outcome {
    let mut input = Input::default();
    input.add(name, text.as_bytes().to_vec());
    steplint::check(input, &Config::new(Selection::default()).unwrap())
}

/// Code and line of each finding.
fn found(name: &str, text: &str) -> Vec<(&'static str, u32)> {
    let outcome = check(name, text);
    let line = |found: &steplint::diagnostic::Diagnostic| {
        outcome.project.source(found.span.source).unwrap().position(found.span.start).line
    };
    outcome.diagnostics.iter().map(|found| (found.code, line(found))).collect()
}

fn messages(name: &str, text: &str) -> Vec<String> {
    check(name, text).diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
}

fn shown(outcome: &Outcome, format: Format) -> String {
    let findings = Findings {
        sources: &outcome.project.sources,
        diagnostics: &outcome.diagnostics,
        files: 1,
        suppressed: outcome.suppressed,
        docs_url: None,
    };
    let terminal = Terminal { color: false, width: 100, wraps: true, links: false, unicode: true };
    let mut text = Vec::new();
    output::write(format, &findings, &[], &terminal, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// A pipeline with these lines below `commands:`.
fn pipeline(commands: &str) -> String {
    format!(
        "kind: pipeline\ntype: docker\nname: deploy\n\nsteps:\n- name: publish\n  image: example/tool:1\n  commands:\n{commands}"
    )
}

/// An access key id of account 123456789012.
fn key_id() -> String {
    ["AK", "IA", "BZPUZDIKM7X", "Q2WLT"].concat()
}

fn secret_key() -> String {
    ["q9Zb/3Kx+Lw7TfVe", "R2mYc5Hs8NuGj1Pd", "A4oQiX6k"].concat()
}

const SET: &str = "export AWS_SECRET_ACCESS_KEY=not-a-real-secret-key";

#[test]
fn a_comment_reaches_an_item_that_is_a_block_scalar() {
    for item in [
        format!("  {NOTE}\n  - |\n    {SET}\n"),
        format!("  {NOTE}\n  - >-\n    {SET}\n"),
        format!("  - | {NOTE}\n    {SET}\n"),
        format!("  - >- {NOTE}\n\n    {SET}\n"),
        format!("  {NOTE}\n  - !!str |2\n    {SET}\n"),
        format!("  {NOTE}\n  - &set |\n    {SET}\n"),
        format!("  {NOTE}\n  -\n    {SET}\n"),
        format!("  - make\n  # why\n  {NOTE}\n\n  # - old\n  - |\n\n    {SET}\n"),
        format!("  - \"make &&\n    {SET}\" {NOTE}\n"),
        format!("  - make &&\n    {SET} {NOTE}\n"),
        format!("  - {SET} {NOTE}\n"),
        format!("  {NOTE}\n  - # once\n    # more\n    {SET}\n"),
        format!("    {NOTE}\n    - |\n      {SET}\n    - make\n"),
    ] {
        let outcome = check(".drone.yml", &pipeline(&item));
        assert_eq!(outcome.diagnostics, [], "{item}");
        assert_eq!(outcome.suppressed, 1, "{item}");
    }
}

#[test]
fn a_comment_reaches_no_further_than_its_item() {
    for item in [
        format!("  {NOTE}\n  - |\n    make\n  - {SET}\n"),
        format!("  - | {NOTE}\n    make\n  - {SET}\n"),
        format!("    {NOTE}\n    - |\n      make\n    - {SET}\n"),
        format!("  - make\n  {NOTE}\n  - |\n    make\n\n  - {SET}\n"),
        format!("  - \"make &&\n    make\" {NOTE}\n  - {SET}\n"),
    ] {
        let found = found(".drone.yml", &pipeline(&item));
        let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
        assert!(codes.contains(&"steplint/unused-suppression"), "{item}: {found:?}");
        assert!(codes.contains(&"drone/static-aws-keys"), "{item}: {found:?}");
    }
}

#[test]
fn a_comment_at_nothing_is_reported() {
    for (commands, line) in [(format!("  - make\n{NOTE}\n"), 10), (format!("  - make\n{NOTE}\n---\n"), 10)] {
        assert_eq!(
            found(".drone.yml", &pipeline(&commands)),
            [("steplint/unused-suppression", line)],
            "{commands}"
        );
    }
}

#[test]
fn a_comment_between_a_key_and_its_value_reaches_the_value() {
    let text = pipeline("  - make\n")
        + &format!("  environment:\n    AWS_SECRET_ACCESS_KEY:\n      {NOTE}\n      not-a-real-secret-key\n");
    assert_eq!(found(".drone.yml", &text), []);
}

#[test]
fn prose_about_steplint_is_no_suppression() {
    let machine = |comment: &str| {
        format!(
            "# {comment}\nStartAt: Pay order\nStates:\n  Pay order:\n    Type: Succeed\n    Comment: \"{comment}\"\n"
        )
    };
    for prose in [
        "This repo uses steplint: ignored folders are listed in steplint.yaml",
        "steplint: ignored folders are listed elsewhere",
        "steplint: ignore-files are another thing",
        "mysteplint: ignore",
        "run steplint",
    ] {
        assert_eq!(messages("order.asl.yaml", &machine(prose)), [] as [&str; 0], "{prose}");
    }
    let text = machine("see steplint: ignore");
    assert_eq!(found("order.asl.yaml", &text), [("steplint/invalid-suppression", 6)]);
}

#[test]
fn faults_of_a_suppression_name_the_remedy() {
    for (written, expected) in [
        ("steplint: ignore", "the suppression names no rule: write `steplint: ignore[code] reason`"),
        (
            "steplint: ignore-file",
            "the suppression names no rule: write `steplint: ignore-file[code] reason`",
        ),
        (
            "steplint: ignore-file[]",
            "the suppression names no rule: write `steplint: ignore-file[code] reason`",
        ),
        (
            "steplint: ignore [asl/syntax] reason",
            "the suppression is not read: no space before `[`: write `steplint: ignore[code] reason`",
        ),
        (
            "steplint: ignore[asl/syntax reason",
            "the suppression is not read: no `]` after the codes: write `steplint: ignore[code] reason`",
        ),
    ] {
        let text = format!("# {written}\nStartAt: Pay order\nStates:\n  Pay order:\n    Type: Succeed\n");
        assert_eq!(
            messages("order.asl.yaml", &text),
            [format!("steplint/invalid-suppression: {expected}")],
            "{written}"
        );
    }
}

#[test]
fn metadata_that_cannot_be_read_is_reported() {
    let template = |metadata: &str| {
        format!(
            "AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n  Log:\n    Type: AWS::Logs::LogGroup\n    Metadata:\n      steplint: {metadata}\n"
        )
    };
    for (metadata, expected) in [
        ("{ignore: [cfn/syntax]}", "the suppression is a list: write `ignore: {code: reason}`"),
        ("{ignore: cfn/syntax}", "the suppression is no mapping: write `ignore: {code: reason}`"),
        ("[cfn/syntax]", "`steplint` holds no mapping: write `steplint: {ignore: {code: reason}}`"),
        ("{ignroe: {cfn/syntax: reason}}", "`steplint` knows no key `ignroe`: did you mean `ignore`?"),
        ("{skip: {cfn/syntax: reason}}", "`steplint` knows no key `skip`: write `ignore: {code: reason}`"),
    ] {
        assert_eq!(
            messages("template.yaml", &template(metadata)),
            [format!("steplint/invalid-suppression: {expected}")],
            "{metadata}"
        );
    }
}

#[test]
fn one_value_gives_one_finding() {
    let entry = |value: &str| pipeline("  - make\n") + &format!("  environment:\n    {value}\n");
    for (value, code) in [
        (format!("AWS_ACCESS_KEY_ID: {}", key_id()), "secret/aws-access-key"),
        (format!("AWS_SECRET_ACCESS_KEY: '{}'", secret_key()), "secret/aws-secret-key"),
        ("AWS_SECRET_ACCESS_KEY: not-a-real-secret-key-1".to_owned(), "drone/static-aws-keys"),
        ("AWS_SESSION_TOKEN: Zx81Qm7v0Lk3Pw9r".to_owned(), "drone/static-aws-keys"),
    ] {
        assert_eq!(found(".drone.yml", &entry(&value)), [(code, 11)], "{value}");
        for pragma in PRAGMAS {
            assert_eq!(found(".drone.yml", &entry(&format!("{value} {pragma}"))), [], "{value}");
            assert_eq!(found(".drone.yml", &entry(&format!("{pragma}\n    {value}"))), [], "{value}");
        }
    }
    let command = |end: &str| pipeline(&format!("  - |\n    export AWS_ACCESS_KEY_ID={}{end}\n", key_id()));
    assert_eq!(found(".drone.yml", &command("")), [("secret/aws-access-key", 10)]);
    for pragma in PRAGMAS {
        assert_eq!(found(".drone.yml", &command(&format!(" {pragma}"))), []);
    }
}

#[test]
fn a_literal_that_only_the_drone_rule_knows_stays_when_the_secret_rules_are_off() {
    let text = pipeline(&format!("  - export AWS_ACCESS_KEY_ID={}\n", key_id()));
    let mut input = Input::default();
    input.add(".drone.yml", text.into_bytes());
    let outcome = steplint::check(input, &Config::only(&["drone/static-aws-keys"]));
    assert_eq!(outcome.diagnostics.len(), 1);
}

#[test]
fn a_pragma_silences_secrets_and_nothing_else() {
    let text = pipeline("  - make\n")
        + "  environment:\n    AWS_SECRET_ACCESS_KEY: # gitleaks:allow\n      from_secret: aws\n";
    assert_eq!(found(".drone.yml", &text), [("drone/static-aws-keys", 11)]);
}

#[test]
fn a_pragma_reaches_a_secret_in_its_own_comment() {
    let text = pipeline(&format!("  - make # {} # gitleaks:allow\n", key_id()));
    assert_eq!(found(".drone.yml", &text), []);
    let text = format!(
        "# steplint: ignore[secret/aws-access-key] revoked\n# {}\n{}",
        key_id(),
        pipeline("  - make\n")
    );
    assert_eq!(found(".drone.yml", &text), []);
}

#[test]
fn the_finding_of_a_block_scalar_marks_the_key_alone() {
    for (written, style) in [("|", "\n"), (">-", ""), ("|-", ""), ("|+", "\n\n")] {
        let text = pipeline("  - make\n")
            + &format!(
                "  environment:\n    AWS_SECRET_ACCESS_KEY: {written}\n      not-a-real-secret-key{style}\n    OTHER: x\n"
            );
        let outcome = check(".drone.yml", &text);
        let [finding] = outcome.diagnostics.as_slice() else { panic!("{:?}", outcome.diagnostics) };
        let source = outcome.project.source(finding.span.source).unwrap();
        assert_eq!(source.slice(finding.span), "not-a-real-secret-key", "{written}");
    }
}

#[test]
fn no_text_of_a_finding_shows_a_key() {
    let key = key_id();
    let near = key.replace("M7X", "M7Y");
    let texts = [
        (
            "order.asl.json",
            format!(
                r#"{{"StartAt": "{key}", "States": {{"{key}": {{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "{near}"}}, "{key}": {{"Type": "Wait"}}}}}}"#
            ),
        ),
        (
            ".drone.yml",
            format!(
                "kind: pipeline\ntype: docker\nname: deploy\nsteps:\n- name: {key}\n  image: plugins/s3\n  x: *{key}\n  settings:\n    secret_key: {{from_secret: {key}}}\n    secret_key: 1\n"
            ),
        ),
        (
            ".drone.yml",
            format!(
                "kind: pipeline\ntype: docker\nname: deploy\nsteps:\n- name: {key}\n  image: plugins/s3\n  settings:\n    secret_key: {{from_secret: {key}}}\n"
            ),
        ),
        (
            "order.asl.yaml",
            format!(
                "# steplint: ignore[{key}] reason\nStartAt: Pay order\nStates:\n  Pay order:\n    Type: Succeed\n"
            ),
        ),
    ];
    for (name, text) in texts {
        let outcome = check(name, &text);
        assert!(!outcome.diagnostics.is_empty(), "{text}");
        for format in [Format::Pretty, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
            let shown = shown(&outcome, format);
            assert!(!shown.contains(&key) && !shown.contains(&near), "{format:?}: {shown}");
        }
    }
}

#[test]
fn an_excerpt_hides_the_same_secret_on_the_next_line() {
    let text = "StartAt: Pay order\nStates:\n  Pay order:\n    Type: Pass\n    Result:\n      hint: zebra-Quick-4481\n      password: zebra-Quick-4481\n    End: true\n";
    let outcome = check("order.asl.yaml", text);
    assert_eq!(outcome.diagnostics.len(), 1);
    let shown = shown(&outcome, Format::Pretty);
    assert!(!shown.contains("Quick"), "{shown}");
}

#[test]
fn an_excerpt_hides_a_key_whose_finding_is_suppressed() {
    let text = pipeline(&format!(
        "  - make {} # gitleaks:allow\n  - export AWS_SECRET_ACCESS_KEY=not-a-real-secret-key\n",
        key_id()
    ));
    let outcome = check(".drone.yml", &text);
    assert_eq!((outcome.diagnostics.len(), outcome.suppressed), (1, 1));
    let shown = shown(&outcome, Format::Pretty);
    assert!(!shown.contains(&key_id()), "{shown}");
}

#[test]
fn a_key_id_that_is_a_mapping_key_is_found() {
    let key = key_id();
    let text = format!(
        r#"{{"StartAt": "Pay order", "States": {{"Pay order": {{"Type": "Pass", "Result": {{"{key}": 1}}, "End": true}}}}}}"#
    );
    let outcome = check("order.asl.json", &text);
    let [finding] = outcome.diagnostics.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    assert_eq!(finding.code, "secret/aws-access-key");
    assert_eq!(outcome.project.source(finding.span.source).unwrap().slice(finding.span), key);
    assert!(!finding.subject.contains(&key), "{}", finding.subject);
}

#[test]
fn encrypted_values_and_repeated_words_are_no_secrets() {
    let text = pipeline("  - make\n")
        + "  environment:\n    DB_PASSWORD: ENC[AES256_GCM,data:Zx81Qm7v0Lk3Pw9r,iv:q9Zb3Kx=,tag:R2mYc5Hs8N==,type:str]\n    API_TOKEN: dummydummydummydummy\n    PASSWORD: dummydummy\n";
    assert_eq!(messages(".drone.yml", &text), [] as [&str; 0]);
}

#[test]
fn findings_of_two_documents_have_fingerprints_of_their_own() {
    let pipeline = |name: &str| pipeline(&format!("  - {SET}\n")).replace("name: deploy", name);
    let subjects = |text: &str| -> Vec<String> {
        check(".drone.yml", text).diagnostics.into_iter().map(|found| found.subject).collect()
    };
    let named = [pipeline("name: one"), pipeline("name: t/o")].join("---\n");
    assert_eq!(subjects(&named), ["/one/steps/0/commands/0", "/t~1o/steps/0/commands/0"]);
    let alike = [pipeline("name: one"), pipeline("name: one"), pipeline("name: \"0\"")].join("---\n");
    assert_eq!(subjects(&alike), ["/0/steps/0/commands/0", "/1/steps/0/commands/0", "/2/steps/0/commands/0"]);
    assert_eq!(subjects(&pipeline("name: one")), ["/steps/0/commands/0"]);
    let outcome = check(".drone.yml", &alike);
    let mut prints: Vec<String> = outcome.diagnostics.iter().map(|found| found.fingerprint()).collect();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), 3);
}

#[test]
fn the_environment_of_a_service_is_left_out_in_every_document() {
    let text = "kind: pipeline\ntype: docker\nname: one\nservices:\n- name: db\n  image: mysql\n  environment: {DB_PASSWORD: zebra-Quick-4481}\n";
    assert_eq!(messages(".drone.yml", text), [] as [&str; 0]);
    let two = [text, "kind: pipeline\ntype: docker\nname: services\nsteps: []\n"].join("---\n");
    assert_eq!(messages(".drone.yml", &two), [] as [&str; 0]);
}
