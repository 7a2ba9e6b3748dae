use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Confidence;
use crate::drone::{Entry, EntryValue, Pipeline, Step};
use crate::rule::{Report, rule};
use crate::secret::is_reference_or_placeholder;
use crate::tree::Value;

rule! {
    code: "drone/static-aws-keys",
    group: Security,
    severity: Warning,
    check: Pipeline(check),
}

/// The part of a credential that a key names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Id,
    Secret,
    Token,
}

/// Names that only AWS uses, wherever they stand.
const AWS_NAMES: [(&str, Part); 5] = [
    ("aws_access_key_id", Part::Id),
    ("aws_access_key", Part::Id),
    ("aws_secret_access_key", Part::Secret),
    ("aws_secret_key", Part::Secret),
    ("aws_session_token", Part::Token),
];

/// Names that mean a key of AWS in the settings of a plugin for AWS.
const PLUGIN_NAMES: [(&str, Part); 5] = [
    ("access_key", Part::Id),
    ("access_key_id", Part::Id),
    ("secret_key", Part::Secret),
    ("secret_access_key", Part::Secret),
    ("credentials", Part::Secret),
];

/// Names of a role that the step takes instead.
const ROLE_NAMES: [&str; 7] = [
    "assume_role",
    "assume_role_arn",
    "iamrolearn",
    "role",
    "role_arn",
    "role_arn_to_assume",
    "user_role_arn",
];

/// Words in the name of an image that make it a plugin for AWS: `plugins/s3-sync`, `drone-aws-sam`.
const PLUGIN_WORDS: [&str; 9] =
    ["aws", "beanstalk", "cloudformation", "codedeploy", "ecr", "ecs", "lambda", "s3", "sam"];

/// An access key id has at least this many characters (IAM API reference, `AccessKey`), a secret key
/// has more: what is shorter is a stand-in for a local service.
const LEAST_LENGTH: usize = 16;

const REMEDY: &str = "let the step work under the role of its runner, assume a role with `sts:AssumeRole`, or use an OIDC plugin: such credentials expire by themselves";

struct Credential<'t> {
    entry: Entry<'t>,
    part: Part,
}

fn check(pipeline: &Pipeline, report: &mut Report) {
    let environment = pipeline.environment();
    if !names_endpoint(&environment) && !pipeline.containers().any(speaks_to_another_service) {
        let title = format!("pipeline `{}`", pipeline.name());
        report_credentials(&title, &named(&environment, &AWS_NAMES), report);
    }
    pipeline.containers().for_each(|step| check_step(step, report));
}

fn check_step(step: Step, report: &mut Report) {
    if speaks_to_another_service(step) {
        return;
    }
    let (environment, settings) = (step.environment(), step.settings());
    let mut found = named(&environment, &AWS_NAMES);
    found.extend(named(&settings, &AWS_NAMES));
    if is_aws_plugin(step) {
        found.extend(named(&settings, &PLUGIN_NAMES));
    }
    let has_role = environment.iter().chain(&settings).any(|entry| is_one_of(entry, &ROLE_NAMES));
    let has_secret = found.iter().any(|credential| credential.part == Part::Secret);
    if has_secret || !has_role {
        report_credentials(&step.title(), &found, report);
    }
    for command in step.commands() {
        check_command(step, command, report);
    }
}

/// One finding for each literal, one for all that comes from secrets.
fn report_credentials(title: &str, found: &[Credential], report: &mut Report) {
    for literal in found.iter().filter(|credential| is_literal_key(&credential.entry)) {
        report_literal(literal, title, report);
    }
    let mut stored =
        found.iter().filter(|credential| matches!(credential.entry.value, EntryValue::FromSecret(_)));
    let Some(first) = stored.next() else { return };
    let message = format!("{title} works with a static AWS key from the secrets of Drone");
    let mut finding = report.at_key(first.entry.written, message).help(REMEDY);
    for other in stored {
        let span = other.entry.written.name_span();
        finding = finding.related(span, format!("`{}` belongs to it", other.entry.name()));
    }
}

fn report_literal(credential: &Credential, title: &str, report: &mut Report) {
    let EntryValue::Literal(value) = credential.entry.value else { return };
    let Some(text) = credential.entry.literal_text() else { return };
    let key = text.trim();
    let start = text.len() - text.trim_start().len();
    let message = format!("`{}` of {title} is a static AWS key in plain text", credential.entry.name());
    report
        .at_span(value.text_span(start..start + key.len()), value, message)
        .help(format!("revoke the key, it is known to every reader; then {REMEDY}"))
        .secret();
}

/// A key that is set in the script itself.
fn check_command(step: Step, command: Value, report: &mut Report) {
    let Some(text) = command.text() else { return };
    if !text.contains("AWS_") && !text.contains("configure") {
        return;
    }
    let embedded = command.embedded();
    let (mut searched, mut is_comment) = (0, text.trim_start().starts_with('#'));
    for found in ASSIGNMENT.iter().flat_map(|pattern| pattern.captures_iter(&text)) {
        let Some(value) = found.iter().skip(1).flatten().next() else { continue };
        if let Some(newline) = text[searched..value.start()].rfind('\n') {
            is_comment = text[searched + newline..].trim_start().starts_with('#');
        }
        searched = value.start();
        let goes_on = text[value.end()..].starts_with(['$', '`', '\\', '{', '(']);
        if goes_on || is_comment || !is_key_text(value.as_str()) {
            continue;
        }
        let message = format!("a command of {} sets a static AWS key in plain text", step.title());
        report
            .at_span(embedded.span(value.range()), command, message)
            .help(format!("revoke the key, it is known to every reader; then {REMEDY}"))
            .confidence(Confidence::Medium)
            .secret();
    }
}

/// `AWS_SECRET_ACCESS_KEY=literal`, with or without `export`, and `aws configure set`.
static ASSIGNMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let literal = r#"(?:"([^"$`\r\n]+)"|'([^'$\r\n]+)'|([A-Za-z0-9/+=_.-]+))"#;
    let variable = r"(?m:^|[ \t;&|(])AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)=";
    let configured = r"aws[ \t]+configure[ \t]+set[ \t]+(?:[A-Za-z0-9_-]+\.)*aws_(?:access_key_id|secret_access_key|session_token)[ \t]+";
    Regex::new(&format!("(?:{variable}|{configured}){literal}")).ok()
});

fn named<'t>(entries: &[Entry<'t>], names: &[(&str, Part)]) -> Vec<Credential<'t>> {
    let part = |entry: &Entry| {
        names.iter().find(|(name, _)| entry.name().eq_ignore_ascii_case(name)).map(|(_, part)| *part)
    };
    entries.iter().filter_map(|&entry| Some(Credential { entry, part: part(&entry)? })).collect()
}

fn is_one_of(entry: &Entry, names: &[&str]) -> bool {
    names.iter().any(|name| entry.name().eq_ignore_ascii_case(name))
}

fn is_literal_key(entry: &Entry) -> bool {
    entry.literal_text().is_some_and(|text| is_key_text(&text))
}

fn is_key_text(text: &str) -> bool {
    text.trim().len() >= LEAST_LENGTH && !is_reference_or_placeholder(text)
}

/// Whether the keys are for a service that only speaks as AWS does, such as MinIO or LocalStack.
fn speaks_to_another_service(step: Step) -> bool {
    names_endpoint(&step.environment())
        || names_endpoint(&step.settings())
        || step
            .commands()
            .iter()
            .any(|command| command.text().is_some_and(|text| text.contains("--endpoint")))
}

fn names_endpoint(entries: &[Entry]) -> bool {
    let is_of_aws = |entry: &Entry| entry.literal_text().is_some_and(|text| text.contains("amazonaws.com"));
    entries.iter().any(|entry| entry.name().to_ascii_lowercase().contains("endpoint") && !is_of_aws(entry))
}

fn is_aws_plugin(step: Step) -> bool {
    let image = step.image().and_then(Value::scalar_text).unwrap_or_default();
    // Without digest and tag; a port of the registry has a `/` after it.
    let image = image.split('@').next().unwrap_or("");
    let repository =
        image.rsplit_once(':').map_or(image, |(name, tag)| if tag.contains('/') { image } else { name });
    let mut words = repository.split(['/', '-', '_']);
    words.any(|word| PLUGIN_WORDS.contains(&word))
}
