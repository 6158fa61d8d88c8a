//! The bench: each figure beside its limit, measured in the same run.
//!
//! `cargo xtask bench` builds what is shipped and runs it. What is compared is measured in turns, with random pauses
//! between, and told as the median.

mod idle;
mod keystroke;
mod machine;
mod menu;
mod page;
mod pages;
mod size;
mod starts;
mod tray;

use end_to_end::failure::{Failure, Outcome, ensure};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// How often a thing is measured where nothing else is said; the first time, which is one more, does not count.
const RUNS: usize = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (file, only) = match words.as_slice() {
        [] => (None, None),
        [flag, path] if flag == "--write" => (Some(PathBuf::from(path)), None),
        [flag, part] if flag == "--only" => (None, Some(part.as_str())),
        _ => {
            return Err(Failure::new(
                "bench takes nothing, or --write and a file, or --only and starts, idle, menu, tray, pages, keystroke or size",
            ));
        }
    };
    let figures = measure(only).await?;
    let table = figures::markdown("Studio Keys", &figures);
    writeln!(std::io::stdout(), "{table}")?;
    if let Some(file) = file {
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let app = page::about(&table, &machine::in_words());
        std::fs::write(file, figures::with_app(&before, &app))?;
    }
    Ok(figures::check(&figures)?)
}

/// Every part, or `only` one.
async fn measure(only: Option<&str>) -> Outcome<Vec<figures::Figure>> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut figures = Vec::new();
    if wanted("starts") {
        figures.extend(starts::measure().await?);
    }
    if wanted("idle") {
        figures.extend(idle::measure().await?);
    }
    if wanted("menu") {
        figures.extend(menu::measure().await?);
    }
    if wanted("tray") {
        figures.extend(tray::measure().await?);
    }
    if wanted("pages") {
        figures.extend(pages::measure().await?);
    }
    if wanted("keystroke") {
        figures.extend(keystroke::measure().await?);
    }
    if wanted("size") {
        figures.extend(size::measure()?);
    }
    ensure(!figures.is_empty(), "there is no such part")?;
    Ok(figures)
}

/// A random pause, so that nothing is measured in step with a timer.
async fn pause() {
    let time = rand::random_range(50..400);
    tokio::time::sleep(Duration::from_millis(time)).await;
}
