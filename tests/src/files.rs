//! Where the built programs, fixtures and evidence are, and which programs must be installed.

use crate::failure::{Failure, Outcome};
use std::env;
use std::path::{Path, PathBuf};

/// Programs that the harness calls by name.
const TOOLS: &[&str] = &[
    "Xvfb",
    "dbus-daemon",
    "gnome-keyring-daemon",
    "openbox",
    "WebKitWebDriver",
    "xdotool",
    "xclip",
    "setpriv",
    "node",
    "appstreamcli",
    "desktop-file-validate",
    "dpkg-deb",
    "gio",
    "curl",
    "openssl",
];

/// The folder of this crate.
pub fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    here().join("fixtures").join(name)
}

/// The folder that Cargo built the running program into: `target/debug`.
fn built() -> Outcome<PathBuf> {
    let program = env::current_exe()?;
    let folder = program
        .parent()
        .ok_or_else(|| Failure::new("the test program is in no folder"))?;
    let folder = if folder.ends_with("deps") {
        folder.parent().unwrap_or(folder)
    } else {
        folder
    };
    Ok(folder.to_path_buf())
}

/// A folder under `target/`.
pub fn output(name: &str) -> Outcome<PathBuf> {
    let built = built()?;
    Ok(built.parent().unwrap_or(&built).join(name))
}

/// A program of this workspace; says how to build it when it isn't there.
pub fn program(name: &str) -> Outcome<PathBuf> {
    let advice = "Run `cargo xtask test`, or `cargo build --workspace` first.";
    built_file(built()?.join(name), advice)
}

/// A program of this workspace, built by another profile than what runs.
pub fn of_profile(profile: &str, name: &str) -> Outcome<PathBuf> {
    built_file(output(profile)?.join(name), "Run `cargo xtask bench`.")
}

fn built_file(path: PathBuf, advice: &str) -> Outcome<PathBuf> {
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::new(format!(
        "{} has not been built. {advice}",
        path.display()
    )))
}

/// A file of the real clients' packages in `tests/clients`.
pub fn client(path: &str) -> Outcome<PathBuf> {
    let path = here().join("clients/node_modules").join(path);
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::new(format!(
        "{} is missing. Run `cargo xtask test`, or `npm ci` in tests/clients first.",
        path.display()
    )))
}

/// Fails with what is missing unless every tool is installed.
pub fn check_tools() -> Outcome {
    let missing: Vec<_> = TOOLS.iter().copied().filter(|tool| !is_installed(tool)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "These tests drive a real window and need {}, which are not installed. `cargo xtask test` installs them.",
        missing.join(", ")
    )))
}

fn is_installed(tool: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| Path::new(&folder).join(tool).is_file())
}
