//! Principals: who a statement is about.

use super::text::{Content, Reader, Text};
use crate::tree::Value;

/// One principal of a statement.
#[derive(Clone, Debug)]
pub struct Principal<'t> {
    /// Which list it stands in.
    pub kind: PrincipalKind,
    /// The principal as written.
    pub text: Text<'t>,
}

/// The sorts of principals that the grammar has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `"*"`, or `{"AWS": "*"}`, which is the same.
    Everyone,
    /// An account, role, user or session.
    Aws,
    /// A service: `states.amazonaws.com`.
    Service,
    /// An identity provider.
    Federated,
    /// A canonical user of S3.
    CanonicalUser,
    /// Nothing that the grammar knows.
    Other,
    /// A template leaves it open.
    Unknown,
}

const LISTS: [(&str, PrincipalKind); 4] = [
    ("AWS", PrincipalKind::Aws),
    ("Service", PrincipalKind::Service),
    ("Federated", PrincipalKind::Federated),
    ("CanonicalUser", PrincipalKind::CanonicalUser),
];

pub(super) fn read<'t>(element: Option<Value<'t>>, reader: Reader<'_, 't>) -> Vec<Principal<'t>> {
    let mut principals = Vec::new();
    for leaf in element.map(|element| reader.leaves(element)).unwrap_or_default() {
        let conditional = leaf.conditional;
        match leaf.content {
            Content::Plain if leaf.value.is_mapping() => {
                let lists = leaf.value.entries();
                principals.extend(lists.flat_map(|list| read_list(list, conditional, reader)));
            }
            Content::Unknown => {
                principals.push(Principal { kind: PrincipalKind::Unknown, text: leaf.into_text() });
            }
            _ => principals.push(bare(leaf.into_text())),
        }
    }
    principals
}

/// A text outside any list: `*`, or a mistake.
fn bare(text: Text<'_>) -> Principal<'_> {
    let kind = match text.symbolic() {
        Some("*") => PrincipalKind::Everyone,
        Some(known) if !known.contains("${") => PrincipalKind::Other,
        Some(_) => PrincipalKind::Unknown,
        None => PrincipalKind::Other,
    };
    Principal { kind, text }
}

fn read_list<'t>(list: Value<'t>, conditional: bool, reader: Reader<'_, 't>) -> Vec<Principal<'t>> {
    let name = list.key_text().unwrap_or_default();
    let kind = LISTS.iter().find(|(known, _)| *known == name).map_or(PrincipalKind::Other, |&(_, kind)| kind);
    let texts = reader.texts(Some(list)).into_iter();
    texts
        .map(|mut text| {
            text.conditional |= conditional;
            let everyone = kind == PrincipalKind::Aws && text.symbolic() == Some("*");
            Principal { kind: if everyone { PrincipalKind::Everyone } else { kind }, text }
        })
        .collect()
}
