//! `studio-store organization`

use clap::{Args, Subcommand};

use super::Data;
use super::failure::Failure;
use super::output::{print, say};

#[derive(Subcommand)]
pub(super) enum OrganizationCommand {
    /// Adds an organization and prints the new id
    Add(Add),
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

impl OrganizationCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        let Self::Add(add) = self;
        let store = add.data.open().await?;
        let owner = add.data.user(&store, &add.owner).await?;
        let id = store.add_organization(&add.name, &owner.id).await?;
        say(&format!("{} was added; {} owns it.", add.name.trim(), owner.name));
        Ok(print(&id)?)
    }
}
