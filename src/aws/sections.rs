//! Tables in sections, one for each service: texts that are part of the program. A section is read when it
//! is first asked for, because a run asks for few services, but for each of them often.

use std::sync::OnceLock;

use super::sorted::compare;

/// A text of sections that start with `[name]`, sorted by it, and have a row in each line.
pub(super) struct Sections<R: 'static> {
    text: &'static str,
    read: Read<R>,
    found: OnceLock<Vec<Section<R>>>,
}

/// One section.
pub(super) struct Section<R> {
    pub name: &'static str,
    lines: &'static str,
    read: Read<R>,
    rows: OnceLock<Vec<R>>,
}

/// Makes a row of the name of its section and its line.
type Read<R> = fn(&'static str, &'static str) -> Option<R>;

impl<R> Sections<R> {
    pub const fn new(text: &'static str, read: Read<R>) -> Sections<R> {
        Sections { text: text.trim_ascii_end(), read, found: OnceLock::new() }
    }

    /// All sections, sorted by name.
    pub fn all(&'static self) -> &'static [Section<R>] {
        self.found.get_or_init(|| {
            let records = self.text.split('[').filter_map(|record| record.split_once(']'));
            let section = |(name, lines): (&'static str, &'static str)| Section {
                name,
                lines: lines.trim_ascii(),
                read: self.read,
                rows: OnceLock::new(),
            };
            records.map(section).collect()
        })
    }

    /// The section with this name, in any case.
    pub fn find(&'static self, name: &str) -> Option<&'static Section<R>> {
        let all = self.all();
        all.binary_search_by(|one| compare(one.name, name)).ok().and_then(|at| all.get(at))
    }

    /// The rows of the section with this name, in any case; none if there is no such section.
    pub fn rows(&'static self, name: &str) -> &'static [R] {
        self.find(name).map_or(&[], Section::rows)
    }
}

impl<R> Section<R> {
    /// Its rows, in the order of the table.
    pub fn rows(&'static self) -> &'static [R] {
        self.rows.get_or_init(|| {
            let lines = self.lines.lines().filter(|line| !line.is_empty());
            lines.filter_map(|line| (self.read)(self.name, line)).collect()
        })
    }

    /// How many lines it has; as many as rows if the table is right.
    #[cfg(test)]
    pub fn line_count(&self) -> usize {
        self.lines.lines().filter(|line| !line.is_empty()).count()
    }
}

/// The row with this id in rows that are sorted by it.
pub(super) fn by_id<R>(rows: &'static [R], id: &str, id_of: fn(&R) -> &'static str) -> Option<&'static R> {
    rows.binary_search_by(|row| id_of(row).cmp(id)).ok().and_then(|at| rows.get(at))
}

/// Lines of the table that are in no section's heading, and whether its sections are in order.
#[cfg(test)]
impl<R> Sections<R> {
    pub fn is_sound(&'static self) -> bool {
        let headings = self.text.lines().filter(|line| line.starts_with('[')).count();
        let lines: usize = self.all().iter().map(Section::line_count).sum();
        self.text.is_ascii()
            && self.all().iter().all(|one| one.name == one.name.to_ascii_lowercase())
            && self.all().is_sorted_by(|one, next| compare(one.name, next.name).is_lt())
            && self.all().iter().all(|one| one.rows().len() == one.line_count())
            && headings + lines == self.text.lines().count()
            && headings == self.all().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: Sections<(&str, &str)> =
        Sections::new("[*]\nz 9\n[a]\n[s3]\n0 x\n1 y\n", |_, line| line.split_once(' '));

    #[test]
    fn sections_are_found_in_any_case_and_may_be_empty() {
        assert!(TABLE.is_sound());
        assert_eq!(TABLE.rows("S3"), [("0", "x"), ("1", "y")]);
        assert_eq!(TABLE.rows("*"), [("z", "9")]);
        for name in ["a", "", "s", "s3x", "[", "é"] {
            assert!(TABLE.rows(name).is_empty(), "{name}");
        }
        assert_eq!(by_id(TABLE.rows("s3"), "1", |row| row.0), Some(&("1", "y")));
        assert_eq!(by_id(TABLE.rows("s3"), "2", |row| row.0), None);
    }
}
