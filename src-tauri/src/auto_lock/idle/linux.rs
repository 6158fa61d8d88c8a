//! Linux: the display server counts. X11 can be asked by anybody; on Wayland, GNOME alone tells.

use std::env;
use std::time::Duration;

use super::{mutter, x11};

/// How long nobody has used the computer, where that can be known.
pub(super) fn of_the_computer() -> Option<Duration> {
    // An X11 server inside a Wayland session hears only what its own windows are told.
    if env::var_os("WAYLAND_DISPLAY").is_some() {
        return known(mutter::idle_time());
    }
    known(x11::idle_time())
}

fn known<Problem: std::fmt::Display>(asked: Result<Duration, Problem>) -> Option<Duration> {
    asked.inspect_err(|error| super::log_once(error)).ok()
}
