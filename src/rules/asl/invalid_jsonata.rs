use crate::asl::expression::Content;
use crate::asl::jsonata::Error;
use crate::asl::{Expression, Machine};
use crate::rule::{Report, rule};

rule! {
    code: "asl/invalid-jsonata",
    group: Correctness,
    severity: Error,
    check: Machine(check),
}

/// What people bring from other languages, at the second of its characters, and what JSONata has for it.
const FOREIGN: [(&str, &str); 5] = [
    ("==", "write `=`: it compares"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("?(@", "this is JSONPath: a predicate of JSONata has no `?(@…)`, as in `book[price < 10]`"),
    ("!", "write `$not(…)`, or `!=` between two values"),
];

/// What helps against a fault, by its code.
const HELP: [(&[&str], &str); 9] = [
    (&["S0101", "S0105", "S0106", "S0302"], "close it before `%}`"),
    (&["S0103"], "to JSONata a quote needs no backslash between quotes of the other kind"),
    (&["S0201"], "put an operator between the two: `&` joins texts, `and` joins conditions"),
    (&["S0202"], "look at the brackets and commas before it"),
    (&["S0211"], "write a value before it, or remove it or what stands before it"),
    (&["S0203"], "add what is missing before `%}`"),
    (&["S0207"], "write a value there"),
    (&["S0212"], "only a variable is assigned to: `$name := …`"),
    (&["S0214"], "write the name of a variable, with its `$`"),
];

fn check(machine: &Machine, report: &mut Report) {
    for expression in machine.expressions() {
        match expression.content() {
            Content::Broken(error) => broken(expression, error, report),
            Content::Unclosed => {
                unpaired(expression, "`{%` but does not end with `%}`", "starts with", report)
            }
            Content::Unopened => {
                unpaired(expression, "`%}` but does not start with `{%`", "ends with", report)
            }
            Content::Parsed(_) | Content::Embedded(_) => {}
        }
    }
}

fn broken(expression: Expression, error: &Error, report: &mut Report) {
    // JSONata itself sets no such limit.
    if error.code.is_none() {
        return;
    }
    let message = format!("the JSONata in {} does not parse: {}", expression.place(), error.message);
    let spans = expression.spans();
    let mut finding = report
        .at_span(spans.at(&error.range), expression.value(), message)
        .service_code("INVALID_JSONATA_EXPRESSION");
    if let Some(opened) = &error.opened {
        finding = finding.related(spans.at(opened), "opened here");
    }
    let text = expression.value().text().unwrap_or_default();
    if let Some(help) = help(&text, error) {
        finding.help(help);
    }
}

fn help(text: &str, error: &Error) -> Option<&'static str> {
    if text.get(2..text.len() - 2).is_some_and(|inside| inside.contains("%}")) {
        return Some("all of a string is one expression: join the parts with `&`");
    }
    let at = |start: usize| text.get(start..).unwrap_or_default();
    let start = error.range.start;
    // Of two characters JSONata stops at the second, but for the first of `||`.
    let is_there = |foreign: &str| {
        at(start).starts_with(foreign)
            || foreign.len() == 2 && at(start.saturating_sub(1)).starts_with(foreign)
    };
    if let Some((_, help)) = FOREIGN.iter().find(|(foreign, _)| is_there(foreign)) {
        return Some(help);
    }
    if error.message.contains("2.1") {
        return Some("write `a ? a : b`, or `$exists(a) ? a : b`");
    }
    let code = error.code?;
    HELP.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, help)| *help)
}

fn unpaired(expression: Expression, marks: &str, verb: &str, report: &mut Report) {
    let message = format!("a string in {} {verb} {marks}", expression.place());
    report
        .at(expression.value(), message)
        .help("an expression is the whole string from `{%` to `%}`; without both marks it is text");
}
