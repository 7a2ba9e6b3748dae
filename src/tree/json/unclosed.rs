//! Where the brackets belong that a text does not close. The grammar alone misses them at the end of the
//! text; the indentation tells where the writer had closed them.

/// A bracket that is open.
struct Open {
    bracket: u8,
    /// White space before the first character of its line.
    indent: usize,
    line: usize,
}

/// Offsets at which the brackets that are missing would close what is open, in the order of the text; none
/// where the indentation does not tell, or where more than that is wrong.
pub(super) fn find(text: &str) -> Vec<usize> {
    let mut missing = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut scan = Scan { text: text.as_bytes(), at: 0, line: 0, line_start: 0, before: (0, 0) };
    let (mut last_line, mut indent) = (usize::MAX, 0);
    while let Some(byte) = scan.next() {
        if scan.line != last_line {
            (last_line, indent) = (scan.line, scan.at - scan.line_start);
            close_deeper(&mut open, &scan, byte, &mut missing);
        }
        match byte {
            b'{' | b'[' => open.push(Open { bracket: byte, indent, line: scan.line }),
            b'}' | b']' if open.pop().is_none_or(|last| closer(last.bracket) != byte) => return Vec::new(),
            _ => {}
        }
        scan.skip(byte);
    }
    if open.is_empty() { missing } else { Vec::new() }
}

/// A line that stands no deeper than the line of an open bracket is outside of it, unless it closes it. What
/// was begun on the line before was to be closed on that line; all else before what comes next.
fn close_deeper(open: &mut Vec<Open>, scan: &Scan, byte: u8, missing: &mut Vec<usize>) {
    let indent = scan.at - scan.line_start;
    let (before, before_line) = scan.before;
    while let Some(last) = open.last() {
        let closes_it = byte == closer(last.bracket) && indent == last.indent;
        if last.line == scan.line || indent > last.indent || closes_it || open.len() == 1 {
            return;
        }
        missing.push(if last.line == before_line && byte != b',' { before } else { scan.at });
        open.pop();
    }
}

fn closer(bracket: u8) -> u8 {
    if bracket == b'{' { b'}' } else { b']' }
}

/// Walks over the tokens of a text.
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    line_start: usize,
    /// The end of the token before, or where it begins if it is a comma; and its line.
    before: (usize, usize),
}

impl Scan<'_> {
    /// The first byte of the next token.
    fn next(&mut self) -> Option<u8> {
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'\n' => (self.line, self.line_start) = (self.line + 1, self.at + 1),
                b' ' | b'\t' | b'\r' => {}
                _ => return Some(byte),
            }
            self.at += 1;
        }
        None
    }

    /// Goes past the token that begins with this byte. Strings end with their line at the latest.
    fn skip(&mut self, byte: u8) {
        let start = self.at;
        self.at += 1;
        if byte == b'"' {
            while let Some(&byte) = self.text.get(self.at).filter(|byte| **byte != b'\n') {
                self.at += if byte == b'\\' { 2 } else { 1 };
                if byte == b'"' {
                    break;
                }
            }
        }
        self.before = (if byte == b',' { start } else { self.at }, self.line);
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    /// The text with `^` in place of what is found.
    fn marked(text: &str) -> String {
        let mut marked = text.to_owned();
        for at in find(text).into_iter().rev() {
            marked.insert(at, '^');
        }
        marked
    }

    #[test]
    fn the_indentation_tells_where_a_bracket_is_missing() {
        let cases = [
            (
                "{\n  \"a\": {\n    \"b\": 1\n  ,\n  \"c\": 2\n}",
                "{\n  \"a\": {\n    \"b\": 1\n  ^,\n  \"c\": 2\n}",
            ),
            (
                "{\n  \"a\": {\n    \"b\": [1,\n      2\n  },\n  \"c\": 2\n}",
                "{\n  \"a\": {\n    \"b\": [1,\n      2\n  ^},\n  \"c\": 2\n}",
            ),
            ("{\n  \"a\": {\n    \"b\": 1\n\n}", "{\n  \"a\": {\n    \"b\": 1\n\n^}"),
            ("{\n  \"a\": {\"b\": \"}\"\n}", "{\n  \"a\": {\"b\": \"}\"^\n}"),
        ];
        for (text, expected) in cases {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn without_indentation_nothing_is_guessed() {
        for text in
            ["{\"a\": {\"b\": 1, \"c\": 2}", "{\n\"a\": {\n\"b\": 1\n", "{\n  \"a\": ]\n}", "", "{", "\"\\"]
        {
            assert_eq!(find(text), Vec::<usize>::new(), "{text}");
        }
    }
}
