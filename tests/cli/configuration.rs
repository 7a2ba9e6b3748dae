//! Where the configuration is looked for, what its paths mean, and what is said of its faults.

use super::{BROKEN, Folder, output};

/// Everything off: a run that reads it finds nothing.
const SILENT: &str = "ignore: [asl]\n";

#[test]
fn it_is_found_for_a_bare_file_name() {
    let folder = Folder::new("config-bare");
    folder.write("order.asl.json", BROKEN).write("steplint.yaml", SILENT);
    output(&mut folder.steplint(&["order.asl.json"]), 0);
}

#[test]
fn it_is_found_for_all_paths_together() {
    let folder = Folder::new("config-ancestor");
    folder
        .write("a/order.asl.json", BROKEN)
        .write("b/order.asl.json", BROKEN)
        .write("a/steplint.yaml", SILENT);
    output(&mut folder.steplint(&["a/order.asl.json"]), 0);
    output(&mut folder.steplint(&["a/order.asl.json", "b/order.asl.json"]), 1);
    output(folder.steplint(&["../a/order.asl.json"]).current_dir(folder.0.join("b")), 0);
    folder.write("steplint.yaml", SILENT);
    output(&mut folder.steplint(&["b/order.asl.json", "a/order.asl.json"]), 0);
    folder.write("b/steplint.yaml", "fail-on: nonsense\n");
    output(folder.steplint(&["../a"]).current_dir(folder.0.join("b")), 0);
}

#[test]
fn it_is_found_for_the_name_of_the_standard_input() {
    let folder = Folder::new("config-stdin");
    folder.write("a/steplint.yaml", "ignore: [asl]\nexclude: [old]\n");
    output(folder.steplint(&["--stdin-filename", "a/order.asl.json"]).write_stdin(BROKEN), 0);
    output(folder.steplint(&["--stdin-filename", "b/order.asl.json"]).write_stdin(BROKEN), 1);
    let mut command = folder.steplint(&["--stdin-filename", "a/old/order.asl.json"]);
    let (_, err) = output(command.write_stdin(BROKEN), 0);
    assert!(err.contains("`exclude`"), "{err}");
}

#[test]
fn its_paths_are_relative_to_its_folder() {
    let folder = Folder::new("config-paths");
    folder.write("project/sub/order.asl.json", BROKEN).write("project/deep/er/order.asl.json", BROKEN);
    for pattern in ["sub", "sub/", "./sub", "./sub/**", "/sub/**", "sub/**", "sub/*.json", "**/sub", "su?"] {
        for settings in [
            format!("exclude: ['{pattern}', deep]\n"),
            format!("overrides:\n- paths: ['{pattern}', deep/er]\n  ignore: [asl]\n"),
        ] {
            folder.write("project/steplint.yaml", &settings);
            output(&mut folder.steplint(&["project"]), 0);
            for place in ["project", "project/sub", "project/deep/er"] {
                for path in ["../sub", "../../sub", ".", "order.asl.json"] {
                    if folder.0.join(place).join(path).exists() {
                        output(
                            folder
                                .steplint(&[
                                    path,
                                    "--config",
                                    folder.0.join("project/steplint.yaml").to_str().unwrap(),
                                ])
                                .current_dir(folder.0.join(place)),
                            0,
                        );
                    }
                }
            }
        }
    }
    folder.write("project/steplint.yaml", "exclude: [su, er, sub/other, project/sub]\n");
    let (out, _) = output(&mut folder.steplint(&["project", "--format", "concise"]), 1);
    assert!(out.contains("project/sub/") && out.contains("project/deep/"), "{out}");
}

#[test]
fn a_file_that_is_left_out_is_said_to_be() {
    let folder = Folder::new("config-excluded");
    folder.write("order.asl.json", BROKEN).write("steplint.yaml", "exclude: ['*.asl.json']\n");
    for arguments in [&["order.asl.json"][..], &[]] {
        let (_, err) = output(&mut folder.steplint(arguments), 0);
        assert!(err.contains("order.asl.json is left out by `exclude` of "), "{err}");
        assert!(!err.contains("no pipeline"), "{err}");
    }
}

#[test]
fn the_variable_gives_way_to_the_options() {
    let folder = Folder::new("config-variable");
    folder.write("order.asl.json", BROKEN).write("silent.yaml", SILENT).write("loud.yaml", "");
    let run = |arguments: &[&str], variable: &str, code: i32| {
        output(folder.steplint(arguments).env("STEPLINT_CONFIG", variable), code);
    };
    run(&[], "silent.yaml", 0);
    run(&["--no-config"], "silent.yaml", 1);
    run(&["--config", "loud.yaml"], "silent.yaml", 1);
    run(&[], "", 1);
    run(&["--no-config"], "", 1);
    run(&[], "missing.yaml", 2);
    run(&["--no-config", "--config", "loud.yaml"], "", 2);
}

#[test]
fn its_faults_are_told_in_its_own_words() {
    let folder = Folder::new("config-messages");
    let faults = [
        ("rules:\n  asl/missing-timeout: off\n", "2:24: ", "write `{severity: off}`"),
        ("rules:\n  asl/missing-timeout: [error]\n", "2:24: ", "write `{severity: warning}`"),
        (
            "rules:\n  asl/missing-timeout:\n    machine-timeout-suffices: true\n",
            "3:5: ",
            "options go under `options:`",
        ),
        ("rules:\n  asl/missing-timeout:\n    severty: off\n", "3:5: ", "did you mean `severity`?"),
        ("rules:\n  asl/missing-timeout:\n    severity: warn\n", "3:15: ", "did you mean `warning`?"),
        ("rules:\n  asl/missing-timeout:\n    options: [x]\n", "3:14: ", "`options` takes keys and values"),
        ("rules: [asl/missing-timeout]\n", "1:8: ", "`rules` takes keys and values"),
        ("extends: recomended\n", "1:10: ", "did you mean `recommended`?"),
        ("extends: [all]\n", "1:10: ", "`extends` takes `recommended`, `pedantic` or `all`"),
        ("fail-on: eror\n", "1:10: ", "did you mean `error`?"),
        ("ignore: asl\n", "1:9: ", "write `[asl]`"),
        ("ignore: [[asl]]\n", "1:10: ", "write `[asl]`"),
        ("ignore: [securty]\n", "1:10: ", "did you mean `security`?"),
        ("ignore: [asl]\nselect: [cfn]\nignore: [iam]\n", "3:1: ", "`ignore` stands here twice"),
        (
            "rules:\n  asl/missing-timeout: {severity: off}\n  asl/missing-timeout: {}\n",
            "3:3: ",
            "stands here twice",
        ),
        ("overrides:\n  - path: [x]\n", "2:5: ", "did you mean `paths`?"),
        ("overrides:\n  - ignore: [asl]\n", "2:5: ", "`paths` is missing"),
        ("overrides: {paths: [x]}\n", "1:12: ", "`overrides` takes a list"),
        ("- asl\n", "1:1: ", "expected keys and values"),
        ("extends: all\n---\nextends: all\n", "3:1: ", "a second document begins here"),
        ("? [a]\n: b\n", "1:3: ", "a key is a word"),
        ("docs-url: [x]\n", "1:11: ", "`docs-url` takes"),
        ("ignore: [asl\n", ":", "steplint.yaml:"),
    ];
    for (text, place, message) in faults {
        folder.write("steplint.yaml", text);
        let (_, err) = output(&mut folder.steplint(&[]), 2);
        assert!(err.contains(&format!("steplint.yaml:{}", place.trim_start_matches(':'))), "{text}{err}");
        assert!(err.contains(message), "{text}{err}");
        for jargon in ["struct", "sequence", "invalid type", "variant", "unit value"] {
            assert!(!err.contains(jargon), "{text}{err}");
        }
    }
}

#[test]
fn a_selector_of_the_command_line_is_no_fault_of_the_file() {
    let folder = Folder::new("config-selector");
    folder.write("steplint.yaml", "fail-on: error\n");
    let (_, err) = output(&mut folder.steplint(&["--ignore", "securty"]), 2);
    assert!(err.starts_with("steplint: no rule") && err.contains("did you mean `security`?"), "{err}");
}

#[test]
fn a_key_without_a_value_is_not_given() {
    let folder = Folder::new("config-empty");
    folder.write("order.asl.json", BROKEN);
    let text = "extends:\nselect:\nignore:\nexclude:\nfail-on:\ndocs-url:\noverrides:\nrules:\n";
    for more in ["", "  asl/missing-timeout:\n", "  asl/missing-timeout:\n    severity:\n    options:\n"] {
        folder.write("steplint.yaml", &format!("{text}{more}"));
        output(&mut folder.steplint(&[]), 1);
    }
    folder.write("steplint.yaml", "# nothing yet\n");
    output(&mut folder.steplint(&[]), 1);
}
