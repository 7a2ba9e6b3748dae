//! What a plain YAML scalar is: YAML 1.2 core schema as serde_yaml reads it. Numbers of JSON are a
//! subset. What YAML 1.1 readers make of `yes` or `010` is for the dialects to judge.

use super::Kind;

/// The kind of a plain scalar.
pub(super) fn kind(text: &str) -> Kind {
    match text.as_bytes().first() {
        None => return Kind::Null,
        Some(b'n' | b'N' | b'~') if matches!(text, "null" | "Null" | "NULL" | "~") => return Kind::Null,
        Some(b't' | b'T') if matches!(text, "true" | "True" | "TRUE") => return Kind::Bool,
        Some(b'f' | b'F') if matches!(text, "false" | "False" | "FALSE") => return Kind::Bool,
        Some(b'0'..=b'9' | b'-' | b'+' | b'.') => {}
        Some(_) => return Kind::String,
    }
    if wide_integer(text).is_some() || float(text).is_some() { Kind::Number } else { Kind::String }
}

/// An integer that fits 64 bits.
pub(super) fn integer(text: &str) -> Option<i64> {
    i64::try_from(wide_integer(text)?).ok()
}

/// Decimal, `0x`, `0o` or `0b`, with a sign. A leading zero makes it text.
fn wide_integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) || (radix == 10 && has_leading_zero(digits)) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    Some(if negative { -value } else { value })
}

/// A number with or without a fraction, `.inf` and `.nan` included.
pub(super) fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" if text.starts_with('-') => return Some(f64::NEG_INFINITY),
        ".inf" | ".Inf" | ".INF" => return Some(f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if unsigned == text => return Some(f64::NAN),
        _ => {}
    }
    if has_leading_zero(unsigned) {
        return None;
    }
    if unsigned.starts_with(['+', '-'])
        || !unsigned.starts_with(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    {
        return None;
    }
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
        .or_else(|| wide_integer(text).map(|n| n as f64))
}

/// `010`: digits only, more than one, the first a zero.
fn has_leading_zero(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0') && digits[1..].bytes().all(|byte| byte.is_ascii_digit())
}
