//! Where the main window is asked to go from outside of it: by the tray, the quick menu, a link, a notice.
//!
//! The page may still be loading, or in the middle of something: the destination waits until the page takes it, and the
//! last one asked for wins.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, Scope};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager};

use crate::events::{DestinationWaiting, tell};
use crate::recipe_link;
use crate::state::AppState;
use crate::window;

/// A place in the main window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Destination {
    /// The dashboard of the current project.
    Dashboard,
    /// All projects.
    Projects,
    /// The dashboard of a project.
    Project {
        /// The project.
        id: String,
    },
    /// Adding a project.
    AddProject,
    /// The list of keys.
    ApiKeys,
    /// The list of keys, ready to be searched.
    SearchKeys,
    /// The list of keys, opened at one of them.
    Key {
        /// The key.
        id: String,
    },
    /// The stepper.
    NewKey {
        /// What it begins with.
        recipe: Option<KeyRecipe>,
    },
    /// A section of the settings.
    Settings {
        /// Which.
        section: SettingsSection,
    },
    /// The dialog that unlocks the vault, over whatever page is open.
    #[serde(rename_all = "camelCase")]
    Unlock {
        /// The key whose sealed copy is copied once the vault is open.
        then_copy: Option<String>,
    },
    /// The question before everything made on this computer is deleted.
    Panic,
}

/// A section of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SettingsSection {
    /// Starting, closing, and what belongs nowhere else.
    General,
    /// The system-wide shortcut.
    Shortcut,
    /// Sealed copies.
    Vault,
    /// The clipboard.
    Clipboard,
    /// Notices before keys expire.
    Notices,
    /// The theme.
    Appearance,
    /// Who is here, and where keys are kept.
    Account,
    /// Versions, licences, the data folder.
    About,
}

/// What the stepper begins with. It never makes a key by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyRecipe {
    /// The name.
    pub name: Option<String>,
    /// The scopes; empty leaves the usual ones.
    pub scopes: Vec<Scope>,
    /// When it is to end.
    pub expiry: Option<ExpiryChoice>,
    /// The key that the new one is to take the place of; its deletion is offered afterwards.
    pub replaces: Option<String>,
    /// Whether it came from outside, by a link: somebody else may have written it.
    pub from_link: bool,
    /// What of a link could not be used, in sentences.
    pub problems: Vec<String>,
}

/// The one destination that waits for the page.
#[derive(Default)]
pub(crate) struct Destinations(Mutex<Option<Destination>>);

impl Destinations {
    /// Takes it, so that it is gone to once.
    pub(crate) fn take(&self) -> Option<Destination> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, destination: Destination) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(destination);
    }
}

/// Opens a link: whatever is in it, it leads to the stepper, which says what of it could not be used.
pub(crate) fn open_link(app: &AppHandle, link: &str) {
    let recipe = recipe_link::read(link, Timestamp::now(), &TimeZone::system());
    go(app, Destination::NewKey { recipe: Some(recipe) });
}

/// Brings the main window forward and has it go somewhere.
pub(crate) fn go(app: &AppHandle, destination: Destination) {
    app.state::<AppState>().destinations.put(destination);
    tell(app, &DestinationWaiting);
    window::bring_forward(app);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_destination_is_taken_once() {
        let destinations = Destinations::default();
        assert_eq!(destinations.take(), None);
        destinations.put(Destination::ApiKeys);
        destinations.put(Destination::Dashboard);
        assert_eq!(destinations.take(), Some(Destination::Dashboard));
        assert_eq!(destinations.take(), None);
    }
}
