#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::{Path, Root, StepKind};

/// Legal by the Amazon States Language specification ("Reference Paths").
const REFERENCE_PATHS: [&str; 24] = [
    "$",
    "$.store.book",
    r"$.store\.book",
    r"$.\stor\e.boo\k",
    "$.store.book.title",
    r"$.foo.\.bar",
    r"$.foo\@bar.baz\[\[.\?pretty",
    r"$.&Ж中.\uD800\uDF46",
    "$.ledgers.branch[0].pending.count",
    "$.ledgers.branch[0]",
    "$.ledgers[0][22][315].foo",
    "$['store']['book']",
    "$['store'][0]['book']",
    "$.foo-result",
    "$.[0]",
    "$.abc.['def ghi']",
    "$['a b'].c",
    r#"$["it's"]['say \'hi\'']"#,
    "$.items[-1]",
    "$$",
    "$$.Map.Item.Value['x']",
    "$order",
    "$order_2.items[0]",
    " $.x ",
];

/// Paths that find several nodes or compute something, and what of them does.
const PLURAL_PATHS: [(&str, &str); 17] = [
    ("$.a[*]", "[*]"),
    ("$.*.b", ".*"),
    ("$..b", ".."),
    ("$..[0]", ".."),
    ("$.a[1:2]", "[1:2]"),
    ("$.a[-2:]", "[-2:]"),
    ("$.a[:2].b", "[:2]"),
    ("$.a[0, 1]", "[0, 1]"),
    ("$['a', \"b\"]", "['a', \"b\"]"),
    ("$.a[?(@.b == 'x]' && @.c > 1 || !@.d)]", "[?(@.b == 'x]' && @.c > 1 || !@.d)]"),
    ("$.a[?(@.b =~ /it's [a-z)]*/i)].c", "[?(@.b =~ /it's [a-z)]*/i)]"),
    ("$.a[?(@.b in ['x', 'y'])]", "[?(@.b in ['x', 'y'])]"),
    ("$.a[?(@.b nin $.c[?(@.d != null)])][0]", "[?(@.b nin $.c[?(@.d != null)])]"),
    ("$.a[?(@.b <= 1 && @.c >= 2)]", "[?(@.b <= 1 && @.c >= 2)]"),
    ("$.a[(@.length-1)]", "[(@.length-1)]"),
    ("$.a.length()", ".length()"),
    ("$$.Execution.Input.concat($.a, 'b)')", ".concat($.a, 'b)')"),
];

/// Texts that are no path: the message and what it is about.
const FAULTS: [(&str, &str, &str); 25] = [
    ("", "it is empty", ""),
    ("  ", "it is empty", ""),
    ("foo", "it does not begin with `$`", "foo"),
    (".foo", "it does not begin with `$`", ".foo"),
    ("@.a", "it does not begin with `$`", "@.a"),
    ("$1", "after `$` comes neither a dot nor a bracket", "1"),
    ("$$Execution", "after `$$` comes neither a dot nor a bracket", "E"),
    ("$order-id", "after `$order` comes neither a dot nor a bracket", "-"),
    ("$.", "it ends with a dot", "."),
    ("$.a.", "it ends with a dot", "."),
    ("$.a..", "it ends with a dot", ".."),
    ("$...a", "three dots are no step", "..."),
    ("$.first name", "a name with a blank stands in brackets: `['…']`", " "),
    ("$.a[0", "the bracket is never closed", "["),
    ("$.a]", "the `]` closes nothing", "]"),
    ("$.a[0)]", "the `)` closes nothing", ")"),
    ("$['a]", "the quote is never closed", "'"),
    ("$.a[]", "the brackets are empty", "[]"),
    ("$.a[b]", "a name in brackets needs quotes", "b"),
    ("$.a[$.b]", "an index cannot be computed", "$.b"),
    ("$.a[1-2]", "it is not an index that can be read", "1-2"),
    ("$['a' 'b']", "after the quoted name comes neither a comma nor `]`", "'b'"),
    ("$.a[?()]", "the filter is empty", "?()"),
    ("$.a[?(@.b = 1)]", "a filter compares with `==`, not with `=`", "="),
    (r"$.a\", "it ends with a backslash that escapes nothing", r"\"),
];

#[test]
fn reference_paths_are_read() {
    for text in REFERENCE_PATHS {
        let path = Path::parse(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
        assert!(path.is_reference(), "{text}");
    }
}

#[test]
fn plural_paths_are_read_and_are_no_reference_paths() {
    for (text, plural) in PLURAL_PATHS {
        let path = Path::parse(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
        let (step, _) = path.first_plural().unwrap();
        assert_eq!(text.get(step.range.clone()), Some(plural));
    }
}

#[test]
fn faults_name_their_place() {
    for (text, message, place) in FAULTS {
        let fault = Path::parse(text).unwrap_err();
        assert_eq!((fault.message.as_ref(), text.get(fault.range)), (message, Some(place)), "{text}");
    }
}

#[test]
fn roots_and_names() {
    let names = |text: &str| -> Vec<String> {
        let path = Path::parse(text).unwrap();
        path.names(text).map(|(name, _)| name.into_owned()).collect()
    };
    assert_eq!(names(r"$.foo\@bar.baz['a.b'].c[0].d"), ["foo@bar", "baz", "a.b", "c"]);
    assert_eq!(Path::parse("$order.id").unwrap().root, Root::Variable(1..6));
    assert_eq!(Path::parse("$$.Task").unwrap().root, Root::Context);
    assert_eq!(Path::parse("$.a[-3]").unwrap().steps[1].kind, StepKind::Index(-3));
}

#[test]
fn hostile_texts_stay_linear() {
    for part in ["[", "(", "$.a[?(", "['a',", "\\", "$..", "=~ /", "[?(@=~   "] {
        let text = format!("$.a{}", part.repeat(200_000 / part.len()));
        let _ = Path::parse(&text);
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_within_its_bounds(text in r#"\$?[$.\[\]()*?@,:'"\\a-c0-2=~/ é-]{0,32}"#) {
        let range = match Path::parse(&text) {
            Ok(path) => {
                for step in &path.steps {
                    prop_assert!(text.get(step.range.clone()).is_some());
                }
                path.steps.last().map_or(0..0, |step| step.range.clone())
            }
            Err(fault) => fault.range,
        };
        prop_assert!(text.get(range).is_some());
    }

    #[test]
    fn names_in_brackets_and_after_dots_are_alike(names in prop::collection::vec("[a-z][a-z0-9_-]{0,6}", 1..6)) {
        let dotted: String = names.iter().map(|name| format!(".{name}")).collect();
        let quoted: String = names.iter().map(|name| format!("['{name}']")).collect();
        for text in [format!("${dotted}"), format!("${quoted}")] {
            let path = Path::parse(&text).unwrap();
            let read: Vec<String> = path.names(&text).map(|(name, _)| name.into_owned()).collect();
            prop_assert_eq!(&read, &names);
        }
    }
}
