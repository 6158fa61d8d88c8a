//! What the menu's page shows: plain data. No secrets, and of a key no more than the main window's list shows.

use device::fuzzy::Stretch;
use device::view::{KeyView, ThemeChoice};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::action::Action;
use crate::destination::SettingsSection;
use crate::views::Platform;

/// What a question finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuickMenuView {
    /// What fits, the best section first.
    pub sections: Vec<QuickMenuSection>,
    /// What surrounds it.
    pub frame: QuickMenuFrame,
}

/// What the menu shows around its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuickMenuFrame {
    /// The theme.
    pub theme: ThemeChoice,
    /// What the computer runs, for the names of its keys.
    pub platform: Platform,
    /// The organization whose project is looked at.
    pub organization: Option<String>,
    /// How it stands with the vault; nothing where there is none.
    pub vault: Option<VaultGlance>,
}

/// How it stands with the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VaultGlance {
    /// Whether kept keys can be copied now.
    pub is_open: bool,
    /// When it locks by itself at the soonest, in RFC 3339; nothing while it is locked, and where it never does.
    pub locks_at: Option<String>,
}

/// Lines of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuickMenuSection {
    /// What they are.
    pub title: String,
    /// The lines, the best first.
    pub lines: Vec<QuickMenuLine>,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuickMenuLine {
    /// What it leads to.
    pub target: Target,
    /// What it says, what was typed marked.
    pub title: Vec<Stretch>,
    /// What it says more quietly beside that.
    pub detail: Option<String>,
    /// What stands at its end.
    pub aside: Option<Aside>,
    /// Whether it copies something without leaving the program that one is in.
    pub copies: bool,
    /// Whether Ctrl or Cmd with C copies something of it.
    pub can_copy: bool,
}

/// What a line leads to. The page hands it back when the line is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Target {
    /// Something to do.
    Action {
        /// What.
        action: Action,
    },
    /// A section of the settings.
    Settings {
        /// Which.
        section: SettingsSection,
    },
    /// The copying of a kept key.
    KeptKey {
        /// The key.
        id: String,
    },
    /// A key in the list.
    Key {
        /// The key.
        id: String,
    },
    /// A project's dashboard.
    Project {
        /// The project.
        id: String,
    },
    /// The copying of a key's id.
    KeyId {
        /// The key.
        id: String,
    },
    /// The copying of a project's id.
    ProjectId {
        /// The project.
        id: String,
    },
}

/// What stands at the end of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Aside {
    /// The letter that does the same in the main window.
    Letter {
        /// The letter.
        letter: String,
    },
    /// How it stands with the key.
    State {
        /// The key.
        key: Box<KeyView>,
    },
    /// When the key was used last.
    LastUsed {
        /// When, in RFC 3339.
        at: String,
    },
}
