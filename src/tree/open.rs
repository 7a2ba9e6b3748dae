//! Where a text may be filled in when it is deployed.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::Tree;

/// What a substitution, a reference or a function of a template begins with.
static MARKS: LazyLock<[Finder; 4]> = LazyLock::new(|| ["${", "{{", "Fn::", "Ref"].map(Finder::new));

/// Where marks of such places stand.
#[derive(Debug)]
pub(super) enum Open {
    /// Here and nowhere else: offsets into the text, in order.
    At(Vec<u32>),
    /// Marks may be hidden behind escapes, or take effect where they do not stand.
    Anywhere,
}

impl Open {
    pub(super) fn of(tree: &Tree) -> Open {
        let text = tree.text.as_bytes();
        // Of the escapes of JSON only `\u` can hide a mark; escapes of YAML are decoded already.
        let is_plain = || tree.has_pieces_only() && memmem::find(text, b"\\u").is_none();
        if !tree.tags.is_empty() || tree.has_aliases() || !is_plain() {
            return Open::Anywhere;
        }
        let mut places: Vec<u32> =
            MARKS.iter().flat_map(|mark| mark.find_iter(text)).map(|at| at as u32).collect();
        places.sort_unstable();
        Open::At(places)
    }
}
