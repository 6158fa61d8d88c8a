//! What happens when a line is chosen.

use device::view::ThemeChoice;
use tauri::{AppHandle, Manager};

use super::action::Action;
use super::view::Target;
use super::{Leaving, hide, remember};
use crate::commands::{appearance, clipboard};
use crate::copy_form::CopyForm;
use crate::destination::{self, Destination, SettingsSection};
use crate::error::{CommandError, ErrorCode};
use crate::state::AppState;
use crate::views::CopyText;
use crate::{closing, keeping};

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Brings the main window forward and has it go somewhere.
    Go(Destination),
    /// Copies a kept key, by its id.
    CopyKept(String),
    /// Copies what is no secret.
    CopyText(CopyText),
    /// Takes our secret off the clipboard.
    ClearClipboard,
    /// Locks the vault.
    LockVault,
    /// Has sync try at once.
    SyncNow,
    /// Gives all windows a theme.
    SetTheme(ThemeChoice),
    /// Ends the app.
    Quit,
}

impl Deed {
    /// What choosing a line does.
    pub(super) fn of(target: &Target) -> Self {
        match target {
            Target::Action { action } => Self::of_action(*action),
            Target::Settings { section } => Self::Go(Destination::Settings { section: *section }),
            Target::Key { id } => Self::Go(Destination::Key { id: id.clone() }),
            Target::Project { id } => Self::Go(Destination::Project { id: id.clone() }),
            Target::KeptKey { id } => Self::CopyKept(id.clone()),
            Target::KeyId { id } => Self::CopyText(CopyText::KeyId { id: id.clone() }),
            Target::ProjectId { id } => Self::CopyText(CopyText::ProjectId { id: Some(id.clone()) }),
        }
    }

    /// What copying from a line does: a kept key, or the id of what it leads to. Nothing where there is nothing to copy.
    pub(super) fn of_copying(target: &Target) -> Option<Self> {
        match target {
            Target::Key { id } => Some(Self::of(&Target::KeyId { id: id.clone() })),
            Target::Project { id } => Some(Self::of(&Target::ProjectId { id: id.clone() })),
            _ => Some(Self::of(target)).filter(Self::copies),
        }
    }

    /// Whether something is on the clipboard afterwards.
    pub(super) fn copies(&self) -> bool {
        matches!(self, Self::CopyKept(_) | Self::CopyText(_))
    }

    fn of_action(action: Action) -> Self {
        let general = SettingsSection::General;
        match action {
            Action::ApiKeys => Self::Go(Destination::ApiKeys),
            Action::NewKey => Self::Go(Destination::NewKey { recipe: None }),
            Action::SearchKeys => Self::Go(Destination::SearchKeys),
            Action::UnlockVault => Self::Go(Destination::Unlock { then_copy: None }),
            Action::Dashboard => Self::Go(Destination::Dashboard),
            Action::Projects => Self::Go(Destination::Projects),
            Action::AddProject => Self::Go(Destination::AddProject),
            Action::Settings => Self::Go(Destination::Settings { section: general }),
            Action::Panic => Self::Go(Destination::Panic),
            Action::CopyStoreAddress => Self::CopyText(CopyText::StoreUrl),
            Action::CopyProjectId => Self::CopyText(CopyText::ProjectId { id: None }),
            Action::CopyOrganizationId => Self::CopyText(CopyText::OrganizationId),
            Action::ClearClipboard => Self::ClearClipboard,
            Action::LockVault => Self::LockVault,
            Action::SyncNow => Self::SyncNow,
            Action::ThemeLight => Self::SetTheme(ThemeChoice::Light),
            Action::ThemeDark => Self::SetTheme(ThemeChoice::Dark),
            Action::ThemeSystem => Self::SetTheme(ThemeChoice::System),
            Action::Quit => Self::Quit,
        }
    }
}

/// Does what a line says and closes the menu; when it can't be done, the menu stays and says why.
pub(crate) fn choose(app: &AppHandle, target: &Target) -> Result<(), CommandError> {
    // Before: the menu asks for the list again as soon as it is hidden.
    if is_worth_remembering(target)
        && let Err(error) = remember(app, target)
    {
        tracing::warn!(%error.message, "it could not be remembered what was chosen");
    }
    act(app, Deed::of(target))
}

/// What is listed by asking for ids alone can't be offered again, and quitting is not.
fn is_worth_remembering(target: &Target) -> bool {
    let quit = Target::Action { action: Action::Quit };
    !matches!(target, Target::KeyId { .. } | Target::ProjectId { .. }) && *target != quit
}

/// Copies what belongs to a line: a kept key, or the id of what it leads to.
pub(crate) fn copy(app: &AppHandle, target: &Target) -> Result<(), CommandError> {
    Deed::of_copying(target).map_or(Ok(()), |deed| act(app, deed))
}

fn act(app: &AppHandle, deed: Deed) -> Result<(), CommandError> {
    let state = app.state::<AppState>();
    match deed {
        Deed::Go(destination) => {
            go(app, destination);
            return Ok(());
        }
        Deed::CopyKept(id) => return copy_kept(app, id),
        Deed::CopyText(text) => {
            let text = clipboard::written(&state.device()?, text)?;
            state.clipboard.copy_text(text)?;
        }
        Deed::ClearClipboard => state.clipboard.clear()?,
        Deed::LockVault => keeping::lock(app),
        Deed::SyncNow => state.opened()?.sync_soon(),
        Deed::SetTheme(theme) => appearance::choose(app, &state.device()?, theme)?,
        Deed::Quit => closing::quit(app),
    }
    // Nothing leads to the main window: whoever had the focus has it again.
    hide(app, Leaving::Back);
    Ok(())
}

/// A locked vault asks for its passphrase first, in the main window.
fn copy_kept(app: &AppHandle, id: String) -> Result<(), CommandError> {
    match keeping::copy(app, &id, CopyForm::Key) {
        Ok(_copied) => hide(app, Leaving::Back),
        Err(error) if error.code == ErrorCode::VaultLocked => {
            go(app, Destination::Unlock { then_copy: Some(id) });
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn go(app: &AppHandle, destination: Destination) {
    hide(app, Leaving::Elsewhere);
    destination::go(app, destination);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(action: Action) -> Deed {
        Deed::of(&Target::Action { action })
    }

    #[test]
    fn every_action_does_something_of_its_own() {
        for (place, action) in Action::ALL.into_iter().enumerate() {
            for other in Action::ALL.into_iter().skip(place + 1) {
                assert_ne!(of(action), of(other), "{action:?}, {other:?}");
            }
        }
    }

    #[test]
    fn what_can_not_be_offered_again_is_not_remembered() {
        let id = || "7".to_owned();
        let quit = Target::Action { action: Action::Quit };
        for target in [Target::KeyId { id: id() }, Target::ProjectId { id: id() }, quit] {
            assert!(!is_worth_remembering(&target), "{target:?}");
        }
        assert!(is_worth_remembering(&Target::Key { id: id() }));
    }

    #[test]
    fn the_vault_is_locked_here_and_unlocked_in_the_main_window() {
        assert_eq!(of(Action::LockVault), Deed::LockVault);
        let unlock = Deed::Go(Destination::Unlock { then_copy: None });
        assert_eq!(of(Action::UnlockVault), unlock);
        assert_eq!(of(Action::Quit), Deed::Quit);
    }

    #[test]
    fn a_kept_key_is_copied_whether_it_is_chosen_or_copied() {
        let target = Target::KeptKey { id: "figma".into() };
        let copies = Deed::CopyKept("figma".into());
        assert_eq!(Deed::of(&target), copies);
        assert_eq!(Deed::of_copying(&target), Some(copies));
    }

    #[test]
    fn a_key_and_a_project_are_opened_and_their_ids_copied() {
        let id = || "7".to_owned();
        let key = Target::Key { id: id() };
        assert_eq!(Deed::of(&key), Deed::Go(Destination::Key { id: id() }));
        let copied = Deed::CopyText(CopyText::KeyId { id: id() });
        assert_eq!(Deed::of_copying(&key), Some(copied.clone()));
        assert_eq!(Deed::of(&Target::KeyId { id: id() }), copied);
        let copied = Deed::CopyText(CopyText::ProjectId { id: Some(id()) });
        assert_eq!(Deed::of_copying(&Target::Project { id: id() }), Some(copied));
    }

    #[test]
    fn copying_from_a_line_that_copies_nothing_does_nothing() {
        let copying = |action| Deed::of_copying(&Target::Action { action });
        for action in [Action::LockVault, Action::Quit, Action::Panic, Action::ApiKeys] {
            assert_eq!(copying(action), None, "{action:?}");
        }
        assert_eq!(
            copying(Action::CopyStoreAddress),
            Some(Deed::CopyText(CopyText::StoreUrl))
        );
        let section = SettingsSection::Vault;
        assert_eq!(Deed::of_copying(&Target::Settings { section }), None);
    }
}
