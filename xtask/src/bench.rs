//! `cargo xtask bench`: each figure beside its limit, measured on what is shipped: the release build.

use crate::error::Stop;
use crate::package::{self, Build};
use crate::packages::Purpose;
use crate::{folders, node, process, workspace};
use std::process::Command;

/// Sets up, builds, measures; `write` puts the table into `docs/performance.md` too.
pub(crate) fn bench(write: bool) -> Result<(), Stop> {
    workspace::set_up(Purpose::Tests)?;
    println!("Building what is shipped; the first time takes some minutes.");
    workspace::install_node_packages(Purpose::Tests, "bench")?;
    node::build_ui("bench")?;
    process::run("The build", &mut workspace::release())?;
    let mut plain = process::cargo(&[
        "build",
        "--package",
        "control-window",
        "--profile",
        "plain",
        "--locked",
    ]);
    process::run("The build of the control", &mut plain)?;
    package::bundle(Build::Release, "bench")?;
    measure(Command::new(folders::program("release", "bench")), write)
}

/// The same for the store alone, which is built for speed.
pub(crate) fn store(write: bool) -> Result<(), Stop> {
    println!("Building the store for speed; the first time takes some minutes.");
    let mut build = process::cargo(&[
        "build",
        "--package",
        "store-bench",
        "--package",
        "store",
        "--profile",
        "serve",
        "--locked",
    ]);
    process::run("The build", &mut build)?;
    measure(Command::new(folders::program("serve", "store-bench")), write)
}

fn measure(mut bench: Command, write: bool) -> Result<(), Stop> {
    if write {
        bench
            .arg("--write")
            .arg(folders::root().join("docs/performance.md"));
    }
    process::run("The bench", &mut bench)
}
