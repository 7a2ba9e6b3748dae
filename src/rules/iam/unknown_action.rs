use crate::aws::actions::{self, Service};
use crate::aws::{alias, has_wildcard, retired};
use crate::diagnostic::{Safety, Severity};
use crate::iam::Statement;
use crate::rule::{Finding, Report, rule};
use crate::rules::shared::{MISTAKES, listed, nearest_within};

rule! {
    code: "iam/unknown-action",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Statement(check),
}

/// Unknown actions of one statement for which another is looked for: a list with more was not written by a person.
const MAX_SOUGHT: usize = 100;

fn check(statement: &Statement, report: &mut Report) {
    let mut sought = 0;
    for action in statement.all_actions() {
        if action.named_action().is_some() {
            continue;
        }
        let Some(pattern) = action.action().filter(|pattern| pattern.is_literal()) else { continue };
        let Some(service) = actions::service(pattern.service()) else { continue };
        let name = pattern.name();
        if retired::find(service.prefix(), name).is_some() {
            continue;
        }
        let message = format!("`{}` has no action `{name}`", service.prefix());
        let finding = report.at(action.value, message).service_code("INVALID_ACTION");
        if let Some(alias) = alias::of_operation(&format!("{}:{name}", service.prefix())) {
            let names: Vec<&str> = alias.actions().collect();
            let is_beside =
                |name: &&&str| statement.actions.iter().any(|other| other.covers_action(name) == Some(true));
            match names.iter().find(is_beside) {
                // Then the operation works, and this is a word too many.
                Some(name) => finding.severity(Severity::Info).help(format!(
                    "remove it: `{name}`, which is here too, authorises the operation of this name"
                )),
                None => finding
                    .severity(if alias.documented { Severity::Error } else { Severity::Warning })
                    .help(format!("the operation of this name is authorised by {}", listed(&names, "or"))),
            };
        } else {
            let start = pattern.service().len() + 1;
            let span = action.value.text_span(start..start + name.len());
            sought += 1;
            if sought <= MAX_SOUGHT {
                suggest(finding, service, name, span);
            } else {
                finding.severity(Severity::Warning);
            }
        }
    }
}

fn suggest(finding: Finding, service: Service, name: &str, span: crate::text::Span) {
    if let Some(meant) = nearest_within(name, service.actions().map(|one| one.name), MISTAKES) {
        let title = format!("write `{meant}`");
        finding.help(format!("did you mean `{meant}`?")).fix(Safety::Unsafe, title, span, meant);
        return;
    }
    // It may have been written under the wrong service.
    let mut others = actions::services().filter_map(|other| other.action(name));
    let finding = finding.severity(Severity::Warning);
    match (others.next(), others.next()) {
        (Some(one), None) if !has_wildcard(name) => {
            finding.help(format!("did you mean `{}:{}`?", one.service, one.name));
        }
        _ => {
            finding.help("look it up among the actions that the service authorization reference lists");
        }
    }
}
