//! What the lines of the tray's menu do.

use tauri::AppHandle;
use tauri::async_runtime::{spawn, spawn_blocking};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::copy_form::CopyForm;
use crate::destination::{self, Destination};
use crate::error::{CommandError, ErrorCode};
use crate::{closing, keeping, quick_menu, window};

/// What a line does when it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Copies a kept key.
    Copy {
        /// The key.
        key_id: String,
    },
    /// Takes our secret off the clipboard.
    ClearClipboard,
    /// Asks for the vault's passphrase.
    Unlock,
    /// Shows every kept key.
    More,
    /// Opens the stepper.
    CreateKey,
    /// Opens the quick menu.
    QuickMenu,
    /// Shows the window.
    Open,
    /// Locks the vault.
    Lock,
    /// Ends the app.
    Quit,
    /// Only says something.
    Nothing {
        /// Tells it from others.
        place: &'static str,
    },
}

const COPY: &str = "copy:";

impl Action {
    /// Those that are about nothing in particular.
    const PLAIN: [Self; 8] = [
        Self::ClearClipboard,
        Self::Unlock,
        Self::More,
        Self::CreateKey,
        Self::QuickMenu,
        Self::Open,
        Self::Lock,
        Self::Quit,
    ];

    /// The action whose line is called so.
    fn of(id: &str) -> Option<Self> {
        let copy = id.strip_prefix(COPY).map(|key_id| Self::Copy {
            key_id: key_id.to_owned(),
        });
        copy.or_else(|| Self::PLAIN.into_iter().find(|action| action.id() == id))
    }

    /// What its line is called by inside the menu.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Copy { key_id } => format!("{COPY}{key_id}"),
            Self::Nothing { place } => format!("nothing:{place}"),
            Self::ClearClipboard => "clear-clipboard".to_owned(),
            Self::Unlock => "unlock".to_owned(),
            Self::More => "more".to_owned(),
            Self::CreateKey => "create-key".to_owned(),
            Self::QuickMenu => "quick-menu".to_owned(),
            Self::Open => "open".to_owned(),
            Self::Lock => "lock".to_owned(),
            Self::Quit => "quit".to_owned(),
        }
    }
}

/// Does what a line says; lines that are none of ours are another menu's.
pub(super) fn act(app: &AppHandle, id: &str) {
    match Action::of(id) {
        Some(Action::Copy { key_id }) => copy(app, key_id),
        Some(Action::ClearClipboard) => clear_clipboard(app),
        Some(Action::Unlock) => destination::go(app, Destination::Unlock { then_copy: None }),
        Some(Action::More | Action::QuickMenu) => quick_menu::show(app),
        Some(Action::CreateKey) => destination::go(app, Destination::NewKey { recipe: None }),
        Some(Action::Open) => window::bring_forward(app),
        Some(Action::Lock) => lock(app),
        Some(Action::Quit) => closing::quit(app),
        Some(Action::Nothing { .. }) | None => {}
    }
}

fn copy(app: &AppHandle, key_id: String) {
    let app = app.clone();
    spawn(async move {
        let (handle, id) = (app.clone(), key_id.clone());
        match spawn_blocking(move || keeping::copy(&handle, &id, CopyForm::Key)).await {
            Ok(Ok(_copied)) => {}
            // Locked since the menu was opened.
            Ok(Err(error)) if error.code == ErrorCode::VaultLocked => {
                destination::go(
                    &app,
                    Destination::Unlock {
                        then_copy: Some(key_id),
                    },
                );
            }
            Ok(Err(error)) => say(&app, &error),
            Err(error) => tracing::error!(%error, "a key could not be copied from the tray"),
        }
    });
}

fn clear_clipboard(app: &AppHandle) {
    let app = app.clone();
    spawn_blocking(move || {
        let cleared = tauri::Manager::state::<crate::state::AppState>(&app)
            .clipboard
            .clear();
        if let Err(error) = cleared {
            say(&app, &error.into());
        }
    });
}

fn lock(app: &AppHandle) {
    let app = app.clone();
    spawn_blocking(move || keeping::lock(&app));
}

/// There may be no window: the system shows it.
fn say(app: &AppHandle, error: &CommandError) {
    app.dialog()
        .message(&error.message)
        .title("Studio Keys")
        .kind(MessageDialogKind::Warning)
        .show(|_| ());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_what_it_is_called() {
        let copy = |id: &str| Action::Copy { key_id: id.into() };
        for action in [copy("a"), copy("quit")].into_iter().chain(Action::PLAIN) {
            assert_eq!(Action::of(&action.id()), Some(action));
        }
        for none in [&Action::Nothing { place: "a" }.id(), "another menu's"] {
            assert_eq!(Action::of(none), None, "{none}");
        }
    }
}
