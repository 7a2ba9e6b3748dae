use crate::aws::wildcard_match;
use crate::iam::{Condition, Family, Operator, Statement, Text};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;

rule! {
    code: "iam/statement-never-matches",
    group: Correctness,
    severity: Error,
    check: Statement(check),
}

/// Tests of a statement that are compared, values of a test, and letters of such a value; more were not written by a
/// person.
const MAX_TESTS: usize = 24;
const MAX_VALUES: usize = 16;
const MAX_LENGTH: usize = 1_000;

fn check(statement: &Statement, report: &mut Report) {
    let mut tests = statement.key_tests().take(MAX_TESTS).collect::<Vec<_>>();
    tests.retain(|asked| {
        let is_single = asked.key.is_some_and(|key| !key.multi_valued());
        is_single && asked.test.operator.is_some_and(|operator| operator.quantifier.is_none())
    });
    for (at, later) in tests.iter().enumerate() {
        let earlier = tests
            .iter()
            .take(at)
            .filter(|one| one.test.key.eq_ignore_ascii_case(&later.test.key))
            .find(|one| !is_same_block(one.test, later.test) && exclude(one.test, later.test));
        if let Some(earlier) = earlier {
            report
                .at_key(
                    later.test.value,
                    format!(
                        "two tests of `{}` exclude each other, so the statement never matches",
                        later.test.key
                    ),
                )
                .help("remove one of the two, or list the values in one test: there any of them is enough")
                .related(earlier.test.value.name_span(), "the other test is here");
            return;
        }
    }
}

/// Whether both stand under one operator: a key that is there twice is a fault of its own.
fn is_same_block(one: &Condition, other: &Condition) -> bool {
    let place = |test: &Condition| test.operator_value.map(|operator| operator.span());
    place(one).is_some() && place(one) == place(other)
}

/// Whether no request can pass both tests.
fn exclude(one: &Condition, other: &Condition) -> bool {
    let (Some(left), Some(right)) = (one.operator, other.operator) else { return false };
    match (left.family, right.family) {
        (Family::Existence, _) => is_absent(one) && right.needs_key(),
        (_, Family::Existence) => is_absent(other) && left.needs_key(),
        // Without the key both tests may hold.
        _ if !left.needs_key() && !right.needs_key() => false,
        (Family::String, Family::String) => {
            excludes(one, left, other, right) || excludes(other, right, one, left)
        }
        (Family::Numeric, Family::Numeric) => is_empty_interval(one, left, other, right, values::number),
        (Family::Date, Family::Date) => is_empty_interval(one, left, other, right, utc),
        _ => false,
    }
}

/// `Null: true`, and nothing else.
fn is_absent(test: &Condition) -> bool {
    !test.values.is_empty()
        && test.values.iter().all(|value| value.known() == Some("true") && !value.conditional)
}

/// Whether each text that the first test names fails the second one.
fn excludes(named: &Condition, operator: Operator, other: &Condition, asked: Operator) -> bool {
    if operator.negated || operator.takes_wildcards() || operator.name.ends_with("IgnoreCase") {
        return false;
    }
    let (Some(named), Some(asked_for)) = (known(named), known(other)) else { return false };
    let fits = |pattern: &str, text: &str| match asked.name {
        "StringLike" | "StringNotLike" => wildcard_match(pattern, text),
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" => pattern.eq_ignore_ascii_case(text),
        _ => pattern == text,
    };
    named.iter().all(|text| asked_for.iter().any(|pattern| fits(pattern, text)) == asked.negated)
}

/// All values of a test, if they are certain and not too many.
fn known<'a>(test: &'a Condition) -> Option<Vec<&'a str>> {
    let is_few = !test.values.is_empty() && test.values.len() <= MAX_VALUES;
    let text = |value: &'a Text| value.known().filter(|text| !value.conditional && text.len() <= MAX_LENGTH);
    is_few.then(|| test.values.iter().map(text).collect())?
}

/// Whether one test wants more than the other one lets through.
fn is_empty_interval<T: PartialOrd>(
    one: &Condition,
    left: Operator,
    other: &Condition,
    right: Operator,
    read: impl Fn(&str) -> Option<T>,
) -> bool {
    let (lower, upper) = match (is_lower(left), is_lower(right)) {
        (Some(true), Some(false)) => ((one, left), (other, right)),
        (Some(false), Some(true)) => ((other, right), (one, left)),
        _ => return false,
    };
    let all = |test: &Condition| -> Option<Vec<T>> { known(test)?.into_iter().map(&read).collect() };
    let (Some(lows), Some(highs)) = (all(lower.0), all(upper.0)) else { return false };
    let touches = lower.1.name.ends_with("Equals") && upper.1.name.ends_with("Equals");
    // Any value of each is enough.
    lows.iter().all(|low| highs.iter().all(|high| low > high || low == high && !touches))
}

/// Whether an operator sets the lower end of an interval; nothing for those that set none.
fn is_lower(operator: Operator) -> Option<bool> {
    let name = operator.name;
    match (name.contains("GreaterThan"), name.contains("LessThan")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// A moment that compares as text.
fn utc(text: &str) -> Option<String> {
    values::moment(text).filter(|moment| moment.len() == 20 && moment.ends_with('Z'))
}
