//! What the settings of a machine and its Map states need.

use super::fill::{Filled, arn_start, fill};
use super::inputs::{Given, Inputs};
use super::pattern::{Pattern, Token};
use super::{Fact, Need, Needs, Source, Subject, keys};
use crate::asl::State;
use crate::aws::needs::{self, Confidence, Row, Tier};
use crate::cfn::{Property, StateMachine};
use crate::tree::{self, Value};

/// Actions that only newer pages of the guide name, or only older ones.
const NOT_ALWAYS_NAMED: [&str; 3] = ["logs:CreateLogStream", "logs:PutLogEvents", "states:StopExecution"];

/// A task under a role of its own: the rest is that role's matter.
pub(super) fn of_credentials<'m>(
    subject: &Subject<'_, 'm, '_>,
    state: State<'m>,
    credentials: Value<'m>,
    needs: &mut Needs,
) {
    let has_role = ["RoleArn", "RoleArn.$"].iter().any(|name| credentials.get(name).is_some());
    if !has_role && (credentials.is_mapping() || credentials.kind() == tree::Kind::Null) {
        // The service refuses it.
        needs.complete = false;
        return;
    }
    let role = credentials.get("RoleArn").and_then(Value::scalar_text);
    let is_dynamic = role.as_deref().is_none_or(|role| role.trim_start().starts_with("{%"))
        || (state.language() == crate::asl::Language::JsonPath && credentials.get("RoleArn.$").is_some());
    let role = match role.filter(|_| !is_dynamic) {
        Some(role) => subject.names.pattern(&role),
        None => Pattern::of("arn:*:iam::*:role/*"),
    };
    needs.list.push(Need { dynamic: is_dynamic, ..Need::on("sts:AssumeRole", vec![role], Tier::Assume) });
}

/// A Distributed Map starts executions of its own machine, and may read and write objects.
pub(super) fn of_map<'m>(subject: &Subject<'_, 'm, '_>, state: State<'m>, needs: &mut Needs) {
    let mode = state.field("ItemProcessor").and_then(|processor| processor.at(&["ProcessorConfig", "Mode"]));
    if !mode.is_some_and(|mode| mode.is_text("DISTRIBUTED")) {
        return;
    }
    for row in needs::of("(distributed-map)", "") {
        let own = match row.action {
            "states:StartExecution" => subject.own_arn("stateMachine", ""),
            "states:RedriveExecution" => subject.own_arn("execution", "/*"),
            _ => subject.own_arn("execution", ":*"),
        };
        // The guide writes the child executions like those of the machine; their ARNs have the label besides.
        let children = subject.own_arn("execution", "/*");
        let optional = row.tier == Tier::Redrive || NOT_ALWAYS_NAMED.contains(&row.action);
        // Machines without the permission to follow their child executions were seen at work.
        let confidence = if row.tier == Tier::Call { row.confidence } else { Confidence::Derived };
        needs.list.push(Need {
            optional,
            spare: optional,
            confidence,
            alternatives: if row.action == "states:StartExecution" { Vec::new() } else { vec![children] },
            ..Need::on(row.action, vec![own], row.tier)
        });
    }
    if let Some(reader) = state.field("ItemReader") {
        of_reader(subject, state, reader, needs);
    }
    if let Some(writer) = state.field("ResultWriter") {
        let inputs = Inputs::of_part(&subject.names, state, writer);
        let rows = needs::of("(distributed-map)", "ResultWriter").filter(|row| row.tier == Tier::Data);
        for row in rows.filter(|_| writer.get("Resource").is_some()) {
            needs.list.push(of_object(subject, &inputs, &row));
        }
        keys::of_results(subject, &inputs, needs);
    }
}

fn of_reader<'m>(subject: &Subject<'_, 'm, '_>, state: State<'m>, reader: Value<'m>, needs: &mut Needs) {
    let Some(resource) = reader.get("Resource").and_then(Value::scalar_text) else { return };
    let inputs = Inputs::of_part(&subject.names, state, reader);
    let part = match resource.rsplit(":::").next() {
        Some("s3:getObject") => "ItemReader-s3:getObject",
        Some("s3:listObjectsV2") => "ItemReader-s3:listObjectsV2",
        _ => return,
    };
    for row in needs::of("(distributed-map)", part) {
        let mut need = of_object(subject, &inputs, &row);
        // Objects of a list are read only where the reader is told so (September 2025).
        need.optional = part.ends_with("V2") && row.action == "s3:GetObject";
        needs.list.push(need);
        // Without it a missing object looks like a forbidden one (S3 API Reference, GetObject).
        needs.granted_besides.push("s3:ListBucket");
    }
    // What a manifest names lies anywhere.
    let is_manifest = reader.at(&["ReaderConfig", "InputType"]).is_some_and(|word| word.is_text("MANIFEST"));
    if is_manifest && let Given::Text(bucket) = inputs.get(&["Bucket"]) {
        let mut objects = arn_start("s3", false);
        objects.push(&bucket);
        objects.push_text("/*");
        let need = Need::on("s3:GetObject", vec![objects], Tier::Data);
        needs.list.push(Need { optional: true, dynamic: true, ..need });
    }
}

fn of_object(subject: &Subject, inputs: &Inputs, row: &Row) -> Need {
    let given = |name: &str| match inputs.get(&[name]) {
        Given::Absent if name == "Prefix" => Given::Text(Pattern::default()),
        // An object is read from a prefix with or without a slash at its end.
        Given::Text(prefix) if name == "Prefix" => Given::Text(without_slash(prefix)),
        given => given,
    };
    let Filled { mut resource, dynamic } = fill(row.resource, &subject.names, &given);
    resource.tokens.dedup_by(|one, other| *one == Token::Char('/') && *other == Token::Char('/'));
    let facts = match (row.action, inputs.get(&["Prefix"])) {
        ("s3:ListBucket", Given::Text(value)) if !value.tokens.is_empty() => {
            vec![Fact { operator: "StringLike", key: "s3:prefix".to_owned(), value }]
        }
        _ => Vec::new(),
    };
    Need { dynamic, facts, ..Need::on(row.action, vec![resource], row.tier) }
}

fn without_slash(mut prefix: Pattern) -> Pattern {
    if prefix.tokens.last() == Some(&Token::Char('/')) {
        prefix.tokens.pop();
    }
    prefix
}

/// Logging, tracing and encryption.
pub(super) fn of_machine(subject: &Subject, needs: &mut Needs) {
    let Some(declared) = subject.declared else { return };
    if let Some((optional, place)) = logs(declared) {
        take_feature("(logging)", declared.logging_name(), place, optional, needs);
    }
    if let Some((optional, place)) = traces(declared) {
        take_feature("(tracing)", declared.tracing_name(), place, optional, needs);
    }
    keys::of_machine(subject, needs);
}

fn take_feature(feature: &str, name: &str, place: Value, optional: bool, needs: &mut Needs) {
    for row in needs::of(feature, "") {
        let spare = NOT_ALWAYS_NAMED.contains(&row.action);
        let need = Need {
            optional: optional || spare,
            spare,
            ..Need::on(row.action, vec![Pattern::all()], row.tier)
        };
        let found = Needs { list: vec![need], complete: true, ..Needs::default() };
        needs.take(found, &Source { name: name.to_owned(), span: place.name_span() });
    }
}

/// Whether it logs, and whether that is only perhaps so.
pub(super) fn logs<'t>(declared: StateMachine<'_, 't>) -> Option<(bool, Value<'t>)> {
    let place = declared.written_logging()?;
    let levels = declared.logging(&["Level"]);
    let is_off = |property: &Property| match property {
        Property::Known(level) => level.is_text("OFF"),
        Property::Absent => true,
        _ => false,
    };
    let is_on = |property: &Property| matches!(property, Property::Known(level) if !level.is_text("OFF"));
    (!levels.iter().all(|level| is_off(&level.value)))
        .then(|| (!levels.iter().all(|level| is_on(&level.value)), place))
}

fn traces<'t>(declared: StateMachine<'_, 't>) -> Option<(bool, Value<'t>)> {
    let place = declared.written_tracing()?;
    let flags = declared.tracing(&["Enabled"]);
    let is_on = |property: &Property| matches!(property, Property::Known(flag) if flag.as_bool() == Some(true) || flag.is_text("true"));
    let is_off = |property: &Property| match property {
        Property::Known(flag) => flag.as_bool() == Some(false) || flag.is_text("false"),
        Property::Absent => true,
        _ => false,
    };
    (!flags.iter().all(|flag| is_off(&flag.value)))
        .then(|| (!flags.iter().all(|flag| is_on(&flag.value)), place))
}
