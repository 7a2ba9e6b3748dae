//! The one list of rules. A rule is one file below, one page in `rules/`, and one word here.

mod arns;
mod exposure;
mod grants;
mod iam_shared;
mod precedence;
mod redundant;
mod shared;

use crate::rule::Rule;

macro_rules! rules {
    ($($dialect:ident { $($name:ident),* $(,)? })*) => {
        $(mod $dialect { $(pub mod $name;)* })*
        /// Every rule there is, by code.
        pub static RULES: &[&Rule] = &[$($(&$dialect::$name::RULE,)*)*];
    };
}

rules! {
    asl {
        callback_without_token,
        dangling_transition,
        definition_too_large,
        deprecated_field,
        distributed_option,
        duplicate_error_name,
        duplicate_key,
        duplicate_state_name,
        empty_value,
        endless_loop,
        exclusive_fields,
        express_limit,
        express_restriction,
        hard_coded_arn,
        heartbeat_exceeds_timeout,
        incomplete_catch_all,
        inert_expression,
        intrinsic_argument,
        invalid_assign,
        invalid_choice_rule,
        invalid_credentials,
        invalid_escape,
        invalid_intrinsic,
        invalid_jsonata,
        invalid_label,
        invalid_path,
        invalid_payload_template,
        invalid_resource,
        invalid_timestamp,
        item_reader,
        large_payload,
        legacy_resource,
        misplaced_catch_all,
        misplaced_context_field,
        misplaced_field,
        misplaced_states_field,
        missing_backoff,
        missing_catch,
        missing_default,
        missing_dollar,
        missing_field,
        missing_heartbeat,
        missing_input,
        missing_parameter,
        missing_retry,
        missing_timeout,
        missing_transition,
        name_action_mismatch,
        name_too_long,
        no_terminal_state,
        out_of_range,
        polling_loop,
        query_language_conflict,
        query_language_field,
        result_writer,
        self_transition,
        shadowed_handler,
        shadowed_variable,
        static_path,
        syntax,
        trap_state,
        unbounded_retry,
        undefined_variable,
        unknown_context_field,
        unknown_error_name,
        unknown_field,
        unknown_integration,
        unknown_jsonata_function,
        unknown_parameter,
        unknown_state_type,
        unknown_value,
        unlimited_concurrency,
        unqualified_function,
        unreachable_state,
        unsafe_retry,
        unsupported_jsonata,
        unsupported_pattern,
        unused_variable,
        useless_max_delay,
        vague_state_name,
        worst_case_duration,
        wrong_type,
    }
    cfn {
        duplicate_key,
        invalid_state_machine_name,
        missing_logging,
        missing_tracing,
        syntax,
        unversioned_state_machine,
    }
    drone {
        duplicate_key,
        static_aws_keys,
        syntax,
    }
    iam {
        action_form,
        action_matches_nothing,
        arn_account,
        arn_partition,
        arn_parts,
        arn_prefix,
        arn_region,
        arn_resource,
        arn_service_case,
        credentials_exposure,
        data_exfiltration,
        duplicate_key,
        duplicate_sid,
        element_combination,
        elevated_managed_policy,
        empty_element,
        forbidden_character,
        full_admin,
        full_admin_attached,
        function_without_logs,
        iam_path_reference,
        inline_policies_too_long,
        inline_user_policy,
        invalid_effect,
        invalid_version,
        kms_key_value,
        missing_element,
        missing_version,
        not_action_allow,
        not_resource_allow,
        own_access_through_bucket_policy,
        pass_role_wildcard,
        passed_to_unknown_service,
        policy_complexity,
        policy_on_user,
        policy_too_long,
        principal_in_identity,
        privilege_escalation,
        redundant_action,
        redundant_resource,
        resource_effectively_star,
        resource_exposure,
        resource_mismatch,
        retired_action,
        sensitive_access,
        sid_characters,
        slr_wildcard,
        states_trust,
        syntax,
        unknown_action,
        unknown_element,
        unknown_service,
        unsupported_action_in_policy,
        unsupported_resource_in_policy,
        user_without_group,
        wildcard_action,
        wildcard_in_service,
        wildcard_principal,
        wildcard_resource,
        wrong_json_type,
    }
    project {
        excess_permission,
        log_delivery_permission,
        missing_permission,
        shared_role,
    }
    secret {
        aws_access_key,
        aws_secret_key,
        plaintext,
    }
    steplint {
        invalid_suppression,
        unused_suppression,
    }
}

/// The rule of this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code).copied()
}

/// The known word that is nearest to one that is not known, if any is near: at most a third of it differs.
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    shared::nearest(word, known)
}
