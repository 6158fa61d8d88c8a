//! What has to be done differently on one system. One small module each.

#[cfg(unix)]
mod core_dumps;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(unix)]
mod signals;

use crate::views::Platform;

/// Must be called first of all, while there is one thread.
pub(crate) fn prepare() {
    #[cfg(unix)]
    core_dumps::turn_off();
    #[cfg(target_os = "linux")]
    linux::choose_how_to_paint();
}

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
