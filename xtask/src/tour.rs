//! `cargo xtask tour`: pictures of every screen, taken in the real window on a virtual display.

use crate::error::{About, Stop};
use crate::packages::Purpose;
use crate::{folders, node, process, workspace};
use std::fs;
use std::process::Command;

/// The README's pictures, and which of the tour's each one is.
const PICTURES: [(&str, &str); 4] = [
    ("api-keys.png", "-list-light.png"),
    ("welcome.png", "-welcome-light.png"),
    ("stepper-scope.png", "-step-scope-light.png"),
    ("reveal.png", "-reveal-copied-light.png"),
];

/// Sets up, builds, and lets the tour drive the window.
pub(crate) fn tour() -> Result<(), Stop> {
    workspace::set_up(Purpose::Tests)?;
    println!("Building; the first time takes some minutes.");
    workspace::install_node_packages(Purpose::Tests, "tour")?;
    node::build_ui("tour")?;
    process::run("The build", &mut process::cargo(workspace::BUILD))?;
    process::run("The tour", &mut Command::new(folders::program("debug", "tour")))
}

/// Takes the README's pictures from those of the tour.
pub(crate) fn write_pictures() -> Result<(), Stop> {
    let (from, to) = (
        folders::target().join("tour"),
        folders::root().join("docs/pictures"),
    );
    fs::create_dir_all(&to).about("make docs/pictures")?;
    let taken: Vec<_> = fs::read_dir(&from).about("read target/tour")?.flatten().collect();
    for (name, ending) in PICTURES {
        let picture = taken
            .iter()
            .find(|entry| entry.file_name().to_string_lossy().ends_with(ending))
            .ok_or_else(|| Stop::new(format!("The tour took no picture …{ending}.")))?;
        fs::copy(picture.path(), to.join(name)).about(format!("write docs/pictures/{name}"))?;
    }
    Ok(())
}
