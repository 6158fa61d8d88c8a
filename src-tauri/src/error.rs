//! What went wrong, as the page is told: a code to act on and a sentence to show. Never a secret.

use device::{CreateKeyError, DeviceError, OpenDeviceError, VaultError};
use keys::{ExpiryError, KeyNameError};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::clipboard::ClipboardError;
use crate::embedded_store::StoreProblem;
use crate::login::LoginError;

/// What the page may want to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ErrorCode {
    /// A name is empty, too long or has characters that can't be seen.
    InvalidName,
    /// The chosen end is past or too far away.
    InvalidExpiry,
    /// No scope is chosen.
    NoScopes,
    /// What was asked for is not there, or no longer.
    NotFound,
    /// Nobody has begun on this computer yet.
    NotStarted,
    /// There is no key being shown now.
    NothingRevealed,
    /// These keys can't be the shortcut.
    ShortcutRefused,
    /// Another program has these keys.
    ShortcutTaken,
    /// The clipboard can't be used.
    ClipboardUnavailable,
    /// The desktop shows no notices.
    NoticesUnavailable,
    /// The file is no Tokens Studio file, or can't be read.
    BadFile,
    /// The file is larger than the store takes.
    FileTooLarge,
    /// The store can't be reached.
    StoreUnavailable,
    /// The store answered, and would not.
    StoreRefused,
    /// Another start of the app uses the same data folder.
    AlreadyRunning,
    /// What is kept on this computer can't be opened.
    DataUnusable,
    /// What is kept on this computer was written by a newer version.
    DataNewer,
    /// The disk is full or can't be written.
    DiskUnwritable,
    /// Starting at login can't be changed.
    LoginUnavailable,
    /// The vault is locked.
    VaultLocked,
    /// There is no vault yet.
    NoVault,
    /// The vault can't be opened: it is damaged, or a newer version's.
    VaultUnusable,
    /// The system's keychain can't be used.
    KeychainUnavailable,
    /// A passphrase is not the right one.
    WrongPassphrase,
    /// A passphrase can't be tried yet.
    TooSoon,
    /// A passphrase is too easily guessed.
    WeakPassphrase,
    /// Something that should not happen; the log says more.
    Internal,
}

/// Why a command was not done: a code to act on, and a sentence that says what was wrong and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{message}")]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandError {
    /// What to act on.
    pub code: ErrorCode,
    /// What to show.
    pub message: String,
}

impl CommandError {
    /// An error with a code and a sentence.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// Something that should not happen: the log gets the cause, the page a sentence without it.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a command failed");
        Self::new(
            ErrorCode::Internal,
            "Something went wrong inside Studio Keys. Nothing saved is lost; try again, and look into the logs folder if it stays.",
        )
    }

    /// A file that was chosen can't be written.
    pub(crate) fn unwritable(cause: &std::io::Error) -> Self {
        tracing::warn!(%cause, "a file could not be written");
        Self::new(
            ErrorCode::DiskUnwritable,
            "The file can’t be written there. Choose another folder, or make room on the disk.",
        )
    }
}

impl From<DeviceError> for CommandError {
    fn from(error: DeviceError) -> Self {
        let code = match &error {
            DeviceError::NotStarted => ErrorCode::NotStarted,
            DeviceError::UnknownKey(_) | DeviceError::UnknownProject(_) => ErrorCode::NotFound,
            DeviceError::DiskFull | DeviceError::ReadOnly => ErrorCode::DiskUnwritable,
            DeviceError::Damaged => ErrorCode::DataUnusable,
            DeviceError::Database(_) => ErrorCode::Internal,
        };
        if !matches!(code, ErrorCode::NotStarted | ErrorCode::NotFound) {
            tracing::error!(%error, "the local database failed");
        }
        Self::new(code, error.to_string())
    }
}

impl From<OpenDeviceError> for CommandError {
    fn from(error: OpenDeviceError) -> Self {
        let code = match &error {
            OpenDeviceError::AlreadyRunning(_) => ErrorCode::AlreadyRunning,
            OpenDeviceError::Newer { .. } => ErrorCode::DataNewer,
            OpenDeviceError::ReadOnly(_) | OpenDeviceError::DiskFull(_) => ErrorCode::DiskUnwritable,
            OpenDeviceError::Damaged(_) | OpenDeviceError::File { .. } | OpenDeviceError::Database { .. } => {
                ErrorCode::DataUnusable
            }
        };
        Self::new(code, error.to_string())
    }
}

impl From<CreateKeyError> for CommandError {
    fn from(error: CreateKeyError) -> Self {
        let code = match error {
            CreateKeyError::Device(error) => return error.into(),
            CreateKeyError::Name(_) => ErrorCode::InvalidName,
            CreateKeyError::Expiry(_) => ErrorCode::InvalidExpiry,
            CreateKeyError::Scopes(_) => ErrorCode::NoScopes,
            CreateKeyError::Randomness(_) => ErrorCode::Internal,
        };
        Self::new(code, error.to_string())
    }
}

impl From<VaultError> for CommandError {
    fn from(error: VaultError) -> Self {
        let code = match &error {
            VaultError::NotSetUp => ErrorCode::NoVault,
            VaultError::Locked | VaultError::ForeignKey => ErrorCode::VaultLocked,
            VaultError::WrongPassphrase { .. } | VaultError::WrongFilePassphrase => {
                ErrorCode::WrongPassphrase
            }
            VaultError::TooSoon(_) => ErrorCode::TooSoon,
            VaultError::WeakPassphrase(_) => ErrorCode::WeakPassphrase,
            VaultError::NoCopy => ErrorCode::NotFound,
            VaultError::DamagedCopy(_) | VaultError::DamagedHeader | VaultError::Newer { .. } => {
                ErrorCode::VaultUnusable
            }
            VaultError::NotAnExport | VaultError::DamagedExport | VaultError::NewerExport => {
                ErrorCode::BadFile
            }
            VaultError::File(_) => ErrorCode::DiskUnwritable,
            VaultError::Device(_)
            | VaultError::AlreadySetUp
            | VaultError::Randomness(_)
            | VaultError::Stretching(_)
            | VaultError::Sealing => ErrorCode::Internal,
        };
        match error {
            VaultError::Device(error) => error.into(),
            error => Self::new(code, error.to_string()),
        }
    }
}

impl From<KeyNameError> for CommandError {
    fn from(error: KeyNameError) -> Self {
        Self::new(ErrorCode::InvalidName, error.to_string())
    }
}

impl From<ExpiryError> for CommandError {
    fn from(error: ExpiryError) -> Self {
        Self::new(ErrorCode::InvalidExpiry, error.to_string())
    }
}

impl From<StoreProblem> for CommandError {
    fn from(problem: StoreProblem) -> Self {
        Self::new(ErrorCode::StoreUnavailable, problem.to_string())
    }
}

impl From<LoginError> for CommandError {
    fn from(error: LoginError) -> Self {
        Self::new(ErrorCode::LoginUnavailable, error.to_string())
    }
}

impl From<ClipboardError> for CommandError {
    fn from(error: ClipboardError) -> Self {
        Self::new(ErrorCode::ClipboardUnavailable, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_inside_is_logged_and_not_shown() {
        let error = CommandError::internal(&"secret detail");
        assert_eq!(error.code, ErrorCode::Internal);
        assert!(!error.message.contains("secret detail"));
    }

    #[test]
    fn sentences_of_the_domain_reach_the_page_as_they_are() {
        let error = CommandError::from(KeyNameError::TooLong(81));
        assert_eq!(
            (error.code, error.message),
            (ErrorCode::InvalidName, KeyNameError::TooLong(81).to_string())
        );
        assert_eq!(
            CommandError::from(DeviceError::UnknownKey("k".into())).code,
            ErrorCode::NotFound
        );
    }
}
