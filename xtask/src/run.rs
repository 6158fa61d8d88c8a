//! `cargo xtask run`: from an empty clone to the app's window.

use crate::error::Stop;
use crate::packages::Purpose;
use crate::{folders, node, process, tour, workspace};
use std::process::Command;

/// The app alone: what tests and benchmarks need besides is not built, and not everywhere can be.
const APP: &[&str] = &[
    "build",
    "--package",
    "studio-keys",
    "--bin",
    "studio-keys",
    "--locked",
];

/// Sets up, builds, and opens the app; without a display, does the tour.
pub(crate) fn run() -> Result<(), Stop> {
    if !workspace::has_display() {
        println!(
            "There is no display here, so no window can be opened. Doing the tour instead: its pictures will be in target/tour/."
        );
        return tour::tour();
    }
    workspace::set_up(Purpose::App)?;
    println!("Building; the first time takes some minutes.");
    workspace::install_node_packages(Purpose::App, "run")?;
    node::build_ui("run")?;
    process::run("The build", &mut process::cargo(APP))?;
    process::run(
        "Studio Keys",
        &mut Command::new(folders::program("debug", "studio-keys")),
    )
}
