//! Searching a sorted text where it lies: the tables of AWS are part of the program, and nothing of them
//! is read or built at start.

use std::cmp::Ordering;

/// The record with this key in a sorted text.
pub(super) fn find_record(text: &'static str, separator: u8, key_end: u8, key: &str) -> Option<&'static str> {
    let rest = &text[lower_bound(text, separator, key_end, key)..];
    let end = memchr::memchr(separator, rest.as_bytes()).unwrap_or(rest.len());
    let record = &rest[..end];
    compare(key, key_of(record, separator, key_end)).is_eq().then_some(record)
}

/// Binary search in a sorted text, where `separator` stands between the records and the key of a
/// record ends at `key_end`: the offset of the first record whose key is not before this one. Each
/// step looks for the record around the middle of what is left.
pub(super) fn lower_bound(text: &'static str, separator: u8, key_end: u8, key: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(separator, &bytes[low..middle]).map_or(low, |at| low + at + 1);
        if compare(key, key_of(&text[start..], separator, key_end)).is_gt() {
            let end = memchr::memchr(separator, &bytes[middle..]);
            low = end.map_or(bytes.len(), |at| middle + at + 1);
        } else {
            high = start;
        }
    }
    low
}

/// The key of the record that a text starts with. Keys are short; one that ends with its record has
/// nothing after it.
fn key_of(text: &'static str, separator: u8, key_end: u8) -> &'static str {
    let end = memchr::memchr2(key_end, separator, text.as_bytes());
    &text[..end.unwrap_or(text.len())]
}

/// The order of the table: bytes, with ASCII capitals as small letters.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let differing = left.bytes().zip(right.bytes()).find_map(|(left, right)| {
        if left == right {
            return None;
        }
        let order = left.to_ascii_lowercase().cmp(&right.to_ascii_lowercase());
        order.is_ne().then_some(order)
    });
    differing.unwrap_or_else(|| left.len().cmp(&right.len()))
}
