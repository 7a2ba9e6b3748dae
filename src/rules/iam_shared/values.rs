//! What condition values are: addresses, numbers, moments.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::asl::timestamp;
use crate::iam::{Family, KeyTest, Text};
use crate::tree::Value;

/// The values of a test whose operator compares such things, as far as they are known.
pub fn of<'a, 't>(
    asked: &KeyTest<'a, 't>,
    family: Family,
) -> impl Iterator<Item = (&'a Text<'t>, &'a str)> + use<'a, 't> {
    let is_such = asked.test.operator.is_some_and(|operator| operator.family == family);
    let values: &'a [Text<'t>] = if is_such { &asked.test.values } else { &[] };
    values.iter().filter_map(|value| Some((value, value.known()?)))
}

/// Whether a value stands in a template of CloudFormation.
pub fn is_in_template(value: Value) -> bool {
    value.tree().root().path().starts_with("/Resources/")
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The address as written.
    pub address: IpAddr,
    /// How many bits of it count.
    pub bits: u32,
}

impl Range {
    /// `10.0.0.0/8`, `2001:db8::/32`, or a bare address.
    pub fn parse(text: &str) -> Option<Range> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = width(address);
        let bits = match bits {
            Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok()?,
            Some(_) => return None,
            None => width,
        };
        (bits <= width).then_some(Range { address, bits })
    }

    /// The range with its first address as the address.
    pub fn network(self) -> Range {
        let address = match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
        };
        Range { address, ..self }
    }

    /// Whether no address of it is reached over the internet: RFC 1918, and RFC 4193 for IPv6.
    pub fn is_private(self) -> bool {
        match self.network().address {
            IpAddr::V4(first) => match first.octets() {
                [10, ..] => self.bits >= 8,
                [172, 16..=31, ..] => self.bits >= 12,
                [192, 168, ..] => self.bits >= 16,
                _ => false,
            },
            IpAddr::V6(first) => first.is_unique_local() && self.bits >= 7,
        }
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// An integer or a decimal.
pub fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_one = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_one.then(|| text.parse().ok())?
}

/// A moment as the W3C profile of ISO 8601 has it, filled up where it is short: `2026-01-01` becomes
/// `2026-01-01T00:00:00Z`.
pub fn moment(text: &str) -> Option<String> {
    let full = match (text.len(), text.split_once('T')) {
        (4, None) => format!("{text}-01-01T00:00:00Z"),
        (7, None) => format!("{text}-01T00:00:00Z"),
        (_, None) => format!("{text}T00:00:00Z"),
        (_, Some((date, time))) => {
            let (clock, zone) = time.split_at(time.find(['Z', '+', '-'])?);
            let seconds = if clock.len() == 5 { ":00" } else { "" };
            format!("{date}T{clock}{seconds}{zone}")
        }
    };
    timestamp::check(&full).is_ok().then_some(full)
}

/// Seconds of the epoch.
pub fn is_epoch(text: &str) -> bool {
    text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn network(text: &str) -> String {
        let range = Range::parse(text).unwrap().network();
        format!("{}/{}", range.address, range.bits)
    }

    #[test]
    fn ranges_and_their_networks() {
        assert_eq!(network("203.0.113.7/24"), "203.0.113.0/24");
        assert_eq!(network("203.0.113.7"), "203.0.113.7/32");
        assert_eq!(network("1.2.3.4/0"), "0.0.0.0/0");
        assert_eq!(network("2001:db8::1/32"), "2001:db8::/32");
        assert_eq!(network("::1/0"), "::/0");
        for text in ["300.1.1.1/99", "1.2.3.4/33", "1.2.3/8", "::/129", "*", "", "1.2.3.4/+8", "1.2.3.4/"] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }

    #[test]
    fn private_ranges() {
        let is_private = |text: &str| Range::parse(text).unwrap().is_private();
        for text in ["10.0.0.0/8", "10.1.2.3", "172.31.0.0/16", "192.168.1.0/24", "fd00::/8"] {
            assert!(is_private(text), "{text}");
        }
        for text in ["0.0.0.0/0", "10.0.0.0/7", "172.0.0.0/8", "192.169.0.0/16", "2001:db8::/32", "::/0"] {
            assert!(!is_private(text), "{text}");
        }
    }

    #[test]
    fn numbers_and_moments() {
        assert_eq!(number("-1.5"), Some(-1.5));
        for text in ["", "1e5", "inf", "1.", ".5", "1.2.3", "0x1", "five"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(moment("2026").unwrap(), "2026-01-01T00:00:00Z");
        assert_eq!(moment("2026-02").unwrap(), "2026-02-01T00:00:00Z");
        assert_eq!(moment("2026-01-01T10:00+01:00").unwrap(), "2026-01-01T10:00:00+01:00");
        assert!(moment("2026-01-01T10:00:00.5Z").is_some());
        for text in ["", "2026-13", "01/02/2026", "2026-01-01T10:00:00", "now", "2026-02-30"] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert!(is_epoch("1767225600") && !is_epoch("2026") && !is_epoch(""));
    }

    proptest! {
        #[test]
        fn any_text_is_safe(text in "[0-9.:/a-fTZ+-]{0,24}") {
            let _ = (moment(&text), number(&text));
            if let Some(range) = Range::parse(&text) {
                prop_assert_eq!(range.network().network(), range.network());
            }
        }
    }
}
