use keys::Scope;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::settings::VaultSettings;

/// How it stands with the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultView {
    /// Whether it can be used.
    pub state: VaultState,
    /// Why it is unusable, in a sentence that says what next.
    pub problem: Option<String>,
    /// How many sealed copies there are.
    pub copies: u32,
    /// Those that can't be opened.
    pub damaged: Vec<DamagedCopyView>,
    /// How many seconds the next try of a passphrase has to wait.
    pub wait_seconds: u32,
    /// What was chosen.
    pub settings: VaultSettings,
}

/// Whether the vault can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum VaultState {
    /// No passphrase was ever set.
    None,
    /// It wants its passphrase.
    Locked,
    /// Copies can be kept and copied.
    Open,
    /// It is damaged, or a newer version's.
    Unusable,
}

/// A sealed copy that can't be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DamagedCopyView {
    /// Its key.
    pub key_id: String,
    /// The key's name, or its id when nothing more is known of it.
    pub name: String,
}

/// A key of which a sealed copy is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeptKeyView {
    /// The key's id.
    pub key_id: String,
    /// Its name.
    pub name: String,
    /// `tsk_AbCd…wxYZ`.
    pub hint: String,
    /// Its scopes; none when the list of keys does not have it.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: String,
    /// When it ends; `None` is never, or not known.
    pub expires_at: Option<String>,
    /// Whether the list of keys has it. A copy that was brought from another computer may be of a key that is known
    /// only there.
    pub listed: bool,
}

/// How hard a passphrase is to guess, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PassphraseStrength {
    /// From 0, guessed at once, to 4, not guessed in years.
    pub score: u32,
    /// Whether it is strong enough to be set.
    pub accepted: bool,
    /// How long guessing takes.
    pub words: String,
    /// What would make it better.
    pub advice: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportedCopies {
    /// Copies that are new here.
    pub added: u32,
    /// Copies that were here already, and stayed as they were.
    pub already_here: u32,
    /// Copies of keys that are deleted, and were left out.
    pub deleted: u32,
}
