//! `studio-store service`

use clap::{Args, Subcommand};

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::error::StoreError;

#[derive(Subcommand)]
pub(super) enum ServiceCommand {
    /// Registers a program that may ask about keys, and prints its secret, once
    Add(One),
    /// Lists the programs that may ask about keys
    List(List),
    /// Takes a program's right to ask about keys away
    Remove(One),
}

#[derive(Args)]
pub(super) struct One {
    #[command(flatten)]
    data: Data,
    /// What it is called, and as what it signs in
    name: String,
}

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    data: Data,
}

impl ServiceCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        match self {
            Self::Add(one) => one.add().await,
            Self::List(list) => list.perform().await,
            Self::Remove(one) => one.remove().await,
        }
    }
}

impl One {
    async fn add(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let added = store.add_service(&self.name).await?;
        // Printing it is what was asked for.
        if let Err(source) = print(added.secret.expose()) {
            // A secret that nobody has seen must not stay good.
            store.remove_service(&added.name).await?;
            return Err(Failure::ServiceNotPrinted(source));
        }
        say(&format!(
            "“{}” may ask about keys now. Keep its secret safe: it is shown this once.",
            added.name
        ));
        Ok(())
    }

    async fn remove(self) -> Result<(), Failure> {
        if self.data.open().await?.remove_service(&self.name).await? {
            say(&format!(
                "“{}” may not ask about keys any more.",
                self.name.trim()
            ));
            return Ok(());
        }
        let reason = format!(
            "there is no service “{}”. See which there are: studio-store service list.",
            self.name.trim()
        );
        Err(StoreError::InvalidInput(reason).into())
    }
}

impl List {
    async fn perform(self) -> Result<(), Failure> {
        let services = self.data.open().await?.services().await?;
        if services.is_empty() {
            say("No service is registered.");
        }
        // With tabs between, for people and for `cut`.
        let lines = services
            .iter()
            .map(|service| format!("{}\t{}", service.name, service.created));
        Ok(lines.into_iter().try_for_each(|line| print(&line))?)
    }
}
