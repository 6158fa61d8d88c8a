//! [`Storage`] by `SQLite`: each call handed to the file of its table, in a transaction.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use keys::KeyDigest;
use tokio::sync::watch;

use super::{
    Sqlite, actor_tokens, api_keys, branches, changes, content, key_uses, organizations, projects, rotation,
    secrets, services, sessions, themes, users,
};
use crate::storage::{
    ApiKey, Branch, Changes, Content, Deletion, Freshness, KeptUse, KeyUse, KnownSecret, LocalOwner,
    NameFilter, NewActorToken, NewOrganization, NewProject, NewUser, Organization, Page, PageOf, Project,
    RegisteredService, Registration, Rotated, Rotation, SecretOfKey, Session, Storage, StorageError,
    ThemeGroup, TokenSet, User,
};

type Result<T> = std::result::Result<T, StorageError>;

#[async_trait]
impl Storage for Sqlite {
    fn writes(&self) -> watch::Receiver<()> {
        self.written.subscribe()
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
        self.read(move |transaction| organizations::list(transaction, user_id, page))
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

    #[cfg(test)]
    async fn remove_organization(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |transaction| organizations::remove(transaction, &id))
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
        self.read(move |transaction| projects::list(transaction, user_id, organization_id, filter, page))
            .await
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
        self.write(move |transaction| projects::replace_content(transaction, &project_id, &content, now))
            .await
    }

    #[cfg(test)]
    async fn remove_project(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |transaction| projects::remove(transaction, &id))
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

    async fn start_session(&self, session: Session) -> Result<()> {
        self.write_unseen(move |transaction| sessions::start(transaction, &session))
            .await
    }

    async fn session_by_digest(&self, digest: KeyDigest) -> Result<Option<(Session, User)>> {
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
        self.read(move |transaction| secrets::by_digest(transaction, digest))
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

    async fn add_actor_token(&self, token: NewActorToken) -> Result<bool> {
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
}
