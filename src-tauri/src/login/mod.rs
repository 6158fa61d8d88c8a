//! Starting at login: the system's own entry for it, off until somebody asks for it.
//!
//! Nothing of it is kept elsewhere: who removes the entry by hand has switched it off.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

use std::ffi::OsString;
use std::path::PathBuf;

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::is_on;
#[cfg(not(target_os = "linux"))]
use elsewhere::{add, remove};
#[cfg(target_os = "linux")]
pub(crate) use linux::is_on;
#[cfg(target_os = "linux")]
use linux::{add, remove};

use crate::data_folder::DataFolder;

/// Why the entry could not be changed.
#[derive(Debug, thiserror::Error)]
#[error("Starting at login could not be changed: {0}. Nothing else was changed; try again.")]
pub(crate) struct LoginError(String);

/// What is started at login.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Start {
    program: PathBuf,
    arguments: Vec<OsString>,
}

impl Start {
    /// This program, with the data folder that it uses now unless that is the usual one.
    fn of_this_program(folder: &DataFolder, hidden: bool) -> Result<Self, LoginError> {
        let mut arguments = Vec::new();
        if hidden {
            arguments.push(OsString::from("--hidden"));
        }
        if !folder.is_usual() {
            arguments.extend([OsString::from("--data"), folder.path().into()]);
        }
        Ok(Self {
            program: this_program()?,
            arguments,
        })
    }
}

/// From now on the app starts at login, without a window when `hidden`.
pub(crate) fn switch_on(folder: &DataFolder, hidden: bool) -> Result<(), LoginError> {
    add(&Start::of_this_program(folder, hidden)?)
}

/// From now on it does not.
pub(crate) fn switch_off() -> Result<(), LoginError> {
    remove()
}

fn this_program() -> Result<PathBuf, LoginError> {
    tauri::utils::platform::current_exe().map_err(|error| LoginError(error.to_string()))
}
