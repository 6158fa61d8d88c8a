//! Everybody who asks for a row of the table.

use std::fmt;

use keys::Scope;
use serde_json::json;
use store::policy::{Door, Role, Rule};

use super::expected::{opens, scopes};
use super::town::{Inhabitant, Town};
use crate::common::text;

/// What somebody is in the organization that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Member(Role),
    /// A member of another organization.
    Stranger,
    /// A member once.
    Left,
}

/// With what somebody asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Grant {
    Session,
    Key(Vec<Scope>),
    DeletedKey,
}

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) standing: Standing,
    pub(crate) grant: Grant,
    /// What is sent.
    pub(crate) secret: String,
}

impl fmt::Display for Asker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} with {:?}", self.standing, self.grant)
    }
}

/// The owner with each scope alone, with all that don't fit and with the deleted key, and everybody with a session and with
/// the widest scope of each family.
pub(crate) async fn askers(town: &Town, rule: &Rule) -> Vec<Asker> {
    let mut askers = Vec::new();
    for inhabitant in &town.inhabitants {
        for grant in [Grant::Session, Grant::Key(widest())] {
            askers.push(town.asker(inhabitant, grant).await);
        }
    }
    let owner = town.inhabitant(Standing::Member(Role::Owner));
    let alone = Scope::ALL.into_iter().map(|scope| vec![scope]);
    for scopes in alone.chain([without(rule)]) {
        askers.push(town.asker(owner, Grant::Key(with_besides(scopes, rule))).await);
    }
    askers.push(town.asker(owner, Grant::DeletedKey).await);
    askers
}

/// The scopes that are in no other.
fn widest() -> Vec<Scope> {
    let is_widest = |scope: &Scope| {
        Scope::ALL
            .iter()
            .all(|other| other == scope || !other.includes(*scope))
    };
    Scope::ALL.into_iter().filter(is_widest).collect()
}

/// All scopes that don't open the door.
fn without(rule: &Rule) -> Vec<Scope> {
    let fits = |scope: &Scope| opens(&[*scope], scopes(rule));
    Scope::ALL.into_iter().filter(|scope| !fits(scope)).collect()
}

/// What takes a key gives a part of what that opens, so it must open something.
fn with_besides(mut scopes: Vec<Scope>, rule: &Rule) -> Vec<Scope> {
    if matches!(rule.door, Door::Key(_)) && !scopes.contains(&Scope::MeRead) {
        scopes.push(Scope::MeRead);
    }
    scopes
}

impl Town {
    pub(crate) fn inhabitant(&self, standing: Standing) -> &Inhabitant {
        let mut inhabitants = self.inhabitants.iter();
        inhabitants
            .find(|inhabitant| inhabitant.standing == standing)
            .unwrap()
    }

    async fn asker(&self, inhabitant: &Inhabitant, grant: Grant) -> Asker {
        let secret = match &grant {
            Grant::Session => inhabitant.person.session.clone(),
            Grant::Key(scopes) => self.key(inhabitant, scopes).await,
            Grant::DeletedKey => self.deleted_key.clone(),
        };
        Asker {
            standing: inhabitant.standing,
            grant,
            secret,
        }
    }

    /// A key with these scopes, made once.
    async fn key(&self, inhabitant: &Inhabitant, scopes: &[Scope]) -> String {
        let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let known = (inhabitant.person.id.clone(), scopes.to_vec());
        if let Some(secret) = self.keys.borrow().get(&known) {
            return secret.clone();
        }
        let query = "mutation($scopes: [String!]) { createAPIKey(input: {name: \"Asking\", scopes: $scopes}) { value } }";
        let variables = json!({ "scopes": names });
        let made = self
            .house
            .data_with(&inhabitant.person.session, query, variables)
            .await;
        let secret = text(&made["createAPIKey"]["value"]);
        self.keys.borrow_mut().insert(known, secret.clone());
        secret
    }
}
