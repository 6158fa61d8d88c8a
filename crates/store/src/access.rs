//! Who is asking, and what that one may do: the smaller of what the key's scopes and what the user's role allow.

use keys::{Scope, ScopeSet};

use crate::storage::{Role, User};

/// Who is asking.
#[derive(Debug, Clone)]
pub(crate) struct Principal {
    pub(crate) user: User,
    pub(crate) grant: Grant,
}

/// With what.
#[derive(Debug, Clone)]
pub(crate) enum Grant {
    /// Signed in: may do all that the user may.
    Session,
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
    /// The user's role does not reach so far.
    #[error("Your role in this organization does not allow this. Ask one of its owners.")]
    Role,
}

fn any_of(scopes: &[Scope]) -> String {
    scopes
        .iter()
        .map(|scope| scope.as_str())
        .collect::<Vec<_>>()
        .join(" or ")
}

impl Principal {
    /// Lets through who holds any one of the scopes.
    pub(crate) fn require(&self, any: &[Scope]) -> Result<(), Denied> {
        match &self.grant {
            Grant::Key(scopes) if !any.iter().any(|scope| scopes.allows(*scope)) => {
                Err(Denied::Scope(any.to_vec()))
            }
            _ => Ok(()),
        }
    }

    /// Lets through sessions only.
    pub(crate) fn require_session(&self) -> Result<(), Denied> {
        match self.grant {
            Grant::Session => Ok(()),
            Grant::Key(_) => Err(Denied::SessionOnly),
        }
    }
}

/// Lets through members whose role allows what the scope stands for.
pub(crate) fn require_role(role: Role, needed: Scope) -> Result<(), Denied> {
    let narrowest = match needed {
        Scope::MeRead
        | Scope::OrganizationsRead
        | Scope::PeopleRead
        | Scope::ProjectsRead
        | Scope::ActorTokensCreate => Role::Viewer,
        Scope::ProjectsWrite => Role::Member,
        Scope::ProjectsAdmin | Scope::OrganizationsWrite | Scope::PeopleInvite | Scope::PeopleWrite => {
            Role::Admin
        }
        Scope::OrganizationsAdmin => Role::Owner,
    };
    if reach(role) >= reach(narrowest) {
        Ok(())
    } else {
        Err(Denied::Role)
    }
}

fn reach(role: Role) -> u8 {
    match role {
        Role::Owner => 3,
        Role::Admin => 2,
        Role::Member => 1,
        Role::Viewer => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_key(scopes: &[&str]) -> Principal {
        Principal {
            user: User {
                id: "u".into(),
                email: None,
                name: "Mia".into(),
            },
            grant: Grant::Key(ScopeSet::parse(scopes.iter().copied()).unwrap()),
        }
    }

    #[test]
    fn a_key_opens_what_its_scopes_include() {
        let key = with_key(&["projects:write"]);
        assert_eq!(key.require(&[Scope::ProjectsRead]), Ok(()));
        assert_eq!(
            key.require(&[Scope::OrganizationsRead, Scope::ProjectsRead]),
            Ok(())
        );
        let denied = key.require(&[Scope::MeRead]).unwrap_err();
        assert!(denied.to_string().contains("lacks the scope me:read"), "{denied}");
        assert_eq!(key.require_session(), Err(Denied::SessionOnly));
    }

    #[test]
    fn roles_reach_as_far_as_they_say() {
        assert_eq!(require_role(Role::Viewer, Scope::ProjectsRead), Ok(()));
        assert_eq!(
            require_role(Role::Viewer, Scope::ProjectsWrite),
            Err(Denied::Role)
        );
        assert_eq!(
            require_role(Role::Member, Scope::ProjectsAdmin),
            Err(Denied::Role)
        );
        assert_eq!(require_role(Role::Admin, Scope::ProjectsAdmin), Ok(()));
        assert_eq!(
            require_role(Role::Admin, Scope::OrganizationsAdmin),
            Err(Denied::Role)
        );
        assert_eq!(require_role(Role::Owner, Scope::OrganizationsAdmin), Ok(()));
    }
}
