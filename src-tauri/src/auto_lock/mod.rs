//! When the vault locks by itself: after a time in which nobody used the computer, when it goes to sleep, when its
//! screen is locked, and when another user takes its place.
//!
//! What locking does belongs to `keeping`. Nothing here wakes up while the vault is locked.

mod idle;
#[cfg(target_os = "linux")]
mod login_session;
#[cfg(target_os = "linux")]
mod screen_saver;
#[cfg(not(target_os = "linux"))]
mod slept;
mod timer;

use device::Device;
use tauri::AppHandle;
use tauri::async_runtime::{spawn, spawn_blocking};

use crate::keeping;

/// What locks the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trigger {
    /// Nobody used the computer for as long as was chosen.
    Idle,
    /// It goes to sleep, or has just slept.
    Sleep,
    /// Its screen is locked.
    ScreenLock,
    /// Another user has it.
    UserSwitch,
}

/// The way to lock.
#[derive(Clone)]
struct Locker(AppHandle);

impl Locker {
    /// Locks, and is done when the keys are gone from memory and from the clipboard.
    async fn lock(&self, trigger: Trigger) {
        let app = self.0.clone();
        tracing::info!(?trigger, "the vault locks by itself");
        if let Err(error) = spawn_blocking(move || keeping::lock(&app)).await {
            tracing::error!(%error, "the vault could not be locked");
        }
    }
}

/// Has the vault lock by itself from now on.
pub(crate) fn start(app: &AppHandle, device: &Device) {
    spawn(timer::follow(Locker(app.clone()), device.clone()));
}

/// Listens to what the system tells; begun when the vault is first open, since until then there is nothing to lock.
fn listen(locker: &Locker) {
    #[cfg(target_os = "linux")]
    {
        spawn(login_session::follow(locker.clone()));
        spawn(screen_saver::follow(locker.clone()));
    }
    #[cfg(not(target_os = "linux"))]
    spawn(slept::follow(locker.clone()));
}
