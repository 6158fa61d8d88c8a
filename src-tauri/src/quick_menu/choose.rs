//! What happens when a line is chosen.

use device::view::ThemeChoice;
use tauri::async_runtime::block_on;
use tauri::{AppHandle, Manager};

use super::action::Action;
use super::view::Target;
use super::{Leaving, hide};
use crate::commands::{appearance, clipboard};
use crate::destination::{self, Destination, SettingsSection};
use crate::error::CommandError;
use crate::state::AppState;
use crate::views::CopyText;

/// Does what a line says and closes the menu; when it can't be done, the menu stays and says why.
pub(crate) fn choose(app: &AppHandle, target: &Target) -> Result<(), CommandError> {
    match target {
        Target::Action { action } => act(app, *action),
        Target::Settings { section } => go(app, Destination::Settings { section: *section }),
        Target::Key { id } => go(app, Destination::Key { id: id.clone() }),
        Target::Project { id } => go(app, Destination::Project { id: id.clone() }),
        Target::KeptKey { .. } | Target::KeyId { .. } | Target::ProjectId { .. } => copy(app, target),
    }
}

/// Copies what belongs to a line: a kept key, or the id of what it leads to.
pub(crate) fn copy(app: &AppHandle, target: &Target) -> Result<(), CommandError> {
    match target {
        Target::KeptKey { .. } => Ok(()),
        Target::Key { id } | Target::KeyId { id } => copy_text(app, CopyText::KeyId { id: id.clone() }),
        Target::Project { id } | Target::ProjectId { id } => {
            copy_text(app, CopyText::ProjectId { id: Some(id.clone()) })
        }
        Target::Action {
            action: action @ (Action::CopyStoreAddress | Action::CopyProjectId | Action::CopyOrganizationId),
        } => act(app, *action),
        Target::Action { .. } | Target::Settings { .. } => Ok(()),
    }
}

fn act(app: &AppHandle, action: Action) -> Result<(), CommandError> {
    match action {
        Action::ApiKeys => go(app, Destination::ApiKeys),
        Action::NewKey => go(app, Destination::NewKey { recipe: None }),
        Action::SearchKeys => go(app, Destination::SearchKeys),
        Action::UnlockVault => go(app, Destination::Unlock { then_copy: None }),
        Action::Dashboard => go(app, Destination::Dashboard),
        Action::Projects => go(app, Destination::Projects),
        Action::AddProject => go(app, Destination::AddProject),
        Action::Settings => go(
            app,
            Destination::Settings {
                section: SettingsSection::General,
            },
        ),
        Action::Panic => go(app, Destination::Panic),
        Action::CopyStoreAddress => copy_text(app, CopyText::StoreUrl),
        Action::CopyProjectId => copy_text(app, CopyText::ProjectId { id: None }),
        Action::CopyOrganizationId => copy_text(app, CopyText::OrganizationId),
        Action::ClearClipboard => done(app, app.state::<AppState>().clipboard.clear()),
        Action::LockVault => done(app, Ok::<_, CommandError>(())),
        Action::SyncNow => {
            block_on(app.state::<AppState>().opened()?.sync_now());
            done(app, Ok::<_, CommandError>(()))
        }
        Action::ThemeLight => set_theme(app, ThemeChoice::Light),
        Action::ThemeDark => set_theme(app, ThemeChoice::Dark),
        Action::ThemeSystem => set_theme(app, ThemeChoice::System),
        Action::Quit => go(app, Destination::Quit),
    }
}

fn go(app: &AppHandle, destination: Destination) -> Result<(), CommandError> {
    hide(app, Leaving::Elsewhere);
    destination::go(app, destination);
    Ok(())
}

fn copy_text(app: &AppHandle, text: CopyText) -> Result<(), CommandError> {
    let state = app.state::<AppState>();
    let text = clipboard::written(&state.device()?, text)?;
    done(app, state.clipboard.copy_text(text))
}

fn set_theme(app: &AppHandle, theme: ThemeChoice) -> Result<(), CommandError> {
    done(
        app,
        appearance::choose(app, &app.state::<AppState>().device()?, theme),
    )
}

/// Nothing leads to the main window: whoever had the focus has it again.
fn done<E>(app: &AppHandle, result: Result<(), E>) -> Result<(), CommandError>
where
    CommandError: From<E>,
{
    result?;
    hide(app, Leaving::Back);
    Ok(())
}
