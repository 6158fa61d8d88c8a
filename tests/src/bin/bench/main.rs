//! The bench: each figure beside its limit, measured in the same run.
//!
//! `cargo xtask bench` builds what is shipped and runs it. What is compared is measured in turns, with random pauses
//! between, and told as the median.

mod idle;
mod keystroke;
mod machine;
mod menu;
mod pages;
mod size;
mod starts;
mod table;
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
    let table = table::markdown(&figures);
    writeln!(std::io::stdout(), "{table}")?;
    if let Some(file) = file {
        // What follows is the store's, and of another bench.
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let store = before.find("\n## The store\n").map_or("", |at| &before[at..]);
        std::fs::write(file, table::document(&table, &machine::in_words()) + store)?;
    }
    let over: Vec<_> = figures
        .iter()
        .filter(|figure| !figure.holds())
        .map(|figure| figure.what)
        .collect();
    ensure(over.is_empty(), format!("over the limit: {}", over.join(", ")))
}

/// Every part, or `only` one.
async fn measure(only: Option<&str>) -> Outcome<Vec<table::Figure>> {
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

/// The middle one; of an even number, the mean of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    if values.len().is_multiple_of(2) {
        f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
    } else {
        at(middle)
    }
}

/// A random pause, so that nothing is measured in step with a timer.
async fn pause() {
    let time = rand::random_range(50..400);
    tokio::time::sleep(Duration::from_millis(time)).await;
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_median_is_the_middle_one_or_the_mean_of_the_two() {
        assert!((super::median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((super::median(vec![4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < 1e-9);
        assert!(super::median(vec![]).is_nan());
    }
}
