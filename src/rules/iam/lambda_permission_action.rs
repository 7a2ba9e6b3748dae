use crate::cfn::Template;
use crate::rule::{Report, rule};

rule! {
    code: "iam/lambda-permission-action",
    group: Security,
    severity: Warning,
    check: Template(check),
}

/// What others need to call a function, or its URL.
const CALLING: [&str; 2] = ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"];

fn check(template: &Template, report: &mut Report) {
    for permission in template.resources_of("AWS::Lambda::Permission") {
        for action in permission.variants(template, &["Action"]) {
            let Some(action) = action.value.known() else { continue };
            let Some(text) = action.text().filter(|text| !text.contains("${")) else { continue };
            if !CALLING.iter().any(|one| one.eq_ignore_ascii_case(&text)) {
                report
                    .at(action, format!("`{text}` lets others do more with the function than call it"))
                    .help("write `lambda:InvokeFunction`");
            }
        }
    }
}
