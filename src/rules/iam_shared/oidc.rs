//! Trust in issuers of OpenID Connect tokens: which statements admit them, and what these ask of a token.

pub mod subject;

use crate::aws::arn::Arn;
use crate::aws::hole;
use crate::aws::issuers::{self, Issuer};
use crate::iam::{Condition, Effect, Policy, PolicyKind, Principal, PrincipalKind, Statement, Text};
use crate::rules::iam_shared::principals;

/// Providers of one statement that are looked at; longer lists are no work of a person.
const MAX_PROVIDERS: usize = 100;

const ASSUME: &str = "sts:AssumeRoleWithWebIdentity";

/// A statement that lets tokens of an issuer assume the role.
pub struct Grant<'p, 't> {
    /// The provider, as it stands there.
    pub provider: &'p Principal<'t>,
    /// The name of the issuer, perhaps with holes; nothing if it cannot be told.
    pub issuer: Option<&'p str>,
    /// What is known of the issuer.
    pub known: Option<Issuer>,
    /// What the statement asks of the claims of the issuer's tokens.
    pub claims: Vec<Claim<'p, 't>>,
    /// A demand on a claim of another issuer, which no token of this one meets.
    pub foreign: Option<Claim<'p, 't>>,
}

/// A test of a claim.
#[derive(Clone, Copy)]
pub struct Claim<'p, 't> {
    /// The issuer as the key names it; the key's prefix where it is one of AWS's own.
    pub issuer: &'p str,
    /// Its name: `sub`.
    pub name: &'p str,
    /// The test.
    pub test: &'p Condition<'t>,
}

impl<'p, 't> Claim<'p, 't> {
    /// What a condition asks for; nothing if its key is none of an issuer.
    pub fn of(test: &'p Condition<'t>) -> Option<Claim<'p, 't>> {
        let (issuer, name) = test.key.rsplit_once(':')?;
        let is_issuer = issuer.contains('.') || hole::has_hole(issuer);
        is_issuer.then_some(Claim { issuer, name, test })
    }

    /// Whether it is the claim of this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl<'p, 't> Grant<'p, 't> {
    /// The tests of a claim.
    pub fn tests(&self, claim: &str) -> impl Iterator<Item = &'p Condition<'t>> {
        self.claims.iter().filter(move |one| one.is(claim)).map(|one| one.test)
    }

    /// Whether a claim that identifies the caller is asked for; of an issuer of which nothing is known,
    /// any claim but the audience.
    pub fn identifies_caller(&self) -> bool {
        self.claims.iter().any(|claim| match self.known {
            Some(issuer) => issuer.is_identified_by(claim.name),
            None => !claim.is("aud"),
        })
    }

    /// Whether nothing is asked for but the audience, or nothing at all.
    pub fn asks_for_audience_at_most(&self) -> bool {
        self.claims.iter().all(|claim| claim.is("aud"))
    }

    /// The claim that tells the callers of the issuer from each other.
    pub fn identifying_claim(&self) -> &'static str {
        self.known.and_then(|issuer| issuer.claims.first().copied()).unwrap_or("sub")
    }

    /// What to call the issuer in a message.
    pub fn issuer_words(&self) -> String {
        self.issuer.map_or_else(|| "the issuer".to_owned(), |issuer| format!("`{issuer}`"))
    }

    /// The condition key of a claim; of a claim with a colon, which is a whole key, that.
    pub fn key(&self, claim: &str) -> String {
        match claim.contains(':') {
            true => claim.to_owned(),
            false => format!("{}:{claim}", self.issuer.unwrap_or("<issuer>")),
        }
    }
}

/// The statements of a trust policy that admit issuers, once for each. Left out is what cannot be told: a
/// template's open conditions, keys of several issuers for a provider that is not known, a Deny on claims.
pub fn grants<'p, 't>(policy: &'p Policy<'t>) -> Vec<Grant<'p, 't>> {
    if policy.kind != PolicyKind::Trust || policy.statements.iter().any(denies_by_claim) {
        return Vec::new();
    }
    let statements = principals::allowing(policy).filter(|one| one.conditions.complete);
    let assuming =
        statements.filter(|one| one.actions.iter().any(|action| action.covers_action(ASSUME) == Some(true)));
    let grants = assuming.flat_map(|statement| {
        let providers = statement.principals.iter().filter(|one| one.kind == PrincipalKind::Federated);
        providers.take(MAX_PROVIDERS).filter_map(move |provider| Grant::of(statement, provider))
    });
    grants.collect()
}

fn denies_by_claim(statement: &Statement) -> bool {
    let conditions = &statement.conditions;
    let by_claim = conditions.tests.iter().any(|test| Claim::of(test).is_some());
    statement.effect == Effect::Deny && (!conditions.complete || by_claim)
}

impl<'p, 't> Grant<'p, 't> {
    fn of(statement: &'p Statement<'t>, provider: &'p Principal<'t>) -> Option<Grant<'p, 't>> {
        let tests = &statement.conditions.tests;
        let claims: Vec<Claim> = tests.iter().filter_map(Claim::of).collect();
        let issuer = match named_issuer(provider) {
            Named::Issuer(issuer) => Some(issuer),
            // Only the keys can tell; without any it may be a provider of another sort.
            Named::Open => match claims.split_first() {
                Some((first, rest)) if rest.iter().all(|one| same(first.issuer, one.issuer)) => {
                    Some(first.issuer)
                }
                None if statement.actions.iter().all(names_web_identity) => None,
                _ => return None,
            },
            Named::Other => return None,
        };
        let known = issuer.and_then(issuers::find);
        let is_own = |claim: &Claim| issuer.is_some_and(|issuer| same(issuer, claim.issuer));
        let (mut own, others): (Vec<Claim>, Vec<Claim>) = claims.into_iter().partition(is_own);
        own.extend(tests.iter().filter_map(|test| {
            let is_claim = known.is_some_and(|known| known.is_identified_by(&test.key));
            is_claim.then_some(Claim { issuer: "", name: &test.key, test })
        }));
        // With several providers a claim of another one is not strange, but nobody meets both.
        let demands = |one: &Claim| one.test.operator.is_some_and(|operator| operator.needs_key());
        let is_only = statement.principals.len() == 1;
        let foreign = others.into_iter().find(|one| is_only && demands(one));
        Some(Grant { provider, issuer, known, claims: own, foreign })
    }
}

fn names_web_identity(action: &Text) -> bool {
    action.known().is_some_and(|text| text.eq_ignore_ascii_case(ASSUME) || text.starts_with("sts:Tag"))
}

/// Hosts are the same in any case, and a hole may be anything: it was put there to name the issuer.
fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right) || hole::has_hole(left) || hole::has_hole(right)
}

/// What a provider says about its issuer.
enum Named<'p> {
    Issuer(&'p str),
    Open,
    /// It is no OIDC provider.
    Other,
}

fn named_issuer<'p>(provider: &'p Principal) -> Named<'p> {
    const PROVIDER: &str = "oidc-provider/";
    let Some(text) = provider.text.symbolic() else { return Named::Open };
    let Some(arn) = Arn::parse(text) else {
        return match text.contains('.') && !text.contains(':') {
            _ if hole::has_hole(text) => Named::Open,
            true => Named::Issuer(text),
            false => Named::Other,
        };
    };
    let resource = arn.resource.text();
    match resource.strip_prefix(PROVIDER) {
        Some(name) if hole::is_hole(name) => Named::Open,
        Some(name) => Named::Issuer(name),
        None if resource.starts_with("${") => Named::Open,
        None => Named::Other,
    }
}
