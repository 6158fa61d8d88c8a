//! What several commands do with the workspace: tools of Rust, the UI, the build.

use crate::error::Stop;
use crate::packages::{self, Purpose};
use crate::{folders, node, process};
use std::process::Command;

/// The one way in which everything is built for running and testing, so that each part is compiled once.
pub(crate) const BUILD: &[&str] = &["build", "--workspace", "--all-targets", "--locked"];

/// Builds what is measured and shipped, without Tauri's own commands that no window may call: what `removeUnusedCommands`
/// asks for, and only Tauri's command line would pass on.
pub(crate) fn release() -> Command {
    let mut build = process::cargo(&["build", "--workspace", "--bins", "--release", "--locked"]);
    build.env("REMOVE_UNUSED_COMMANDS", folders::root().join("src-tauri"));
    build
}

/// Node, system packages, and the parts of Rust that not every installation has.
pub(crate) fn set_up(purpose: Purpose) -> Result<(), Stop> {
    node::check_version()?;
    packages::install(purpose)?;
    if purpose == Purpose::Tests {
        install_rust_components()?;
    }
    Ok(())
}

fn install_rust_components() -> Result<(), Stop> {
    let here = |part| process::output_of("cargo", &[part, "--version"]).is_some();
    if here("fmt") && here("clippy") {
        return Ok(());
    }
    if !process::is_installed("rustup") {
        return Err(Stop::new(
            "rustfmt or clippy is missing. Install them the way Rust was installed.",
        ));
    }
    let mut rustup = Command::new("rustup");
    process::run("rustup", rustup.args(["component", "add", "rustfmt", "clippy"]))
}

/// The packages of the UI, and those of the real clients when there is going to be a test.
pub(crate) fn install_node_packages(purpose: Purpose, log: &str) -> Result<(), Stop> {
    node::install(&folders::root().join("ui"), log)?;
    if purpose == Purpose::Tests {
        node::install(&folders::root().join("tests/clients"), log)?;
    }
    Ok(())
}

/// Whether a window can be opened here.
pub(crate) fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
