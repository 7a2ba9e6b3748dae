//! The one list of rules. A rule is one file below, one page in `rules/`, and one word here.

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
        dangling_transition,
        duplicate_key,
        intrinsic_argument,
        invalid_escape,
        invalid_intrinsic,
        invalid_path,
        invalid_payload_template,
        misplaced_context_field,
        missing_backoff,
        missing_dollar,
        missing_heartbeat,
        missing_input,
        missing_retry,
        missing_timeout,
        missing_transition,
        no_terminal_state,
        static_path,
        syntax,
        unknown_context_field,
        unknown_state_type,
        unreachable_state,
        vague_state_name,
    }
    cfn {
        duplicate_key,
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
        duplicate_key,
        not_action_allow,
        pass_role_wildcard,
        syntax,
        wildcard_action,
        wildcard_principal,
        wildcard_resource,
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
