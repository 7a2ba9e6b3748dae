use crate::asl::{Language, State, StateType, is_hidden, known_text};
use crate::aws::arn::Arn;
use crate::aws::hole;
use crate::diagnostic::{Safety, Severity};
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;
use crate::tree::Value;

rule! {
    code: "asl/invalid-credentials",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: State(check),
}

fn check(state: &State, report: &mut Report) {
    let Some(credentials) = state.field("Credentials") else { return };
    let is_sure = state.field("QueryLanguage").is_none_or(|word| known_text(word).is_some());
    if state.kind() != StateType::Task || is_hidden(credentials) || !is_sure || !state.machine().is_whole() {
        return;
    }
    let is_jsonata = state.language() == Language::Jsonata;
    if !credentials.is_mapping() {
        let is_expression = credentials.text().is_some_and(|text| text.trim_start().starts_with("{%"));
        if !(is_jsonata && is_expression) {
            let what = format!("`Credentials` of `{}` is no object with a `RoleArn`", state.name());
            no_role(report, credentials, what, is_jsonata);
        }
        return;
    }
    let has_hidden_key = credentials.entries().any(|field| field.key().is_none_or(is_hidden));
    match (credentials.get_merged("RoleArn"), credentials.get_merged("RoleArn.$")) {
        (Some(role), _) => role_arn(*state, role, is_jsonata, report),
        (None, Some(_)) if !is_jsonata => {}
        (None, Some(path)) => {
            report
                .at_key(path, format!("`RoleArn.$` of `{}` is read in JSONPath states only", state.name()))
                .help("write `RoleArn` with the ARN or a `{% … %}`")
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
        (None, None) if !has_hidden_key => {
            let what = format!("`Credentials` of `{}` has no `RoleArn`", state.name());
            no_role(report, credentials, what, is_jsonata);
        }
        (None, None) => {}
    }
}

fn no_role(report: &mut Report, credentials: Value, what: String, is_jsonata: bool) {
    let misspelt = credentials.entries().find_map(|field| {
        let key =
            field.key().filter(|key| key.text().is_some_and(|text| text.eq_ignore_ascii_case("RoleArn")))?;
        Some(key)
    });
    if let Some(key) = misspelt {
        report
            .at(key, what)
            .help("case matters: write `RoleArn`")
            .service_code(SCHEMA_VALIDATION_FAILED)
            .rewrite(Safety::Safe, "write `RoleArn`", key, "RoleArn");
        return;
    }
    let other = if is_jsonata { "a `{% … %}` that makes it" } else { "`RoleArn.$` with a path to it" };
    report
        .at_key(credentials, what)
        .help(format!(
            "add `RoleArn` with the ARN of the role to assume, or {other}; or remove `Credentials`"
        ))
        .service_code(SCHEMA_VALIDATION_FAILED);
}

fn role_arn(state: State, role: Value, is_jsonata: bool, report: &mut Report) {
    let Some(text) = known_text(role).filter(|text| !hole::has_hole(text)) else { return };
    let is_expression = is_jsonata && text.trim_start().starts_with("{%");
    let is_role = Arn::parse(&text)
        .is_some_and(|arn| arn.service.text() == "iam" && arn.resource.text().starts_with("role/"));
    if is_role || is_expression {
        return;
    }
    let help = match text.starts_with('$') && !is_jsonata {
        true => "name the field `RoleArn.$`, so that the path is read",
        false => "write `arn:aws:iam::ACCOUNT:role/NAME`",
    };
    report
        .at(role, format!("`RoleArn` of `{}` is not the ARN of a role", state.name()))
        .severity(Severity::Warning)
        .help(help);
}
