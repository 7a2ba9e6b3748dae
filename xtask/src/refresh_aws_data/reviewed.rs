//! Corrections by hand.

/// Corrections to the tables, in the columns of `iam_overrides.tsv`: actions with optional types only for
/// which `can_be_limited` is wrong. They were weighed by hand, from what is generally known of the API
/// references (which parameters a request must have), not looked up one by one: hence `reviewed`. `any` only silences.
pub const REVIEWED: &str = "subject\tfield\toperation\tvalue\tconfidence\treason
chime:CreateVoiceConnectorGroup\tresource_types\tis\t\treviewed\tthe connectors of a new group are optional
iot:AttachPolicy\tresource_types\tis\t\treviewed\tthe target may be an identity of Cognito, which has no ARN
iot:DetachPolicy\tresource_types\tis\t\treviewed\tthe target may be an identity of Cognito, which has no ARN
ses:BatchGetMetricData\tresource_types\tis\t\treviewed\ta query without dimensions is about the whole account
sms-voice:SendDestinationNumberVerificationCode\tresource_types\tis\t\treviewed\tthe origination identity is optional
sms-voice:SendTextMessage\tresource_types\tis\t\treviewed\tthe origination identity is optional
translate:StartTextTranslationJob\tresource_types\tis\t\treviewed\tterminology and parallel data are optional
translate:TranslateText\tresource_types\tis\t\treviewed\tterminology is optional
cloudsearch:document\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (CloudSearch Developer Guide, configuring access)
cloudsearch:search\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (CloudSearch Developer Guide, configuring access)
cloudsearch:suggest\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (CloudSearch Developer Guide, configuring access)
ec2:ReleaseAddress\tresource_types\tadd\telastic-ip\treviewed\tan address of a VPC is released by its allocation
es:ESCrossClusterGet\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
es:ESHttpDelete\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
es:ESHttpGet\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
es:ESHttpHead\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
es:ESHttpPatch\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
es:ESHttpPost\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
es:ESHttpPut\tresource_types\tadd\tdomain\treviewed\tthe request goes to a domain (OpenSearch Service Developer Guide, identity-based policies)
mediaconvert:CreateJob\tresource_types\tadd\tQueue\treviewed\ta job runs in a queue, which the guide's policy names (Step Functions Developer Guide, MediaConvert)
cassandra:Create\tresource_types\tadd\ttable\treviewed\tthe keyspace or table to create has its name in the request
elasticloadbalancing:CreateListener\tresource_types\tadd\tloadbalancer/app/\treviewed\ta listener needs its load balancer
events:ListTargetsByRule\tresource_types\tadd\trule-on-default-event-bus\treviewed\tthe request must name the rule
network-firewall:CreateRuleGroup\tresource_types\tadd\tStatefulRuleGroup\treviewed\tthe group to create has its name in the request
appsync:SetWebACL\tresource_types\tany\t\treviewed\tthe ARN of what the list protects is taken (AWS WAF Developer Guide, permissions)
elasticloadbalancing:SetWebAcl\tresource_types\tany\t\treviewed\tthe ARN of what the list protects is taken (AWS WAF Developer Guide, permissions)
iot:AttachPolicy\tresource_types\tany\t\treviewed\tpolicies of AWS name the policy that is attached
iot:DetachPolicy\tresource_types\tany\t\treviewed\tpolicies of AWS name the policy that is detached
logs:DescribeLogGroups\tresource_types\tany\t\treviewed\ta log group is taken (CloudWatch Logs User Guide, actions and resources)
ssmmessages:OpenDataChannel\tresource_types\tany\t\treviewed\ta session is taken (Systems Manager User Guide, sample policies of Session Manager)
s3:ListMultipartUploadParts\tresource_types\tadd\tobject\treviewed\tthe request must name the object
";
