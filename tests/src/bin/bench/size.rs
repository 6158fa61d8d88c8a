//! How much of a disk the installed app takes.

use end_to_end::command::says;
use end_to_end::failure::Outcome;
use end_to_end::{files, package};
use figures::Figure;
use figures::Limit::AtMost;
use std::fs;
use std::path::Path;
use std::process::Command;

const MEGABYTE: f64 = 1_000_000.0;

/// All files of the package, beside the program that is only a window: as Cargo builds one, and as small as ours is built.
pub(crate) fn measure() -> Outcome<[Figure; 2]> {
    let mut ask = Command::new("dpkg-deb");
    ask.arg("--field").arg(package::built()?).arg("Installed-Size");
    // In units of 1,024 bytes, as Debian counts.
    let ours = says(&mut ask)?.parse::<f64>()? * 1_024.0 / MEGABYTE;
    let plain = megabytes(&files::of_profile("plain", "control-window")?)?;
    let small = megabytes(&files::program("control-window")?)?;
    let figure = |what, control: f64, limit| Figure {
        what,
        ours: format!("{ours:.1} MB"),
        beside: format!("{control:.1} MB (control window)"),
        value: ours - control,
        limit,
        unit: "MB",
    };
    Ok([
        figure("installed size", plain, Some(AtMost(10.0))),
        figure("the same, the control as small as we build", small, None),
    ])
}

fn megabytes(file: &Path) -> Outcome<f64> {
    let bytes = u32::try_from(fs::metadata(file)?.len())?;
    Ok(f64::from(bytes) / MEGABYTE)
}
