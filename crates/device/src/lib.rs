//! What this computer keeps: the local database, the vault, the outbox, and the sync with a store.
//!
//! One file per thing a person does; each checks its input with `keys` and writes what it changes, with its
//! entry in the outbox, in one transaction. [`SyncLoop`] carries the outbox to the store and brings the store's
//! changes back. The windows read only what is here, so they never wait for a network.
//!
//! Rules about keys belong to `keys`, facts that an organization must agree on to `store`, and windows, the
//! clipboard and everything else of the platform to the shell. No secret is kept here in plain: a key's plain form is
//! handed to the caller once and, where somebody wants that, sealed in the vault; a session is asked for when it is
//! needed.

mod account;
mod begin_again;
mod begin_on_this_computer;
mod claim_key;
mod copied_keys;
mod create_key;
mod dashboard;
mod database;
mod delete_keys;
mod desktop_settings;
mod device;
mod diagnosis;
mod error;
mod expiry_notices;
mod explain_scopes;
mod fold;
pub mod fuzzy;
mod moment;
mod panic;
mod preferences;
mod query_keys;
mod recent_choices;
mod scope_catalogue;
mod sentence;
mod shortcut_choice;
mod sync;
mod vault;
pub mod view;

pub use begin_on_this_computer::BeginRequest;
pub use create_key::CreateKeyError;
pub use desktop_settings::{ClearAfter, Closing, DesktopSettings};
pub use device::{Changed, Device};
pub use diagnosis::{Diagnosis, sqlite_version};
pub use error::{DeviceError, OpenDeviceError};
pub use expiry_notices::{DueNotice, NoticeSettings};
pub use shortcut_choice::ShortcutChoice;
pub use sync::{Session, SessionSource, SessionUnavailable, SyncHandle, SyncLoop};
pub use vault::{
    DamagedCopyView, ExportedCopies, ImportedCopies, KeptKeyView, LockAfter, Passphrase, PassphraseStrength,
    VaultError, VaultKey, VaultSettings, VaultState, VaultView,
};
