//! Closing the main window, and quitting from outside of it: hides or ends the app, as was chosen.
//!
//! The page is asked first, since it may hold unsaved work or a key that nobody has saved yet; the way it goes waits
//! until the page takes it. A page that does not answer keeps nobody from leaving.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use device::Closing;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager};
use tokio::time::sleep;

use crate::commands::blocking;
use crate::events::{LeavingWaiting, tell};
use crate::state::AppState;
use crate::{tray, window};

/// How long the page may take to hear that somebody wants to leave.
const PATIENCE: Duration = Duration::from_secs(3);

/// What becomes of the app once the page lets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Leaving {
    /// Nobody has chosen yet what closing the window does: the page asks.
    Ask,
    /// The window is hidden.
    Hide,
    /// The app ends.
    Quit,
}

/// The one wish to leave that waits for the page.
#[derive(Default)]
pub(crate) struct Leavings(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    leaving: Option<Leaving>,
    /// Tells one wish from the next.
    number: u64,
}

impl Leavings {
    /// Takes it, so that it is answered once.
    pub(crate) fn take(&self) -> Option<Leaving> {
        self.lock().leaving.take()
    }

    fn put(&self, leaving: Leaving) -> u64 {
        let mut waiting = self.lock();
        waiting.leaving = Some(leaving);
        waiting.number += 1;
        waiting.number
    }

    /// Takes it only if it is still that one.
    fn take_number(&self, number: u64) -> Option<Leaving> {
        let mut waiting = self.lock();
        (waiting.number == number).then(|| waiting.leaving.take())?
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The window's own button was pressed.
pub(crate) fn close_requested(app: &AppHandle) {
    let app = app.clone();
    spawn(async move {
        let leaving = leaving_by_choice(&app).await;
        ask_the_page(&app, leaving).await;
    });
}

/// Ends the app from outside the window; with unsaved work in it, the window comes forward and asks.
pub(crate) fn quit(app: &AppHandle) {
    if app.get_webview_window(window::MAIN).is_none() {
        return app.exit(0);
    }
    let app = app.clone();
    spawn(async move { ask_the_page(&app, Leaving::Quit).await });
}

/// Where no tray shows the app, a hidden one could not be found again. Before anybody has begun, nothing is to be kept.
async fn leaving_by_choice(app: &AppHandle) -> Leaving {
    let Ok(device) = app.state::<AppState>().device() else {
        return Leaving::Quit;
    };
    let chosen =
        blocking(move || Ok::<_, device::DeviceError>((device.account()?, device.desktop_settings()?)));
    let Ok((Some(_account), settings)) = chosen.await else {
        return Leaving::Quit;
    };
    match settings.closing {
        Closing::Quit => Leaving::Quit,
        Closing::Ask | Closing::KeepInTray if !tray::is_shown(app).await => Leaving::Quit,
        Closing::Ask => Leaving::Ask,
        Closing::KeepInTray => Leaving::Hide,
    }
}

async fn ask_the_page(app: &AppHandle, leaving: Leaving) {
    let state = app.state::<AppState>();
    let number = state.leavings.put(leaving);
    tell(app, &LeavingWaiting);
    sleep(PATIENCE).await;
    match state.leavings.take_number(number) {
        Some(Leaving::Hide) => window::hide(app),
        Some(Leaving::Ask | Leaving::Quit) => {
            tracing::warn!("the page did not hear that somebody wants to leave");
            app.exit(0);
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_taken_once_and_the_last_one_counts() {
        let leavings = Leavings::default();
        assert_eq!(leavings.take(), None);
        let first = leavings.put(Leaving::Ask);
        let second = leavings.put(Leaving::Quit);
        assert_eq!(leavings.take_number(first), None);
        assert_eq!(leavings.take_number(second), Some(Leaving::Quit));
        assert_eq!(leavings.take_number(second), None);
    }

    #[test]
    fn what_the_page_has_taken_is_not_done_a_second_time() {
        let leavings = Leavings::default();
        let number = leavings.put(Leaving::Quit);
        assert_eq!(leavings.take(), Some(Leaving::Quit));
        assert_eq!(leavings.take_number(number), None);
    }
}
