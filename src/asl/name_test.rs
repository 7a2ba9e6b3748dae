//! Tests of [`super::vague`] and [`super::words`].
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::class::{LISTS, listed};
use super::{Subject, Vague, words};

fn vague(name: &str, state_type: Option<&str>, accepted: &[String]) -> Option<Vague> {
    super::vague(name, Subject { state_type, action: None }, accepted)
}

/// Names by verdict: type of the state, name.
const VAGUE: &[(Vague, &str, &[&str])] = &[
    (
        Vague::Placeholder,
        "Task",
        &["foo", "Foo2", "test", "TestState", "asdf", "Hello World", "TODO", "hoge"],
    ),
    (
        Vague::Numbered,
        "Task",
        &["State1", "Step 2", "Task_3", "Step B", "BranchOne_StateTwo", "FirstState", "2nd step", "7"],
    ),
    (Vague::Numbered, "Pass", &["Pass (1)", "Pass 10"]),
    (Vague::Numbered, "Wait", &["Wait 2", "Wait (1)"]),
    (Vague::Numbered, "Succeed", &["Success 2", "Done1"]),
    (Vague::BareType, "Choice", &["Choice", "Choice State", "choice-state", "ChoiceState"]),
    (Vague::BareType, "Task", &["Task", "State", "step", "MyTask", "MyState"]),
    (Vague::BareType, "Parallel", &["Parallel", "Parallel state"]),
    (Vague::BareType, "Map", &["Map", "Map each", "Distributed Map"]),
    (Vague::BareType, "Wait", &["Wait"]),
    (
        Vague::BareService,
        "Task",
        &["Lambda", "Lambda Invoke", "lambdaFunction", "DynamoDB", "DynamoDB GetItem", "ECS RunTask"],
    ),
    (
        Vague::BareService,
        "Task",
        &["Step Functions StartExecution", "StepFunctionsStartExecution", "S3", "Call API", "Route53"],
    ),
    (
        Vague::Generic,
        "Task",
        &["DoStuff", "Process", "Handle", "Run", "Do", "Execute", "Perform", "Handle data", "ProcessItems"],
    ),
    (
        Vague::Generic,
        "Task",
        &["Start", "Get Data", "processRequest", "Work", "Final step", "Success", "End"],
    ),
    (Vague::Generic, "Pass", &["output", "DefaultState"]),
    (Vague::Placeholder, "Task", &["Test", "Test 2", "Tests", "Sample test"]),
    (Vague::BareService, "Task", &["InvokeLambda", "LambdaFunction", "Run Lambda function", "MyLambdaState"]),
    (
        Vague::BareService,
        "Task",
        &["DynamoDB PutItem", "DynamoDB Put Item Task", "Step Functions Run Activity"],
    ),
    (Vague::BareType, "Map", &["Map State", "Iterate states", "For each", "Iterate through"]),
    (Vague::BareType, "Wait", &["Wait for", "Wait for the task"]),
    (Vague::Numbered, "Wait", &["Wait for 2"]),
    (Vague::Generic, "Task", &["Do Work", "Iterate through items", "Get Item", "Call function"]),
    (Vague::TooShort, "Task", &["A", "x", "x1", "a b", "_", "-"]),
    // An article counts nothing, a letter does.
    (Vague::BareType, "Task", &["A Task", "A step"]),
    (Vague::BareType, "Wait", &["Wait on a task"]),
    (Vague::Generic, "Task", &["Run a step", "A thing", "One item", "First thing", "Handle a request"]),
    (
        Vague::Numbered,
        "Task",
        &["State A", "Branch A task", "Task A failed", "Job A", "First step", "One item 2"],
    ),
    // "REST" is a service where one is called.
    (Vague::BareService, "Task", &["Rest", "REST API"]),
    (Vague::BareService, "Pass", &["Call REST", "REST API"]),
];

const FINE: &[(&str, &[&str])] = &[
    (
        "Task",
        &[
            "ChargeCard",
            "Send receipt",
            "Notify",
            "Approve",
            "Process order",
            "Handle error",
            "Run migrations",
            "QA",
        ],
    ),
    (
        "Task",
        &[
            "S3GetHeaders",
            "Lambda: resize image",
            "UpdateItem",
            "ListFunctions",
            "Return 404",
            "OAuth2 exchange",
            "Translate",
        ],
    ),
    ("Choice", &["IsPaid?", "Job complete?", "Done?", "Total >= $500", "Approved"]),
    (
        "Wait",
        &[
            "Wait 10 seconds",
            "Wait30s",
            "Wait 1 second",
            "Wait one second",
            "Wait 5 m",
            "Wait for approval",
            "Wait 300",
        ],
    ),
    ("Succeed", &["Success", "Succeed", "Done", "End", "Success State", "Order shipped"]),
    ("Fail", &["Fail", "Failed", "Job Failed", "Fail order", "Failure", "Payment 3 failed"]),
    ("Pass", &["Failed", "Do nothing", "Ignore"]),
    (
        "Task",
        &["Procesar pago", "Zahlung prüfen", "付款", "等", "Оплата", "決済処理", "حفظ", "Vérifier", "🚀"],
    ),
    ("Task", &["${Name}", "Step ${Number}"]),
    ("Task", &["Run tests", "Unit tests", "Test payload", "A/B test", "Test Lambda", "Test failed"]),
    ("Task", &["Process batch", "Batch items", "Call webhook", "Start machines", "Run script", "Start over"]),
    (
        "Task",
        &[
            "Run SSM command",
            "Start Glue job",
            "Run ECS task",
            "Start RDS database",
            "Trigger CodePipeline",
            "Put in S3",
            "Glue job 2",
        ],
    ),
    (
        "Task",
        &["Wait for job", "Wait for response", "Wait for S3 object", "GetRequestItem", "GetRequestItems"],
    ),
    ("Wait", &["Wait for job", "Waiting for response", "Wait for the job"]),
    ("Task", &["Wait on a job", "A/B test", "Wait for a job"]),
    ("Wait", &["Rest", "Rest a second", "Rest 5"]),
    ("Map", &["For each item", "Iterate through items", "IterateS3Objects", "Process each item"]),
    ("Task", &["IterateS3Objects"]),
];

#[test]
fn judges_as_a_reader_would() {
    for (verdict, state_type, names) in VAGUE {
        for name in *names {
            assert_eq!(vague(name, Some(state_type), &[]), Some(*verdict), "{state_type} {name:?}");
        }
    }
    for (state_type, names) in FINE {
        for name in *names {
            assert_eq!(vague(name, Some(state_type), &[]), None, "{state_type} {name:?}");
        }
    }
}

#[test]
fn an_unknown_type_gets_the_benefit_of_the_doubt() {
    assert_eq!(vague("Success", None, &[]), None);
    assert_eq!(vague("Success", Some("${Type}"), &[]), None);
    assert_eq!(vague("Step 2", None, &[]), Some(Vague::Numbered));
}

#[test]
fn a_name_may_repeat_the_action_of_its_resource() {
    let cases = [
        ("PutObject", "putObject", Some(Vague::BareAction)),
        ("Get Item", "getItem", Some(Vague::BareAction)),
        ("GetFunction", "getFunction", Some(Vague::BareAction)),
        ("DynamoDB Get Item Task", "getItem", Some(Vague::BareAction)),
        ("Lambda Invoke", "invoke", Some(Vague::BareAction)),
        ("Step Functions StartExecution", "startExecution", Some(Vague::BareAction)),
        ("ECS RunTask", "runTask", Some(Vague::BareAction)),
        ("Get job output", "getJobOutput", Some(Vague::BareAction)),
        ("Run ECS task", "runTask", None),
        ("DescribeTable", "describeTable", None),
        ("StopExecution", "stopExecution", None),
        ("Get Item", "query", Some(Vague::Generic)),
        ("DynamoDB", "getItem", Some(Vague::BareService)),
    ];
    for (name, action, verdict) in cases {
        let subject = Subject { state_type: Some("Task"), action: Some(action) };
        assert_eq!(super::vague(name, subject, &[]), verdict, "{name}");
    }
}

#[test]
fn the_user_may_accept_words_and_whole_names() {
    let accepted = ["Lambda Invoke".to_owned(), "job".to_owned(), "--".to_owned()];
    assert_eq!(vague("lambda-invoke", Some("Task"), &accepted), None);
    assert_eq!(vague("Lambda Invoke 2", Some("Task"), &accepted), Some(Vague::Numbered));
    assert_eq!(vague("Run JOB", Some("Task"), &accepted), None);
    assert_eq!(vague("Task", Some("Task"), &accepted), Some(Vague::BareType));
}

#[test]
fn splits_words() {
    let cases = [
        ("HTTPServer", "http server"),
        ("parseJSON", "parse json"),
        ("S3GetObject", "s3 get object"),
        ("EC2Instance", "ec2 instance"),
        ("charge-card_2", "charge card 2"),
        ("Send  receipt!", "send receipt"),
        ("Step2b", "step 2 b"),
        ("ListURLs", "list urls"),
        ("URLsToFetch", "urls to fetch"),
        ("It's done", "it's done"),
        ("Prüfe Straße", "prüfe straße"),
        ("re\u{301}ussi", "re\u{301}ussi"),
        ("订单 付款", "订单 付款"),
        ("--", ""),
    ];
    for (name, expected) in cases {
        assert_eq!(words(name).collect::<Vec<_>>().join(" "), expected, "{name:?}");
    }
}

#[test]
fn every_word_has_one_class_and_is_found() {
    let mut seen = std::collections::HashSet::new();
    for (class, text) in LISTS {
        for word in listed(text) {
            assert!(seen.insert(word), "{word} is listed twice");
            assert_eq!(word, word.to_lowercase(), "{class:?}");
            assert!(words(word).count() == 1, "{word} is no single word");
        }
    }
}

#[test]
fn reasons_continue_a_sentence() {
    for (verdict, ..) in VAGUE {
        let reason = verdict.reason();
        assert!(reason.starts_with(char::is_lowercase) && !reason.ends_with('.'), "{reason}");
    }
}

/// A name of listed words, as people spell names.
fn name_of_listed_words() -> impl Strategy<Value = String> {
    let all: Vec<&'static str> = LISTS.iter().flat_map(|(_, text)| listed(text)).collect();
    let words = prop::collection::vec(prop::sample::select(all), 0..5);
    (words, prop::sample::select(vec![" ", "-", "_", " (1) "]))
        .prop_map(|(words, between)| words.join(between))
}

proptest! {
    #[test]
    fn never_panics_and_keeps_every_letter(name in any::<String>(), accepted in any::<Vec<String>>()) {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let split: String = words(&name).collect();
        prop_assert_eq!(letters(&split), letters(&letters(&name)));
        for state_type in [None, Some("Task"), Some("Wait"), Some("Fail"), Some("Map")] {
            vague(&name, state_type, &accepted);
        }
    }

    #[test]
    fn one_specific_word_makes_any_name_fine(name in prop_oneof![name_of_listed_words(), any::<String>()]) {
        for name in [format!("{name} invoice"), format!("Invoice {name}")] {
            prop_assert_eq!(vague(&name, Some("Task"), &[]), None, "{:?}", name);
        }
    }

    #[test]
    fn an_accepted_word_makes_any_name_fine(name in name_of_listed_words()) {
        prop_assert_eq!(vague(&format!("{name} task"), Some("Task"), &["TASK".to_owned()]), None);
    }

    #[test]
    fn spelling_does_not_matter(words in prop::collection::vec("[a-z]{2,8}", 1..5)) {
        let pascal: String = words.iter().map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let verdict = vague(&words.join(" "), Some("Task"), &[]);
        prop_assert_eq!(vague(&words.join("-"), Some("Task"), &[]), verdict);
        prop_assert_eq!(vague(&pascal, Some("Task"), &[]), verdict);
    }
}
