//! What conditions choose from, and how messages name the choice.

use std::borrow::Cow;

/// A condition taken for true or false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch<'t> {
    /// The name of the condition.
    pub condition: Cow<'t, str>,
    /// Whether it holds.
    pub holds: bool,
    /// Whether it cannot be otherwise: the condition of the resource itself, or what follows from the
    /// branches before this one. No message needs to say it.
    pub is_implied: bool,
}

impl Branch<'_> {
    /// The same, free of the template's text.
    pub fn into_owned(self) -> Branch<'static> {
        let Branch { condition, holds, is_implied } = self;
        Branch { condition: Cow::Owned(condition.into_owned()), holds, is_implied }
    }

    fn is_same_as(&self, other: &Branch) -> bool {
        self.condition == other.condition && self.holds == other.holds
    }

    fn is_opposite_of(&self, other: &Branch) -> bool {
        self.condition == other.condition && self.holds != other.holds
    }
}

/// One of several values that conditions choose from; without branches the only one.
#[derive(Clone, Debug)]
pub struct Variant<'t, T> {
    /// The conditions under which it is this one, that of its resource included.
    pub branches: Vec<Branch<'t>>,
    /// The value.
    pub value: T,
}

impl<'t, T> Variant<'t, T> {
    /// For messages: ` when IsProduction is true and IsSmall is false`; empty for the only variant.
    pub fn when(&self) -> String {
        written(self.branches.iter().filter(|branch| !branch.is_implied))
    }

    /// Another value under the same conditions, if there is one.
    pub fn filter_map<U>(self, other: impl FnOnce(T) -> Option<U>) -> Option<Variant<'t, U>> {
        Some(Variant { value: other(self.value)?, branches: self.branches })
    }
}

/// For messages: under which conditions something is so that is so in some of these variants, in as few
/// words as tell the first such variant from those in which it is not; empty if it is always so.
pub fn when(variants: &[(&[Branch], bool)]) -> String {
    let Some((first, _)) = variants.iter().find(|(_, is_so)| *is_so) else { return String::new() };
    let mut kept: Vec<&Branch> = first.iter().collect();
    // What is implied goes last: it may tell more than what implies it. Inner conditions go before outer.
    let (implied, free): (Vec<&Branch>, Vec<&Branch>) = first.iter().rev().partition(|one| one.is_implied);
    for dropped in free.into_iter().chain(implied) {
        let rest: Vec<&Branch> = kept.iter().copied().filter(|branch| *branch != dropped).collect();
        let agrees = |branches: &[Branch]| {
            !branches.iter().any(|branch| rest.iter().any(|kept| branch.is_opposite_of(kept)))
        };
        let is_so = variants.iter().all(|(branches, is_so)| *is_so || !agrees(branches));
        // Where no variant tells of the opposite there is nothing then, and it is not so.
        let is_told = dropped.is_implied
            || variants.iter().any(|(branches, _)| {
                agrees(branches) && !branches.iter().any(|branch| branch.is_same_as(dropped))
            });
        if is_so && is_told {
            kept = rest;
        }
    }
    written(kept.into_iter())
}

fn written<'a, 't: 'a>(branches: impl Iterator<Item = &'a Branch<'t>>) -> String {
    let all: Vec<String> =
        branches.map(|branch| format!("{} is {}", branch.condition, branch.holds)).collect();
    if all.is_empty() { String::new() } else { format!(" when {}", all.join(" and ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `+A -B ?C !D`: A holds, B does not; C is implied to hold, D not to.
    fn branches(text: &str) -> Vec<Branch<'_>> {
        text.split_whitespace()
            .map(|word| Branch {
                condition: word[1..].into(),
                holds: word.starts_with(['+', '?']),
                is_implied: word.starts_with(['?', '!']),
            })
            .collect()
    }

    #[test]
    fn as_few_conditions_are_named_as_tell_where_it_is_so() {
        let all = ["+A +B", "+A -B", "-A +B", "-A -B"];
        let cases: [(&[&str], &[usize], &str); 12] = [
            (&[""], &[0], ""),
            (&all, &[0, 1, 2, 3], ""),
            (&all, &[2, 3], " when A is false"),
            (&all, &[1, 3], " when B is false"),
            (&all, &[1], " when A is true and B is false"),
            (&all, &[0, 1, 2], " when A is true"),
            (&["+A"], &[0], " when A is true"),
            (&["?A +B", "?A -B"], &[1], " when B is false"),
            (&["+A", "-A +B", "-A -B"], &[0, 1, 2], ""),
            (&["+A !B", "-A +B", "-A -B"], &[0, 2], " when B is false"),
            (&["+A !B", "-A +B", "-A -B"], &[0], " when A is true"),
            (&["+A !B"], &[0], " when A is true"),
        ];
        for (variants, so, expected) in cases {
            let owned: Vec<_> = variants.iter().map(|text| branches(text)).collect();
            let told: Vec<_> =
                owned.iter().enumerate().map(|(at, one)| (one.as_slice(), so.contains(&at))).collect();
            assert_eq!(when(&told), expected, "{variants:?} {so:?}");
        }
    }
}
