//! macOS (a launch agent) and Windows (the user's `Run` key).

use auto_launch::{AutoLaunch, AutoLaunchBuilder};

use super::{LoginError, Start, this_program};

/// Whether the app starts at login.
pub(crate) fn is_on() -> bool {
    let program = this_program().map(|program| Start {
        program,
        arguments: Vec::new(),
    });
    program
        .and_then(|start| launch(&start))
        .is_ok_and(|launch| launch.is_enabled().unwrap_or_default())
}

pub(super) fn add(start: &Start) -> Result<(), LoginError> {
    launch(start)?
        .enable()
        .map_err(|error| LoginError(error.to_string()))
}

pub(super) fn remove() -> Result<(), LoginError> {
    let start = Start {
        program: this_program()?,
        arguments: Vec::new(),
    };
    launch(&start)?
        .disable()
        .map_err(|error| LoginError(error.to_string()))
}

fn launch(start: &Start) -> Result<AutoLaunch, LoginError> {
    let arguments: Vec<String> = start
        .arguments
        .iter()
        .map(|argument| word(&argument.to_string_lossy()))
        .collect();
    let mut builder = AutoLaunchBuilder::new();
    builder
        .set_app_name("Studio Keys")
        .set_app_path(&word(&start.program.to_string_lossy()))
        .set_args(&arguments);
    #[cfg(target_os = "macos")]
    builder.set_macos_launch_mode(auto_launch::MacOSLaunchMode::LaunchAgent);
    // Never for everybody who uses the computer, which the crate would do for an administrator.
    #[cfg(windows)]
    builder.set_windows_enable_mode(auto_launch::WindowsEnableMode::CurrentUser);
    builder.build().map_err(|error| LoginError(error.to_string()))
}

/// Windows keeps one line, in which a path with spaces stands in quotes; no path there holds any. A backslash before
/// the closing one would be read as part of it.
#[cfg(windows)]
fn word(text: &str) -> String {
    format!("\"{}\"", text.trim_end_matches('\\'))
}

#[cfg(not(windows))]
fn word(text: &str) -> String {
    text.to_owned()
}
