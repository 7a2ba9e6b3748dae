//! What is found, what is not, and that nothing breaks on any input. Credentials are put together here.

#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn kinds(key: &str, value: &str) -> Vec<Kind> {
    scan_value(Some(key), value).iter().map(|secret| secret.kind).collect()
}

/// An access key id of account 123456789012.
fn key_id() -> String {
    ["AK", "IA", "BZPUZDIKM7X", "Q2WLT"].concat()
}

/// Forty random characters.
fn secret_key() -> String {
    ["q9Zb/3Kx+Lw7TfVe", "R2mYc5Hs8NuGj1Pd", "A4oQiX6k"].concat()
}

/// Twenty-four random characters.
fn token() -> String {
    ["q9Zb3KxLw7Tf", "VeR2mYc5Hs8N"].concat()
}

#[test]
fn access_key_ids_are_found_anywhere_with_their_account() {
    let temporary = key_id().replacen("AK", "AS", 1);
    for id in [key_id(), temporary] {
        let command = format!("aws configure set aws_access_key_id {id} # häh");
        let found = scan_text(&command);
        assert_eq!(found.len(), 1);
        assert_eq!(command.get(found[0].range.clone()), Some(id.as_str()));
        assert_eq!(found[0].detail.as_deref(), Some("account 123456789012"));
        assert_eq!(found[0].confidence, Confidence::High);
        assert_eq!(scan_value(Some("AWS_ACCESS_KEY_ID"), &id), scan_text(&id));
        assert_eq!(scan_value(None, &id), scan_text(&id));
    }
}

#[test]
fn every_access_key_id_of_a_text_is_found() {
    let text = format!("{}\n{}", key_id(), key_id().replace("M7X", "N7X"));
    assert_eq!(
        scan_text(&text).iter().map(|secret| secret.range.clone()).collect::<Vec<_>>(),
        [0..20, 21..41]
    );
}

#[test]
fn a_text_of_nothing_but_key_ids_takes_no_longer_for_each() {
    let text = format!("{} ", key_id()).repeat(100_000);
    assert_eq!(scan_text(&text).len(), 100_000);
}

#[test]
fn ids_that_are_no_key_are_not_found() {
    let documented = ["AK", "IA", "IOSFODNN7EXAMPLE"].concat();
    let masked = ["AK", "IA", &"X".repeat(16)].concat();
    let sequence = ["AK", "IA", "ABCDEFGHIJKLMNOP"].concat();
    let longer = key_id() + "A";
    let mut values = vec![documented, masked, sequence, longer, key_id().to_lowercase()];
    values.extend(
        ["AROA", "AIDA", "AGPA", "ANPA", "AIPA", "ANVA"]
            .map(|prefix| key_id().replacen(&key_id()[..4], prefix, 1)),
    );
    for value in values {
        assert_eq!(scan_text(&value), [], "{value}");
    }
}

#[test]
fn an_access_key_id_is_told_before_what_its_key_suggests() {
    assert_eq!(kinds("password", &key_id()), [Kind::AwsAccessKey]);
    assert_eq!(kinds("AWS_SECRET_ACCESS_KEY", &key_id()), [Kind::AwsAccessKey]);
}

#[test]
fn secret_keys_are_found_below_their_key() {
    for (key, confidence) in [
        ("AWS_SECRET_ACCESS_KEY", Confidence::High),
        ("awsSecretKey", Confidence::High),
        ("secret_key", Confidence::Medium),
        ("secret", Confidence::Medium),
    ] {
        let value = format!(" {}\n", secret_key());
        let found = scan_value(Some(key), &value);
        assert_eq!((found[0].kind, found[0].confidence), (Kind::AwsSecretKey, confidence), "{key}");
        assert_eq!(found[0].range, 1..41);
    }
    assert_eq!(kinds("commit", &secret_key()), []);
    assert_eq!(scan_text(&secret_key()), []);
    let documented = ["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"].concat();
    assert_eq!(kinds("AWS_SECRET_ACCESS_KEY", &documented), []);
}

#[test]
fn tokens_are_found_below_their_key() {
    for key in [
        "token",
        "GITHUB_TOKEN",
        "apiKey",
        "X-Api-Key",
        "client_secret",
        "auth",
        "Authorization",
        "SecretString",
    ] {
        assert_eq!(kinds(key, &token()), [Kind::Plaintext], "{key}");
    }
    let bearer = format!("Bearer {}", token());
    assert_eq!(scan_value(Some("Authorization"), &bearer)[0].range, 7..31);
    // user:password, as registries and the Basic scheme encode it.
    assert_eq!(kinds("auth", &["ZGVwbG95OmhlbXBs", "aWNoMjAyNC14"].concat()), [Kind::Plaintext]);
    assert_eq!(kinds("api_token", &["3f786850e387550f", "dab836ed7e6dc881"].concat()), [Kind::Plaintext]);
}

#[test]
fn passwords_need_no_randomness() {
    for value in [
        "sunflower42",
        "wintergarten",
        "correct-horse-battery",
        "correct horse battery",
        "Pa$$w0rd-7",
        "grün12!?",
    ] {
        assert_eq!(kinds("DB_PASSWORD", value), [Kind::Plaintext], "{value}");
    }
    assert_eq!(kinds("DB_PASSWORD", "grün12!"), []);
    assert_eq!(scan_value(Some("password"), "sunflower42")[0].confidence, Confidence::Low);
}

#[test]
fn harmless_values_are_not_found() {
    for (key, value) in [
        // References and placeholders.
        ("password", "${DB_PASSWORD}"),
        ("password", "$${DB_PASSWORD}"),
        ("password", "{{resolve:secretsmanager:prod/db:SecretString:password}}"),
        ("Password", "<your password here>"),
        ("token", "Bearer ${TOKEN_1234567890}"),
        ("password", "changeme"),
        ("password", "abcd1234"),
        ("MYSQL_ROOT_PASSWORD", "root"),
        ("POSTGRES_PASSWORD", "postgres"),
        ("password", "docker_password"),
        ("from_secret", "aws_secret_access_key"),
        // State machines.
        ("Token.$", "$$.Task.Token"),
        ("TaskToken.$", "States.Format('{}', $.a1b2c3d4e5f6g7h8)"),
        ("Token", "{% $states.context.Task.Token %}"),
        ("AuthType", "NO_AUTH"),
        ("SecretId", "prod/db"),
        ("SecretId", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-a1B2c3"),
        ("Secret", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-a1B2c3"),
        ("KeyId", "alias/x"),
        // Places, identifiers, digests.
        ("pwd", "/app/source"),
        ("PWD", "/drone/src/github.com/octo/repo1"),
        ("password", "config/secrets/db.txt"),
        ("token", "https://id.example.com/oauth2/token?v=Q7x2Lk9"),
        ("secret", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("image", "plugins/docker@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("commit", "3f786850e387550fdab836ed7e6dc881de23001b"),
        // Words.
        ("auth", "true"),
        ("auth", "AWS_PROXY"),
        ("secret", "my-application-production-database-2024"),
        ("token", "method.request.header.Authorization2"),
        ("password", "The password of the first database user 1"),
        ("api_key", "Q7X2"),
        ("SecretString", r#"{"username":"admin","size":32}"#),
        ("password", r#"{"length": 32, "upper": true}"#),
        ("token", ""),
    ] {
        assert_eq!(kinds(key, value), [], "{key}: {value}");
    }
}

#[test]
fn random_values_are_found_only_below_a_key_that_names_a_secret() {
    for key in [
        "from_secret",
        "NextToken",
        "TaskToken",
        "ClientRequestToken",
        "token_path",
        "TokenUrl",
        "SecretName",
        "SecretArn",
        "SecretId",
        "secret_name",
        "author",
        "Authorizer",
        "tokenize",
        "secretary",
        "passenger",
        "compass",
        "commit",
        "image",
        "authorization_code_ttl",
        "partition_key",
        "id",
        "",
    ] {
        assert_eq!(kinds(key, &token()), [], "{key}");
    }
}

#[test]
fn identifiers_and_encoded_text_are_no_tokens() {
    let uuid = ["6f1ed002-ab59-5839", "-87b9-95e9fa6fd6a1"].concat();
    // hello world 123
    let encoded = ["aGVsbG8gd29y", "bGQgMTIz"].concat();
    for value in [uuid, encoded] {
        assert_eq!(kinds("api_token", &value), [], "{value}");
    }
}

/// Numbers that are random and always the same.
fn random_text(seed: u64, alphabet: &[u8], length: usize) -> String {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    (0..length).map(|_| char::from(alphabet[next() % alphabet.len()])).collect()
}

#[test]
fn the_gates_lose_few_random_secrets() {
    let base64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let table: [(&str, &[u8], usize, Kind, usize); 4] = [
        ("AWS_SECRET_ACCESS_KEY", base64, 40, Kind::AwsSecretKey, 5),
        ("api_token", &base64[..62], 40, Kind::Plaintext, 20),
        ("api_token", b"0123456789abcdef", 40, Kind::Plaintext, 5),
        ("conduit_token", &base64[26..58], 28, Kind::Plaintext, 40),
    ];
    for (key, alphabet, length, kind, most) in table {
        let lost =
            (0..2000).filter(|&seed| kinds(key, &random_text(seed, alphabet, length)) != [kind]).count();
        assert!(lost <= most, "{key}, {length}: {lost} of 2000");
    }
}

proptest! {
    #[test]
    fn any_key_and_value_is_scanned_and_ranges_lie_on_characters(key in "\\PC{0,24}", value in "(?s).{0,80}") {
        for secret in scan_value(Some(&key), &value) {
            prop_assert!(value.get(secret.range).is_some_and(|found| !found.is_empty()));
        }
    }

    #[test]
    fn a_password_is_found_whole_among_white_space(before in "[ \n\u{a0}]{0,3}", value in "[a-zé]{5}[0-9]{2}[!-#]{2}[äöü]", after in "\\s{0,3}") {
        let text = [before.as_str(), &value, &after].concat();
        let found = scan_value(Some("password"), &text);
        if is_reference_or_placeholder(&value) {
            prop_assert!(found.is_empty());
        } else {
            prop_assert_eq!(text.get(found[0].range.clone()), Some(value.as_str()));
        }
    }

    #[test]
    fn an_access_key_id_is_found_whole_in_any_surroundings(before in "(?s)(.{0,20}[ :=\"'é])?", after in "(?s)([ ,;\"'é].{0,20})?") {
        let text = [before.as_str(), &key_id(), &after].concat();
        let ranges: Vec<_> = scan_text(&text).into_iter().map(|secret| secret.range).collect();
        prop_assert!(ranges.contains(&(before.len()..before.len() + 20)));
    }
}
