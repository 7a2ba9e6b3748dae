use crate::diagnostic::Safety;
use crate::iam::{Family, KeyTest, PolicyKind};
use crate::rule::{Report, rule};
use crate::rules::iam_shared::values;
use crate::rules::shared::{MISTAKES, is_near};

const KEY: &str = "iam:PassedToService";
/// Services that take roles and are named most in policies. A value near one of them and equal to none is a
/// mistake; others are not judged, as no list of such services is complete.
const SERVICES: [&str; 46] = [
    "apigateway.amazonaws.com",
    "appsync.amazonaws.com",
    "autoscaling.amazonaws.com",
    "backup.amazonaws.com",
    "batch.amazonaws.com",
    "bedrock.amazonaws.com",
    "cloudformation.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "codebuild.amazonaws.com",
    "codedeploy.amazonaws.com",
    "codepipeline.amazonaws.com",
    "cognito-idp.amazonaws.com",
    "config.amazonaws.com",
    "datapipeline.amazonaws.com",
    "dax.amazonaws.com",
    "dms.amazonaws.com",
    "ec2.amazonaws.com",
    "ec2.amazonaws.com.cn",
    "ecs-tasks.amazonaws.com",
    "ecs.amazonaws.com",
    "eks-fargate-pods.amazonaws.com",
    "eks.amazonaws.com",
    "elasticbeanstalk.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
    "elastictranscoder.amazonaws.com",
    "emr-serverless.amazonaws.com",
    "es.amazonaws.com",
    "events.amazonaws.com",
    "firehose.amazonaws.com",
    "forecast.amazonaws.com",
    "glue.amazonaws.com",
    "iot.amazonaws.com",
    "kinesisanalytics.amazonaws.com",
    "lambda.amazonaws.com",
    "logs.amazonaws.com",
    "mediaconvert.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "opsworks.amazonaws.com",
    "pipes.amazonaws.com",
    "rds.amazonaws.com",
    "redshift.amazonaws.com",
    "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com",
    "ssm.amazonaws.com",
    "states.amazonaws.com",
    "transfer.amazonaws.com",
];

rule! {
    code: "iam/passed-to-unknown-service",
    group: Correctness,
    severity: Error,
    fixes: Sometimes,
    check: Condition(check),
}

fn check(asked: &KeyTest, report: &mut Report) {
    let is_negated = asked.test.operator.is_some_and(|operator| operator.negated);
    if asked.statement.kind == PolicyKind::Trust || !asked.test.is_key(KEY) || is_negated {
        return;
    }
    for (value, written) in values::of(asked, Family::String) {
        let Some(meant) = meant(written) else { continue };
        report
            .at(value.value, format!("there is no service `{written}` that a role can be passed to"))
            .help(format!("did you mean `{meant}`?"))
            .rewrite(Safety::Unsafe, format!("write `{meant}`"), value.value, meant);
    }
}

/// The service that a mistyped one was meant to be. Short names that are near one another may all exist.
pub fn meant(written: &str) -> Option<&'static str> {
    if crate::aws::has_wildcard(written) || SERVICES.contains(&written) {
        return None;
    }
    let Some((name, suffix)) = written.split_once('.') else { return named(written) };
    if suffix.starts_with("amazonaws.com") && crate::aws::actions::service(name).is_some() {
        return None;
    }
    let found = SERVICES.iter().find(|known| {
        let short = known.split('.').next().unwrap_or_default();
        let mistakes = if short.len() < 6 { 1 } else { MISTAKES };
        is_near(written, known, mistakes) && short.len() >= 4
    });
    found.copied()
}

/// `lambda` for `lambda.amazonaws.com`.
fn named(word: &str) -> Option<&'static str> {
    SERVICES.iter().find(|known| known.strip_suffix(".amazonaws.com") == Some(word)).copied()
}
