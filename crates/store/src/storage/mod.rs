//! Where the store keeps what the organization agrees on.
//!
//! [`Storage`] is asked in the words of the domain, so that each backend can answer in its own best way. Every call is
//! one transaction: it is done as a whole or not at all. What a caller may ask belongs to `access`; what input is
//! acceptable to the use-cases. A backend passes the suite in `conformance`.

mod account_rows;
mod audit;
#[cfg(test)]
mod conformance;
mod documents;
mod edits;
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

pub(crate) use account_rows::*;
pub(crate) use audit::{AuditEntry, AuditEvent, AuditHash, AuditLine};
pub(crate) use documents::*;
pub(crate) use edits::*;
pub(crate) use error::RestoreError;
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
    /// Changes with every write that was done through this backend, after it is kept; beginning and renewing
    /// sessions, which nobody is shown, aside.
    fn writes(&self) -> watch::Receiver<()>;

    /// Reads a little: fails when the storage can't answer now.
    async fn check(&self) -> Result<()>;

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
    /// Removes an organization with all that is in it for the user `by`; `false` when there was none.
    async fn remove_organization(&self, id: &str, by: &str) -> Result<bool>;

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
    /// Replaces all that the default branch holds; `false` when there is no such project. What was there is kept for 30
    /// days, unless it is the same.
    async fn replace_content(&self, project_id: &str, content: Content, now: Timestamp) -> Result<bool>;
    /// Removes a project with all that is in it for the user `by`; `false` when there was none.
    async fn remove_project(&self, id: &str, by: &str) -> Result<bool>;

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

    /// Stores a session and drops those that ended before it began; `false` when its user has another password by now.
    async fn start_session(&self, new: NewSession) -> Result<bool>;
    /// The session that is used with the secret of this digest, with its user.
    async fn session_by_digest(&self, digest: KeyDigest) -> Result<Option<SignedIn>>;

    /// What changed for a user above the revision `since`, at most `limit` rows. Keys that ended before `listed_since`
    /// are left out. A cursor from beyond the counter (data put back from a backup) begins anew.
    async fn changes(
        &self,
        user_id: &str,
        since: i64,
        limit: u32,
        listed_since: Timestamp,
    ) -> Result<Changes>;

    // The audit log. Its lines are written by what they tell of.
    /// The lines after a number, in order, at most `limit`.
    async fn audit_lines(&self, after: i64, limit: u32) -> Result<Vec<AuditLine>>;
    // Whole documents and their history

    /// All that a project's default branch holds, of one moment.
    async fn document(&self, project_id: &str) -> Result<Option<Document>>;
    /// Replaces all that the default branch holds. What was there is kept for 30 days, as with `replace_content`.
    async fn replace_document(
        &self,
        project_id: &str,
        new: NewDocument,
        now: Timestamp,
    ) -> Result<Replacement>;
    /// What was replaced in a project after the moment `since`, newest first.
    async fn history(&self, project_id: &str, since: Timestamp) -> Result<Vec<HistoryEntry>>;
    /// One entry of a project's history after the moment `since`, with what it keeps.
    async fn kept(&self, project_id: &str, id: &str, since: Timestamp) -> Result<Option<Kept>>;

    // Projects and their content, written by clients. Each change of content is one of the project, too: its moment, its
    // revision and, for the default branch, what it says to hold.

    /// Changes what a project is called and shows; gives it as its members see it, unless there is none.
    async fn edit_project(&self, user_id: &str, id: &str, edit: ProjectEdit) -> Result<Option<Project>>;
    /// Adds a token set.
    async fn add_token_set(
        &self,
        branch_id: &str,
        set: AddedTokenSet,
        now: Timestamp,
    ) -> Result<Edited<TokenSet>>;
    /// Adds a token set with the content of another one.
    async fn copy_token_set(
        &self,
        branch_id: &str,
        from: &str,
        name: &str,
        position: Option<u32>,
        now: Timestamp,
    ) -> Result<Edited<TokenSet>>;
    /// Changes a token set, and no other.
    async fn edit_token_set(
        &self,
        branch_id: &str,
        name: &str,
        edit: TokenSetEdit,
        by: &str,
        now: Timestamp,
    ) -> Result<Edited<TokenSet>>;
    /// Gives token sets (by name) new places: all of them, or none.
    async fn order_token_sets(
        &self,
        branch_id: &str,
        places: Vec<(String, u32)>,
        now: Timestamp,
    ) -> Result<Edited<Vec<TokenSet>>>;
    /// Removes a token set, and gives it as it was.
    async fn remove_token_set(
        &self,
        branch_id: &str,
        name: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<TokenSet>>;
    /// Removes the token sets `path` and `path/…`, and gives them as they were.
    async fn remove_token_sets_below(
        &self,
        branch_id: &str,
        path: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Vec<TokenSet>>;
    /// Gives the token sets `path` and `path/…` the names `new_path` and `new_path/…`: all of them, or none. `fits` says
    /// what can be a name.
    async fn rename_token_sets_below(
        &self,
        branch_id: &str,
        path: &str,
        new_path: &str,
        fits: Fits,
        now: Timestamp,
    ) -> Result<Edited<Vec<TokenSet>>>;

    /// One theme group.
    async fn theme_group(&self, branch_id: &str, name: &str) -> Result<Option<ThemeGroup>>;
    /// Adds a theme group after all others.
    async fn add_theme_group(
        &self,
        branch_id: &str,
        group: NewThemeGroup,
        now: Timestamp,
    ) -> Result<Edited<ThemeGroup>>;
    /// Replaces a theme group in its place.
    async fn edit_theme_group(
        &self,
        branch_id: &str,
        name: &str,
        group: NewThemeGroup,
        now: Timestamp,
    ) -> Result<Edited<ThemeGroup>>;
    /// Removes a theme group, and gives it as it was.
    async fn remove_theme_group(
        &self,
        branch_id: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<Option<ThemeGroup>>;
    // Sessions and passwords.

    /// The sessions of a user that have not ended, the one used last first.
    async fn sessions(&self, user_id: &str, now: Timestamp) -> Result<Vec<Session>>;
    /// Notes that a session was used.
    async fn note_session_use(&self, id: &str, now: Timestamp) -> Result<()>;
    /// Gives a session new secrets for one that it was given before, or ends it when that was used already.
    async fn renew_session(&self, renewal: Renewal) -> Result<Renewed>;
    /// Ends a session of a user and gives it back.
    async fn end_session(&self, user_id: &str, id: &str) -> Result<Option<Session>>;
    /// With what the person with this address, written in lower case, signs in.
    async fn credentials(&self, email: &str) -> Result<Option<Credentials>>;
    /// Keeps a better hash of the same password, unless another password was set meanwhile.
    async fn upgrade_password(&self, user_id: &str, before: PasswordHash, now: PasswordHash) -> Result<()>;
    /// Sets another password and ends all sessions of the user; `false` when there is no such user.
    async fn set_password(&self, user_id: &str, hash: PasswordHash) -> Result<bool>;

    // People, members and roles.

    /// What a user says about themselves.
    async fn profile(&self, user_id: &str) -> Result<Option<Profile>>;
    /// Changes what is known of a user; `false` when there is none.
    async fn change_user(&self, user_id: &str, change: UserChange) -> Result<bool>;
    /// Changes what an organization is called and how it is shown; `false` when there is none.
    async fn change_organization(&self, id: &str, change: OrganizationChange) -> Result<bool>;
    /// An organization as its owners see it, whoever asks.
    async fn any_organization(&self, id: &str) -> Result<Option<Organization>>;
    /// Whether it is the organization of a store that runs inside the app.
    async fn is_local_organization(&self, id: &str) -> Result<bool>;
    /// The people of an organization, by name.
    async fn members(&self, organization_id: &str, filter: NameFilter, page: Page) -> Result<PageOf<Member>>;
    /// Gives a member another role. What the one who asks may do is looked at in the same step: two owners who take each
    /// other's role away at once must not both succeed.
    async fn change_role(
        &self,
        asking_id: &str,
        organization_id: &str,
        user_id: &str,
        role: Role,
    ) -> Result<MembershipChange>;
    /// Ends a membership, under the same conditions; one's own one may always end.
    async fn remove_member(
        &self,
        asking_id: &str,
        organization_id: &str,
        user_id: &str,
    ) -> Result<MembershipChange>;

    // Invitations.

    /// Stores an invitation with what is kept of its code. What the one who invites may do is looked at in the same step,
    /// here and below: whose role is taken away at that moment must not leave a way back in. `None` is an administrator.
    async fn add_invitation(
        &self,
        asking_id: Option<&str>,
        new: Invitation,
        code: KeyDigest,
    ) -> Result<InvitationAdded>;
    /// An invitation into an organization.
    async fn invitation(&self, organization_id: &str, id: &str) -> Result<Option<Invitation>>;
    /// The invitations into an organization, newest first.
    async fn invitations(&self, organization_id: &str, page: Page) -> Result<PageOf<Invitation>>;
    /// The invitations that somebody with this address can answer, newest first.
    async fn invitations_for(&self, email: &str, now: Timestamp, page: Page) -> Result<PageOf<Invitation>>;
    /// Gives an invitation that nobody has answered another code and another end.
    async fn renew_invitation(
        &self,
        asking_id: &str,
        organization_id: &str,
        id: &str,
        code: KeyDigest,
        expires: Timestamp,
    ) -> Result<InvitationChange>;
    /// Takes an invitation back.
    async fn remove_invitation(
        &self,
        asking_id: Option<&str>,
        organization_id: &str,
        id: &str,
    ) -> Result<InvitationChange>;
    /// Compares an invitation's code. Here and below, a wrong one is counted, and the last of those ends the invitation.
    async fn check_invitation(&self, answer: Answer) -> Result<Answered>;
    /// Makes a user a member of the organization that an invitation for this user's address is into.
    async fn accept_invitation(&self, answer: Answer, user: User) -> Result<Answered>;
    /// The same for somebody new, who is added.
    async fn accept_invitation_as_new(&self, answer: Answer, new: NewUser) -> Result<Answered>;
    /// Notes that the invited user said no.
    async fn decline_invitation(&self, answer: Answer, user: User) -> Result<Answered>;
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
    /// Stores an actor token, and drops those that ended before it began.
    async fn add_actor_token(&self, token: NewActorToken) -> Result<ActorTokenAdded>;
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
