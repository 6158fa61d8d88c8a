//! How much of a disk the installed app takes.

use crate::table::Figure;
use end_to_end::command::says;
use end_to_end::failure::Outcome;
use end_to_end::{files, package};
use std::fs;
use std::process::Command;

const MEGABYTE: f64 = 1_000_000.0;

/// The one figure: all files of the package, beside the program that is only a window.
pub(crate) fn measure() -> Outcome<Figure> {
    let mut ask = Command::new("dpkg-deb");
    ask.arg("--field").arg(package::built()?).arg("Installed-Size");
    // In units of 1,024 bytes, as Debian counts.
    let ours = says(&mut ask)?.parse::<f64>()? * 1_024.0 / MEGABYTE;
    let control = fs::metadata(files::program("control-window")?)?.len();
    let control = f64::from(u32::try_from(control)?) / MEGABYTE;
    Ok(Figure {
        what: "installed size",
        ours: format!("{ours:.1} MB"),
        beside: format!("{control:.1} MB (control window)"),
        value: ours - control,
        limit: Some(10.0),
        unit: "MB",
    })
}
