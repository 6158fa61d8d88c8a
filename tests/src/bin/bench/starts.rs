//! From starting the program to real content in its window, and its memory when it then idles.

use crate::{RUNS, pause};
use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::picture::Picture;
use end_to_end::process::Started;
use end_to_end::{files, memory, picture};
use figures::Limit::AtMost;
use figures::{Figure, median};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

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

/// Where there is no graphics card, the app has the web engine paint plainly. The control is started so too, beside one
/// that is started as it comes: what the app gains by its choice is not to count as its own speed.
const PAINT_PLAINLY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// The three programs that are started in turns.
#[derive(Clone, Copy)]
enum Program {
    App,
    Control,
    ControlAsItComes,
}

const PROGRAMS: [Program; 3] = [Program::App, Program::Control, Program::ControlAsItComes];

/// All four figures.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let desk = Arc::new(Desk::set_up("bench-starts")?);
    Designer::settles_in(&desk).await?.window.close().await?;
    let mut starts = PROGRAMS.map(|_| Vec::new());
    // The first of each fills the disk cache and is thrown away.
    for run in 0..=RUNS {
        for (program, starts) in PROGRAMS.into_iter().zip(&mut starts) {
            pause().await;
            let one = start(&desk, program).await?;
            if run > 0 {
                starts.push(one);
            }
        }
    }
    let [ours, control, as_it_comes] = starts;
    let time = |start: &Start| start.milliseconds;
    let memory = |start: &Start| start.mebibytes;
    Ok(vec![
        figure("start to first painted page", "ms", &ours, &as_it_comes, time),
        beside(figure(
            "the same, both painting plainly",
            "ms",
            &ours,
            &control,
            time,
        )),
        figure("memory when idle", "MiB", &ours, &as_it_comes, memory),
        beside(figure(
            "the same, both painting plainly",
            "MiB",
            &ours,
            &control,
            memory,
        )),
    ])
}

/// To be read beside the figure before it, which is the one that has a limit.
fn beside(figure: Figure) -> Figure {
    Figure {
        limit: None,
        ..figure
    }
}

fn paints_plainly() -> bool {
    let nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    !nodes
        .into_iter()
        .any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}

fn figure(what: &'static str, unit: &str, ours: &[Start], theirs: &[Start], of: fn(&Start) -> f64) -> Figure {
    let ours = median(ours.iter().map(of).collect());
    let theirs = median(theirs.iter().map(of).collect());
    Figure {
        what,
        ours: format!("{ours:.0} {unit}"),
        beside: format!("{theirs:.0} {unit} (control window)"),
        value: ours / theirs,
        limit: Some(AtMost(1.25)),
        unit: "×",
    }
}

/// Whether the page can be seen, by the colours in the middle of the screen.
fn is_painted(program: Program, middle: &BTreeSet<u32>) -> bool {
    match program {
        Program::App => middle.len() > COLOURS_OF_WORDS,
        Program::Control | Program::ControlAsItComes => middle.contains(&CONTROL_COLOUR),
    }
}

async fn start(desk: &Desk, program: Program) -> Outcome<Start> {
    let (connection, root) = desk.display.connect()?;
    let path = files::program(match program {
        Program::App => "studio-keys",
        Program::Control | Program::ControlAsItComes => "control-window",
    })?;
    let path = path.display().to_string();
    let begun = Instant::now();
    let started = Started::new(&path, &desk.evidence().join("starts.log"), |command| {
        desk.display.give_to(command);
        match program {
            Program::App => drop(command.arg("--data").arg(desk.data())),
            Program::Control if paints_plainly() => drop(command.env(PAINT_PLAINLY, "1")),
            Program::Control | Program::ControlAsItComes => {}
        }
    })?;
    loop {
        let middle: Picture = picture::of_area(&connection, root, (320, 200), (800, 440))?;
        if is_painted(program, &middle.some_colours(STEP)) {
            break;
        }
        ensure(
            begun.elapsed() < Duration::from_secs(30),
            format!("{path} painted nothing"),
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
