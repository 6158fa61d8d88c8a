//! From starting the program to real content in its window, and its memory when it then idles.

use crate::table::Figure;
use crate::{RUNS, median, pause};
use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::picture::Picture;
use end_to_end::process::Started;
use end_to_end::{files, memory, picture};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;

/// The background of the control's page.
const CONTROL_COLOUR: u32 = 0x002f_6b4f;
/// More colours than a page without words has.
const COLOURS_OF_WORDS: usize = 24;
/// Every so manieth pixel of the middle of the screen is looked at.
const STEP: usize = 7;

/// One start.
struct Start {
    milliseconds: f64,
    mebibytes: f64,
}

/// Both figures.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let desk = Arc::new(Desk::set_up("bench-starts")?);
    Designer::settles_in(&desk).await?.window.close().await?;
    let app = files::program("studio-keys")?;
    let control = files::program("control-window")?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first of each fills the disk cache and is thrown away.
    for run in 0..=RUNS {
        pause().await;
        let one = start(&desk, &app, |middle| middle.len() > COLOURS_OF_WORDS).await?;
        pause().await;
        let other = start(&desk, &control, |middle| middle.contains(&CONTROL_COLOUR)).await?;
        if run > 0 {
            ours.push(one);
            theirs.push(other);
        }
    }
    Ok(vec![
        figure("start to first painted page", "ms", &ours, &theirs, |start| {
            start.milliseconds
        }),
        figure("memory when idle", "MiB", &ours, &theirs, |start| start.mebibytes),
    ])
}

fn figure(what: &'static str, unit: &str, ours: &[Start], theirs: &[Start], of: fn(&Start) -> f64) -> Figure {
    let ours = median(ours.iter().map(of).collect());
    let theirs = median(theirs.iter().map(of).collect());
    Figure {
        what,
        ours: format!("{ours:.0} {unit}"),
        beside: format!("{theirs:.0} {unit} (control window)"),
        value: ours / theirs,
        limit: 1.25,
        unit: "×",
    }
}

async fn start(
    desk: &Desk,
    program: &Path,
    is_painted: fn(&std::collections::BTreeSet<u32>) -> bool,
) -> Outcome<Start> {
    let (connection, screen) = desk.display.connect()?;
    let root = connection
        .setup()
        .roots
        .get(screen)
        .map(|screen| screen.root)
        .unwrap_or_default();
    let is_app = program.ends_with("studio-keys");
    let begun = Instant::now();
    let started = Started::new(
        &program.display().to_string(),
        &desk.evidence().join("starts.log"),
        |command| {
            desk.display.give_to(command);
            if is_app {
                command.arg("--data").arg(desk.data());
            }
        },
    )?;
    loop {
        let middle: Picture = picture::of_area(&connection, root, (320, 200), (800, 440))?;
        if is_painted(&middle.some_colours(STEP)) {
            break;
        }
        ensure(
            begun.elapsed() < Duration::from_secs(30),
            format!("{} painted nothing", program.display()),
        )?;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let kibibytes = memory::proportional(started.id())?;
    Ok(Start {
        milliseconds,
        mebibytes: f64::from(u32::try_from(kibibytes)?) / 1_024.0,
    })
}
