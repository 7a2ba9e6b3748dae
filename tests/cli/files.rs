//! Files as they should not be: linked, special, unreadable, named to harm; and readers that go away.

use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command as Process, Stdio};

use super::{BROKEN, Folder, output};

/// What `--fix` makes of [`BROKEN`].
fn repaired() -> String {
    BROKEN.replace("},\n  }", "}\n  }")
}

/// Takes rights from a file or folder; whether that holds for this user (for root it does not).
fn forbid(folder: &Folder, name: &str, mode: u32) -> bool {
    let path = folder.0.join(name);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
    let is_root = Process::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if is_root {
        allow(folder, name);
    }
    !is_root
}

fn allow(folder: &Folder, name: &str) {
    std::fs::set_permissions(folder.0.join(name), PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_repair_writes_through_no_file_that_lies_there_already() {
    let folder = Folder::new("fix-planted");
    folder.write("order.asl.json", BROKEN).write("elsewhere/precious", "mine");
    for name in ["order.asl.steplint-tmp", "order.asl.json.steplint-tmp", ".order.asl.json.steplint-tmp"] {
        symlink(folder.0.join("elsewhere/precious"), folder.0.join(name)).unwrap();
    }
    output(&mut folder.steplint(&["--fix"]), 1);
    assert_eq!(folder.read("elsewhere/precious"), "mine");
    assert_eq!(folder.read("order.asl.json"), repaired());
    assert!(!folder.0.join("order.asl.json").is_symlink());
}

#[test]
fn a_repair_keeps_permissions_and_links_and_leaves_nothing_behind() {
    let folder = Folder::new("fix-link");
    folder.write("real/order.asl.json", BROKEN);
    std::fs::set_permissions(folder.0.join("real/order.asl.json"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("real/order.asl.json", folder.0.join("link.asl.json")).unwrap();
    output(&mut folder.steplint(&["--fix", "link.asl.json"]), 1);
    assert!(folder.0.join("link.asl.json").is_symlink());
    assert_eq!(folder.read("real/order.asl.json"), repaired());
    let mode = folder.0.join("real/order.asl.json").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(folder.0.join("real")).unwrap().count(), 1);
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 2);
}

#[test]
fn a_repair_that_fails_does_not_stop_the_others() {
    let folder = Folder::new("fix-readonly");
    folder.write("a/order.asl.json", BROKEN).write("b/order.asl.json", BROKEN);
    if !forbid(&folder, "a", 0o555) {
        return;
    }
    let (_, err) = output(&mut folder.steplint(&["--fix"]), 2);
    allow(&folder, "a");
    assert!(err.contains("steplint: a/order.asl.json was not repaired: "), "{err}");
    assert_eq!(folder.read("a/order.asl.json"), BROKEN);
    assert_eq!(folder.read("b/order.asl.json"), repaired());
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_checked() {
    let folder = Folder::new("unreadable");
    folder.write("a.asl.json", BROKEN).write("b.asl.json", BROKEN).write("c/d.asl.json", BROKEN);
    if !(forbid(&folder, "a.asl.json", 0o000) && forbid(&folder, "c", 0o000)) {
        return;
    }
    let (out, err) = output(&mut folder.steplint(&["--format", "concise"]), 2);
    allow(&folder, "c");
    assert!(out.starts_with("b.asl.json:4:45: "), "{out}");
    assert!(err.contains("steplint: a.asl.json was not read: "), "{err}");
    assert!(err.contains("steplint: c was not read: "), "{err}");
}

#[test]
fn only_regular_files_are_read() {
    let folder = Folder::new("special");
    folder.write("order.asl.json", BROKEN);
    assert!(Process::new("mkfifo").arg(folder.0.join("pipe.json")).status().unwrap().success());
    for name in ["pipe.json", "/dev/zero", "/dev/null"] {
        let (out, err) = output(&mut folder.steplint(&["--format", "concise", name, "order.asl.json"]), 2);
        assert!(err.contains(&format!("steplint: {name} was not read: it is not a regular file")), "{err}");
        assert!(out.starts_with("order.asl.json:4:45: "), "{out}");
    }
    output(&mut folder.steplint(&["--config", "/dev/zero"]), 2);
}

#[test]
fn standard_input_has_the_limit_of_files() {
    let folder = Folder::new("stdin-limit");
    let mut command = folder.steplint(&["--stdin-filename", "order.asl.json"]);
    let (_, err) = output(command.write_stdin(vec![b' '; (32 << 20) + 1]), 2);
    assert!(err.contains("steplint: order.asl.json was not read: "), "{err}");
}

#[test]
fn messages_show_what_steers_a_terminal_instead_of_sending_it() {
    let folder = Folder::new("escape");
    let (_, err) = output(&mut folder.steplint(&["no\u{1b}[2J.json"]), 2);
    assert!(!err.contains('\u{1b}') && err.contains(r"no\u{1b}[2J.json"), "{err:?}");
    let (_, err) = output(&mut folder.steplint(&["--no\u{1b}[2J.json"]), 2);
    assert!(!err.contains('\u{1b}'), "{err:?}");
    folder.write("bad\n\u{1b}[2J.asl.json", BROKEN);
    let (_, err) = output(&mut folder.steplint(&["--fix"]), 1);
    assert!(!err.contains('\u{1b}') && err.contains(r"bad\n\u{1b}[2J.asl.json: 1 repaired"), "{err:?}");
    folder.write("steplint.yaml", "\"a\\e[2J\": 1\n");
    let (_, err) = output(&mut folder.steplint(&[]), 2);
    assert!(!err.contains('\u{1b}'), "{err:?}");
}

#[test]
fn a_reader_that_goes_away_does_not_change_the_verdict() {
    let folder = Folder::new("pipe");
    folder.write("order.asl.json", BROKEN);
    for arguments in [&["--format", "json"][..], &["--statistics"], &["--diff"], &["--format", "concise"]] {
        let mut child = Process::new(env!("CARGO_BIN_EXE_steplint"))
            .current_dir(&folder.0)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(1), "{arguments:?}");
    }
}

#[test]
fn a_file_by_two_names_is_read_once() {
    let folder = Folder::new("twice");
    folder.write("real/order.asl.json", BROKEN);
    symlink("real", folder.0.join("link")).unwrap();
    symlink("real/order.asl.json", folder.0.join("link.asl.json")).unwrap();
    let (once, _) = output(&mut folder.steplint(&["--format", "concise", "real"]), 1);
    let arguments = ["--format", "concise", "real", "link", "link.asl.json", "real/../real/order.asl.json"];
    let (out, _) = output(&mut folder.steplint(&arguments), 1);
    assert_eq!(out, once);
}

#[test]
fn an_absolute_path_is_a_file_uri_in_sarif() {
    let folder = Folder::new("uri");
    folder.write("sp ace/order.asl.json", BROKEN).write("other/steplint.yaml", "");
    let path = folder.0.canonicalize().unwrap().join("sp ace/order.asl.json");
    let mut command = folder.steplint(&["--format", "sarif", path.to_str().unwrap()]);
    let (out, _) = output(command.current_dir(folder.0.join("other")), 1);
    let sarif: serde_json::Value = serde_json::from_str(&out).unwrap();
    let location = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let expected = format!("file://{}", path.to_str().unwrap().replace(' ', "%20"));
    assert_eq!(location["artifactLocation"]["uri"], expected);
}

#[test]
fn what_is_asked_for_goes_to_the_output_file() {
    let folder = Folder::new("output-file");
    folder.write("order.asl.json", BROKEN);
    for (flag, expected) in [("--statistics", "1  asl/dangling-transition"), ("--diff", "--- order.asl.json")]
    {
        let (out, _) = output(&mut folder.steplint(&[flag, "--output-file", "out.txt"]), 1);
        assert_eq!(out, "");
        assert!(folder.read("out.txt").contains(expected), "{}", folder.read("out.txt"));
    }
}

#[test]
fn the_standard_input_stands_alone() {
    let folder = Folder::new("stdin-alone");
    folder.write("order.asl.json", BROKEN);
    let arguments = ["--stdin-filename", "a.asl.json", "order.asl.json"];
    let (_, err) = output(folder.steplint(&arguments).write_stdin(BROKEN), 2);
    assert!(err.contains("cannot be used with"), "{err}");
    let mut text = String::new();
    std::fs::File::open(folder.0.join("order.asl.json")).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, BROKEN);
}
