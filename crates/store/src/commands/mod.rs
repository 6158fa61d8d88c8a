//! The command line `studio-store`: everything that an administrator needs, with no UI and also while the server runs.
//!
//! What is asked for goes to standard output and nothing else does; all words go to standard error.

mod audit;
mod backup;
mod failure;
mod history;
mod key;
mod organization;
mod output;
mod project;
mod serve;
mod service;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::store::Store;
use failure::Failure;

/// The organization store of Studio Keys.
#[derive(Parser)]
#[command(name = "studio-store", version, arg_required_else_help = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answers clients over HTTP until it is told to end (Ctrl+C)
    Serve(serve::Serve),
    /// People
    #[command(subcommand)]
    User(user::UserCommand),
    /// Organizations
    #[command(subcommand)]
    Organization(organization::OrganizationCommand),
    /// Projects and what is in them
    #[command(subcommand)]
    Project(project::ProjectCommand),
    /// API keys
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// What happened: sign-ins, keys, people
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Copies the whole store to a file, also while it is in use
    Backup(backup::Backup),
    /// Puts a backup into a folder
    Restore(backup::Restore),
    /// Programs that may ask about keys
    #[command(subcommand)]
    Service(service::ServiceCommand),
}

/// Where the store's data is.
#[derive(Args)]
struct Data {
    /// The folder that holds the store's data
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Data {
    /// Opens the store that is there. A mistyped folder must not become a new, empty one.
    async fn open(&self) -> Result<Store, Failure> {
        if self.is_empty() {
            return Err(Failure::NoStore(self.data.clone()));
        }
        self.open_or_make().await
    }

    /// Opens the store, and makes the folder and what is in it when they are not there.
    async fn open_or_make(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.data).await?)
    }

    /// Whether no store is there. What can't be looked at is told by opening it.
    fn is_empty(&self) -> bool {
        !Store::is_in(&self.data).unwrap_or(true)
    }
}

/// Does what the command line says, and says on standard error why when it could not.
pub async fn run() -> ExitCode {
    match perform(CommandLine::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::say(&format!("studio-store: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn perform(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(serve) => serve.perform().await,
        Command::User(user) => user.perform().await,
        Command::Organization(organization) => organization.perform().await,
        Command::Project(project) => project.perform().await,
        Command::Key(key) => key.perform().await,
        Command::Audit(audit) => audit.perform().await,
        Command::Backup(backup) => backup.perform().await,
        Command::Restore(restore) => restore.perform().await,
        Command::Service(service) => service.perform().await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::CommandLine::command().debug_assert();
    }
}
