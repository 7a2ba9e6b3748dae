//! How evenly a value uses its characters.

/// Shannon entropy in bits a character; 0 for an empty text.
pub fn shannon(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = text.len() as f64;
    let bits = |&count: &u32| {
        let share = f64::from(count) / total;
        -share * share.log2()
    };
    counts.iter().filter(|&&count| count > 0).map(bits).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_that_of_the_definition() {
        let table = [
            ("", 0.0),
            ("aaaa", 0.0),
            ("abab", 1.0),
            ("abcd", 2.0),
            ("aab", 0.9183),
            ("0123456789abcdef", 4.0),
        ];
        for (text, bits) in table {
            assert!((shannon(text) - bits).abs() < 1e-4, "{text}: {}", shannon(text));
        }
        let documented = ["wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "EXAMPLE", "KEY"].concat();
        assert!((shannon(&documented) - 4.66).abs() < 0.01);
    }
}
