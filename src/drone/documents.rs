//! How Drone cuts a file into documents. It does so before any YAML is parsed, by looking at how
//! each line starts, and gives every document to the parser on its own (drone-yaml and runner-go,
//! `ParseRaw`). A separator inside a block scalar therefore splits the file all the same.

use std::ops::Range;

/// A line of this many bytes, its break not counted, ends the file unread: it does not fit the
/// buffer of the line scanner (Go's `bufio.MaxScanTokenSize`), and the scanner's error is not looked at.
pub const LINE_LIMIT: usize = 64 * 1024;

/// What Drone reads of a file, and what it leaves out. All ranges are bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The documents, line breaks included. An empty one is a document too: it has no kind.
    pub documents: Vec<Range<usize>>,
    /// Lines that start with `---`, without their break. All of such a line is thrown away.
    pub separators: Vec<Range<usize>>,
    /// The line that starts with `...`: Drone reads no further.
    pub terminator: Option<Range<usize>>,
    /// The line that is too long, without its break: Drone reads neither it nor what follows.
    pub cut: Option<Range<usize>>,
    /// Where reading ended: the length of the text, unless a terminator or a cut came before.
    pub end: usize,
}

impl Split {
    /// What follows the terminator, without white space around it; `None` when that is nothing.
    pub fn ignored(&self, text: &str) -> Option<Range<usize>> {
        let after = self.terminator.as_ref()?.end;
        let rest = text.get(after..)?;
        let start = after + (rest.len() - rest.trim_start().len());
        let end = text.trim_end().len();
        (start < end).then_some(start..end)
    }

    /// The part of a separator line that is neither the separator nor a comment: Drone drops it.
    pub fn swallowed(text: &str, separator: &Range<usize>) -> Option<Range<usize>> {
        let start = separator.start + 3;
        let rest = text.get(start..separator.end)?.trim_end();
        let content = rest.trim_start();
        let is_comment = content.starts_with('#') && content.len() < rest.len();
        (!content.is_empty() && !is_comment).then(|| start + rest.len() - content.len()..start + rest.len())
    }
}

/// The documents of a file: parse each on its own.
pub fn documents(text: &str) -> Vec<Range<usize>> {
    split(text).documents
}

/// Reads a file line by line, as Drone does.
pub fn split(text: &str) -> Split {
    let mut split = Split { end: text.len(), ..Split::default() };
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let content = at..at + body.len();
        let next = at + line.len();
        if line.strip_suffix('\n').unwrap_or(line).len() >= LINE_LIMIT {
            split.cut = Some(content);
            split.end = at;
            break;
        }
        if body.starts_with("---") {
            split.documents.extend(open.map(|start| start..at));
            split.separators.push(content);
            open = Some(next);
        } else if body.starts_with("...") {
            open = open.or(Some(at));
            split.terminator = Some(content);
            split.end = at;
            break;
        }
        open = open.or(Some(at));
        at = next;
    }
    split.documents.extend(open.map(|start| start.min(split.end)..split.end));
    split
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        documents(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_file_without_separators_is_one_document() {
        assert_eq!(parts("kind: pipeline\nname: a\n"), ["kind: pipeline\nname: a\n"]);
        assert_eq!(parts(""), Vec::<&str>::new());
    }

    #[test]
    fn a_separator_on_the_first_line_opens_the_first_document() {
        assert_eq!(parts("---\na: 1\n---\nb: 2"), ["a: 1\n", "b: 2"]);
    }

    #[test]
    fn comments_and_blank_lines_before_a_separator_are_a_document() {
        assert_eq!(parts("# pipeline\n---\na: 1\n"), ["# pipeline\n", "a: 1\n"]);
        assert_eq!(parts("\n---\na: 1\n"), ["\n", "a: 1\n"]);
    }

    #[test]
    fn a_trailing_separator_leaves_an_empty_document() {
        assert_eq!(parts("a: 1\n---\n"), ["a: 1\n", ""]);
        assert_eq!(parts("a: 1\n---"), ["a: 1\n", ""]);
        assert_eq!(parts("---\n---\n"), ["", ""]);
    }

    #[test]
    fn the_whole_separator_line_is_thrown_away() {
        let text = "a: 1\n---b: 2\nc: 3\n----\nd: 4\n--- # next\ne: 5\n";
        assert_eq!(parts(text), ["a: 1\n", "c: 3\n", "d: 4\n", "e: 5\n"]);
        let split = split(text);
        let swallowed: Vec<_> = split
            .separators
            .iter()
            .map(|separator| Split::swallowed(text, separator).map(|range| &text[range]))
            .collect();
        assert_eq!(swallowed, [Some("b: 2"), Some("-"), None]);
    }

    #[test]
    fn a_comment_sign_glued_to_the_separator_is_no_comment() {
        let text = "---#x\n";
        let split = split(text);
        assert_eq!(Split::swallowed(text, &split.separators[0]).map(|range| &text[range]), Some("#x"));
    }

    #[test]
    fn separators_inside_scalars_split_as_well() {
        assert_eq!(parts("a: |\n  x\n---\n  y\n"), ["a: |\n  x\n", "  y\n"]);
        assert_eq!(parts("a: |\n  ---\n"), ["a: |\n  ---\n"]);
    }

    #[test]
    fn dots_end_the_file() {
        let text = "a: 1\n...\n\n---\nb: 2\n";
        let split = split(text);
        assert_eq!(parts(text), ["a: 1\n"]);
        assert_eq!(&text[split.ignored(text).unwrap()], "---\nb: 2");
        let alone = "a: 1\n...\n\n";
        assert_eq!(super::split(alone).ignored(alone), None);
        assert_eq!(parts("...\na: 1\n"), [""]);
    }

    #[test]
    fn line_breaks_of_windows_are_no_content() {
        assert_eq!(parts("---\r\na: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "b: 2\r\n"]);
    }

    #[test]
    fn a_byte_order_mark_hides_the_separator() {
        assert_eq!(documents("\u{feff}---\na: 1\n").len(), 1);
    }

    #[test]
    fn a_line_beyond_the_limit_cuts_the_file() {
        let fits = format!("a: 1\n# {}\nb: [\n", "x".repeat(LINE_LIMIT - 3));
        assert_eq!(split(&fits).cut, None);
        let long = format!("a: 1\n# {}\nb: [\n", "x".repeat(LINE_LIMIT - 2));
        let split = split(&long);
        assert_eq!(split.cut, Some(5..5 + LINE_LIMIT));
        assert_eq!(parts(&long), ["a: 1\n"]);
        assert!(documents(&"x".repeat(LINE_LIMIT)).is_empty());
    }
}
