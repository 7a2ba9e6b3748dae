#![allow(clippy::unwrap_used)]

use super::super::sorted::compare;
use super::*;
use proptest::prelude::*;

fn action(text: &str) -> Option<Action> {
    let (prefix, name) = text.split_once(':')?;
    service(prefix)?.action(name)
}

fn expanded(text: &str) -> Vec<String> {
    let pattern = ActionPattern::parse(text).unwrap();
    pattern.expand().map(|found| format!("{}:{}", found.service, found.name)).collect()
}

/// Services, actions and limitable actions, as the README says.
fn counts_in_readme() -> [usize; 3] {
    let row = include_str!("../data/README.md").lines().find(|line| line.starts_with("| `actions.txt` |"));
    let cells: Vec<usize> = row.unwrap().split('|').filter_map(|cell| cell.trim().parse().ok()).collect();
    cells.try_into().unwrap()
}

#[test]
fn every_row_of_the_table_is_read() {
    assert!(TABLE.is_sound());
    let (mut read, mut limitable) = (0, 0);
    for section in TABLE.all() {
        assert!(
            section.rows().is_sorted_by(|one, next| compare(one.name, next.name).is_lt()),
            "{}",
            section.name
        );
        for parsed in section.rows() {
            assert_eq!(action(&format!("{}:{}", section.name, parsed.name)), Some(*parsed));
            let is_more = parsed.access.is_permissions() || parsed.access.is_tagging();
            assert!(parsed.access.is_write() || !is_more, "{parsed:?}");
            limitable += usize::from(parsed.limitable);
        }
        read += section.line_count();
    }
    let prefixes = TABLE.all().len();
    assert_eq!([prefixes, read, limitable], counts_in_readme());
    assert_eq!(services().count(), prefixes);
    assert_eq!(services().flat_map(Service::actions).count(), read);
}

#[test]
fn looks_up_in_any_case() {
    let found = action("S3:getobject").unwrap();
    assert_eq!((found.service, found.name, found.limitable), ("s3", "GetObject", true));
    assert!(found.access.is_read() && !found.access.is_write() && !found.access.is_list());
    let pass = action("iam:PassRole").unwrap();
    assert!(pass.access.is_write() && pass.limitable);
    let policy = action("iam:PutRolePolicy").unwrap();
    assert!(policy.access.is_permissions() && policy.access.is_write());
    assert!(action("s3:PutObjectTagging").unwrap().access.is_tagging());
    assert!(action("s3:ListAllMyBuckets").unwrap().access.is_list());
    assert!(!action("s3:ListAllMyBuckets").unwrap().limitable);
}

#[test]
fn overrides_are_in_the_table() {
    assert!(action("states:InvokeHTTPEndpoint").unwrap().limitable);
    assert!(!action("states:SendTaskSuccess").unwrap().limitable);
}

#[test]
fn what_does_not_exist_is_not_found() {
    for text in
        ["s3:GetObjec", "s3:GetObjectX", "s3:", "s3:Get*", "sfn:StartExecution", ":GetObject", "s3]:x"]
    {
        assert_eq!(action(text), None, "{text}");
    }
    assert_eq!(service("a2c").unwrap().prefix(), services().next().unwrap().prefix());
    assert!(service("zzz").is_none());
    assert_eq!(service("s3").unwrap().action("GetObject R"), None);
}

#[test]
fn patterns() {
    assert_eq!(expanded("iam:passrol?"), ["iam:PassRole"]);
    assert_eq!(expanded("S3:GetObjectT*"), ["s3:GetObjectTagging", "s3:GetObjectTorrent"]);
    assert_eq!(expanded("state*:StartExecution"), ["states:StartExecution"]);
    assert!(expanded("s3:Nothing*").is_empty() && expanded("nosuch:*").is_empty());
    assert_eq!(expanded("*").len(), counts_in_readme()[1]);
    assert_eq!(expanded("*:*").len(), counts_in_readme()[1]);
    assert_eq!(expanded("sqs:*").len(), service("sqs").unwrap().actions().count());
    let pattern = ActionPattern::parse("s3:Get*").unwrap();
    assert!(!pattern.is_literal() && ActionPattern::parse("s3:GetObject").unwrap().is_literal());
}

#[test]
fn what_is_not_a_pattern() {
    for text in ["", "s3", "s3:", ":Get", "s3:Get:x", "**", "${Action}", "s3:${Name}", "${Service}:Get*"] {
        assert_eq!(ActionPattern::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn expansion_is_what_matches(text in "(s[3qn*?]{0,3}|\\*|ia?):[GPLgpl]?[a-z]?[*?]{0,2}[A-Za-z]?\\*?") {
        if let Some(pattern) = ActionPattern::parse(&text) {
            let all = services().flat_map(Service::actions);
            let expected: Vec<Action> = all.filter(|action| pattern.matches(action)).collect();
            prop_assert_eq!(pattern.expand().collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn any_text_is_safe(text in ".*", name in ".*") {
        if let Some(found) = service(&text) {
            prop_assert!(found.prefix().eq_ignore_ascii_case(&text));
        }
        prop_assert_eq!(service("ec2").unwrap().action(&name).is_some_and(|it| !it.name.eq_ignore_ascii_case(&name)), false);
        let _ = ActionPattern::parse(&text);
    }
}
