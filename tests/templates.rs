//! Definitions inside templates are checked like files of their own, at their own bytes.
#![allow(clippy::unwrap_used, missing_docs)]

use steplint::config::Config;
use steplint::project::Input;

/// The text at every finding of a rule in a template.
fn found(code: &'static str, template: &str) -> Vec<String> {
    let mut input = Input::default();
    input.add("template.yaml", template.as_bytes().to_vec());
    let outcome = steplint::check(input, &Config::only(&[code]));
    let spans = outcome.diagnostics.iter().map(|finding| finding.span);
    spans.map(|span| template[span.start as usize..span.end as usize].to_owned()).collect()
}

fn machine(property: &str) -> String {
    format!(
        "Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      {property}\n"
    )
}

#[test]
fn transitions_in_text_and_objects() {
    let dangling = "asl/dangling-transition";
    let text = machine(
        "DefinitionString: !Sub |
        {
          \"StartAt\": \"Charge\",
          \"States\": {\"Charge\": {\"Type\": \"Task\", \"Resource\": \"${Charge.Arn}\", \"Next\": \"Nowhere\"}}
        }",
    );
    assert_eq!(found(dangling, &text), ["\"Nowhere\""]);
    let object = machine(
        "Definition:
        StartAt: Charge
        States:
          Charge: {Type: Task, Resource: !GetAtt Charge.Arn, Next: Nowhere}",
    );
    assert_eq!(found(dangling, &object), ["Nowhere"]);
    let branches = machine(
        "Definition:
        StartAt: Charge
        States:
          Charge: {Type: Task, Resource: !If [IsNew, a, b], Next: Nowhere}",
    );
    assert_eq!(found(dangling, &branches), ["Nowhere"]);
    let unknown = machine("Definition: {StartAt: !Ref First, States: {Charge: {Type: Succeed}}}");
    assert!(found(dangling, &unknown).is_empty());
}

#[test]
fn a_repair_is_offered_only_where_the_text_stands_as_it_is() {
    let fixes = |text: &str| -> Vec<bool> {
        let mut input = Input::default();
        input.add("template.yaml", text.as_bytes().to_vec());
        let outcome = steplint::check(input, &Config::only(&["asl/syntax"]));
        outcome.diagnostics.iter().map(|finding| finding.fix.is_some()).collect()
    };
    assert_eq!(fixes(&machine("DefinitionString: !Join ['', ['{\"StartAt\": \"A\",}']]")), [true]);
    assert_eq!(fixes(&machine("DefinitionString: !Join [',', ['{\"StartAt\": \"A\"', '}']]")), [false]);
    assert_eq!(fixes(&machine("DefinitionString: !Join ['', ['{\"A\": ', !Ref B, '\"C\": 1}']]")), [true]);
}

#[test]
fn a_fix_keeps_the_quoting_of_the_text() {
    let text = machine(
        r#"DefinitionString: "{\"StartAt\": \"A\", \"States\": {\"A\": {\"type\": \"Pass\", \"Next\": \"Recipt\"}, \"Receipt\": {\"Type\": \"succeed\"}}}""#,
    );
    let mut input = Input::default();
    input.add("template.yaml", text.as_bytes().to_vec());
    let outcome =
        steplint::check(input, &Config::only(&["asl/dangling-transition", "asl/unknown-state-type"]));
    let edits: Vec<_> = outcome
        .diagnostics
        .iter()
        .flat_map(|finding| &finding.fix.as_ref().unwrap().edits)
        .map(|edit| (&text[edit.span.start as usize..edit.span.end as usize], edit.text.as_str()))
        .collect();
    assert_eq!(edits, [("type", "Type"), ("Recipt", "Receipt"), ("succeed", "Succeed")]);
}

#[test]
fn broken_text_is_a_fault_of_the_definition_alone() {
    let text = machine("DefinitionString: '{\"StartAt\": \"A\",}'");
    assert_eq!(found("asl/syntax", &text), [","]);
    assert!(found("cfn/syntax", &text).is_empty());
}

#[test]
fn a_key_that_stands_twice_in_an_object_is_reported_once() {
    let object = machine("Definition: {StartAt: A, States: {A: {Type: Pass}, A: {Type: Succeed}}}");
    assert!(found("asl/duplicate-key", &object).is_empty());
    assert_eq!(found("cfn/duplicate-key", &object), ["A"]);
}

/// Severity and message of every finding of a rule in a template.
fn said(code: &'static str, template: &str) -> Vec<String> {
    let mut input = Input::default();
    input.add("template.yaml", template.as_bytes().to_vec());
    let outcome = steplint::check(input, &Config::only(&[code]));
    let all = outcome.diagnostics.iter();
    all.map(|finding| format!("{}: {}", finding.severity.as_str(), finding.message)).collect()
}

const CONDITIONS: &str = "Parameters:
  Stage: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Equals [!Ref Stage, dev]
";

/// A machine under `Condition: IsProd`.
fn production_machine(property: &str) -> String {
    let machine = machine(property).replace("    Properties:", "    Condition: IsProd\n    Properties:");
    format!("{CONDITIONS}{machine}")
}

#[test]
fn conditions_hold_inside_the_branch_that_they_choose() {
    let dangling = "asl/dangling-transition";
    let object =
        "{StartAt: Pay, States: {Pay: {Type: Pass, Next: !If [IsProd, Ship, Tell]}, Ship: {Type: Succeed}}}";
    let outer = machine(&format!("Definition: !If [IsProd, {object}, !Ref AWS::NoValue]"));
    assert!(found(dangling, &format!("{CONDITIONS}{outer}")).is_empty());
    assert!(found(dangling, &production_machine(&format!("Definition: {object}"))).is_empty());
    let text = "!Join ['', ['{\"StartAt\": \"Pay\", \"States\": {\"Pay\": {\"Type\": \"Pass\", \"Next\": \"', \
                !If [IsProd, Ship, Tell], '\"}, \"Ship\": {\"Type\": \"Succeed\"}}}']]";
    assert!(found(dangling, &production_machine(&format!("DefinitionString: {text}"))).is_empty());
    let excluded =
        production_machine(&format!("Definition: {}", object.replace("[IsProd, Ship,", "[IsDev, Tell,")));
    assert_eq!(found(dangling, &excluded.replace(", Tell]", ", Ship]")), [""; 0]);
    let other = machine(&format!("Definition: !If [IsDev, {object}, !Ref AWS::NoValue]"));
    assert_eq!(found(dangling, &format!("{CONDITIONS}{other}")), ["Tell"]);
}

#[test]
fn a_resource_that_does_not_exist_lacks_nothing() {
    let logging = "{Level: ALL, Destinations: [x]}";
    let chosen = format!("LoggingConfiguration: !If [IsProd, {logging}, !Ref AWS::NoValue]");
    assert!(found("cfn/missing-logging", &production_machine(&chosen)).is_empty());
    let chosen = "TracingConfiguration: !If [IsDev, !Ref AWS::NoValue, {Enabled: true}]";
    assert!(found("cfn/missing-tracing", &production_machine(chosen)).is_empty());
    let unlogged = said("cfn/missing-logging", &production_machine("RoleArn: x"));
    assert_eq!(unlogged, ["warning: state machine `Order` writes no logs"]);
}

#[test]
fn policies_hold_under_the_condition_of_their_resource() {
    let role = |action: &str, documents: &str| {
        let document = format!("{{Statement: [{{Effect: Allow, Action: {action}, Resource: a}}]}}");
        let documents = documents.replace("DOCUMENT", &document);
        format!(
            "{CONDITIONS}Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Condition: IsProd\n    Properties:\n      \
             Policies: {documents}\n"
        )
    };
    let wildcard = "iam/wildcard-action";
    let single = "[{PolicyName: a, PolicyDocument: DOCUMENT}]";
    assert!(found(wildcard, &role("!If [IsProd, 's3:GetObject', '*']", single)).is_empty());
    assert_eq!(found(wildcard, &role("!If [IsProd, '*', 's3:GetObject']", single)), ["'*'"]);
    let listed = "[!If [IsDev, {PolicyName: a, PolicyDocument: DOCUMENT}, !Ref AWS::NoValue]]";
    assert!(found(wildcard, &role("'*'", listed)).is_empty());
    let chosen = "[{PolicyName: a, PolicyDocument: !If [IsDev, DOCUMENT, !Ref AWS::NoValue]}]";
    assert!(found(wildcard, &role("'*'", chosen)).is_empty());
}

#[test]
fn a_finding_in_some_variants_names_the_conditions() {
    let dangling = "asl/dangling-transition";
    let check = |definition: &str| {
        let all = said(dangling, &format!("{CONDITIONS}{}", machine(definition)));
        all.into_iter()
            .map(|message| message.split_once(" when ").map_or("", |(_, when)| when).to_owned())
            .collect::<Vec<_>>()
    };
    let state = |next: &str, resource: &str| {
        format!(
            "{{StartAt: Pay, States: {{Pay: {{Type: Task, Resource: {resource}, Next: {next}}}, Ship: {{Type: Succeed}}}}}}"
        )
    };
    let never = "!Ref AWS::NoValue";
    assert_eq!(check(&format!("Definition: {}", state("Tell", "x"))), [""]);
    assert_eq!(check(&format!("Definition: {}", state("Tell", "!If [IsProd, a, b]"))), [""]);
    assert_eq!(
        check(&format!("Definition: {}", state("!If [IsProd, Ship, Tell]", "x"))),
        ["IsProd is false"]
    );
    let both = state("!If [IsProd, Ship, Tell]", "!If [IsDev, a, b]");
    assert_eq!(check(&format!("Definition: {both}")), ["IsProd is false"]);
    let nested = state("!If [IsProd, Ship, !If [IsDev, Ship, Tell]]", "x");
    assert_eq!(check(&format!("Definition: {nested}")), ["IsProd is false and IsDev is false"]);
    let arm = format!("Definition: !If [IsDev, {}, {never}]", state("!If [IsProd, Ship, Tell]", "x"));
    assert_eq!(check(&arm), ["IsDev is true"]);
}

#[test]
fn a_finding_of_several_variants_is_said_once_at_its_worst() {
    let definition = "Definition:
        StartAt: Charge
        States:
          Charge:
            Type: Task
            Resource: !If [IsProd, !Ref Work, 'arn:aws:states:::ecs:runTask.sync']
            Parameters: {TableName: t}
            End: true";
    let all = said("asl/missing-timeout", &format!("{CONDITIONS}{}", machine(definition)));
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].starts_with("warning: ") && !all[0].contains(" when "), "{all:?}");
}

#[test]
fn a_secret_is_the_same_finding_in_the_template_and_in_a_variant_of_its_definition() {
    let key = ["AK", "IA", "QYLPMN5HXRT2DKV7"].concat();
    let text = format!(
        "'{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Pass\", \"Result\": \"{key}\"}}}}}}'"
    );
    let chosen = machine(&format!("DefinitionString: !If [IsProd, {text}, '{{\"StartAt\": \"A\"}}']"));
    let all = said("secret/aws-access-key", &format!("{CONDITIONS}{chosen}"));
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn literal_text_of_the_map_of_a_substitution_is_part_of_the_definition() {
    let rest = "\"States\": {\"Charge\": {\"Type\": \"Pass\", \"Next\": \"Nowhere\"}}}";
    let head =
        |head: &str| machine(&format!("DefinitionString: !Sub ['${{Head}}, {rest}', {{Head: {head}}}]"));
    assert!(found("asl/syntax", &head("'{\"StartAt\": \"Charge\"'")).is_empty());
    assert_eq!(found("asl/dangling-transition", &head("'{\"StartAt\": \"Charge\"'")), ["\"Nowhere\""]);
    assert_eq!(
        found("asl/dangling-transition", &head("'{\"StartAt\": \"Lost\"'")),
        ["\"Nowhere\"", "\"Lost\""]
    );
    assert_eq!(found("asl/syntax", &head("'{\"StartAt\" \"Charge\"'")).len(), 1);
    for unknown in ["!Ref Head", "!ImportValue head", "{a: b}", "!If [IsProd, a, b]"] {
        assert!(found("asl/syntax", &head(unknown)).is_empty(), "{unknown}");
    }
    let open = machine(&format!("DefinitionString: '${{Head}}, {rest}'"));
    assert!(found("asl/syntax", &open).is_empty());
    let joined = machine(&format!("DefinitionString: !Join ['', [!Ref Head, ', {rest}']]"));
    assert!(found("asl/syntax", &joined).is_empty());
}

#[test]
fn a_word_of_the_map_of_a_substitution_is_mended_where_it_is_put_in() {
    let text = machine(
        "DefinitionString: !Sub ['{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \
         \"Rece${End}\"}, \"Receipt\": {\"Type\": \"Succeed\"}}}', {End: ipt, Other: x}]",
    );
    assert!(found("asl/dangling-transition", &text).is_empty());
    let text = text.replace("ipt,", "pit,");
    let mut input = Input::default();
    input.add("template.yaml", text.as_bytes().to_vec());
    let outcome = steplint::check(input, &Config::only(&["asl/dangling-transition"]));
    let edit = &outcome.diagnostics[0].fix.as_ref().unwrap().edits[0];
    assert_eq!(&text[edit.span.start as usize..edit.span.end as usize], "Rece${End}");
}

#[test]
fn a_managed_policy_has_a_limit_of_its_own() {
    let is_told = |type_name: &str, actions: usize| {
        let actions: String =
            (0..actions).map(|number| format!("            - sqs:SendMessage{number:04}\n")).collect();
        let head = format!("Resources:\n  Queues:\n    Type: {type_name}\n    Properties:\n");
        let document = "      PolicyDocument:
        Version: 2012-10-17
        Statement:
          Effect: Allow
          Resource: '*'
          Action:\n";
        !found("iam/policy-too-long", &(head + document + &actions)).is_empty()
    };
    // As JSON an action with its comma has 22 characters, and all the rest 81.
    for (type_name, limit) in [("AWS::IAM::ManagedPolicy", 6_144), ("AWS::IAM::Policy", 10_240)] {
        let most = (limit - 81) / 22;
        assert!(!is_told(type_name, most), "{type_name}");
        assert!(is_told(type_name, most + 1), "{type_name}");
    }
}
