//! Base64 of readable text: an encoding, which makes nothing secret.

/// The text a value encodes, when it encodes one: standard or URL alphabet, padded or not. Bytes that
/// are random are all printable with a chance of (95/256)^n, so a readable result is no accident.
pub fn decode_text(value: &str) -> Option<String> {
    let digits = value.trim_end_matches('=');
    let mut text = String::with_capacity(digits.len() * 3 / 4);
    for group in digits.as_bytes().chunks(4) {
        let mut bits: u32 = 0;
        for &byte in group {
            bits = bits << 6 | digit(byte)?;
        }
        let bytes = (bits << (6 * (4 - group.len()))).to_be_bytes();
        for &byte in bytes.iter().skip(1).take(group.len() * 3 / 4) {
            if !matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t') {
                return None;
            }
            text.push(char::from(byte));
        }
    }
    Some(text)
}

fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_text_and_nothing_else() {
        // Vectors of RFC 4648, section 10.
        for (encoded, text) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar")]
        {
            assert_eq!(decode_text(encoded).as_deref(), Some(text));
        }
        assert_eq!(decode_text("Zm9vYg").as_deref(), Some("foob"));
        for value in ["AAAA", "Zm9v!", "q83vEjRW", "é"] {
            assert_eq!(decode_text(value), None, "{value}");
        }
    }
}
