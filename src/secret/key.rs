//! What the name of a key says about its value.

use super::words;

/// What must hold of a value before it counts as the secret that its key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// People choose passwords: an ordinary one has the entropy of a word.
    Password,
    /// Machines make tokens: one without randomness is something else.
    Token,
}

/// The gate for values under this key; `None` when the key names no secret.
///
/// The last word of an English name is the thing, those before it say which: a `db password` is a
/// password, a `password policy` and a `token url` are not.
pub fn gate(key: &str) -> Option<Gate> {
    // In a state machine the value of `Token.$` is a path or a function, never the token.
    if key.ends_with(".$") {
        return None;
    }
    let mut words: Vec<&str> = words::split(key).collect();
    while words.len() > 1 && words.last().is_some_and(|word| is_one_of(word, QUALIFIERS)) {
        words.pop();
    }
    let last = words.pop()?;
    let noun = NOUNS.iter().find(|noun| noun.ends(last))?;
    let joined = last.get(..last.len() - noun.word.len()).filter(|before| !before.is_empty());
    let which = joined.or(words.last().copied()).unwrap_or("");
    let opens = noun.word != "key" || is_one_of(which, KEYS);
    let is_harmless =
        HARMLESS.iter().any(|(before, word)| noun.word == *word && before.eq_ignore_ascii_case(which));
    (opens && !is_harmless).then_some(noun.gate)
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A word for a secret.
struct Noun {
    word: &'static str,
    gate: Gate,
    /// Whether it counts at the end of a longer word, as in `dbpassword`: no English word ends with it.
    joins: bool,
}

impl Noun {
    fn ends(&self, word: &str) -> bool {
        let start = word.len().checked_sub(self.word.len());
        start.is_some_and(|start| {
            (self.joins || start == 0)
                && word.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(self.word))
        })
    }
}

const fn joins(word: &'static str, gate: Gate) -> Noun {
    Noun { word, gate, joins: true }
}

/// `compass`, `monkey` and the like end with these.
const fn alone(word: &'static str, gate: Gate) -> Noun {
    Noun { word, gate, joins: false }
}

const NOUNS: &[Noun] = &[
    joins("password", Gate::Password),
    joins("passwd", Gate::Password),
    joins("passphrase", Gate::Password),
    alone("pwd", Gate::Password),
    joins("token", Gate::Token),
    joins("secret", Gate::Token),
    joins("credential", Gate::Token),
    joins("credentials", Gate::Token),
    joins("apikey", Gate::Token),
    joins("accesskey", Gate::Token),
    joins("privatekey", Gate::Token),
    joins("secretkey", Gate::Token),
    alone("pass", Gate::Token),
    alone("auth", Gate::Token),
    alone("authorization", Gate::Token),
    alone("creds", Gate::Token),
    alone("key", Gate::Token),
];

/// The keys that open something; any other (`partition key`, `object key`) is a name.
const KEYS: &[&str] = &["access", "api", "private", "secret", "ssh"];

/// Words after the noun that do not change what it is: where it holds, and how it is written.
const QUALIFIERS: &[&str] = &[
    "default",
    "dev",
    "development",
    "live",
    "new",
    "old",
    "plain",
    "plaintext",
    "prod",
    "production",
    "qa",
    "stage",
    "staging",
    "string",
    "test",
    "text",
    "uat",
    "value",
];

/// Compounds that are public, name a secret instead of holding one, or only mark a place in a list.
const HARMLESS: &[(&str, &str)] = &[
    ("cancellation", "token"),
    ("client", "token"),
    ("continuation", "token"),
    ("csrf", "token"),
    ("from", "secret"),
    ("idempotency", "token"),
    ("next", "token"),
    ("page", "token"),
    ("pagination", "token"),
    ("public", "token"),
    ("pull", "secret"),
    ("request", "token"),
    ("starting", "token"),
    ("task", "token"),
    ("xsrf", "token"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_name_a_secret() {
        for key in [
            "password",
            "PASSWORD",
            "db_password",
            "dbPassword",
            "DBPassword",
            "mysqlpassword",
            "MYSQL_ROOT_PASSWORD",
            "passwd",
            "ssh-passphrase",
            "pwd",
            "PASSWORD_PROD",
            "password2",
            "passwordValue",
        ] {
            assert_eq!(gate(key), Some(Gate::Password), "{key}");
        }
        for key in [
            "token",
            "GITHUB_TOKEN",
            "accessToken",
            "authtoken",
            "secret",
            "client_secret",
            "SecretString",
            "api_key",
            "apiKey",
            "APIKey",
            "X-Api-Key",
            "apikey",
            "private_key",
            "ssh_key",
            "access-key",
            "secretAccessKey",
            "auth",
            "Authorization",
            "credentials",
            "smtp_pass",
            "token_1",
        ] {
            assert_eq!(gate(key), Some(Gate::Token), "{key}");
        }
    }

    #[test]
    fn keys_that_name_none() {
        for key in [
            "author",
            "authors",
            "authorizer",
            "AuthType",
            "authorization_code_ttl",
            "tokenize",
            "tokenizer",
            "secretary",
            "passenger",
            "compass",
            "bypass",
            "monkey",
            "keyboard",
            "KeyId",
            "SecretId",
            "SecretArn",
            "secret_name",
            "TokenUrl",
            "token_path",
            "PasswordPolicy",
            "password_length",
            "PasswordHash",
            "partition_key",
            "Key",
            "NextToken",
            "nexttoken",
            "TaskToken",
            "Token.$",
            "TaskToken.$",
            "ClientRequestToken",
            "from_secret",
            "AWS_ACCESS_KEY_ID",
            "passthrough",
            "PublicKey",
            "tokens",
            "commit",
            "image",
            "",
            "$",
            "default",
        ] {
            assert_eq!(gate(key), None, "{key}");
        }
    }
}
