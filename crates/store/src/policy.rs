//! Who may do what: the one table from which the checks, `docs/scopes.md` and the tests' matrix are made.
//!
//! An operation is done when its [`Door`] lets the asking key or session in, and when the user's role in the organization
//! reaches as far as [`Rule::least`]. What a door looks like from outside belongs to `access`.

use keys::Scope;

pub use crate::storage::Role;

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Whoever is signed in, and keys with any one of these scopes.
    Any(&'static [Scope]),
    /// Whoever is signed in; no key.
    Session,
    /// Keys with any one of these scopes; no session.
    Key(&'static [Scope]),
}

/// One row of the table.
#[derive(Debug)]
pub struct Rule {
    /// What clients call it: `Mutation.createProject`, `GET /figma/{project}`.
    pub operation: &'static str,
    /// Who is let in.
    pub door: Door,
    /// What the user must be in the organization that it is about; none where it is about no organization.
    pub least: Option<Role>,
}

macro_rules! policy {
    ($($name:ident = $operation:literal, $door:expr $(, $least:ident)?;)+) => {
        $(
            #[doc = $operation]
            pub static $name: Rule = Rule {
                operation: $operation,
                door: $door,
                least: policy!(@least $($least)?),
            };
        )+

        /// Every row, in the order of the documentation.
        pub static ALL: &[&Rule] = &[$(&$name),+];
    };
    (@least) => { None };
    (@least $least:ident) => { Some(Role::$least) };
}

use Door::{Any, Key, Session};
use Scope::{
    ActorTokensCreate, MeRead, OrganizationsAdmin, OrganizationsRead, OrganizationsWrite, PeopleInvite,
    PeopleRead, PeopleWrite, ProjectsAdmin, ProjectsRead, ProjectsWrite,
};

policy! {
    SELF = "Query.self", Any(&[MeRead]);
    CHANGES = "Self.changes", Session;
    UPDATE_SELF = "Mutation.updateSelf", Session;

    // What an organization is called must be readable for tools that are only about its projects, or about its people.
    ORGANIZATIONS = "Query.organizations", Any(&[OrganizationsRead, ProjectsRead, PeopleRead]);
    ORGANIZATION = "Query.organization", Any(&[OrganizationsRead, ProjectsRead, PeopleRead]), Viewer;
    ORGANIZATION_DETAILS = "Organization: all fields but id and name", Any(&[OrganizationsRead]), Viewer;
    CREATE_ORGANIZATION = "Mutation.createOrganization", Any(&[OrganizationsAdmin]);
    UPDATE_ORGANIZATION = "Mutation.updateOrganization", Any(&[OrganizationsWrite]), Admin;
    DELETE_ORGANIZATION = "Mutation.deleteOrganization", Any(&[OrganizationsAdmin]), Owner;

    ORGANIZATION_USERS = "Organization.users", Any(&[PeopleRead]), Viewer;
    USER_INVITATIONS = "Query.userInvitations", Any(&[PeopleRead]), Member;
    INVITE_TO_ORGANIZATION = "Mutation.inviteToOrganization", Any(&[PeopleInvite]), Admin;
    // Admins and owners decide about people, so only what may do that itself makes more of them.
    INVITE_LEADER = "Mutation.inviteToOrganization: as admin or owner", Any(&[PeopleWrite]), Admin;
    RESEND_INVITATION = "Mutation.resendInvitation", Any(&[PeopleInvite]), Admin;
    RESEND_LEADER = "Mutation.resendInvitation: as admin or owner", Any(&[PeopleWrite]), Admin;
    DELETE_INVITATION = "Mutation.deleteInvitation", Any(&[PeopleInvite]), Admin;
    ACCEPT_INVITATION = "Mutation.acceptInvitation", Session;
    DECLINE_INVITATION = "Mutation.declineInvitation", Session;
    REMOVE_FROM_ORGANIZATION = "Mutation.removeFromOrganization", Any(&[PeopleWrite]), Admin;
    UPDATE_MEMBER_ROLE = "Mutation.updateMemberRole", Any(&[PeopleWrite]), Admin;

    PROJECTS = "Query.projects", Any(&[ProjectsRead]), Viewer;
    ORGANIZATION_PROJECTS = "Organization.projects", Any(&[ProjectsRead]), Viewer;
    PROJECT = "Query.project", Any(&[ProjectsRead]), Viewer;
    BRANCH = "Query.branch", Any(&[ProjectsRead]), Viewer;
    ON_CREATE_PROJECT = "Subscription.onCreateProject", Any(&[ProjectsRead]), Viewer;
    CREATE_PROJECT = "Mutation.createProject", Any(&[ProjectsAdmin]), Admin;
    UPDATE_PROJECT = "Mutation.updateProject", Any(&[ProjectsWrite]), Member;
    DELETE_PROJECT = "Mutation.deleteProject", Any(&[ProjectsAdmin]), Admin;
    IMPORT_PROJECT = "POST /v1/organizations/{id}/projects", Session, Admin;

    CREATE_TOKEN_SET = "Mutation.createTokenSet", Any(&[ProjectsWrite]), Member;
    UPDATE_TOKEN_SET = "Mutation.updateTokenSet", Any(&[ProjectsWrite]), Member;
    DELETE_SET = "Mutation.deleteSet", Any(&[ProjectsWrite]), Member;
    DELETE_ALL_SETS = "Mutation.deleteAllSets", Any(&[ProjectsWrite]), Member;
    RENAME_TOKEN_SETS = "Mutation.renameTokenSets", Any(&[ProjectsWrite]), Member;
    DUPLICATE_TOKEN_SET = "Mutation.duplicateTokenSet", Any(&[ProjectsWrite]), Member;
    UPDATE_TOKEN_SETS_ORDER = "Mutation.updateTokenSetsOrder", Any(&[ProjectsWrite]), Member;
    CREATE_THEME_GROUP = "Mutation.createThemeGroup", Any(&[ProjectsWrite]), Member;
    UPDATE_THEME_GROUP = "Mutation.updateThemeGroup", Any(&[ProjectsWrite]), Member;
    DELETE_THEME_GROUP = "Mutation.deleteThemeGroup", Any(&[ProjectsWrite]), Member;
    FIGMA_READ = "GET /figma/{project}", Any(&[ProjectsRead]), Viewer;
    FIGMA_WRITE = "PUT /figma/{project}", Any(&[ProjectsWrite]), Member;
    FIGMA_CREATE = "POST /figma/{project}", Any(&[ProjectsWrite]), Member;

    CREATE_API_KEY = "Mutation.createAPIKey", Session;
    REGISTER_API_KEY = "Mutation.registerAPIKey", Session;
    ROTATE_API_KEY = "Mutation.rotateAPIKey", Session;
    REGENERATE_API_KEY = "Mutation.regenerateApiKey", Session;
    DELETE_API_KEY = "Mutation.deleteAPIKey", Session;
    SELF_SESSIONS = "Self.sessions", Session;
    END_SESSION = "Mutation.endSession", Session;
    CREATE_ACTOR_TOKEN = "Mutation.createActorToken", Key(&[ActorTokensCreate]);
    EXCHANGE_FOR_ACTOR_TOKEN = "POST /oauth/token", Key(&[ActorTokensCreate]);
}

/// What somebody must be in an organization so that a scope opens anything there; none for scopes that are about none.
pub(crate) fn least_role(scope: Scope) -> Option<Role> {
    let opens = |rule: &&&Rule| matches!(rule.door, Any(scopes) | Key(scopes) if scopes.contains(&scope));
    ALL.iter().filter(opens).filter_map(|rule| rule.least).min()
}

impl Rule {
    /// What it takes, in words for the documentation.
    #[cfg(test)]
    fn takes(&self) -> String {
        let names = |scopes: &[Scope]| {
            let names: Vec<_> = scopes
                .iter()
                .map(|scope| format!("`{}`", scope.as_str()))
                .collect();
            names.join(" or ")
        };
        let door = match self.door {
            Door::Session => "a signed-in session".to_owned(),
            Door::Any(scopes) => names(scopes),
            Door::Key(scopes) => format!("a key with {}", names(scopes)),
        };
        format!(
            "| `{}` | {door} | {} |",
            self.operation,
            self.least.map_or("", Role::as_str)
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    const INTRODUCTION: &str = "# Scopes and roles

What each operation of the store takes. A key opens it with any one of the scopes named, or with a wider one of the same
family (`admin` includes `write` includes `read`; `organizations:user:write` includes `:invite` includes `:read`; nothing
crosses families). A signed-in session needs no scope, and opens all but what takes a key. Whoever asks must also be in
the organization, with at least the role named: owner, admin, member, viewer. What belongs to another organization is
answered as not found.

This page is made from the table in `crates/store/src/policy.rs`.

| operation | takes | least role |
|---|---|---|
";

    /// `UPDATE_SCOPES=1 cargo test -p store policy` writes it anew.
    #[test]
    fn the_documentation_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scopes.md");
        let rows: Vec<String> = ALL.iter().map(|rule| rule.takes()).collect();
        let current = format!("{INTRODUCTION}{}\n", rows.join("\n"));
        if std::env::var_os("UPDATE_SCOPES").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == current,
            "docs/scopes.md is stale: run UPDATE_SCOPES=1 cargo test -p store policy"
        );
    }

    #[test]
    fn each_operation_has_one_rule() {
        let names: BTreeSet<_> = ALL.iter().map(|rule| rule.operation).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn every_field_to_begin_with_has_a_rule() {
        let schema = include_str!("../schema.graphql");
        for root in ["Query", "Mutation", "Subscription"] {
            let Some((_, fields)) = schema.split_once(&format!("\ntype {root} {{\n")) else {
                continue;
            };
            let fields = fields.split_once("\n}").unwrap().0;
            for line in fields.lines().filter_map(|line| line.strip_prefix('\t')) {
                let Some((name, _)) = line.split_once(['(', ':']) else {
                    continue;
                };
                // All else is documentation, or an argument further in.
                if name.chars().all(|character| character.is_ascii_alphanumeric()) {
                    let operation = format!("{root}.{name}");
                    let has_rule = ALL.iter().any(|rule| rule.operation == operation);
                    assert!(has_rule, "{operation} is in no row of the table");
                }
            }
        }
    }
}
