//! The program as a user runs it.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "cli/configuration.rs"]
mod configuration;
#[cfg(unix)]
#[path = "cli/files.rs"]
mod files;
#[path = "cli/permissions.rs"]
mod permissions;

use std::path::{Path, PathBuf};

use assert_cmd::Command;

const BROKEN: &str = r#"{
  "StartAt": "Charge card",
  "States": {
    "Charge card": {"Type": "Pass", "Next": "Send reciept"},
    "Send receipt": {"Type": "Succeed"},
  }
}
"#;

/// A folder of its own for a test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("steplint-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) -> &Folder {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn steplint(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_steplint"));
        command.current_dir(&self.0).args(arguments).timeout(std::time::Duration::from_secs(30));
        for name in ["STEPLINT_CONFIG", "DRONE", "FORCE_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn output(command: &mut Command, code: i32) -> (String, String) {
    let output = command.output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    (out, err)
}

#[test]
fn findings_fail_the_run_and_nothing_to_check_does_not() {
    let folder = Folder::new("exit");
    let (_, err) = output(&mut folder.steplint(&[]), 0);
    assert!(err.contains("nothing to check"), "{err}");
    folder.write("order.asl.json", BROKEN);
    let (out, _) = output(&mut folder.steplint(&["--format", "concise"]), 1);
    assert!(out.starts_with("order.asl.json:4:45: error[asl/dangling-transition]"), "{out}");
    output(&mut folder.steplint(&["--exit-zero"]), 0);
    output(&mut folder.steplint(&["--select", "asl/vague-state-name"]), 0);
}

#[test]
fn the_severity_that_fails_is_the_users_choice() {
    let folder = Folder::new("fail-on");
    folder.write(
        "order.asl.json",
        r#"{"StartAt": "Step 1", "States": {"Step 1": {"Type": "Pass", "Next": "Done"}, "Done": {"Type": "Succeed"}}}"#,
    );
    output(&mut folder.steplint(&[]), 1);
    output(&mut folder.steplint(&["--fail-on", "error"]), 0);
    folder.write("steplint.yaml", "fail-on: error\n");
    output(&mut folder.steplint(&[]), 0);
    output(&mut folder.steplint(&["--fail-on", "warning"]), 1);
}

#[test]
fn bad_usage_and_bad_configuration_end_with_two() {
    let folder = Folder::new("usage");
    output(&mut folder.steplint(&["--no-such-flag"]), 2);
    output(&mut folder.steplint(&["no/such/file.json"]), 2);
    let (_, err) = output(&mut folder.steplint(&["--select", "asl/missing-timeot"]), 2);
    assert!(err.contains("did you mean `asl/missing-timeout`?"), "{err}");
    folder.write("steplint.yaml", "extends: recommended\nignores: [asl]\n");
    let (_, err) = output(&mut folder.steplint(&[]), 2);
    assert!(err.contains("steplint.yaml:2:1: unknown key `ignores`"), "{err}");
    assert!(err.contains("did you mean `ignore`?"), "{err}");
    folder.write(
        "steplint.yaml",
        "rules:\n  asl/missing-timeout:\n    options:\n      machine-timeout-suffice: true\n",
    );
    let (_, err) = output(&mut folder.steplint(&[]), 2);
    assert!(err.contains("steplint.yaml:4:7: "), "{err}");
    assert!(err.contains("did you mean `machine-timeout-suffices`?"), "{err}");
    folder.write("steplint.yaml", "rules:\n  asl/missing-timeout:\n    severity: fatal\n");
    let (_, err) = output(&mut folder.steplint(&[]), 2);
    assert!(err.contains("steplint.yaml:3:"), "{err}");
}

#[test]
fn configuration_switches_rules_by_path() {
    let folder = Folder::new("config");
    folder.write("order.asl.json", BROKEN).write("drafts/order.asl.json", BROKEN);
    folder.write(
        "steplint.yaml",
        "ignore: [asl/syntax]\nexclude: ['old/**']\nrules:\n  asl/dangling-transition: {severity: info}\noverrides:\n  - paths: ['drafts/**']\n    ignore: [asl]\n",
    );
    folder.write("old/order.asl.json", BROKEN);
    let (out, _) =
        output(&mut folder.steplint(&["--format", "concise", "--select", "asl/dangling-transition"]), 0);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.starts_with("order.asl.json:4:45: info[asl/dangling-transition]"), "{out}");
    let (out, _) = output(&mut folder.steplint(&["--no-config", "--format", "concise"]), 1);
    assert!(out.contains("drafts/order.asl.json") && out.contains("old/order.asl.json"), "{out}");
}

#[test]
fn safe_repairs_are_made_and_unsafe_ones_on_request() {
    let folder = Folder::new("fix");
    folder.write("order.asl.json", BROKEN);
    let (diff, _) = output(&mut folder.steplint(&["--diff"]), 1);
    assert!(diff.contains("-    \"Send receipt\": {\"Type\": \"Succeed\"},\n+    \"Send receipt\": {\"Type\": \"Succeed\"}\n"), "{diff}");
    assert_eq!(folder.read("order.asl.json"), BROKEN);
    output(&mut folder.steplint(&["--fix"]), 1);
    assert_eq!(folder.read("order.asl.json"), BROKEN.replace("},\n  }", "}\n  }"));
    let (out, _) = output(&mut folder.steplint(&["--unsafe-fixes", "--format", "concise"]), 0);
    assert_eq!(out, "");
    assert!(folder.read("order.asl.json").contains("\"Next\": \"Send receipt\""));
}

#[test]
fn every_format_writes_what_its_readers_parse() {
    let folder = Folder::new("formats");
    folder.write("order.asl.json", BROKEN);
    let (out, _) = output(&mut folder.steplint(&["--format", "json"]), 1);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["summary"]["error"], 2);
    assert_eq!(json["diagnostics"][0]["span"]["line"], 4);
    assert_eq!(json["diagnostics"][0]["subject"], "/States/Charge card/Next");
    let (out, _) = output(&mut folder.steplint(&["--format", "sarif", "--output-file", "out.sarif"]), 1);
    assert_eq!(out, "");
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("out.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let (out, _) = output(&mut folder.steplint(&["--format", "github"]), 1);
    assert!(out.starts_with("::error file=order.asl.json,line=4,"), "{out}");
    let (out, _) = output(&mut folder.steplint(&["--statistics"]), 1);
    assert!(out.contains("1  asl/dangling-transition"), "{out}");
    let (out, _) = output(&mut folder.steplint(&["--color", "always"]), 1);
    assert!(out.contains("\u{1b}["), "{out}");
    let (out, _) = output(&mut folder.steplint(&[]), 1);
    assert!(!out.contains('\u{1b}') && out.contains("did you mean `Send receipt`?"), "{out}");
}

#[test]
fn a_file_can_come_from_the_standard_input() {
    let folder = Folder::new("stdin");
    let mut command = folder.steplint(&["--stdin-filename", "a/order.asl.json", "--format", "concise"]);
    let (out, _) = output(command.write_stdin(BROKEN), 1);
    assert!(out.starts_with("a/order.asl.json:4:45: "), "{out}");
}

#[test]
fn a_single_file_is_judged_by_what_its_repository_says_of_it() {
    let folder = Folder::new("context");
    let definition = r#"{"StartAt": "Charge card", "States": {"Charge card": {"Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke", "End": true}}}"#;
    folder.write("machine.asl.json", definition);
    std::fs::create_dir_all(folder.0.join(".git")).unwrap();
    let arguments = ["--format", "concise", "--select", "asl/missing-timeout", "machine.asl.json"];
    let (out, _) = output(&mut folder.steplint(&arguments), 1);
    assert_eq!(out.lines().count(), 1, "{out}");
    folder.write(
        "template.yaml",
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Charge:\n    Type: AWS::Serverless::StateMachine\n    \
         Properties: {Type: EXPRESS, DefinitionUri: machine.asl.json}\n",
    );
    let (out, _) = output(&mut folder.steplint(&arguments), 0);
    assert_eq!(out, "", "an EXPRESS machine ends after five minutes");
}

#[test]
fn rules_explain_themselves() {
    let folder = Folder::new("explain");
    let (out, _) = output(&mut folder.steplint(&["explain", "asl/missing-timeout"]), 0);
    assert!(out.contains("## How to mend"), "{out}");
    let (_, err) = output(&mut folder.steplint(&["explain", "asl/no-timeout"]), 2);
    assert!(err.contains("asl/no-timeout"), "{err}");
    let (out, _) = output(&mut folder.steplint(&["rules"]), 0);
    assert!(out.lines().all(|line| line.contains('/')), "{out}");
    let (out, _) = output(&mut folder.steplint(&["rules", "--format", "json"]), 0);
    let rules: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rules.as_array().unwrap().len(), steplint::rules::RULES.len());
}

#[test]
fn a_comment_suppresses_the_node_that_it_precedes() {
    let folder = Folder::new("suppress");
    let template = |comment: &str| {
        format!(
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    \
             Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n{comment}      DefinitionString: |\n        {{\"StartAt\": \
             \"Step 1\", \"States\": {{\"Step 1\": {{\"Type\": \"Pass\", \"End\": true}}}}}}\n"
        )
    };
    let arguments = ["--select", "asl/vague-state-name,steplint", "--format", "concise", "template.yaml"];
    folder.write("template.yaml", &template(""));
    let (out, _) = output(&mut folder.steplint(&arguments), 1);
    assert_eq!(out.lines().count(), 1, "{out}");
    folder.write(
        "template.yaml",
        &template("      # steplint: ignore[asl/vague-state-name] a sketch for the meeting\n"),
    );
    output(&mut folder.steplint(&arguments), 0);
    let json = ["--select", "asl/vague-state-name,steplint", "--format", "json", "template.yaml"];
    let (out, _) = output(&mut folder.steplint(&json), 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["summary"]["suppressed"], 1);
}

#[test]
fn the_help_names_every_command() {
    let (out, _) = output(&mut Folder::new("help").steplint(&["--help"]), 0);
    for word in ["check", "explain", "rules", "--format", "--select", "--fail-on", "--config"] {
        assert!(out.contains(word), "{word}: {out}");
    }
    assert!(Path::new(env!("CARGO_BIN_EXE_steplint")).exists());
}
