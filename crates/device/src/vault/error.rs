use std::io;
use std::time::Duration;

use crate::error::DeviceError;

/// Why something could not be done with the vault. Whatever fails, fails as a whole. Never holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No passphrase was ever set.
    #[error("There is no vault on this computer yet. Set its passphrase first.")]
    NotSetUp,
    /// There is a vault.
    #[error("There is a vault on this computer already. Unlock it with its passphrase.")]
    AlreadySetUp,
    /// The vault is locked, or was while this was being done.
    #[error("The vault is locked. Unlock it first.")]
    Locked,
    /// This is not the passphrase.
    #[error("This is not the passphrase.{}", next_try(*.wait))]
    WrongPassphrase {
        /// How long the next try has to wait.
        wait: Duration,
    },
    /// Too many wrong passphrases.
    #[error("Too many wrong passphrases.{}", next_try(*.0))]
    TooSoon(Duration),
    /// The passphrase is too easily guessed.
    #[error("{0}")]
    WeakPassphrase(String),
    /// The vault key that the keychain has is another vault's.
    #[error("The system’s keychain has no key to this vault. Unlock it with the passphrase.")]
    ForeignKey,
    /// There is no sealed copy of this key.
    #[error("No copy of this key is kept on this computer. Make a new key where one is needed.")]
    NoCopy,
    /// A sealed copy can't be opened.
    #[error(
        "The sealed copy of {0} is damaged and can’t be opened. Forget it, and make a new key where one is needed."
    )]
    DamagedCopy(String),
    /// The vault's header can't be read.
    #[error(
        "The vault’s file is damaged, so its sealed copies can’t be opened. Put a backup of the folder vault in its place, or start over."
    )]
    DamagedHeader,
    /// A later version has written it.
    #[error(
        "The vault was written by a newer Studio Keys (format {found}; this one knows up to {known}). Update Studio Keys. Nothing in it was changed."
    )]
    Newer {
        /// The vault's format.
        found: u32,
        /// The newest format that this version reads.
        known: u32,
    },
    /// What was to be imported is something else.
    #[error(
        "This file holds no sealed copies of Studio Keys. Choose the file that was exported. Nothing was changed."
    )]
    NotAnExport,
    /// The file's passphrase is another one.
    #[error("This is not the passphrase of this file. Nothing was changed.")]
    WrongFilePassphrase,
    /// The file ends too early, or was changed.
    #[error("This file is cut off or damaged. Export it anew, or copy it again. Nothing was changed.")]
    DamagedExport,
    /// A later version has written the file.
    #[error("This file was written by a newer Studio Keys. Update Studio Keys first. Nothing was changed.")]
    NewerExport,
    /// The system gave no random bytes.
    #[error("This computer’s source of randomness is not available: {0}. Nothing was changed; try again.")]
    Randomness(#[source] getrandom::Error),
    /// The passphrase could not be stretched.
    #[error("The passphrase could not be worked with: {0}. Close some programs and try again.")]
    Stretching(String),
    /// The cipher refused, which it does only for texts of many gigabytes.
    #[error("This could not be sealed. Nothing was changed.")]
    Sealing,
    /// A file could not be read or written.
    #[error(
        "The vault’s folder can’t be used: {0}. Nothing was changed; make room there or allow writing, and try again."
    )]
    File(#[from] io::Error),
    /// The local database said no.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

fn next_try(wait: Duration) -> String {
    match whole_seconds(wait) {
        0 => " Try again.".to_owned(),
        1 => " Try again in a second.".to_owned(),
        seconds if seconds < 120 => format!(" Try again in {seconds} seconds."),
        seconds => format!(" Try again in {} minutes.", seconds.div_ceil(60)),
    }
}

/// Rounded up, so that a wait that is over as said is over.
pub(super) fn whole_seconds(wait: Duration) -> u32 {
    let seconds = wait.as_millis().div_ceil(1_000);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_words_and_never_too_short() {
        let said = |milliseconds| VaultError::TooSoon(Duration::from_millis(milliseconds)).to_string();
        assert_eq!(said(0), "Too many wrong passphrases. Try again.");
        assert_eq!(said(4_001), "Too many wrong passphrases. Try again in 5 seconds.");
        assert_eq!(said(1), "Too many wrong passphrases. Try again in a second.");
        assert_eq!(
            said(299_500),
            "Too many wrong passphrases. Try again in 5 minutes."
        );
    }
}
