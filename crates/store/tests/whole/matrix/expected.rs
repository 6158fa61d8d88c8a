//! What should come of a request, by the table alone.

use keys::Scope;
use store::policy::{self, Door, Rule};

use super::askers::{Asker, Grant, Standing};

/// What comes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// What was asked for.
    Done,
    /// The key lacks a scope; any one of these would do.
    LacksScope(Vec<String>),
    /// No key may.
    TakesSession,
    /// No session may.
    TakesKey,
    /// The role does not reach so far.
    Role,
    /// It is none of the asking user's organizations.
    NotFound,
    /// The key opens nothing.
    Unauthorized,
    /// None of these.
    Other(String),
}

/// What should come of it when somebody asks for what is under a rule.
pub(crate) fn expected(rule: &Rule, asker: &Asker) -> Outcome {
    if asker.grant == Grant::DeletedKey {
        return Outcome::Unauthorized;
    }
    let refusal = |rule: &Rule| at_the_door(rule, &asker.grant).or_else(|| by_role(rule, asker.standing));
    let around = through(rule).and_then(refusal);
    around.or_else(|| refusal(rule)).unwrap_or(Outcome::Done)
}

/// The rule of what is asked for around a field that is not at the beginning, or of the door before a second one.
pub(crate) fn through(rule: &Rule) -> Option<&'static Rule> {
    if rule.operation == policy::RESEND_LEADER.operation {
        return Some(&policy::RESEND_INVITATION);
    }
    match rule.operation.split(['.', ':']).next() {
        Some("Self") => Some(&policy::SELF),
        Some("Organization") => Some(&policy::ORGANIZATION),
        _ => None,
    }
}

/// The scopes of which a key must have one.
pub(crate) fn scopes(rule: &Rule) -> &'static [Scope] {
    match rule.door {
        Door::Any(any) | Door::Key(any) => any,
        Door::Session => &[],
    }
}

fn at_the_door(rule: &Rule, grant: &Grant) -> Option<Outcome> {
    match (rule.door, grant) {
        (Door::Any(any) | Door::Key(any), Grant::Key(held)) => (!opens(held, any)).then(|| lacks(any)),
        (Door::Session, Grant::Key(_)) => Some(Outcome::TakesSession),
        (Door::Key(_), Grant::Session) => Some(Outcome::TakesKey),
        (Door::Any(_) | Door::Session, Grant::Session) | (_, Grant::DeletedKey) => None,
    }
}

/// Whether one of the scopes that are held is one of those, or wider than one.
pub(crate) fn opens(held: &[Scope], any: &[Scope]) -> bool {
    held.iter().any(|held| any.iter().any(|one| held.includes(*one)))
}

fn lacks(any: &[Scope]) -> Outcome {
    Outcome::LacksScope(any.iter().map(ToString::to_string).collect())
}

fn by_role(rule: &Rule, standing: Standing) -> Option<Outcome> {
    match (standing, rule.least) {
        (_, None) => None,
        (Standing::Member(held), Some(least)) => (held < least).then_some(Outcome::Role),
        (Standing::Stranger | Standing::Left, Some(_)) => Some(Outcome::NotFound),
    }
}
