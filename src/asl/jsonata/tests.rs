#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::{Ast, Binding, Error, Kind, parse, parse_part};

fn parsed(text: &str) -> Ast<'_> {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn refused(text: &str) -> Error {
    match parse(text) {
        Err(error) => error,
        Ok(_) => panic!("{text} is accepted"),
    }
}

#[test]
fn every_form_of_the_language_is_accepted() {
    let accepted = [
        "1 + 2 * -3.5e-2 - 4 / 2 % 3",
        "**.a.b.`c d`.'e'[0].*.%",
        "$x.items[price > 10 and $contains(name, /^a[/]b/i)].price",
        "($x := 1; $f := function($a, $b)<nn:n> { $a + $b }; $f($x, 2))",
        "λ($i) { $i }(1)",
        "[1..10, 'a', [], {}][]",
        "{'a': 1, b: [true, false, null]}",
        "orders{customer: $sum(price)}",
        "orders^(<price, >name).name",
        "loans@$l.books@$b[$l.isbn = $b.isbn]#$i.{'at': $i}",
        "$ ~> |account|{'total': 1}, ['secret']|",
        "a ~> $uppercase ~> $f(?, 1)",
        "a = 1 ? 'one' : a in [2, 3] ? 'few'",
        "and and or or in",
        "/* a comment */ a /* and another */",
        "a.b[%.c = 1]",
        "\"\\u00e9\\n\" & 'x'",
        "()",
        "λ",
    ];
    for text in accepted {
        parsed(text);
    }
}

#[test]
fn faults_are_named_and_found() {
    let cases = [
        ("'open", "S0101", "'open"),
        ("1e999", "S0102", "1e999"),
        ("'it\\'s'", "S0103", "\\'"),
        ("'\\u12g4'", "S0104", "\\u"),
        ("`open", "S0105", "`open"),
        ("1 /* open", "S0106", "/* open"),
        ("a b", "S0201", "b"),
        ("[1, 2)", "S0202", ")"),
        ("a ! b", "S0204", "!"),
        ("a ~ b", "S0204", "~"),
        ("function(x) { x }", "S0208", "x"),
        ("[1]{'a': 1}[0]", "S0209", "[0]"),
        ("a{'a': 1}{'b': 2}", "S0210", "{'b': 2}"),
        ("1 + / 2", "S0302", "/ 2"),
        ("a = ) b", "S0211", ")"),
        ("a ?? b", "S0211", "??"),
        ("a ?: b", "S0211", "?:"),
        ("a.b := 1", "S0212", "a.b"),
        ("a.1", "S0213", "1"),
        ("a@b", "S0214", "b"),
        ("a[0]@$x", "S0215", "@$x"),
        ("a^(b)@$x", "S0216", "@$x"),
        ("$.%", "S0217", "%"),
        ("//", "S0301", "//"),
        ("/a(/", "S0302", "/a(/"),
        ("function($a)<n<n>> { 1 }", "S0401", "<"),
        ("function($a)<(sa<n>)> { 1 }", "S0402", "(sa<n>"),
    ];
    for (text, code, fault) in cases {
        let error = refused(text);
        assert_eq!(error.code, Some(code), "{text}");
        assert_eq!(&text[error.range], fault, "{text}");
    }
}

#[test]
fn what_is_missing_at_the_end_is_found_after_the_last_token() {
    for (text, code, at) in [("", "S0207", 0), ("a = ", "S0207", 3), ("$f(a, b ", "S0203", 7)] {
        let error = refused(text);
        assert_eq!((error.code, error.range), (Some(code), at..at), "{text}");
    }
    assert_eq!(refused("$f(a, [b").opened, Some(6..7));
    assert_eq!(refused("{'a': (1]}").opened, Some(6..7));
}

#[test]
fn a_part_of_a_text_keeps_its_place() {
    let text = "{% $states.input.id %}";
    let ast = parse_part(text.into(), 2..20).unwrap();
    assert_eq!(ast.slice(&ast.root().range), "$states.input.id");
    assert_eq!(parse_part("{% ( %}".into(), 2..5).unwrap_err().range, 4..4);
}

#[test]
fn operators_bind_as_in_the_language() {
    let root = |text| parsed(text).root().kind.clone();
    assert!(matches!(root("a + b * c"), Kind::Binary("+", ..)));
    assert!(matches!(root("a * b + c"), Kind::Binary("+", ..)));
    assert!(matches!(root("a and b or c"), Kind::Binary("or", ..)));
    assert!(matches!(root("$a := b ? c : d"), Kind::Bind(..)));
    assert!(matches!(root("-a.b"), Kind::Minus(_)));
    assert!(matches!(root("a.b[0]"), Kind::Path(steps) if steps.len() == 2));
    assert!(matches!(root("a.b.c.d"), Kind::Path(steps) if steps.len() == 4));
    assert!(matches!(root("a.b{c: d}"), Kind::Group(..)));
}

fn variables(text: &str) -> Vec<(String, Binding)> {
    let ast = parsed(text);
    let variables = ast.uses().variables.iter();
    variables.map(|variable| (ast.slice(&variable.name).to_owned(), variable.binding)).collect()
}

#[test]
fn variables_are_bound_by_blocks_functions_and_paths() {
    use Binding::*;
    let cases: [(&str, &[(&str, Binding)]); 9] = [
        ("$a + $b.c", &[("a", Free), ("b", Free)]),
        ("($a := $b; $a)", &[("b", Free), ("a", Bound)]),
        // The first is the variable outside.
        ("($a := $a + 1; $a)", &[("a", Perhaps), ("a", Bound)]),
        ("(($a := 1; $a); $a)", &[("a", Bound), ("a", Free)]),
        ("(c ? $a := 1; $a)", &[("a", Perhaps)]),
        ("function($v) { $v + $w }", &[("v", Bound), ("w", Free)]),
        ("($f := function() { $late }; $late := 1; $f())", &[("late", Perhaps)]),
        ("$o.items#$i[$i > 0]", &[("o", Free), ("i", Perhaps)]),
        ("$map($list, $string)", &[("list", Free), ("string", Free)]),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(name, binding)| ((*name).to_owned(), *binding)).collect();
        assert_eq!(variables(text), expected, "{text}");
    }
}

#[test]
fn calls_count_what_a_chain_hands_on() {
    type Calls<'a> = &'a [(&'a str, usize, Binding)];
    let cases: [(&str, Calls); 7] = [
        ("$sum([1, 2])", &[("sum", 1, Binding::Free)]),
        ("$a ~> $split(',')", &[("split", 2, Binding::Free)]),
        ("$a ~> $uppercase", &[("uppercase", 1, Binding::Free)]),
        ("$a ~> $split(?, ',')", &[("split", 2, Binding::Free)]),
        ("$a ~> $map($f)[0]", &[("map", 2, Binding::Free)]),
        ("($f := function($x) { $x }; $f(1))", &[("f", 1, Binding::Bound)]),
        ("$f(1)(2)", &[("f", 1, Binding::Free)]),
    ];
    for (text, expected) in cases {
        let ast = parsed(text);
        let calls = ast.uses().calls.iter();
        let found: Vec<_> = calls.map(|call| (ast.slice(&call.name), call.arguments, call.binding)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_is_taken_from_the_execution_is_found() {
    let text = "$states.input.items[$states.context.Execution.Id = `my id`].'first name'.($x)";
    let ast = parsed(text);
    let fields: Vec<Vec<&str>> = ast
        .uses()
        .states
        .iter()
        .map(|access| access.fields.iter().map(|field| ast.slice(field)).collect())
        .collect();
    assert_eq!(fields, [vec!["input", "items", "first name"], vec!["context", "Execution", "Id"]]);
    assert!(ast.uses().names.is_empty());
}

#[test]
fn names_need_a_context() {
    let outside = |text: &str| {
        let ast = parsed(text);
        let uses = ast.uses();
        [&uses.names, &uses.contexts, &uses.roots].map(|ranges| {
            ranges.iter().map(|range| ast.slice(range).to_owned()).collect::<Vec<_>>().join(" ")
        })
    };
    assert_eq!(outside("phone"), ["phone", "", ""]);
    assert_eq!(outside("order.id & `the name`"), ["order the name", "", ""]);
    assert_eq!(outside("$ & $.x"), ["", "$ $", ""]);
    assert_eq!(outside("$$.x"), ["", "", "$$"]);
    assert_eq!(outside("[$a, {'k': id}, (id)]"), ["id id", "", ""]);
    assert_eq!(outside("$sum(id) ~> $f(id)"), ["id id", "", ""]);
    let within = [
        "$o[total > 10]",
        "$o.total",
        "$o.(total)",
        "$o^(total)",
        "$o{category: $sum(price)}",
        "$map($o, function($v) { total })",
        "$o.{'t': total}",
        "$o[$.a = 1].$",
        "$o ~> |items|{'price': price * 2}|",
    ];
    for text in within {
        assert_eq!(outside(text), ["", "", ""], "{text}");
    }
}

#[test]
fn deep_nesting_is_refused_and_long_chains_are_not() {
    for open in ["(", "[", "{'a':", "$f(", "a?b:", "-", "function($x){", "a.(", "a[", "|"] {
        let error = refused(&open.repeat(100_000));
        assert_eq!(error.code, None, "{open}");
    }
    parsed(&["(".repeat(150), "1".to_owned(), ")".repeat(150)].concat());
    for chain in ["1 + ", "a.", "a ~> ", "a[0].", "a & ", "a^(b)."] {
        parsed(&[&chain.repeat(20_000), "a"].concat());
    }
    parsed(&["a", &"[0]".repeat(20_000)].concat());
    parsed(&["$f", &"()".repeat(20_000)].concat());
    parsed(&["a.".repeat(20_000), vec!["%"; 10_000].join(".")].concat());
}

#[test]
fn an_empty_name_is_marked_with_its_quotes() {
    let ast = parsed("``");
    let marked: Vec<&str> = ast.uses().names.iter().map(|range| ast.slice(range)).collect();
    assert_eq!(marked, ["``"]);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_every_range_lies_in_the_text(
        text in r#"([$a-c.\[\](){},:;?@#%*+<>=!~^&|/`'" \\0-9é]|and |function|:=|\.\.|\*\*|~>|\\u|\$states){0,40}"#
    ) {
        match parse(text.as_str()) {
            Err(error) => prop_assert!(text.get(error.range).is_some()),
            Ok(ast) => {
                let uses = ast.uses();
                prop_assert!(text.get(ast.root().range.clone()).is_some());
                for range in uses.names.iter().chain(&uses.roots).chain(&uses.contexts) {
                    prop_assert!(text.get(range.clone()).is_some_and(|written| !written.is_empty()));
                }
                for call in &uses.calls {
                    prop_assert!(call.range.start < call.name.start && call.name.end <= call.range.end);
                }
            }
        }
    }

    #[test]
    fn any_text_at_all(text in "\\PC{0,60}") {
        if let Err(error) = parse(text.as_str()) {
            prop_assert!(text.get(error.range).is_some());
        }
    }
}
