//! T: what tasks call.

use steplint::asl::StateType::Task;
use steplint::asl::{Language, State};
use steplint::tree::Value;

use crate::mutate::kind::{
    Kind,
    Mode::{Both, JsonPath, Jsonata},
    error, warning,
};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::Sites;

pub const KINDS: &[Kind] = &[
    error("T2", "name in place of an ARN", Both, |s| rewrite(s, |_| Some("charge-card".to_owned()))),
    error("T2", "ARN without its first letter", Both, |s| {
        rewrite(s, |text| text.starts_with("arn:").then(|| text[1..].to_owned()))
    }),
    error("T2", "ARN with a colon left out", Both, |s| {
        rewrite(s, |text| Some(text.replacen(":::", "::", 1)))
    }),
    error("T3", "ARN of something that is no task", Both, |s| {
        rewrite(s, |_| Some("arn:aws:sqs:eu-west-1:123456789012:orders".to_owned()))
    }),
    error("T2", "Lambda ARN without a name", Both, |s| {
        rewrite(s, |_| Some("arn:aws:lambda:eu-west-1:123456789012:function".to_owned()))
    }),
    // Not all lists of actions are the guide's own: then it is a warning.
    warning("T4", "unknown action of a service", Both, |s| {
        optimized(s, |service, _| format!("{service}:chargeCard"), "chargeCard")
    }),
    warning("T4", "action in another case", Both, |s| {
        // `http:invoke` and others alike: the first letter is small in every action.
        let capital =
            |service: &str, action: &str| format!("{service}:{}{}", action[..1].to_uppercase(), &action[1..]);
        optimized(s, capital, ":")
    }),
    warning("T4", "unknown service", Both, |s| optimized(s, |_, action| format!("lamda:{action}"), "lamda")),
    error("T4", ".sync on lambda:invoke", Both, |s| pattern(s, "lambda:invoke", "lambda:invoke.sync")),
    error("T4", ".waitForTaskToken on DynamoDB", Both, |s| {
        optimized(s, |_, _| "dynamodb:putItem.waitForTaskToken".to_owned(), ".waitForTaskToken")
    }),
    error("T4", "unknown pattern", Both, |s| pattern(s, "lambda:invoke", "lambda:invoke.async")),
    error("T5", ".sync on an SDK integration", Both, |s| sdk(s, |text| format!("{text}.sync"), ".sync")),
    warning("T5", "SDK service in capitals", Both, |s| {
        sdk(s, |text| text.replacen("aws-sdk:s", "aws-sdk:S", 1).replacen("aws-sdk:d", "aws-sdk:D", 1), "")
    }),
    warning("T5", "SDK action with a capital", Both, |s| {
        let capital = |text: &str| {
            let (before, action) = text.rsplit_once(':').unwrap_or(("", text));
            format!("{before}:{}{}", action[..1].to_uppercase(), &action[1..])
        };
        sdk(s, capital, ":")
    }),
    warning("T5", "unknown SDK service", Both, |s| {
        sdk(s, |text| text.replacen("aws-sdk:", "aws-sdk:x", 1), "")
    }),
    warning("T5", "unknown SDK action", Both, |s| sdk(s, |text| format!("{text}Twice"), "Twice")),
    warning("T7", "required parameter removed", Both, |s| {
        let of = [
            ("sqs:sendMessage", "QueueUrl"),
            ("dynamodb:putItem", "TableName"),
            ("dynamodb:getItem", "Key"),
            ("states:startExecution", "StateMachineArn"),
            ("lambda:invoke", "FunctionName"),
            ("glue:startJobRun", "JobName"),
        ];
        parameters(s)
            .filter_map(|(_, text, parameters)| {
                let (_, name) = of.iter().find(|(action, _)| text.contains(action))?;
                s.remove(parameters, name).or_else(|| s.remove(parameters, &format!("{name}.$")))
            })
            .map(|mutant| {
                let name = mutant.names[0].trim_end_matches(".$").to_owned();
                mutant.named(name)
            })
            .collect()
    }),
    warning("T7", "misspelt parameter", Both, |s| {
        parameters(s).filter_map(|(_, _, parameters)| s.insert(parameters, "Mesage", "\"paid\"")).collect()
    }),
    warning("T7", "parameter with a small letter", Both, |s| {
        parameters(s)
            .filter_map(|(_, _, parameters)| s.insert(parameters, "messageBody", "\"paid\""))
            .collect()
    }),
    error("T8", "empty Credentials", Both, |s| credentials(s, "{}")),
    error("T8", "Credentials with another field", Both, |s| {
        credentials(s, "{\"Role\": \"arn:aws:iam::123456789012:role/Pay\"}")
    }),
    error("T8", "Credentials as an ARN", JsonPath, |s| {
        credentials(s, "\"arn:aws:iam::123456789012:role/Pay\"")
    }),
    warning("T9", "callback without its token", JsonPath, |s| {
        callback(s, "$$.Task.Token", Language::JsonPath)
    }),
    warning("T9", "callback without its token", Jsonata, |s| {
        callback(s, "$states.context.Task.Token", Language::Jsonata)
    }),
    warning("B1", "TimeoutSeconds removed", Both, |s| {
        let waits = s
            .resources()
            .filter(|(_, _, text)| text.ends_with(".waitForTaskToken") || text.contains(":activity:"));
        waits
            .filter_map(|(state, value, _)| {
                Some(s.remove(state.value(), "TimeoutSeconds")?.named("timeout").or_at(value.span().start))
            })
            .collect()
    }),
    warning("B2", "HeartbeatSeconds removed from a callback", Both, |s| {
        let waits = s.resources().filter(|(_, _, text)| text.ends_with(".waitForTaskToken"));
        waits
            .filter_map(|(state, value, _)| {
                Some(
                    s.remove(state.value(), "HeartbeatSeconds")?.named("heartbeat").or_at(value.span().start),
                )
            })
            .collect()
    }),
];

fn rewrite(s: &Sites, change: fn(&str) -> Option<String>) -> Vec<Mutant> {
    let changed = |value: Value, text: &str| {
        let new = change(text)?;
        Some(s.retext(value, &new)?.named(new))
    };
    s.resources().filter_map(|(_, value, text)| changed(value, &text)).collect()
}

/// Service and action of an optimized integration, replaced.
fn optimized(s: &Sites, change: fn(&str, &str) -> String, name: &str) -> Vec<Mutant> {
    let changed = |value: Value, text: &str| {
        let (before, call) =
            text.split_once(":states:::").filter(|(_, call)| !call.starts_with("aws-sdk:"))?;
        let (service, action) = call.split_once(':')?;
        let action = action.split('.').next()?;
        let new = format!("{before}:states:::{}", change(service, action));
        Some(s.retext(value, &new)?.named(name))
    };
    s.resources().filter_map(|(_, value, text)| changed(value, &text)).collect()
}

fn pattern(s: &Sites, call: &str, other: &str) -> Vec<Mutant> {
    let plain = s.resources().filter(|(_, _, text)| text.ends_with(&format!(":states:::{call}")));
    let pattern = other.trim_start_matches(call);
    plain
        .filter_map(|(_, value, text)| Some(s.retext(value, &text.replace(call, other))?.named(pattern)))
        .collect()
}

/// The whole text of an SDK integration without a pattern, replaced; without a name that of the service
/// names the fault.
fn sdk(s: &Sites, change: fn(&str) -> String, name: &str) -> Vec<Mutant> {
    let plain =
        s.resources().filter(|(_, _, text)| text.contains(":states:::aws-sdk:") && !text.contains('.'));
    plain
        .filter_map(|(_, value, text)| {
            let changed = Some(change(&text)).filter(|changed| *changed != text)?;
            let service = changed.split(':').rev().nth(1).unwrap_or_default();
            Some(s.retext(value, &changed)?.named(if name.is_empty() { service } else { name }))
        })
        .collect()
}

/// What optimized integrations of well-known parameters are given.
fn parameters<'m>(s: &Sites<'m>) -> impl Iterator<Item = (State<'m>, String, Value<'m>)> {
    let known =
        [":sqs:", ":dynamodb:", ":states:startExecution", ":lambda:invoke", ":glue:startJobRun", ":sns:"];
    s.resources().filter_map(move |(state, _, text)| {
        let call = text.split_once(":states::")?.1.to_owned();
        let is_known = known.iter().any(|one| call.starts_with(one));
        let given = state.field("Parameters").or(state.field("Arguments"))?;
        (is_known && given.is_mapping()).then_some((state, call, given))
    })
}

fn credentials(s: &Sites, json: &str) -> Vec<Mutant> {
    s.of(&[Task])
        .filter_map(|state| Some(s.put(state.value(), "Credentials", json)?.named("RoleArn")))
        .collect()
}

/// Callbacks whose only use of the token becomes another text.
fn callback(s: &Sites, token: &str, language: Language) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (state, resource, text) in s.resources().filter(|(_, _, text)| text.ends_with(".waitForTaskToken")) {
        let given = state.field(if language == Language::Jsonata { "Arguments" } else { "Parameters" });
        let Some(span) = given.map(Value::span) else { continue };
        let range = span.start as usize..span.end as usize;
        let uses: Vec<usize> =
            s.text[range.clone()].match_indices(token).map(|(at, _)| range.start + at).collect();
        if let [at] = uses[..] {
            let other = token.replace("Task.Token", "Execution.Id");
            let mutant = Mutant::new(at..at + token.len(), other).or_at(resource.span().start);
            let mutant =
                state.value().key_span().into_iter().fold(mutant, |mutant, key| mutant.or_at(key.start));
            mutants.push(mutant.named("oken").named(text));
        }
    }
    mutants
}
