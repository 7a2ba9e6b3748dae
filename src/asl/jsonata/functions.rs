//! The functions that an expression may call, and with how many arguments.

/// The numbers of arguments a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arity {
    /// At least; an argument that the context stands in for may be left out.
    pub least: usize,
    /// At most; none where there is no limit.
    pub most: Option<usize>,
}

/// A function that JSONata has and Step Functions does not run.
pub const EVAL: &str = "eval";

/// Name, least and most arguments. By the signatures of JSONata 2.0.6; what Step Functions adds, and
/// that its `$random` takes a seed, by its developer guide.
const FUNCTIONS: [(&str, usize, usize); 69] = [
    ("abs", 0, 1),
    ("append", 2, 2),
    ("assert", 1, 2),
    ("average", 1, 1),
    ("base64decode", 0, 1),
    ("base64encode", 0, 1),
    ("boolean", 0, 1),
    ("ceil", 0, 1),
    ("clone", 0, 1),
    ("contains", 1, 2),
    ("count", 1, 1),
    ("decodeUrl", 0, 1),
    ("decodeUrlComponent", 0, 1),
    ("distinct", 1, 1),
    ("each", 1, 2),
    ("encodeUrl", 0, 1),
    ("encodeUrlComponent", 0, 1),
    ("error", 0, 1),
    (EVAL, 1, 2),
    ("exists", 1, 1),
    ("filter", 2, 2),
    ("floor", 0, 1),
    ("formatBase", 0, 2),
    ("formatInteger", 1, 2),
    ("formatNumber", 1, 3),
    ("fromMillis", 0, 3),
    ("hash", 2, 2),
    ("join", 1, 2),
    ("keys", 0, 1),
    ("length", 0, 1),
    ("lookup", 1, 2),
    ("lowercase", 0, 1),
    ("map", 2, 2),
    ("match", 1, 3),
    ("max", 1, 1),
    ("merge", 1, 1),
    ("millis", 0, 0),
    ("min", 1, 1),
    ("not", 0, 1),
    ("now", 0, 2),
    ("number", 0, 1),
    ("pad", 1, 3),
    ("parse", 1, 1),
    ("parseInteger", 1, 2),
    ("partition", 2, 2),
    ("power", 1, 2),
    ("random", 0, 1),
    ("range", 3, 3),
    ("reduce", 2, 3),
    ("replace", 2, 4),
    ("reverse", 1, 1),
    ("round", 0, 2),
    ("shuffle", 1, 1),
    ("sift", 0, 2),
    ("single", 1, 2),
    ("sort", 1, 2),
    ("split", 1, 3),
    ("spread", 0, 1),
    ("sqrt", 0, 1),
    ("string", 0, 2),
    ("substring", 1, 3),
    ("substringAfter", 1, 2),
    ("substringBefore", 1, 2),
    ("sum", 1, 1),
    ("toMillis", 0, 2),
    ("trim", 0, 1),
    ("type", 1, 1),
    ("uppercase", 0, 1),
    ("uuid", 0, 0),
];

/// The one function that takes any number of arguments.
const UNLIMITED: &str = "zip";

/// What a function takes, if there is one of this name.
pub fn arity(name: &str) -> Option<Arity> {
    if name == UNLIMITED {
        return Some(Arity { least: 1, most: None });
    }
    let at = FUNCTIONS.binary_search_by_key(&name, |(name, ..)| name).ok()?;
    let (_, least, most) = FUNCTIONS[at];
    Some(Arity { least, most: Some(most) })
}

/// The names of all functions that Step Functions runs.
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, ..)| *name).filter(|name| *name != EVAL).chain([UNLIMITED])
}

impl Arity {
    /// Whether a call with so many arguments can work.
    pub fn allows(self, arguments: usize) -> bool {
        arguments >= self.least && self.most.is_none_or(|most| arguments <= most)
    }
}

impl std::fmt::Display for Arity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |count| if count == 1 { "" } else { "s" };
        match (self.least, self.most) {
            (_, Some(0)) => write!(f, "no arguments"),
            (0, Some(most)) => write!(f, "at most {most} argument{}", plural(most)),
            (least, Some(most)) if least == most => write!(f, "{most} argument{}", plural(most)),
            (least, Some(most)) => write!(f, "{least} to {most} arguments"),
            (least, None) => write!(f, "at least {least} argument{}", plural(least)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_finds_every_name() {
        assert!(FUNCTIONS.is_sorted());
        for (name, least, most) in FUNCTIONS {
            assert_eq!(arity(name), Some(Arity { least, most: Some(most) }));
        }
        assert!(arity("zip").is_some_and(|arity| arity.allows(9) && !arity.allows(0)));
        assert_eq!(arity("uuid4"), None);
        assert!(names().all(|name| name != EVAL));
    }

    #[test]
    fn arity_reads_as_a_person_says_it() {
        let said = |name| arity(name).map(|arity| arity.to_string()).unwrap_or_default();
        assert_eq!(said("uuid"), "no arguments");
        assert_eq!(said("abs"), "at most 1 argument");
        assert_eq!(said("sum"), "1 argument");
        assert_eq!(said("range"), "3 arguments");
        assert_eq!(said("substring"), "1 to 3 arguments");
        assert_eq!(said("zip"), "at least 1 argument");
    }
}
