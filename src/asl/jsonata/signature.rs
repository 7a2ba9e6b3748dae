//! The signature of a function: the types of its parameters and of its result.

use super::Error;

/// Type parameters belong to functions and arrays, and not into a choice of types.
pub(super) fn check(written: &str, start: usize) -> Result<(), Error> {
    let bytes = written.as_bytes();
    let (mut at, mut previous) = (1, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b':' => break,
            b'(' => {
                let end = closing(bytes, at, b')');
                if bytes.get(at..end).is_some_and(|choice| choice.contains(&b'<')) {
                    let message = "a choice of types in a signature holds a type with parameters";
                    return Err(Error::new("S0402", message, start + at..start + end.min(bytes.len())));
                }
                (at, previous) = (end, b'(');
            }
            b'<' if matches!(previous, b'a' | b'f') => at = closing(bytes, at, b'>'),
            b'<' => {
                let message = "only functions and arrays have type parameters in a signature";
                return Err(Error::new("S0401", message, start + at..start + at + 1));
            }
            b's' | b'n' | b'b' | b'l' | b'o' | b'a' | b'f' | b'j' | b'x' => previous = byte,
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// Where the bracket at `open` is closed, or the end.
fn closing(bytes: &[u8], open: usize, close: u8) -> usize {
    let mut depth = 0;
    for (at, &byte) in bytes.iter().enumerate().skip(open) {
        if byte == bytes[open] {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    bytes.len()
}
