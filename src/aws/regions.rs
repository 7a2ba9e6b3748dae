//! The Regions that exist. Source: AWS General Reference, "AWS service endpoints"; those of the isolated
//! partitions are recalled. A Region may be newer than this list.

/// Sorted.
const REGIONS: [&str; 44] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// All that are known.
pub fn all() -> impl Iterator<Item = &'static str> {
    REGIONS.into_iter()
}

/// Whether there is such a Region.
pub fn is_known(name: &str) -> bool {
    REGIONS.binary_search(&name).is_ok()
}

/// Whether it looks like the code of a Region: `eu-west-1`, `us-gov-east-1`; not `your-region`.
pub fn has_form(name: &str) -> bool {
    let mut words = name.rsplit('-');
    let number = words.next().unwrap_or_default();
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    matches!(number.as_bytes(), [b'1'..=b'9']) && words.clone().count() >= 2 && words.all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_sorted_and_have_their_form() {
        assert!(REGIONS.is_sorted() && all().all(|one| has_form(one) && is_known(one)));
        assert!(!is_known("us-east-9") && has_form("us-east-9"));
        assert!(!has_form("your-region") && !has_form("us-east") && !has_form("") && !has_form("us-east-1a"));
    }
}
