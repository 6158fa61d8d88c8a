//! [`Storage`] by `SQLite`: each call handed to the file of its table, in a transaction.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use keys::KeyDigest;
use rusqlite::Transaction;
use tokio::sync::watch;

use super::remembered::Question;
use super::{
    Sqlite, actor_tokens, api_keys, audit, branches, changes, content, content_edits, documents, history,
    invitations, key_uses, members, organizations, passwords, projects, rotation, secrets, services,
    sessions, theme_edits, themes, users,
};
use crate::storage::{
    ActorTokenAdded, AddedTokenSet, Answer, Answered, ApiKey, AuditLine, Branch, Changes, Content,
    Credentials, Deletion, Document, Edited, Fits, Freshness, HistoryEntry, Invitation, InvitationAdded,
    InvitationChange, Kept, KeptUse, KeyUse, KnownSecret, LocalOwner, Member, MembershipChange, NameFilter,
    NewActorToken, NewDocument, NewOrganization, NewProject, NewSession, NewThemeGroup, NewUser,
    Organization, OrganizationChange, Page, PageOf, PasswordHash, Profile, Project, ProjectEdit,
    RegisteredService, Registration, Renewal, Renewed, Replacement, Role, Rotated, Rotation, SecretOfKey,
    Session, SignedIn, Storage, StorageError, ThemeGroup, TokenSet, TokenSetEdit, User, UserChange,
};

type Result<T> = std::result::Result<T, StorageError>;

#[async_trait]
impl Storage for Sqlite {
    fn writes(&self) -> watch::Receiver<()> {
        self.written.subscribe()
    }

    async fn check(&self) -> Result<()> {
        self.read(|transaction| transaction.query_row("SELECT value FROM revision_counter", [], |_| Ok(())))
            .await
    }

    async fn add_user(&self, new: NewUser) -> Result<bool> {
        self.write(move |transaction| users::add(transaction, &new)).await
    }

    async fn user(&self, id: &str) -> Result<Option<User>> {
        let id = id.to_owned();
        self.read(move |transaction| users::by_id(transaction, &id)).await
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        let email = email.to_owned();
        self.read(move |transaction| users::by_email(transaction, &email))
            .await
    }

    async fn ensure_local_owner(&self, user: NewUser, organization: NewOrganization) -> Result<LocalOwner> {
        self.write(move |transaction| users::ensure_local_owner(transaction, &user, &organization))
            .await
    }

    async fn add_organization(&self, new: NewOrganization) -> Result<()> {
        self.write(move |transaction| organizations::add(transaction, &new))
            .await
    }

    async fn organizations(&self, user_id: &str, page: Page) -> Result<PageOf<Organization>> {
        let user_id = user_id.to_owned();
        let question = Question {
            user_id: user_id.clone(),
            organization_id: None,
            page,
        };
        self.list(
            |remembered| &remembered.organizations,
            question,
            move |transaction| organizations::list(transaction, user_id, page),
        )
        .await
    }

    async fn organization(&self, user_id: &str, id: &str) -> Result<Option<Organization>> {
        let (user_id, id) = (user_id.to_owned(), id.to_owned());
        self.read(move |transaction| organizations::of_user(transaction, &user_id, &id))
            .await
    }

    async fn organization_exists(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.read(move |transaction| organizations::exists(transaction, &id))
            .await
    }

    async fn remove_organization(&self, id: &str, by: &str) -> Result<bool> {
        let (id, by) = (id.to_owned(), by.to_owned());
        self.write(move |transaction| organizations::remove(transaction, &id, &by))
            .await
    }

    async fn add_project(&self, new: NewProject, content: Content) -> Result<bool> {
        self.write(move |transaction| projects::add(transaction, &new, &content))
            .await
    }

    async fn projects(
        &self,
        user_id: &str,
        organization_id: &str,
        filter: NameFilter,
        page: Page,
    ) -> Result<PageOf<Project>> {
        let (user_id, organization_id) = (user_id.to_owned(), organization_id.to_owned());
        let question = Question {
            user_id: user_id.clone(),
            organization_id: Some(organization_id.clone()),
            page,
        };
        let is_whole = filter == NameFilter::default();
        let work = move |transaction: &Transaction<'_>| {
            projects::list(transaction, user_id, organization_id, filter, page)
        };
        if is_whole {
            self.list(|remembered| &remembered.projects, question, work).await
        } else {
            self.read(work).await
        }
    }

    async fn project(&self, user_id: &str, id: &str) -> Result<Option<Project>> {
        let (user_id, id) = (user_id.to_owned(), id.to_owned());
        self.read(move |transaction| projects::of_user(transaction, &user_id, &id))
            .await
    }

    async fn project_exists(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.read(move |transaction| projects::exists(transaction, &id))
            .await
    }

    async fn replace_content(&self, project_id: &str, content: Content, now: Timestamp) -> Result<bool> {
        let project_id = project_id.to_owned();
        self.write(move |transaction| {
            projects::replace_content(transaction, &project_id, &content, None, now)
        })
        .await
    }

    async fn remove_project(&self, id: &str, by: &str) -> Result<bool> {
        let (id, by) = (id.to_owned(), by.to_owned());
        self.write(move |transaction| projects::remove(transaction, &id, &by))
            .await
    }

    async fn branch(&self, project_id: &str, name: Option<&str>) -> Result<Option<Branch>> {
        let (project_id, name) = (project_id.to_owned(), name.map(str::to_owned));
        self.read(move |transaction| branches::named(transaction, &project_id, name.as_deref()))
            .await
    }

    async fn branches(&self, project_id: &str, page: Page) -> Result<PageOf<Branch>> {
        let project_id = project_id.to_owned();
        self.read(move |transaction| branches::list(transaction, project_id, page))
            .await
    }

    async fn token_sets(&self, branch_id: &str, filter: NameFilter, page: Page) -> Result<PageOf<TokenSet>> {
        let branch_id = branch_id.to_owned();
        self.read(move |transaction| content::token_sets(transaction, branch_id, filter, page))
            .await
    }

    async fn token_set(&self, branch_id: &str, name: &str) -> Result<Option<TokenSet>> {
        let (branch_id, name) = (branch_id.to_owned(), name.to_owned());
        self.read(move |transaction| content::token_set(transaction, &branch_id, &name))
            .await
    }

    async fn theme_groups(&self, branch_id: &str, page: Page) -> Result<PageOf<ThemeGroup>> {
        let branch_id = branch_id.to_owned();
        self.read(move |transaction| themes::list(transaction, &branch_id, page))
            .await
    }

    async fn register_key(&self, key: ApiKey) -> Result<Registration> {
        self.write(move |transaction| api_keys::register(transaction, key))
            .await
    }

    async fn delete_key(&self, user_id: Option<&str>, id: &str, now: Timestamp) -> Result<Option<Deletion>> {
        let (user_id, id) = (user_id.map(str::to_owned), id.to_owned());
        let of_key = id.clone();
        self.write_of_key(of_key, move |transaction| {
            api_keys::delete(transaction, user_id.as_deref(), &id, now)
        })
        .await
    }

    async fn key(&self, user_id: &str, id: &str) -> Result<Option<ApiKey>> {
        let (user_id, id) = (user_id.to_owned(), id.to_owned());
        self.read(move |transaction| api_keys::by_id(transaction, Some(&user_id), &id))
            .await
    }

    async fn keys(&self, user_id: &str, listed_since: Timestamp, page: Page) -> Result<PageOf<ApiKey>> {
        let user_id = user_id.to_owned();
        self.read(move |transaction| api_keys::list(transaction, user_id, listed_since, page))
            .await
    }

    async fn start_session(&self, new: NewSession) -> Result<bool> {
        self.write_unseen(move |transaction| sessions::start(transaction, &new))
            .await
    }

    async fn session_by_digest(&self, digest: KeyDigest) -> Result<Option<SignedIn>> {
        self.read(move |transaction| sessions::by_digest(transaction, digest))
            .await
    }

    async fn changes(
        &self,
        user_id: &str,
        since: i64,
        limit: u32,
        listed_since: Timestamp,
    ) -> Result<Changes> {
        let user_id = user_id.to_owned();
        self.read(move |transaction| changes::since(transaction, &user_id, since, limit, listed_since))
            .await
    }

    async fn audit_lines(&self, after: i64, limit: u32) -> Result<Vec<AuditLine>> {
        self.read(move |transaction| audit::lines(transaction, after, limit))
            .await
    }
    // Whole documents and their history

    async fn document(&self, project_id: &str) -> Result<Option<Document>> {
        let project_id = project_id.to_owned();
        self.read(move |transaction| documents::of_project(transaction, &project_id))
            .await
    }

    async fn replace_document(
        &self,
        project_id: &str,
        new: NewDocument,
        now: Timestamp,
    ) -> Result<Replacement> {
        let project_id = project_id.to_owned();
        self.write(move |transaction| documents::replace(transaction, &project_id, &new, now))
            .await
    }

    async fn history(&self, project_id: &str, since: Timestamp) -> Result<Vec<HistoryEntry>> {
        let project_id = project_id.to_owned();
        self.read(move |transaction| history::list(transaction, &project_id, since))
            .await
    }

    async fn kept(&self, project_id: &str, id: &str, since: Timestamp) -> Result<Option<Kept>> {
        let (project_id, id) = (project_id.to_owned(), id.to_owned());
        self.read(move |transaction| history::kept(transaction, &project_id, &id, since))
            .await
    }

    // Projects and their content, written by clients.

    async fn edit_project(&self, user_id: &str, id: &str, edit: ProjectEdit) -> Result<Option<Project>> {
        let (user_id, id) = (user_id.to_owned(), id.to_owned());
        self.write(move |transaction| projects::edit(transaction, &user_id, &id, &edit))
            .await
    }

    async fn add_token_set(
        &self,
        branch_id: &str,
        set: AddedTokenSet,
        now: Timestamp,
    ) -> Result<Edited<TokenSet>> {
        let branch_id = branch_id.to_owned();
        self.write(move |transaction| content_edits::add(transaction, &branch_id, &set, now))
            .await
    }

    async fn copy_token_set(
        &self,
        branch_id: &str,
        from: &str,
        name: &str,
        position: Option<u32>,
        now: Timestamp,
    ) -> Result<Edited<TokenSet>> {
        let (branch_id, from, name) = (branch_id.to_owned(), from.to_owned(), name.to_owned());
        self.write(move |transaction| {
            content_edits::copy(transaction, &branch_id, &from, name, position, now)
        })
        .await
    }

    // Verification

    fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    async fn notice_others(&self, longest: Duration) -> Result<()> {
        if !self.notice_at_once() && self.others.age() > longest {
            self.notice_in_turn().await?;
        }
        Ok(())
    }

    async fn secret_by_digest(&self, digest: KeyDigest) -> Result<Option<KnownSecret>> {
        self.read_row(move |transaction| secrets::by_digest(transaction, digest))
            .await
    }

    async fn record_uses(&self, uses: Vec<(String, KeyUse)>) -> Result<()> {
        self.write(move |transaction| key_uses::record(transaction, uses))
            .await
    }

    async fn use_of_key(&self, id: &str, now: Timestamp) -> Result<KeptUse> {
        let id = id.to_owned();
        self.read(move |transaction| key_uses::of_key(transaction, &id, now))
            .await
    }

    async fn add_actor_token(&self, token: NewActorToken) -> Result<ActorTokenAdded> {
        self.write_unseen(move |transaction| actor_tokens::add(transaction, &token))
            .await
    }

    async fn add_service(&self, service: RegisteredService, digest: KeyDigest) -> Result<bool> {
        self.write_unseen(move |transaction| services::add(transaction, &service, digest))
            .await
    }

    async fn services(&self) -> Result<Vec<RegisteredService>> {
        self.read(services::list).await
    }

    async fn remove_service(&self, name: &str) -> Result<bool> {
        let name = name.to_owned();
        self.write_unseen(move |transaction| services::remove(transaction, &name))
            .await
    }

    async fn service_digest(&self, name: &str) -> Result<Option<KeyDigest>> {
        let name = name.to_owned();
        self.read(move |transaction| services::digest(transaction, &name))
            .await
    }

    async fn rotate_key(&self, new: Rotation) -> Result<Rotated> {
        self.write_of_key(new.key_id.clone(), move |transaction| {
            rotation::rotate(transaction, &new)
        })
        .await
    }

    async fn secrets_of_key(&self, id: &str, now: Timestamp) -> Result<Vec<SecretOfKey>> {
        let id = id.to_owned();
        self.read(move |transaction| rotation::secrets(transaction, &id, now))
            .await
    }

    async fn edit_token_set(
        &self,
        branch_id: &str,
        name: &str,
        edit: TokenSetEdit,
        by: &str,
        now: Timestamp,
    ) -> Result<Edited<TokenSet>> {
        let (branch_id, name) = (branch_id.to_owned(), name.to_owned());
        let by = by.to_owned();
        self.write(move |transaction| content_edits::edit(transaction, &branch_id, name, edit, &by, now))
            .await
    }

    async fn order_token_sets(
        &self,
        branch_id: &str,
        places: Vec<(String, u32)>,
        now: Timestamp,
    ) -> Result<Edited<Vec<TokenSet>>> {
        let branch_id = branch_id.to_owned();
        self.write(move |transaction| content_edits::order(transaction, &branch_id, &places, now))
            .await
    }

    async fn remove_token_set(
        &self,
        branch_id: &str,
        name: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<TokenSet>> {
        let (branch_id, name) = (branch_id.to_owned(), name.to_owned());
        let by = by.to_owned();
        self.write(move |transaction| content_edits::remove(transaction, &branch_id, &name, &by, now))
            .await
    }

    async fn remove_token_sets_below(
        &self,
        branch_id: &str,
        path: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Vec<TokenSet>> {
        let (branch_id, path) = (branch_id.to_owned(), path.to_owned());
        let by = by.to_owned();
        self.write(move |transaction| content_edits::remove_below(transaction, &branch_id, &path, &by, now))
            .await
    }

    async fn rename_token_sets_below(
        &self,
        branch_id: &str,
        path: &str,
        new_path: &str,
        fits: Fits,
        now: Timestamp,
    ) -> Result<Edited<Vec<TokenSet>>> {
        let (branch_id, path, new_path) = (branch_id.to_owned(), path.to_owned(), new_path.to_owned());
        self.write(move |transaction| {
            content_edits::rename_below(transaction, &branch_id, &path, &new_path, fits, now)
        })
        .await
    }

    async fn theme_group(&self, branch_id: &str, name: &str) -> Result<Option<ThemeGroup>> {
        let (branch_id, name) = (branch_id.to_owned(), name.to_owned());
        self.read(move |transaction| theme_edits::group(transaction, &branch_id, &name))
            .await
    }

    async fn add_theme_group(
        &self,
        branch_id: &str,
        group: NewThemeGroup,
        now: Timestamp,
    ) -> Result<Edited<ThemeGroup>> {
        let branch_id = branch_id.to_owned();
        self.write(move |transaction| theme_edits::add(transaction, &branch_id, &group, now))
            .await
    }

    async fn edit_theme_group(
        &self,
        branch_id: &str,
        name: &str,
        group: NewThemeGroup,
        now: Timestamp,
    ) -> Result<Edited<ThemeGroup>> {
        let (branch_id, name) = (branch_id.to_owned(), name.to_owned());
        self.write(move |transaction| theme_edits::edit(transaction, &branch_id, name, &group, now))
            .await
    }

    async fn remove_theme_group(
        &self,
        branch_id: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<Option<ThemeGroup>> {
        let (branch_id, name) = (branch_id.to_owned(), name.to_owned());
        self.write(move |transaction| theme_edits::remove(transaction, &branch_id, &name, now))
            .await
    }

    // Sessions and passwords.

    async fn sessions(&self, user_id: &str, now: Timestamp) -> Result<Vec<Session>> {
        let user_id = user_id.to_owned();
        self.read(move |transaction| sessions::list(transaction, &user_id, now))
            .await
    }

    async fn note_session_use(&self, id: &str, now: Timestamp) -> Result<()> {
        let id = id.to_owned();
        self.write_unseen(move |transaction| sessions::note_use(transaction, &id, now))
            .await
    }

    async fn renew_session(&self, renewal: Renewal) -> Result<Renewed> {
        let renewed = self
            .write_unseen(move |transaction| sessions::renew(transaction, &renewal))
            .await?;
        if matches!(renewed, Renewed::Reused(_)) {
            self.written.send_replace(());
        }
        Ok(renewed)
    }

    async fn end_session(&self, user_id: &str, id: &str) -> Result<Option<Session>> {
        let (user_id, id) = (user_id.to_owned(), id.to_owned());
        self.write(move |transaction| sessions::end(transaction, &user_id, &id))
            .await
    }

    async fn credentials(&self, email: &str) -> Result<Option<Credentials>> {
        let email = email.to_owned();
        self.read(move |transaction| passwords::credentials(transaction, &email))
            .await
    }

    async fn upgrade_password(&self, user_id: &str, before: PasswordHash, now: PasswordHash) -> Result<()> {
        let user_id = user_id.to_owned();
        self.write_unseen(move |transaction| passwords::upgrade(transaction, &user_id, &before, &now))
            .await
    }

    async fn set_password(&self, user_id: &str, hash: PasswordHash) -> Result<bool> {
        let user_id = user_id.to_owned();
        self.write(move |transaction| passwords::set(transaction, &user_id, &hash))
            .await
    }

    // People, members and roles.

    async fn profile(&self, user_id: &str) -> Result<Option<Profile>> {
        let user_id = user_id.to_owned();
        self.read(move |transaction| users::profile(transaction, &user_id))
            .await
    }

    async fn change_user(&self, user_id: &str, change: UserChange) -> Result<bool> {
        let user_id = user_id.to_owned();
        self.write(move |transaction| users::change(transaction, &user_id, &change))
            .await
    }

    async fn change_organization(&self, id: &str, change: OrganizationChange) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |transaction| organizations::change(transaction, &id, &change))
            .await
    }

    async fn any_organization(&self, id: &str) -> Result<Option<Organization>> {
        let id = id.to_owned();
        self.read(move |transaction| organizations::any(transaction, &id))
            .await
    }

    async fn is_local_organization(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.read(move |transaction| organizations::is_local(transaction, &id))
            .await
    }

    async fn members(&self, organization_id: &str, filter: NameFilter, page: Page) -> Result<PageOf<Member>> {
        let organization_id = organization_id.to_owned();
        self.read(move |transaction| members::list(transaction, organization_id, filter, page))
            .await
    }

    async fn change_role(
        &self,
        asking_id: &str,
        organization_id: &str,
        user_id: &str,
        role: Role,
    ) -> Result<MembershipChange> {
        let wanted = members::Wanted::of(asking_id, organization_id, user_id);
        self.write(move |transaction| members::change_role(transaction, &wanted, role))
            .await
    }

    async fn remove_member(
        &self,
        asking_id: &str,
        organization_id: &str,
        user_id: &str,
    ) -> Result<MembershipChange> {
        let wanted = members::Wanted::of(asking_id, organization_id, user_id);
        self.write(move |transaction| members::remove(transaction, &wanted))
            .await
    }

    // Invitations.

    async fn add_invitation(
        &self,
        asking_id: Option<&str>,
        new: Invitation,
        code: KeyDigest,
    ) -> Result<InvitationAdded> {
        let asking_id = asking_id.map(str::to_owned);
        self.write(move |transaction| invitations::add(transaction, asking_id.as_deref(), &new, code))
            .await
    }

    async fn invitation(&self, organization_id: &str, id: &str) -> Result<Option<Invitation>> {
        let (organization_id, id) = (organization_id.to_owned(), id.to_owned());
        self.read(move |transaction| invitations::of_organization(transaction, &organization_id, &id))
            .await
    }

    async fn invitations(&self, organization_id: &str, page: Page) -> Result<PageOf<Invitation>> {
        let organization_id = organization_id.to_owned();
        self.read(move |transaction| invitations::list(transaction, organization_id, page))
            .await
    }

    async fn invitations_for(&self, email: &str, now: Timestamp, page: Page) -> Result<PageOf<Invitation>> {
        let email = email.to_owned();
        self.read(move |transaction| invitations::list_for(transaction, email, now, page))
            .await
    }

    async fn renew_invitation(
        &self,
        asking_id: &str,
        organization_id: &str,
        id: &str,
        code: KeyDigest,
        expires: Timestamp,
    ) -> Result<InvitationChange> {
        let wanted = invitations::Wanted::of(Some(asking_id), organization_id, id);
        self.write(move |transaction| invitations::renew(transaction, &wanted, code, expires))
            .await
    }

    async fn remove_invitation(
        &self,
        asking_id: Option<&str>,
        organization_id: &str,
        id: &str,
    ) -> Result<InvitationChange> {
        let wanted = invitations::Wanted::of(asking_id, organization_id, id);
        self.write(move |transaction| invitations::remove(transaction, &wanted))
            .await
    }

    async fn check_invitation(&self, answer: Answer) -> Result<Answered> {
        self.write_unseen(move |transaction| invitations::check(transaction, &answer))
            .await
    }

    async fn accept_invitation(&self, answer: Answer, user: User) -> Result<Answered> {
        self.write(move |transaction| invitations::accept(transaction, &answer, &user))
            .await
    }

    async fn accept_invitation_as_new(&self, answer: Answer, new: NewUser) -> Result<Answered> {
        self.write(move |transaction| invitations::accept_as_new(transaction, &answer, &new))
            .await
    }

    async fn decline_invitation(&self, answer: Answer, user: User) -> Result<Answered> {
        self.write(move |transaction| invitations::decline(transaction, &answer, &user))
            .await
    }
}
