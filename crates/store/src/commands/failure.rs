//! Why a command was not done, in one sentence with a next step.

use std::io;
use std::path::PathBuf;

use crate::error::StoreError;
use crate::serve::BindError;
use crate::storage::{OpenStorageError, StorageError};

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Open(#[from] OpenStorageError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error("there is no user “{0}”. Add one with: studio-store user add")]
    NoUser(String),
    #[error("{} can't be read: {source}. Check the path.", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "no password came on standard input. Write it there, for instance: printf '%s' \"$PASSWORD\" | studio-store user add …"
    )]
    NoPassword,
    #[error("the password could not be read: {0}. Send it as one line of text in UTF-8.")]
    Password(io::Error),
    #[error(
        "the key could not be printed: {0}. It was revoked, so nobody holds it. Make another one where it can be printed."
    )]
    KeyNotPrinted(io::Error),
    #[error(
        "the key could not be printed: {source}. It could not be revoked, either: {reason} Then revoke it with: studio-store key revoke {id}."
    )]
    KeyLeftBehind {
        id: String,
        source: io::Error,
        reason: StoreError,
    },
    #[error(
        "the result could not be printed: {0}. What the command does was done. Make room where it prints to before the next one."
    )]
    Output(#[from] io::Error),
    #[error("the server ended: {0}. Start it again.")]
    Server(io::Error),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::Store(error.into())
    }
}
