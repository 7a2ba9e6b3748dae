//! Names are words: `DB_PASSWORD`, `dbPassword`, `db-password` and `DBPassword` all say the same two.

/// The words of a name, without digits and separators, in the spelling they have.
pub fn split(name: &str) -> impl Iterator<Item = &str> {
    let is_letter = |letter: char| letter.is_alphabetic();
    name.split(move |letter| !is_letter(letter)).flat_map(split_case).filter(|word| !word.is_empty())
}

/// Cuts a run of letters where lower case turns to upper, and before the last capital of `APIKey`.
fn split_case(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (word, after) = rest.split_at(end_of_word(rest));
        rest = after;
        Some(word)
    })
}

fn end_of_word(run: &str) -> usize {
    let mut before: Option<char> = None;
    let mut letters = run.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next_is_lower = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        if let Some(before) = before
            && letter.is_uppercase()
            && (before.is_lowercase() || next_is_lower)
        {
            return at;
        }
        before = Some(letter);
    }
    run.len()
}

/// A hundred of the commonest pairs of letters in English, after the counts of Peter Norvig: most of the
/// pairs in a name, but one in seven among 26 × 26 random ones.
const COMMON_PAIRS: &str = "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le \
     ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec \
     pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na \
     ul ni ts mo ow pa im mi ai sh";

/// Least share of common pairs in a text of words.
const SHARE_OF_WORDS: f64 = 0.45;

/// Fewer pairs than this tell nothing.
const LEAST_PAIRS: usize = 4;

/// Whether a value is made of words rather than of random characters: its neighbouring letters are
/// those of English. Hexadecimal digits are never words.
pub fn reads_as_words(value: &str) -> bool {
    if is_hexadecimal(value) {
        return false;
    }
    let mut pairs = 0;
    let mut common = 0;
    for word in split(value) {
        for pair in word.as_bytes().windows(2) {
            pairs += 1;
            common += usize::from(is_common(pair));
        }
    }
    pairs >= LEAST_PAIRS && common as f64 >= SHARE_OF_WORDS * pairs as f64
}

fn is_common(pair: &[u8]) -> bool {
    COMMON_PAIRS.as_bytes().chunks(3).any(|common| common[..2].eq_ignore_ascii_case(pair))
}

/// Whether a value is written in hexadecimal digits and is no word of `a` to `f`.
pub fn is_hexadecimal(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_hexdigit()) && value.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_into_words() {
        let table: [(&str, &[&str]); 10] = [
            ("DB_PASSWORD", &["DB", "PASSWORD"]),
            ("dbPassword", &["db", "Password"]),
            ("DBPassword", &["DB", "Password"]),
            ("api-key2", &["api", "key"]),
            ("server.sshKey", &["server", "ssh", "Key"]),
            ("tokens", &["tokens"]),
            ("HTTPServer", &["HTTP", "Server"]),
            ("été_Été", &["été", "Été"]),
            ("_1_", &[]),
            ("", &[]),
        ];
        for (name, words) in table {
            assert_eq!(split(name).collect::<Vec<_>>(), words, "{name}");
        }
    }

    #[test]
    fn words_and_random_characters_differ() {
        for value in [
            "my-service/production/database-1",
            "method.request.header.Authorization2",
            "DockerRegistryCredentialsV2",
            "arnOfTheSecret01",
        ] {
            assert!(reads_as_words(value), "{value}");
        }
        for value in ["q7Xz2LkPw9RvB4tN", "3f786850e387550fdab836ed7e6dc881de23001b", "aaaabbbb1", "8080", ""]
        {
            assert!(!reads_as_words(value), "{value}");
        }
    }
}
