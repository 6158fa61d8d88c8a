//! `cargo xtask package`: the `.deb` and the `.rpm`. Fetches nothing while it makes them.

use crate::error::{About, Stop};
use crate::packages::Purpose;
use crate::{folders, node, process, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What makes a package of Linux: names, files beside the program, what it depends on. Seen from `src-tauri`.
const CONFIGURATION: &str = "packaging/linux/bundle.json";

/// Which build is put into the packages.
#[derive(Clone, Copy)]
pub(crate) enum Build {
    /// What is shipped, and measured by `bench`.
    Release,
    /// What `test` has built.
    Dev,
}

impl Build {
    fn profile(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// Sets up, builds, and makes the packages.
pub(crate) fn package(build: Build) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::new(
            "This makes the packages of Linux. docs/packaging.md says how those of macOS and Windows are made.",
        ));
    }
    workspace::set_up(Purpose::App)?;
    println!("Building; the first time takes some minutes.");
    workspace::install_node_packages(Purpose::App, "package")?;
    node::build_ui("package")?;
    let mut building = match build {
        Build::Release => workspace::release(),
        Build::Dev => process::cargo(workspace::BUILD),
    };
    process::run("The build", &mut building)?;
    for made in bundle(build, "package")? {
        let size = fs::metadata(&made)
            .about(format!("read {}", folders::shown(&made)))?
            .len();
        println!("{} ({:.1} MB)", folders::shown(&made), megabytes(size));
    }
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) / 1_000.0
}

/// Makes the packages of what has been built, in place of earlier ones, and says where they are.
pub(crate) fn bundle(build: Build, log: &str) -> Result<Vec<PathBuf>, Stop> {
    let folder = folders::target().join(build.profile()).join("bundle");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).about(format!("remove {}", folders::shown(&folder)))?;
    }
    process::run_logged(log, &mut bundler(build), &mut |_| ())?;
    ["deb", "rpm"]
        .iter()
        .map(|kind| only_package(&folder.join(kind), kind))
        .collect()
}

/// Tauri's own bundler. The program goes in as it was built: nothing is written into it.
fn bundler(build: Build) -> Command {
    let root = folders::root();
    let mut command = Command::new(root.join("ui/node_modules/.bin/tauri"));
    command.args([
        "bundle",
        "--ci",
        "--no-sign",
        "--no-binary-patching",
        "--config",
        CONFIGURATION,
    ]);
    if matches!(build, Build::Dev) {
        command.arg("--debug");
    }
    command
        .current_dir(root.join("src-tauri"))
        .env("CARGO_TARGET_DIR", folders::target())
        .env("CARGO_NET_OFFLINE", "true");
    command
}

fn only_package(folder: &Path, kind: &str) -> Result<PathBuf, Stop> {
    let entries = fs::read_dir(folder).about(format!("read {}", folders::shown(folder)))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|found| found == kind))
        .ok_or_else(|| Stop::new(format!("The bundler made no .{kind}.")))
}
