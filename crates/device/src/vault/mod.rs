//! The vault: sealed copies of keys, kept on this computer so that they can be copied again.
//!
//! A random vault key seals every copy (XChaCha20-Poly1305, RFC 8439 with a nonce of 24 bytes). It is kept in the file
//! `vault/header`, wrapped by a key that Argon2id (RFC 9106) stretches from a passphrase; each copy is a file of its own
//! under `vault/copies`. All that a file says in plain is bound to what it says sealed, so that one changed byte is
//! noticed. Files are replaced whole: after a crash there is the old one or the new one.
//!
//! When to lock belongs to the shell, which knows of idle people and sleeping computers, and so does the system's
//! keychain; this module only hands out the vault key for it.

mod attempts;
mod change_passphrase;
mod error;
mod export;
mod files;
mod header;
mod import;
mod index;
mod keep_key;
mod kept_keys;
mod passphrase;
mod sealed_copy;
mod set_up;
mod settings;
mod slot;
mod start_over;
mod strength;
mod stretch;
mod sum;
mod unlock;
mod vault_key;
mod view;

pub use error::VaultError;
pub use export::ExportedCopies;
pub use passphrase::Passphrase;
pub use settings::{LockAfter, VaultSettings};
pub use vault_key::VaultKey;
pub use view::{DamagedCopyView, ImportedCopies, KeptKeyView, PassphraseStrength, VaultState, VaultView};

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use attempts::Attempts;
use files::Files;
use index::Index;
use slot::Slot;

/// The vault of one data folder. Its use-cases are methods of [`crate::Device`].
pub(crate) struct Vault {
    files: Files,
    slot: Slot,
    index: Mutex<Option<Index>>,
    attempts: Mutex<Attempts>,
    /// Held by whatever tries a passphrase or replaces the header: one at a time.
    work: Mutex<()>,
}

impl Vault {
    /// The vault under a data folder. Nothing is read until it is asked for.
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self {
            files: Files::new(data_dir.join("vault")),
            slot: Slot::default(),
            index: Mutex::default(),
            attempts: Mutex::default(),
            work: Mutex::default(),
        }
    }

    fn work(&self) -> MutexGuard<'_, ()> {
        held(&self.work)
    }
}

/// Nothing is left half-changed in memory where a panic could come, so what is behind a poisoned lock is sound.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
