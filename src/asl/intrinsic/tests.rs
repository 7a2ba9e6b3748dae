#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::{ArgumentKind, Call, FUNCTIONS, function, is_meant, placeholders};

const CALLS: [(&str, usize); 14] = [
    ("States.UUID()", 0),
    ("States.Array()", 0),
    (" States.Array( 1 , -2.5, 1e3 ,true, null,'a' ) ", 6),
    ("States.Format('Hello, {}', $.name)", 2),
    (r"States.Format('it\'s \{\} \\ {}', $.a)", 2),
    ("States.JsonMerge($.a, States.StringToJson('{\"b\": \"c, d)\"}'), false)", 3),
    ("States.Array($['a,b)'], $.items[?(@.a == 'x, y)')].b, $.c.length())", 3),
    ("States.ArrayGetItem(States.StringSplit($$.Execution.Id, ':'), 7)", 2),
    ("States.Format('{}\n{}', 'two\nlines', $order.id )", 3),
    ("States.Base64Encode('')", 1),
    ("States.Hash($.a\n,\n'SHA-256')", 2),
    ("My.Function($)", 1),
    ("States.MathAdd($.a,-1)", 2),
    ("States.JsonToString($)", 1),
];

const FAULTS: [(&str, &str, &str); 15] = [
    ("States.UUID", "after the name of the function comes no parenthesis", "States.UUID"),
    ("States.Format ('a')", "after the name of the function comes no parenthesis", "States.Format"),
    ("States.Array(1", "the parenthesis is never closed", "("),
    ("States.Array(", "the parenthesis is never closed", "("),
    ("States.Array(1))", "after the call comes something else", ")"),
    ("States.Array(1,)", "here an argument is missing", ")"),
    ("States.Array(,1)", "here an argument is missing", ","),
    ("States.Array(1 2)", "here a comma or `)` belongs", "2"),
    ("States.Array('a)", "the apostrophe is never closed", "'"),
    (r"States.Format('a\n')", "the backslash does not escape `n`", r"\n"),
    (r"States.Format('a\", "the apostrophe is never closed", "'"),
    ("States.Array(\"a\")", "a string stands between apostrophes", "\""),
    ("States.Array(1.2.3)", "it is not a number that can be read", "1.2.3"),
    ("States.Array($.a[)", "the `)` closes nothing", ")"),
    ("States.Array(foo)", "it is no string, number, `null`, `true`, `false`, path or call", "foo"),
];

#[test]
fn calls_are_read() {
    for (text, count) in CALLS {
        let call = Call::parse(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
        assert_eq!(call.arguments.len(), count, "{text}");
        assert!(is_meant(text));
    }
}

#[test]
fn faults_name_their_place() {
    for (text, message, place) in FAULTS {
        let fault = Call::parse(text).unwrap_err();
        assert_eq!((fault.message.as_ref(), text.get(fault.range)), (message, Some(place)), "{text}");
    }
}

#[test]
fn ranges_are_those_of_the_text() {
    let text = " States.ArrayGetItem($.items , States.MathAdd($.i, 1))";
    let call = Call::parse(text).unwrap();
    let at = |range: std::ops::Range<usize>| text.get(range).unwrap();
    assert_eq!(at(call.name.clone()), "States.ArrayGetItem");
    let arguments: Vec<&str> = call.arguments.iter().map(|argument| at(argument.range.clone())).collect();
    assert_eq!(arguments, ["$.items", "States.MathAdd($.i, 1)"]);
    let paths: Vec<&str> = call.paths().map(|(_, range)| at(range)).collect();
    assert_eq!(paths, ["$.items", "$.i"]);
    assert_eq!(call.calls().map(|(_, depth)| depth).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn words_and_sentences_are_no_calls() {
    assert!(is_meant("States.Format") && is_meant("foo(1)"));
    for text in ["", "foo", "(a)", "States", "please call (us)", "$.foo(1)", "state.name"] {
        assert!(!is_meant(text), "{text}");
    }
}

#[test]
fn functions_are_sorted_for_the_search() {
    assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
    assert_eq!(function("States.Hash").unwrap().arity(), "2 arguments");
    assert_eq!(function("States.MathRandom").unwrap().arity(), "2 or 3 arguments");
    assert!(function("States.Format").unwrap().takes(5) && !function("States.Format").unwrap().takes(0));
    assert!(function("States.Array").unwrap().takes(0) && !function("States.UUID").unwrap().takes(1));
}

#[test]
fn placeholders_are_counted() {
    assert_eq!(placeholders("{} of {}"), (2, false));
    assert_eq!(placeholders(r"\{\} {}"), (1, false));
    assert_eq!(placeholders("{a} {}"), (1, true));
    assert_eq!(placeholders("{{}}"), (1, true));
}

#[test]
fn hostile_depth_is_left_unread() {
    let text = format!("{}{}", "States.Array(".repeat(50_000), ")".repeat(50_000));
    assert!(Call::parse(&text).unwrap().is_too_deep());
    assert!(Call::parse(&"States.Array(".repeat(50_000)).is_err());
    assert!(Call::parse(&"States.Array($.a[".repeat(50_000)).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_within_its_bounds(
        text in r"(States\.[A-Z]\()?([$.\[\]()',a-c0-2\\{} é-]|A\(){0,32}"
    ) {
        let ranges: Vec<_> = match Call::parse(&text) {
            Ok(call) => call.calls().flat_map(|(call, _)| &call.arguments).map(|argument| {
                if let ArgumentKind::Text(literal) = &argument.kind {
                    let _ = placeholders(&text[literal.clone()]);
                }
                argument.range.clone()
            }).collect(),
            Err(fault) => vec![fault.range],
        };
        for range in ranges {
            prop_assert!(text.get(range).is_some());
        }
    }
}
