//! Policy documents.

use super::detect;
use super::element::{self, Element};
use super::statement::Statement;
use super::text::{Content, Reader, Resolver, Text, standalone};
use crate::tree::Value;

/// One policy document.
#[derive(Clone, Debug)]
pub struct Policy<'t> {
    /// The whole document.
    pub value: Value<'t>,
    /// What it is attached to, which decides its grammar.
    pub kind: PolicyKind,
    /// The service of the resource that holds it, where a template says so: prefix of its actions.
    pub holder: Option<&'static str>,
    /// Whether a template makes a managed policy of it.
    pub is_managed: bool,
    /// Everything that the document has, known to the grammar or not.
    pub elements: Vec<Element<'t>>,
    /// `Version`, the version of the language.
    pub version: Option<Text<'t>>,
    /// Its statements, whether they stand in a list or one stands alone.
    pub statements: Vec<Statement<'t>>,
    /// False where a template leaves open which statements there are.
    pub complete: bool,
    /// False where a template leaves open which elements there are.
    pub elements_complete: bool,
}

/// What a policy is attached to. The grammar of each differs: a trust policy has no `Resource`, an
/// identity policy no `Principal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// A role, user, group or permission set.
    Identity,
    /// Like an identity policy, but the most that another policy may grant; grants nothing itself.
    Boundary,
    /// A role: who may assume it.
    Trust,
    /// A bucket, queue, topic, key, secret …
    Resource,
    /// A VPC endpoint: the most that may pass it; grants nothing itself.
    Endpoint,
    /// An organization: the most that identities of its accounts may do.
    ServiceControl,
    /// An organization: the most that may be done with resources of its accounts.
    ResourceControl,
    /// It cannot be told.
    Unknown,
}

impl PolicyKind {
    /// Whether an Allow of it gives anybody anything.
    pub fn grants(self) -> bool {
        matches!(self, PolicyKind::Identity | PolicyKind::Trust | PolicyKind::Resource)
    }
}

impl<'t> Policy<'t> {
    /// Reads a document within another language, whose values `resolve` explains.
    pub fn of(value: Value<'t>, kind: PolicyKind, resolve: &Resolver<'_, 't>) -> Policy<'t> {
        let reader = Reader { resolve };
        let mut policy = Policy {
            value,
            kind,
            holder: None,
            is_managed: false,
            elements: Vec::new(),
            version: None,
            statements: Vec::new(),
            complete: true,
            elements_complete: false,
        };
        match reader.mapping(value) {
            Some(document) => policy.read(document, reader),
            None => policy.complete = false,
        }
        policy
    }

    /// Reads a document of a file that holds nothing but policies. Its shape tells its kind, with the
    /// exception of an organization's policies, which look like others.
    pub fn standalone(value: Value<'t>) -> Policy<'t> {
        Policy::of(value, detect::kind_by_shape(value), &standalone)
    }

    /// Whether it is in the version of the language that has variables; nothing when that is open.
    pub fn has_variables(&self) -> Option<bool> {
        match &self.version {
            Some(version) => Some(version.known()? == "2012-10-17"),
            None => self.elements_complete.then_some(false),
        }
    }

    fn read(&mut self, document: Value<'t>, reader: Reader<'_, 't>) {
        (self.elements, self.elements_complete) = element::read(document, reader);
        self.version = reader.text(document.get("Version"));
        let leaves = document.get("Statement").map(|list| reader.leaves(list)).unwrap_or_default();
        for leaf in leaves {
            match leaf.content {
                Content::Plain if leaf.value.is_mapping() => {
                    let index = self.statements.len();
                    let mut statement = Statement::read(leaf.value, self.kind, index, reader);
                    statement.conditional = leaf.conditional;
                    self.statements.push(statement);
                }
                Content::Plain => {}
                Content::Text(_) | Content::Unknown => self.complete = false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::iam::{Effect, PrincipalKind, Resolved};
    use crate::text::SourceId;
    use crate::tree::{Tree, json, yaml};
    use proptest::prelude::*;

    fn json_tree(text: &str) -> Tree {
        json::parse(SourceId(0), text.into(), 0..text.len())
    }

    /// A small template language: `!If [condition, then, else]`, `!Text`, `!None`, and the rest unknown.
    fn template<'t>(value: Value<'t>) -> Resolved<'t> {
        match value.tag() {
            Some("!If") => Resolved::OneOf(value.items().skip(1).collect()),
            Some("!Text") => Resolved::Text(value.scalar_text().unwrap().into_owned()),
            Some("!None") => Resolved::Absent,
            Some(_) => Resolved::Unknown,
            None => Resolved::Plain,
        }
    }

    fn texts<'a>(texts: &'a [Text]) -> Vec<Option<&'a str>> {
        texts.iter().map(Text::symbolic).collect()
    }

    #[test]
    fn single_values_and_lists_read_alike() {
        let single = json_tree(
            r#"{"Statement": {"Effect": "Allow", "Action": "a:B", "Resource": "*", "Sid": "One"}}"#,
        );
        let listed = json_tree(
            r#"{"Statement": [{"Effect": "Allow", "Action": ["a:B"], "Resource": ["*"], "Sid": "One"}]}"#,
        );
        for tree in [&single, &listed] {
            let policy = Policy::standalone(tree.root());
            let [statement] = policy.statements.as_slice() else { panic!("{policy:?}") };
            assert_eq!((policy.kind, policy.complete), (PolicyKind::Identity, true));
            assert_eq!(texts(&statement.actions), [Some("a:B")]);
            assert!(statement.resources[0].is_all() && statement.is_allow());
            assert_eq!(statement.resources[0].value.raw(), "\"*\"");
            assert_eq!(statement.label(), "statement `One`");
        }
    }

    #[test]
    fn what_a_template_leaves_open_stays_open() {
        let tree = yaml::parse(
            SourceId(0),
            "Statement:\n- Effect: Allow\n  Action: [!Text 'a:${X}', !If [c, 'b:*', !None x], !Ref A, d:E]\n  \
             Resource: !None x\n  Condition: !Ref C\n- !If [c, {Effect: Deny, Action: a:B}, !None x]\n- !Ref S\n"
                .into(),
        );
        let policy = Policy::of(tree.root(), PolicyKind::Identity, &template);
        assert!(!policy.complete);
        let [first, second] = policy.statements.as_slice() else { panic!("{policy:?}") };
        assert_eq!(texts(&first.actions), [Some("a:${X}"), Some("b:*"), None, Some("d:E")]);
        let conditional: Vec<bool> = first.actions.iter().map(|action| action.conditional).collect();
        assert_eq!(conditional, [false, true, false, false]);
        assert!(first.resources.is_empty() && !first.conditions.complete && !first.conditions.is_empty());
        assert!(second.conditional && second.effect == Effect::Deny && !first.conditional);
        assert_eq!(second.label(), "statement 2");
        assert!(!Policy::of(tree.root().get("Statement").unwrap(), policy.kind, &template).complete);
    }

    #[test]
    fn principals_of_every_sort() {
        let tree = json_tree(
            r#"{"Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"},
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ["*", "123456789012"],
                 "Service": "states.amazonaws.com", "Federated": "a.example", "CanonicalUser": "79", "Aws": "*"}},
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Ref": "P"}},
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "someone"},
                {"Effect": "Deny", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": {"Ref": "P"}}}]}"#,
        );
        let policy = Policy::standalone(tree.root());
        let kinds: Vec<PrincipalKind> =
            policy.statements.iter().flat_map(|one| &one.principals).map(|one| one.kind).collect();
        use PrincipalKind::*;
        let expected = [Everyone, Everyone, Aws, Service, Federated, CanonicalUser, Other, Unknown, Other];
        assert_eq!((policy.kind, kinds.as_slice()), (PolicyKind::Trust, expected.as_slice()));
        let denied = &policy.statements[4].not_principals[0];
        assert!(denied.kind == Aws && denied.text.symbolic().is_none());
    }

    #[test]
    fn conditions_keep_their_keys_and_values() {
        let tree = json_tree(
            r#"{"Statement": [{"Effect": "Allow", "Condition": {
                "StringEquals": {"AWS:SourceAccount": ["1", {"Ref": "A"}], "b": true},
                "Strange": {"c": 5}, "Bool": "x"}}]}"#,
        );
        let policy = Policy::standalone(tree.root());
        let conditions = &policy.statements[0].conditions;
        let [account, flag, strange] = conditions.tests.as_slice() else { panic!("{conditions:?}") };
        assert!(account.is_key("aws:SourceAccount") && account.operator.unwrap().needs_key());
        assert_eq!(account.value.key().unwrap().raw(), "\"AWS:SourceAccount\"");
        assert_eq!(texts(&account.values), [Some("1"), None]);
        assert_eq!(texts(&flag.values), [Some("true")]);
        assert_eq!((strange.operator, strange.operator_value.unwrap().raw()), (None, "\"Strange\""));
        assert!(!conditions.complete);
    }

    #[test]
    fn any_shape_is_read() {
        for text in [
            "",
            "[]",
            "7",
            "null",
            r#"{"Statement": null}"#,
            r#"{"Statement": [null, 7, "x", [], [[{}]]]}"#,
            r#"{"Statement": {"Effect": 7, "Action": {"a": []}, "Resource": null, "Principal": [null, 7],
                "NotPrincipal": {"AWS": null, "": {}}, "Condition": {"Bool": {"": null}, "x": [1]}, "Sid": []}}"#,
        ] {
            let tree = json_tree(text);
            let policy = Policy::standalone(tree.root());
            assert!(policy.statements.iter().all(|statement| statement.effect == Effect::Unknown));
        }
    }

    proptest! {
        #[test]
        fn no_statement_and_no_item_is_lost(counts in prop::collection::vec(0usize..4, 0..5)) {
            let list = |count: &usize| vec![r#""a:B""#; *count].join(",");
            let statements: Vec<String> =
                counts.iter().map(|count| format!(r#"{{"Effect":"Allow","Action":[{}]}}"#, list(count))).collect();
            let tree = json_tree(&format!(r#"{{"Statement":[{}]}}"#, statements.join(",")));
            let policy = Policy::standalone(tree.root());
            let read: Vec<usize> = policy.statements.iter().map(|one| one.actions.len()).collect();
            prop_assert_eq!(read, counts);
        }
    }
}
