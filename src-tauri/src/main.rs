//! Studio Keys, the desktop app. Everything is in the library, where it can be tested.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    studio_keys::run()
}
