//! What the windows are shown: plain data, ready to be serialized. No secrets, and no rules.
//!
//! Moments are RFC 3339 in UTC, ids are strings, counts fit 32 bits: all of it survives JSON.

use keys::{ExpiryChoice, Family, KeyState, Preset, Scope};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Who uses this computer's keys, and where they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// The user's id in the store.
    pub user_id: String,
    /// The user's name.
    pub user_name: String,
    /// The organizations the user belongs to, the current one first.
    pub organizations: Vec<OrganizationView>,
    /// `http://127.0.0.1:4210`: what tools are pointed at.
    pub store_url: String,
    /// Whether the store runs inside this app.
    pub on_this_computer: bool,
}

/// An organization the user belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationView {
    /// Its id in the store.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the user is there: `Owner`, `Admin`, `Member` or `Viewer`.
    pub role: Role,
}

/// What a user is in an organization; each may do what the ones below it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Everything, also removing the organization.
    Owner,
    /// Everything but that.
    Admin,
    /// Changing projects.
    Member,
    /// Seeing projects.
    Viewer,
}

/// A project and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProjectView {
    /// Its id in the store.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The organization it belongs to.
    pub organization_id: String,
    /// The branch that clients get when they name none.
    pub default_branch: String,
    /// How many token sets.
    pub token_sets: u32,
    /// How many design tokens in all sets.
    pub design_tokens: u32,
    /// How many themes.
    pub themes: u32,
    /// When anything in it last changed.
    pub updated_at: String,
}

/// One API key, as a row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Its id, the same here and in the store.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `tsk_AbCd…wxYZ`.
    pub hint: String,
    /// All its scopes, narrow before wide.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: String,
    /// When it ends; `None` is never.
    pub expires_at: Option<String>,
    /// When it last opened something, as far as this computer has heard.
    pub last_used_at: Option<String>,
    /// When it was deleted here or elsewhere.
    pub deleted_at: Option<String>,
    /// Where it is in its life.
    pub state: KeyState,
    /// Whole days until it ends, rounded up, for a key that is running out.
    pub days_left: Option<u32>,
    /// What matters most about it now, of all that is said here.
    pub status: KeyStatus,
    /// What the store knows of it.
    pub sync: KeySync,
    /// Why the store refused it, when it did.
    pub refusal: Option<String>,
    /// It was made here and its page was never left in the proper way: the secret may never have been saved.
    pub unclaimed: bool,
}

/// A key of which no more than its name is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedKey {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// How far a key, or its deletion, has come on its way to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeySync {
    /// Made here, not yet known to the store: it opens nothing yet.
    Queued,
    /// The store has it as it is here.
    Confirmed,
    /// The store would not take it.
    Refused,
    /// Deleted here, but the store has not heard of it: it still opens what it did.
    StillLive,
}

/// The one thing that matters most about a key now, and by which a list is narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyStatus {
    /// It opens what its scopes say.
    Active,
    /// It ends within two weeks.
    ExpiringSoon,
    /// Nothing has used it for long.
    Unused,
    /// Its page was never left in the proper way: perhaps nobody has it.
    Unclaimed,
    /// Made here; the store has not heard of it.
    Queued,
    /// The store would not take it, or not delete it.
    Refused,
    /// Its time is over.
    Expired,
    /// It is deleted, and opens nothing.
    Deleted,
    /// It is deleted here, and the store has not heard of that.
    StillLive,
}

impl KeyStatus {
    /// Of a key in this state, with what the store knows of it.
    pub(crate) fn of(state: KeyState, sync: KeySync, is_claimed: bool) -> Self {
        match (state, sync) {
            (KeyState::Deleted, KeySync::StillLive) => Self::StillLive,
            (KeyState::Deleted, _) => Self::Deleted,
            (KeyState::Expired, _) => Self::Expired,
            (_, KeySync::Refused) => Self::Refused,
            (_, KeySync::Queued) => Self::Queued,
            _ if !is_claimed => Self::Unclaimed,
            (KeyState::ExpiringSoon, _) => Self::ExpiringSoon,
            (KeyState::Unused, _) => Self::Unused,
            (KeyState::Active, _) => Self::Active,
        }
    }
}

/// Which keys a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyShelf {
    /// Live keys.
    #[default]
    Current,
    /// Deleted and expired ones, for 30 days.
    Ended,
}

/// What a list is sorted by. Equal rows come in order of name, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeySort {
    /// Name, as people sort it: case and accents aside.
    Name,
    /// When it was made.
    #[default]
    Created,
    /// When it ends, never being last.
    Expires,
    /// When it was last used, never being first.
    LastUsed,
}

/// A question to the list of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyQuery {
    /// Live or ended ones.
    pub shelf: KeyShelf,
    /// Words that all must be in the name, hint or scopes; case and accents aside. Empty: all keys.
    pub search: String,
    /// Only keys of which this matters most.
    pub status: Option<KeyStatus>,
    /// The order.
    pub sort: KeySort,
    /// Largest, newest, latest first.
    pub descending: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many to return, at most 500.
    pub limit: u32,
}

/// A part of the list of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyPage {
    /// The rows from `offset` on.
    pub rows: Vec<KeyView>,
    /// How many keys match the question in all.
    pub total: u32,
}

/// Keys at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyCounts {
    /// Live keys of every kind.
    pub current: u32,
    /// Live ones of which there is nothing else to say.
    pub active: u32,
    /// Deleted and expired ones, of the last 30 days.
    pub ended: u32,
    /// Live ones that end within two weeks.
    pub expiring_soon: u32,
    /// Expired ones, of the last 30 days.
    pub expired: u32,
    /// Live ones that have opened nothing yet.
    pub never_used: u32,
}

/// What a panic would delete: live keys that were made on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PanicPreview {
    /// How many keys.
    pub keys: u32,
    /// How many of them have ever been used.
    pub used: u32,
    /// How many live keys were made elsewhere, and stay.
    pub elsewhere: u32,
    /// At most five of the keys, those used last first.
    pub named: Vec<KeyView>,
}

/// How it stands with a panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanicStanding {
    /// Which: each has an id of its own.
    pub id: String,
    /// How many keys it is about.
    pub keys: u32,
    /// How many of them still open what they did.
    pub still_live: u32,
    /// Whether they are deleted here; until then it can be taken back.
    pub is_done: bool,
}

/// The dashboard of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DashboardView {
    /// The project.
    pub project: ProjectView,
    /// Keys at a glance.
    pub counts: KeyCounts,
    /// At most five keys that want something done, the most urgent first.
    pub needs_a_look: Vec<KeyView>,
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreateKeyRequest {
    /// Its name, as typed.
    pub name: String,
    /// When it is to end.
    pub expiry: ExpiryChoice,
    /// What it may do; at least one.
    pub scopes: Vec<Scope>,
}

/// What people are told of the scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeCatalogue {
    /// The families in order, each with its scopes.
    pub families: Vec<FamilyView>,
    /// The presets in order.
    pub presets: Vec<PresetView>,
}

/// A family of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FamilyView {
    /// Which.
    pub family: Family,
    /// What stands above its scopes.
    pub title: String,
    /// Narrow before wide.
    pub scopes: Vec<ScopeView>,
}

/// A scope and its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeView {
    /// Which.
    pub scope: Scope,
    /// What it is for.
    pub sentence: String,
    /// The narrower scopes that come with it.
    pub includes: Vec<Scope>,
    /// Whether it reaches further than any design tool needs.
    pub wide: bool,
}

/// A preset and the scopes it ticks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PresetView {
    /// Which.
    pub preset: Preset,
    /// What stands on its button.
    pub title: String,
    /// What it ticks; empty for *Custom*.
    pub scopes: Vec<Scope>,
}

/// What a tool with some scopes could do here and now, in the user's own organizations and projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyAbilities {
    /// What it can do; each sentence in parts.
    pub can: Vec<Vec<TextPart>>,
    /// What it can't.
    pub cannot: Vec<String>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextPart {
    /// The words.
    pub text: String,
    /// Whether they name something of the user's own.
    pub strong: bool,
}

/// How it stands with the store, in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    /// What is going on.
    pub state: SyncState,
    /// How many changes wait to be sent.
    pub waiting: u32,
    /// When everything was last in agreement.
    pub synced_at: Option<String>,
    /// What went wrong last, in a sentence that says what next.
    pub problem: Option<String>,
}

/// What the sync loop is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// Nothing has been tried yet.
    Starting,
    /// Sending or fetching.
    Working,
    /// Here and there are the same.
    Synced,
    /// The store can't be reached; it is tried again by itself.
    Offline,
    /// The store answered, but not as it should.
    Failing,
}

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ThemeChoice {
    /// As the system.
    #[default]
    System,
    /// Ivory paper.
    Light,
    /// Ink.
    Dark,
}
