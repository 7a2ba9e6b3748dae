//! What stands without quotes: literals and numbers.

/// The literal of JSON that is `True` or `None` in other languages.
pub(super) fn literal_meant(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        "None" | "Null" | "NULL" | "nil" | "undefined" => Some("null"),
        _ => None,
    }
}

/// What RFC 8259 has against this number, if anything.
pub(super) fn number_fault(word: &str) -> Option<&'static str> {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(unsigned);
    if word.starts_with('+') {
        return Some("a number has no plus sign in JSON");
    }
    if whole == 0 {
        return Some("a number starts with a digit in JSON");
    }
    if whole > 1 && unsigned.starts_with('0') {
        return Some("a number has no leading zeros in JSON: put it in double quotes if it is an identifier");
    }
    let mut rest = &unsigned[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        if digits(fraction) == 0 {
            return Some("digits are missing after the decimal point");
        }
        rest = &fraction[digits(fraction)..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(exponent) == 0 {
            return Some("digits are missing in the exponent");
        }
        rest = &exponent[digits(exponent)..];
    }
    if !rest.is_empty() {
        return Some("this is no number: put it in double quotes");
    }
    if word.parse::<f64>().is_ok_and(f64::is_infinite) {
        return Some("the number is out of range");
    }
    None
}
