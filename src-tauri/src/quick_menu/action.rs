//! Everything a person can do from anywhere: what it is called, and which words find it.
//!
//! What it does stands in `choose.rs`. The menus of the main window have shorter words of their own for some of these.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Action {
    /// Opens the list of keys.
    ApiKeys,
    /// Opens the stepper.
    NewKey,
    /// Opens the list of keys with its search.
    SearchKeys,
    /// Takes our secret off the clipboard.
    ClearClipboard,
    /// Locks the vault.
    LockVault,
    /// Asks for the passphrase.
    UnlockVault,
    /// Opens the dashboard.
    Dashboard,
    /// Opens the list of projects.
    Projects,
    /// Opens the page that adds one.
    AddProject,
    /// Opens the settings.
    Settings,
    /// Copies the store's address.
    CopyStoreAddress,
    /// Copies the id of the project that is looked at.
    CopyProjectId,
    /// Copies the id of its organization.
    CopyOrganizationId,
    /// Has sync try at once.
    SyncNow,
    /// Light from now on.
    ThemeLight,
    /// Dark from now on.
    ThemeDark,
    /// As the system from now on.
    ThemeSystem,
    /// Asks before every key made on this computer is deleted.
    Panic,
    /// Ends the app.
    Quit,
}

impl Action {
    /// All of them, those for keys first: what fits equally keeps this order.
    pub(crate) const ALL: [Self; 19] = [
        Self::ApiKeys,
        Self::NewKey,
        Self::SearchKeys,
        Self::ClearClipboard,
        Self::UnlockVault,
        Self::LockVault,
        Self::Dashboard,
        Self::Projects,
        Self::AddProject,
        Self::Settings,
        Self::CopyStoreAddress,
        Self::CopyProjectId,
        Self::CopyOrganizationId,
        Self::SyncNow,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::ThemeSystem,
        Self::Panic,
        Self::Quit,
    ];

    /// What it says; a verb first.
    pub(crate) fn title(self) -> &'static str {
        self.words().0
    }

    /// Other words that find it, folded.
    pub(crate) fn also_called(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ApiKeys => ("Manage API Keys", "list delete revoke tokens"),
            Self::NewKey => ("Create API Key", "new make add token"),
            Self::SearchKeys => ("Search Keys", "find filter list"),
            Self::ClearClipboard => ("Clear the Clipboard", "copied secret remove"),
            Self::UnlockVault => ("Unlock the Vault…", "passphrase kept sealed open"),
            Self::LockVault => ("Lock the Vault", "passphrase kept sealed close"),
            Self::Dashboard => ("Open Dashboard", "home overview"),
            Self::Projects => ("Open Projects", "list"),
            Self::AddProject => ("Add a Project", "import new file design tokens"),
            Self::Settings => ("Open Settings", "preferences options"),
            Self::CopyStoreAddress => ("Copy the Store’s Address", "url host"),
            Self::CopyProjectId => ("Copy the Project’s ID", "identifier"),
            Self::CopyOrganizationId => ("Copy the Organization’s ID", "identifier"),
            Self::SyncNow => ("Sync Now", "refresh reload"),
            Self::ThemeLight => ("Use the Light Theme", "appearance switch"),
            Self::ThemeDark => ("Use the Dark Theme", "appearance switch"),
            Self::ThemeSystem => ("Use the System’s Theme", "appearance switch"),
            Self::Panic => (
                "Delete Every Key Made on This Computer…",
                "panic emergency stolen lost leaked revoke lock",
            ),
            Self::Quit => ("Quit Studio Keys", "exit close"),
        }
    }

    /// The letter that does it together with Ctrl or Cmd while the main window has the focus.
    pub(crate) fn letter(self) -> Option<&'static str> {
        match self {
            Self::NewKey => Some("n"),
            Self::SearchKeys => Some("f"),
            Self::Settings => Some(","),
            Self::Quit => Some("q"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_has_a_title_and_words_of_its_own() {
        let titles: BTreeSet<_> = Action::ALL
            .iter()
            .map(|action| action.title().to_lowercase())
            .collect();
        assert_eq!(titles.len(), Action::ALL.len());
        for action in Action::ALL {
            assert!(action.title().starts_with(char::is_uppercase), "{action:?}");
            let words = action.also_called();
            assert!(
                !words.is_empty()
                    && words
                        .chars()
                        .all(|letter| letter.is_ascii_lowercase() || letter == ' '),
                "{words}"
            );
        }
    }

    #[test]
    fn letters_do_one_thing_each_and_leave_k_to_the_menu() {
        let letters: Vec<_> = Action::ALL.iter().filter_map(|action| action.letter()).collect();
        let distinct: BTreeSet<_> = letters.iter().copied().chain(["k"]).collect();
        assert_eq!(distinct.len(), letters.len() + 1);
    }
}
