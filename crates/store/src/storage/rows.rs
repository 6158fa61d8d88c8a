//! What a storage takes and gives back.

use std::fmt;

use jiff::Timestamp;
use keys::{KeyDigest, KeyMoments, KeyState, ScopeSet};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    /// A UUID.
    pub id: String,
    /// In lower case; the app's own user has none.
    pub email: Option<String>,
    /// What others read.
    pub name: String,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub(crate) struct NewUser {
    /// Who it is.
    pub user: User,
    /// What is kept of the password.
    pub password_hash: Option<PasswordHash>,
    /// When.
    pub created: Timestamp,
}

/// A password as it is kept: Argon2id, in PHC form. It can't be printed by accident.
#[derive(Clone)]
pub(crate) struct PasswordHash(pub(crate) String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(…)")
    }
}

/// What a member may do in an organization; each role may do all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Looking.
    Viewer,
    /// Changing what is in projects.
    Member,
    /// Everything but removing the organization.
    Admin,
    /// Everything.
    Owner,
}

impl Role {
    /// From the one that may most.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Member, Self::Viewer];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Viewer => "viewer",
        }
    }

    /// Reads what [`Role::as_str`] writes, in upper or lower case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// An organization as one of its members sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Organization {
    /// A UUID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Where its picture is.
    pub icon: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// What the asking member may do.
    pub role: Role,
    /// The counter's value at its last change.
    pub revision: i64,
}

/// An organization to be added, with its first owner.
#[derive(Debug, Clone)]
pub(crate) struct NewOrganization {
    /// A UUID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its picture, as a `data:` URL.
    pub icon: Option<String>,
    /// The user who owns it.
    pub owner_id: String,
    /// When.
    pub created: Timestamp,
}

/// The user and organization of a store that runs inside the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalOwner {
    /// The user's id.
    pub user_id: String,
    /// The organization's id.
    pub organization_id: String,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Project {
    /// A UUID.
    pub id: String,
    /// Whose it is.
    pub organization_id: String,
    /// Its name.
    pub name: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Where its picture is.
    pub icon: Option<String>,
    /// When its content last changed.
    pub updated: Timestamp,
    /// What its default branch holds.
    pub counts: ContentCounts,
    /// The counter's value at its last change.
    pub revision: i64,
}

/// A project to be added, with its default branch.
#[derive(Debug, Clone)]
pub(crate) struct NewProject {
    /// A UUID.
    pub id: String,
    /// Whose it is.
    pub organization_id: String,
    /// Its name.
    pub name: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its picture.
    pub icon: Option<String>,
    /// The user who makes it; none when an administrator does.
    pub by: Option<String>,
    /// When.
    pub created: Timestamp,
}

/// How much a branch holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ContentCounts {
    /// Token sets.
    pub token_sets: u32,
    /// Design tokens in all sets.
    pub design_tokens: u32,
    /// Themes in all groups.
    pub themes: u32,
}

/// A branch of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    /// A UUID.
    pub id: String,
    /// Whose it is.
    pub organization_id: String,
    /// Whose it is.
    pub project_id: String,
    /// Its name; the default one is `main`.
    pub name: String,
    /// Whether it is meant when no branch is named.
    pub is_default: bool,
    /// When it was made.
    pub created: Timestamp,
}

/// A token set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenSet {
    /// A UUID, kept by sets that an import replaces.
    pub id: String,
    /// Its name, which is also its path.
    pub name: String,
    /// Sets are in the order of these, those with the same one in the order in which they were made.
    pub position: u32,
    /// Where its content comes from.
    pub kind: TokenSetKind,
    /// JSON exactly as written.
    pub raw: String,
    /// When it first came.
    pub created: Timestamp,
    /// When its content last changed.
    pub updated: Timestamp,
}

/// Where the content of a token set comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TokenSetKind {
    /// It is written.
    #[default]
    Static,
    /// A client works it out.
    Dynamic,
}

/// Themes of which one at a time applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ThemeGroup {
    /// Its name.
    pub name: String,
    /// Its themes, in order.
    pub themes: Vec<Theme>,
    /// When it first came.
    pub created: Timestamp,
    /// When its themes last changed.
    pub updated: Timestamp,
}

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Theme {
    /// Its name.
    pub name: String,
    /// The whole theme, JSON exactly as imported.
    pub raw: String,
}

/// All that a branch is to hold, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    /// Names and JSON of the token sets.
    pub token_sets: Vec<NewTokenSet>,
    /// The theme groups.
    pub theme_groups: Vec<NewThemeGroup>,
    /// How much that is.
    pub counts: ContentCounts,
}

/// A token set to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewTokenSet {
    /// Its name.
    pub name: String,
    /// JSON exactly as written.
    pub raw: String,
}

/// A theme group to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewThemeGroup {
    /// Its name.
    pub name: String,
    /// Its themes, in order.
    pub themes: Vec<Theme>,
}

/// An API key: all that the store knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiKey {
    /// A UUID, made where the key was made.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// What is kept of the secret.
    pub digest: KeyDigest,
    /// What lists show of the secret.
    pub hint: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What it may open.
    pub scopes: ScopeSet,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When it last opened something.
    pub last_used: Option<Timestamp>,
    /// When somebody ended it.
    pub deleted: Option<Timestamp>,
    /// The counter's value at its last change; 0 before it is stored.
    pub revision: i64,
}

impl ApiKey {
    /// Where it is in its life.
    pub(crate) fn state(&self, now: Timestamp) -> KeyState {
        let moments = KeyMoments {
            created: self.created,
            expires: self.expires,
            last_used: self.last_used,
            deleted: self.deleted,
        };
        KeyState::at(now, &moments)
    }
}

/// What became of a key that was to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Registration {
    /// It was stored.
    New(ApiKey),
    /// The same id and digest were there already; this is that key, as it is now.
    Known(ApiKey),
    /// The id belongs to another key, or the digest to another id.
    Taken,
}

/// What became of a key that was to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// It was live, and is deleted now.
    New(ApiKey),
    /// It was deleted before, and is as it was.
    Known(ApiKey),
}

/// Which rows of a list: the `number`-th page, from 1, of pages of `limit` rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Page {
    /// From 1.
    pub number: u32,
    /// 1 to 1000.
    pub limit: u32,
}

/// One page of a list, and how long the whole list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageOf<Row> {
    /// The rows of the page.
    pub rows: Vec<Row>,
    /// The rows of all pages.
    pub total: u32,
    /// Which page it is.
    pub page: Page,
}

impl<Row> PageOf<Row> {
    /// A page of a list that holds nothing.
    pub(crate) fn empty(page: Page) -> Self {
        Self {
            rows: Vec::new(),
            total: 0,
            page,
        }
    }
}

/// Which names a list is to hold; what is `None` lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NameFilter {
    /// Exactly this one.
    pub equal: Option<String>,
    /// All but this one.
    pub not_equal: Option<String>,
    /// Those that begin so, upper and lower case told apart.
    pub starts_with: Option<String>,
}

/// What changed for a user, in order of revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// From where to ask next.
    pub cursor: i64,
    /// Whether asking again at once brings more.
    pub has_more: bool,
    /// Keys, deleted ones included.
    pub api_keys: Vec<ApiKey>,
    /// Organizations.
    pub organizations: Vec<Organization>,
    /// Projects.
    pub projects: Vec<Project>,
    /// Ids of organizations that are gone.
    pub removed_organizations: Vec<String>,
    /// Ids of projects that are gone.
    pub removed_projects: Vec<String>,
}
