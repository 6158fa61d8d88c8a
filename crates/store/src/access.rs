//! Who is asking, and what that one may do: the smaller of what the key's scopes and what the user's role allow.

use std::sync::Arc;

use keys::{Scope, ScopeSet};

use crate::key_uses::KeyUses;
use crate::policy::{Door, Rule};
use crate::storage::{KnownSecret, Role, User};

/// Who is asking.
#[derive(Debug, Clone)]
pub(crate) struct Principal {
    pub(crate) user: User,
    pub(crate) grant: Grant,
    /// The key or actor token that was sent; a session is none.
    pub(crate) shown: Option<Shown>,
}

/// A good key, or an actor token, that somebody sent.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) secret: Arc<KnownSecret>,
    pub(crate) uses: Arc<KeyUses>,
}

impl Shown {
    /// Notes that this scope of it was needed, and there.
    pub(crate) fn exercised(&self, scope: Scope) {
        self.uses.exercised(&self.secret.key_id, scope);
    }
}

/// With what.
#[derive(Debug, Clone)]
pub(crate) enum Grant {
    /// Signed in: may do all that the user may.
    Session {
        /// The session's id.
        id: String,
    },
    /// With an API key: only what its scopes open.
    Key(ScopeSet),
}

/// Why somebody good may not do something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Denied {
    /// The key lacks the scope; any one of these would do.
    #[error("This API key lacks the scope {}. Make a key with it in Studio Keys, and use that one.", any_of(.0))]
    Scope(Vec<Scope>),
    /// No key at all may.
    #[error("No API key can do this: it takes a signed-in session. Do it in Studio Keys.")]
    SessionOnly,
    /// It is done with a key, so a session can't.
    #[error("This takes an API key, not a session. Send a key with the scope for it.")]
    KeyOnly,
    /// The user's role does not reach so far.
    #[error("Your role in this organization does not allow this. Ask one of its owners.")]
    Role,
}

/// `projects:read or organizations:read`
pub(crate) fn any_of(scopes: &[Scope]) -> String {
    scopes
        .iter()
        .map(|scope| scope.as_str())
        .collect::<Vec<_>>()
        .join(" or ")
}

impl Principal {
    /// Lets through whom a rule's door lets in.
    pub(crate) fn pass(&self, rule: &Rule) -> Result<(), Denied> {
        match (&self.grant, rule.door) {
            (Grant::Session { .. }, Door::Any(_) | Door::Session) => Ok(()),
            (Grant::Session { .. }, Door::Key(_)) => Err(Denied::KeyOnly),
            (Grant::Key(held), Door::Any(any) | Door::Key(any)) => {
                match any.iter().find(|one| held.allows(**one)) {
                    Some(scope) => {
                        self.shown.iter().for_each(|shown| shown.exercised(*scope));
                        Ok(())
                    }
                    None => Err(Denied::Scope(any.to_vec())),
                }
            }
            (Grant::Key(_), Door::Session) => Err(Denied::SessionOnly),
        }
    }
}

/// Lets through members whose role reaches as far as a rule asks.
pub(crate) fn check_role(held: Role, rule: &Rule) -> Result<(), Denied> {
    if rule.least.is_none_or(|least| held >= least) {
        Ok(())
    } else {
        Err(Denied::Role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy;

    fn with_key(scopes: &[&str]) -> Principal {
        Principal {
            user: User {
                id: "u".into(),
                email: None,
                name: "Mia".into(),
            },
            grant: Grant::Key(ScopeSet::parse(scopes.iter().copied()).unwrap()),
            shown: None,
        }
    }

    #[test]
    fn a_key_opens_what_its_scopes_include() {
        let key = with_key(&["projects:write"]);
        assert_eq!(key.pass(&policy::PROJECT), Ok(()));
        assert_eq!(key.pass(&policy::ORGANIZATIONS), Ok(()));
        let denied = key.pass(&policy::SELF).unwrap_err();
        assert!(denied.to_string().contains("lacks the scope me:read"), "{denied}");
        assert_eq!(key.pass(&policy::DELETE_API_KEY), Err(Denied::SessionOnly));
    }

    #[test]
    fn roles_reach_as_far_as_they_say() {
        assert_eq!(check_role(Role::Viewer, &policy::PROJECT), Ok(()));
        for role in [Role::Viewer, Role::Member] {
            assert_eq!(check_role(role, &policy::IMPORT_PROJECT), Err(Denied::Role));
        }
        for role in [Role::Admin, Role::Owner] {
            assert_eq!(check_role(role, &policy::IMPORT_PROJECT), Ok(()));
        }
    }
}
