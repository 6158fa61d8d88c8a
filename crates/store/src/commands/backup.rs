//! `studio-store backup` and `studio-store restore`

use std::path::PathBuf;

use clap::Args;
use tokio::task::spawn_blocking;

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::storage::sqlite::Sqlite;

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The file to make
    file: PathBuf,
}

#[derive(Args)]
pub(super) struct Restore {
    #[command(flatten)]
    data: Data,
    /// Put it in the place of the store that is there, which is kept under another name
    #[arg(long)]
    replace: bool,
    /// A file that backup made
    file: PathBuf,
}

impl Backup {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        if self.data.is_empty() {
            return Err(Failure::NoStore(self.data.data));
        }
        let file = self.file.clone();
        blocking(move || Sqlite::back_up(&self.data.data, &self.file)).await??;
        say("The backup is whole. Whoever has it can read all projects, but no key.");
        Ok(print(&file.display().to_string())?)
    }
}

impl Restore {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        let Self { data, replace, file } = self;
        let kept = blocking(move || Sqlite::restore(&file, &data.data, replace)).await??;
        say(
            "The backup was put back. Keys that were deleted after it was made work again: delete them anew.",
        );
        match kept {
            Some(kept) => Ok(print(&kept.display().to_string())?),
            None => Ok(()),
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let done = spawn_blocking(work).await;
    done.map_err(|error| Failure::Halfway(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_ends_halfway_is_told_as_that() {
        let ended = blocking::<()>(|| panic!("on purpose")).await;
        let said = ended.unwrap_err().to_string();
        assert!(said.starts_with("the copy was not finished: "), "{said}");
        assert!(said.ends_with("Run the command again."), "{said}");
    }
}
