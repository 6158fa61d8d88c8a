//! What has to be done differently on one system. One small module each.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(unix)]
mod signals;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub(crate) use linux::prepare;
#[cfg(target_os = "macos")]
pub(crate) use macos::prepare;
#[cfg(windows)]
pub(crate) use windows::prepare;

use crate::views::Platform;

/// What the computer runs.
pub(crate) const PLATFORM: Platform = if cfg!(target_os = "macos") {
    Platform::Macos
} else if cfg!(windows) {
    Platform::Windows
} else {
    Platform::Linux
};

/// Quits as from the menu when the system or a terminal asks the process to end.
pub(crate) fn quit_on_signals(app: &tauri::AppHandle) {
    #[cfg(unix)]
    signals::quit_on_signals(app);
    // Windows has no such signals for programs with windows: it closes their windows.
    #[cfg(not(unix))]
    let _ = app;
}
