//! Where the store keeps what the organization agrees on.
//!
//! [`Storage`] is asked in the words of the domain, so that each backend can answer in its own best way. Every call is
//! one transaction: it is done as a whole or not at all. What a caller may ask belongs to `access`; what input is
//! acceptable to the use-cases. A backend passes the suite in `conformance`.

#[cfg(test)]
mod conformance;
mod error;
mod freshness;
mod rows;
mod secret_rows;
pub(crate) mod sqlite;
mod use_rows;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use keys::KeyDigest;
use tokio::sync::watch;

pub use error::{OpenStorageError, StorageError};
pub(crate) use freshness::{Freshness, Mark};
pub use rows::*;
pub(crate) use secret_rows::*;
pub(crate) use use_rows::*;

/// The branch that is meant when none is named.
pub(crate) const DEFAULT_BRANCH: &str = "main";

/// How long deleted and expired keys stay listed, in hours (30 days).
pub(crate) const LISTED_AFTER_END_HOURS: i64 = 30 * 24;

/// The moment before which an ended key is no longer listed.
pub(crate) fn listed_since(now: Timestamp) -> Timestamp {
    now.checked_sub(jiff::SignedDuration::from_hours(LISTED_AFTER_END_HOURS))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

type Result<T> = std::result::Result<T, StorageError>;

/// A backend.
///
/// It keeps moments to the millisecond, and gives back what it keeps. What it has said to be done stays done, even if
/// the power fails the next moment.
///
/// Each change of a key, an organization or a project takes the next value of one counter as its revision. Whoever
/// lets a user see rows that are older than that (a new membership) must raise their revision, too.
#[async_trait]
pub(crate) trait Storage: Send + Sync + 'static {
    /// Changes with every write that was done through this backend, after it is kept; those of sessions, which nobody is
    /// shown, aside.
    fn writes(&self) -> watch::Receiver<()>;

    /// Adds a user; `false` when the email address is taken.
    async fn add_user(&self, new: NewUser) -> Result<bool>;
    /// The user with this id.
    async fn user(&self, id: &str) -> Result<Option<User>>;
    /// The user with this address, written in lower case.
    async fn user_by_email(&self, email: &str) -> Result<Option<User>>;
    /// The app's own user and organization: those of the first call ever, whatever later calls bring.
    async fn ensure_local_owner(&self, user: NewUser, organization: NewOrganization) -> Result<LocalOwner>;

    /// Adds an organization and the membership of its owner.
    async fn add_organization(&self, new: NewOrganization) -> Result<()>;
    /// The organizations of a user, by name.
    async fn organizations(&self, user_id: &str, page: Page) -> Result<PageOf<Organization>>;
    /// An organization, if the user is a member of it.
    async fn organization(&self, user_id: &str, id: &str) -> Result<Option<Organization>>;
    /// Whether there is such an organization, whoever its members are.
    async fn organization_exists(&self, id: &str) -> Result<bool>;
    /// Removes an organization with all that is in it; `false` when there was none. Nothing in the product removes one
    /// yet, but `changes` tells of it, so that devices of today understand the store that does: hence for tests alone.
    #[cfg(test)]
    async fn remove_organization(&self, id: &str) -> Result<bool>;

    /// Adds a project with its default branch and that branch's content; `false` when the id is taken.
    async fn add_project(&self, new: NewProject, content: Content) -> Result<bool>;
    /// The projects of an organization, by name, if the user is a member.
    async fn projects(
        &self,
        user_id: &str,
        organization_id: &str,
        filter: NameFilter,
        page: Page,
    ) -> Result<PageOf<Project>>;
    /// A project, if the user is a member of its organization.
    async fn project(&self, user_id: &str, id: &str) -> Result<Option<Project>>;
    /// Whether there is such a project, whoever may see it.
    async fn project_exists(&self, id: &str) -> Result<bool>;
    /// Replaces all that the default branch holds; `false` when there is no such project.
    async fn replace_content(&self, project_id: &str, content: Content, now: Timestamp) -> Result<bool>;
    /// Removes a project with all that is in it; `false` when there was none. As with an organization, nothing does yet.
    #[cfg(test)]
    async fn remove_project(&self, id: &str) -> Result<bool>;

    /// A project's branch; the default one when none is named.
    async fn branch(&self, project_id: &str, name: Option<&str>) -> Result<Option<Branch>>;
    /// A project's branches, by name.
    async fn branches(&self, project_id: &str, page: Page) -> Result<PageOf<Branch>>;
    /// A branch's token sets, in order.
    async fn token_sets(&self, branch_id: &str, filter: NameFilter, page: Page) -> Result<PageOf<TokenSet>>;
    /// One token set.
    async fn token_set(&self, branch_id: &str, name: &str) -> Result<Option<TokenSet>>;
    /// A branch's theme groups with their themes, in order.
    async fn theme_groups(&self, branch_id: &str, page: Page) -> Result<PageOf<ThemeGroup>>;

    /// Stores a key, once.
    async fn register_key(&self, key: ApiKey) -> Result<Registration>;
    /// Marks a key as deleted and gives it back; a key deleted before keeps its moment. With `user_id`, only that user's.
    async fn delete_key(&self, user_id: Option<&str>, id: &str, now: Timestamp) -> Result<Option<Deletion>>;
    /// A key of a user.
    async fn key(&self, user_id: &str, id: &str) -> Result<Option<ApiKey>>;
    /// A user's keys, newest first, without those that ended before `listed_since`.
    async fn keys(&self, user_id: &str, listed_since: Timestamp, page: Page) -> Result<PageOf<ApiKey>>;

    /// Stores a session and drops those that ended before it began.
    async fn start_session(&self, session: Session) -> Result<()>;
    /// The session with this digest, with its user.
    async fn session_by_digest(&self, digest: KeyDigest) -> Result<Option<(Session, User)>>;

    /// What changed for a user above the revision `since`, at most `limit` rows. Keys that ended before `listed_since`
    /// are left out. A cursor from beyond the counter (data put back from a backup) begins anew.
    async fn changes(
        &self,
        user_id: &str,
        since: i64,
        limit: u32,
        listed_since: Timestamp,
    ) -> Result<Changes>;

    // Verification

    /// Told of every change of what [`Storage::secret_by_digest`] answers, as soon as the change is kept.
    fn freshness(&self) -> &Freshness;
    /// Tells [`Storage::freshness`] what other processes changed. It may leave that out while it would have to wait, if it
    /// did it no longer ago than this.
    async fn notice_others(&self, longest: Duration) -> Result<()>;
    /// What the secret with this digest opens, be it ended.
    async fn secret_by_digest(&self, digest: KeyDigest) -> Result<Option<KnownSecret>>;
    /// Adds how keys (by id) were used; moments before the known ones are passed over.
    async fn record_uses(&self, uses: Vec<(String, KeyUse)>) -> Result<()>;
    /// What is kept of how a key was used, days before the last 90 left out.
    async fn use_of_key(&self, id: &str, now: Timestamp) -> Result<KeptUse>;
    /// Stores an actor token, and drops those that ended before it began; `false` when its key was deleted.
    async fn add_actor_token(&self, token: NewActorToken) -> Result<bool>;
    /// Registers a program that may ask about keys; `false` when the name is taken.
    async fn add_service(&self, service: RegisteredService, digest: KeyDigest) -> Result<bool>;
    /// All registered programs, by name.
    async fn services(&self) -> Result<Vec<RegisteredService>>;
    /// Removes the program with this name; `false` when there was none.
    async fn remove_service(&self, name: &str) -> Result<bool>;
    /// The digest of the secret of the program with this name.
    async fn service_digest(&self, name: &str) -> Result<Option<KeyDigest>>;
    /// Gives a key another secret; the one before ends, unless it was to end sooner, when the rotation says or the key ends.
    async fn rotate_key(&self, rotation: Rotation) -> Result<Rotated>;
    /// The newest secret of a key, and those before that have not ended.
    async fn secrets_of_key(&self, id: &str, now: Timestamp) -> Result<Vec<SecretOfKey>>;
}
