//! What the windows are told without asking. No secrets, no paths.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event;

use crate::views::{ChosenFile, ClipboardView, ImportStep};

/// Something on this computer changed: ask again for what you show of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Changed {
    /// What.
    pub what: ChangedPart,
}

/// A part of what is kept on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ChangedPart {
    /// Keys.
    Keys,
    /// Projects.
    Projects,
    /// The user or the organizations.
    Account,
    /// How it stands with the store.
    Sync,
    /// The vault: locked, unlocked, or another set of sealed copies.
    Vault,
    /// What somebody chose in the settings.
    Settings,
    /// A panic.
    Panic,
}

/// A secret of ours came onto the clipboard, or left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClipboardChanged {
    /// What is on it now.
    pub clipboard: Option<ClipboardView>,
}

/// An import went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportProgress {
    /// The file.
    pub file_id: String,
    /// Bytes sent.
    pub sent: u32,
    /// Bytes in all.
    pub total: u32,
    /// What is being done.
    pub step: ImportStep,
}

/// A file that could be imported is being held over the window, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileHovering {
    /// Whether it is.
    pub hovering: bool,
}

/// A file was dropped onto the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileDropped {
    /// The file; nothing when what was dropped can't be imported.
    pub file: Option<ChosenFile>,
    /// Why it can't be, in a sentence.
    pub problem: Option<String>,
}

impl ChangedPart {
    /// Every part.
    pub(crate) const ALL: [Self; 7] = [
        Self::Keys,
        Self::Projects,
        Self::Account,
        Self::Sync,
        Self::Vault,
        Self::Settings,
        Self::Panic,
    ];
}

/// The main window is asked to go somewhere: `take_destination` says where, and says it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub(crate) struct DestinationWaiting;

/// The quick menu was hidden: its page gets ready for the next time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub(crate) struct QuickMenuHidden;

/// The system-wide shortcut was pressed while the page records keys, which it then does not hear of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub(crate) struct ShortcutPressed;

/// Somebody wants to leave the window or the app: `take_leaving` says how, and says it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Event)]
pub(crate) struct LeavingWaiting;

/// Tells every window. A page that can't be told asks again when it is shown, so a failure is only logged.
pub(crate) fn tell(app: &AppHandle, event: &(impl Event + Serialize + Clone)) {
    if let Err(error) = event.emit(app) {
        tracing::warn!(%error, "the page could not be told of something");
    }
}
