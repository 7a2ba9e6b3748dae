//! Tables as the reference data have them.

use super::Result;

/// A tab-separated table with one header line.
pub struct Table<'a> {
    header: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

impl<'a> Table<'a> {
    /// Every row must have as many fields as the header.
    pub fn parse(text: &'a str) -> Result<Table<'a>> {
        let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let header = lines.next().ok_or("an empty table")?;
        let rows: Vec<_> = lines.collect();
        match rows.iter().position(|row| row.len() != header.len()) {
            None => Ok(Table { header, rows }),
            Some(row) => Err(format!("line {} has another number of fields than the header", row + 2).into()),
        }
    }

    /// The fields of a column, row by row.
    pub fn column(&self, name: &str) -> Result<impl Iterator<Item = &'a str>> {
        let at = self.header.iter().position(|column| *column == name);
        let at = at.ok_or_else(|| format!("no column {name}"))?;
        Ok(self.rows.iter().map(move |row| row[at]))
    }

    /// Some columns side by side, row by row.
    pub fn rows<const N: usize>(&self, names: [&str; N]) -> Result<Vec<[&'a str; N]>> {
        let mut at = [0; N];
        for (place, name) in at.iter_mut().zip(names) {
            let found = self.header.iter().position(|column| *column == name);
            *place = found.ok_or_else(|| format!("no column {name}"))?;
        }
        Ok(self.rows.iter().map(|row| at.map(|at| row[at])).collect())
    }
}

/// Rewrites the lines of the README that carry counts.
pub fn with_counts(readme: &str, rows: &[(&str, String)]) -> Result<String> {
    let mut found = 0;
    let mut text = String::new();
    for line in readme.lines() {
        match rows.iter().find(|(start, _)| line.starts_with(start)) {
            Some((_, row)) => {
                found += 1;
                text.push_str(row);
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    if found == rows.len() {
        Ok(text)
    } else {
        Err(format!("README.md has {found} lines with counts").into())
    }
}
