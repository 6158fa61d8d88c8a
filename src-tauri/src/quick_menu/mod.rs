//! The system-wide quick menu: one small window, made ahead of time, that comes up wherever the pointer is and gives the
//! focus back to whoever had it.
//!
//! What it lists and does stands in the modules beside this one, how it looks in `ui/src/quick-menu`. The decision to
//! show never waits for the page: what is to be seen is put there when it is hidden.

mod action;
mod catalogue;
mod choose;
mod find;
mod placement;
mod surroundings;
mod vault;
pub(crate) mod view;
mod window;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use device::view::ThemeChoice;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, WindowEvent};
use tokio::time::sleep;

use crate::error::CommandError;
use crate::events::{QuickMenuHidden, tell};
use crate::platform::PLATFORM;
use crate::shortcut::Press;
use crate::state::AppState;
pub(crate) use action::Action;
use catalogue::Catalogue;
pub(crate) use choose::{choose, copy};
use find::Moment;
use surroundings::Previous;
use view::{QuickMenuFrame, QuickMenuView, Target};
pub(crate) use window::{LABEL, set_theme};

/// Taking the keys from a window makes it lose the focus for a moment, and so does being shown.
const FOCUS_SETTLES: Duration = Duration::from_millis(80);
const SHOWING_SETTLES: Duration = Duration::from_millis(150);

/// Managed by Tauri: whether the menu is up, and what it can list.
#[derive(Default)]
pub(crate) struct QuickMenu {
    shown: Mutex<Option<Shown>>,
    /// Whether it was to be shown before its window was there.
    asked_early: AtomicBool,
    catalogue: Mutex<Option<Catalogue>>,
}

struct Shown {
    since: Instant,
    previous: Option<Previous>,
    /// Whether it has had the focus: whoever takes it from then on is to have it.
    arrived: bool,
}

/// Who gets the focus when the menu is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Whoever had it before.
    Back,
    /// Somebody else has taken it already, or is about to.
    Elsewhere,
}

impl QuickMenu {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is nothing to be shown yet; it is noted that it was asked for.
    fn is_too_early(&self, app: &AppHandle) -> bool {
        if window::is_there(app) {
            return false;
        }
        self.asked_early.store(true, Ordering::SeqCst);
        // It may have come in between.
        !window::is_there(app)
    }

    fn shown_since(&self) -> Option<Instant> {
        self.lock().as_ref().map(|shown| shown.since)
    }
}

/// What fits what was typed. Waits for the disk when something has changed since the last time.
pub(crate) fn find(app: &AppHandle, typed: &str) -> Result<QuickMenuView, CommandError> {
    let (menu, state) = (app.state::<QuickMenu>(), app.state::<AppState>());
    let device = state.device()?;
    let mut catalogue = menu.catalogue.lock().unwrap_or_else(PoisonError::into_inner);
    let catalogue = match catalogue.take().and_then(Catalogue::if_fresh) {
        Some(fresh) => catalogue.insert(fresh),
        None => catalogue.insert(Catalogue::gather(&device)?),
    };
    let vault = catalogue.vault.map(|vault| vault.glance(&device));
    let moment = Moment {
        clipboard_holds_ours: state.clipboard.shown().is_some(),
        vault_can_be_locked: vault.as_ref().is_some_and(|vault| vault.is_open),
        vault_can_be_unlocked: vault.as_ref().is_some_and(|vault| !vault.is_open),
    };
    Ok(QuickMenuView {
        sections: find::find(catalogue, &device, typed, moment),
        frame: QuickMenuFrame {
            theme: state.theme(),
            platform: PLATFORM,
            organization: catalogue.organization.clone(),
            vault,
        },
    })
}

/// Keeps a choice, so that it is offered first from now on.
fn remember(app: &AppHandle, target: &Target) -> Result<(), CommandError> {
    let choice = serde_json::to_string(target).map_err(|error| CommandError::internal(&error))?;
    app.state::<AppState>().device()?.remember_choice(&choice)?;
    let menu = app.state::<QuickMenu>();
    let mut catalogue = menu.catalogue.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(catalogue) = catalogue.as_mut() {
        catalogue.remember(target);
    }
    Ok(())
}

/// Makes the menu's window, and shows it when somebody has asked for it already.
pub(crate) fn open(app: &AppHandle, theme: ThemeChoice) -> tauri::Result<()> {
    window::open(app, theme)?;
    if app.state::<QuickMenu>().asked_early.swap(false, Ordering::SeqCst) {
        show(app);
    }
    Ok(())
}

/// Shows the menu on the screen with the pointer. May be called from any thread, at any time, and as often as one likes.
pub(crate) fn show(app: &AppHandle) {
    show_at(app, None);
}

/// Shows the menu, or closes it when it is up: its shortcut was pressed.
pub(crate) fn toggle(app: &AppHandle, press: Press) {
    if app.state::<QuickMenu>().shown_since().is_some() {
        hide(app, Leaving::Back);
    } else {
        show_at(app, Some(press));
    }
}

/// `press` says when the focus was asked for, where that counts.
fn show_at(app: &AppHandle, press: Option<Press>) {
    let menu = app.state::<QuickMenu>();
    if menu.is_too_early(app) {
        return;
    }
    let previous = surroundings::previous();
    {
        let mut shown = menu.lock();
        let previous = shown.take().map_or(previous, |shown| shown.previous);
        *shown = Some(Shown {
            since: Instant::now(),
            previous,
            arrived: false,
        });
    }
    window::present(app, press);
    spawn(insist(app.clone()));
}

/// Some window managers let nobody come before the window in which somebody types, unless asked once more.
async fn insist(app: AppHandle) {
    sleep(SHOWING_SETTLES).await;
    let waits = app
        .state::<QuickMenu>()
        .lock()
        .as_ref()
        .is_some_and(|shown| !shown.arrived);
    if waits && !window::has_focus(&app) {
        window::demand_focus(&app);
    }
}

/// Closes the menu. The page is told, and gets ready for the next time.
pub(crate) fn hide(app: &AppHandle, leaving: Leaving) {
    let Some(shown) = app.state::<QuickMenu>().lock().take() else {
        return;
    };
    window::hide(app);
    if leaving == Leaving::Back {
        surroundings::give_back(app, shown.previous);
    }
    tell(app, &QuickMenuHidden);
}

/// Closes the menu when somebody clicks elsewhere.
pub(crate) fn on_window_event(app: &AppHandle, event: &WindowEvent) {
    match event {
        WindowEvent::Focused(true) => {
            if let Some(shown) = app.state::<QuickMenu>().lock().as_mut() {
                shown.arrived = true;
            }
        }
        WindowEvent::Focused(false) => drop(spawn(close_unless_focused(app.clone()))),
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            hide(app, Leaving::Back);
        }
        _ => {}
    }
}

async fn close_unless_focused(app: AppHandle) {
    sleep(FOCUS_SETTLES).await;
    let menu = app.state::<QuickMenu>();
    let Some(since) = menu.shown_since() else { return };
    sleep(SHOWING_SETTLES.saturating_sub(since.elapsed())).await;
    if menu.shown_since() == Some(since) && !window::has_focus(&app) {
        hide(&app, Leaving::Elsewhere);
    }
}
