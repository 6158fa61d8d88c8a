//! `studio-store organization`

use std::io;

use clap::{Args, Subcommand};

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::error::StoreError;
use crate::invitations::Invite;
use crate::storage::{Invitation, Organization, Role};
use crate::store::Store;
use crate::text;

#[derive(Subcommand)]
pub(super) enum OrganizationCommand {
    /// Adds an organization and prints the new id
    Add(Add),
    /// Invites somebody into an organization and prints the link for this person
    Invite(InviteSomebody),
}

#[derive(Args)]
pub(super) struct Add {
    #[command(flatten)]
    data: Data,
    /// What it is called
    #[arg(long)]
    name: String,
    /// Whose it is: an email address or a user's id
    #[arg(long, value_name = "EMAIL")]
    owner: String,
}

#[derive(Args)]
pub(super) struct InviteSomebody {
    #[command(flatten)]
    data: Data,
    /// The organization's id
    organization: String,
    /// Who is invited
    #[arg(long)]
    email: String,
    /// What this person may do there: owner, admin, member or viewer
    #[arg(long, default_value = "member", value_parser = role)]
    role: Role,
    /// Where people reach the store
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:4210")]
    url: String,
}

impl OrganizationCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.perform().await,
            Self::Invite(invite) => invite.perform().await,
        }
    }
}

impl Add {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let owner = self.data.user(&store, &self.owner).await?;
        let id = store.add_organization(&self.name, &owner.id).await?;
        say(&format!(
            "{} was added; {} owns it.",
            self.name.trim(),
            owner.name
        ));
        Ok(print(&id)?)
    }
}

impl InviteSomebody {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let organization = any_organization(&store, &self.organization).await?;
        let request = Invite {
            by: None,
            email: self.email,
            role: self.role,
        };
        let invited = store.invite(&organization, request).await?;
        let link = format!(
            "{}/invitations/{}#{}",
            self.url.trim_end_matches('/'),
            invited.invitation.id,
            // Shown to whoever invites, once; browsers do not send what stands behind the #.
            invited.code.expose()
        );
        if let Err(source) = print(&link) {
            return Err(take_back(&store, &organization, invited.invitation, source).await);
        }
        say(&format!(
            "{} is invited to {} for 14 days. Send the link to this person alone; it can't be printed again.",
            invited.invitation.email, organization.name
        ));
        Ok(())
    }
}

/// An invitation that nobody has seen would only keep this person from being invited again.
async fn take_back(
    store: &Store,
    organization: &Organization,
    invitation: Invitation,
    source: io::Error,
) -> Failure {
    match store.delete_invitation(None, organization, &invitation.id).await {
        Ok(_) => Failure::LinkNotPrinted(source),
        Err(reason) => Failure::InvitationLeftBehind {
            email: invitation.email,
            source,
            reason,
        },
    }
}

/// An administrator may invite anybody into any organization.
async fn any_organization(store: &Store, id: &str) -> Result<Organization, StoreError> {
    let id = text::known_id(id, "organization")?;
    let found = store.storage().any_organization(&id).await?;
    found.ok_or(StoreError::NotFound("organization"))
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| "take owner, admin, member or viewer".to_owned())
}
