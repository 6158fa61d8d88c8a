//! The log in the data folder: one file a day, seven kept. No secrets are ever handed to it.

use std::fs;
use std::path::{Path, PathBuf};

use tracing::Level;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const KEPT_FILES: usize = 7;

/// What is logged unless `STUDIO_KEYS_LOG` says otherwise.
fn usual_filter() -> Targets {
    Targets::new().with_default(Level::WARN).with_targets([
        ("studio_keys", Level::INFO),
        ("device", Level::INFO),
        ("store", Level::INFO),
    ])
}

/// The last lines of the log, the oldest first; none where it can't be read.
pub(crate) fn last_lines(folder: &Path, number: usize) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "log"));
    // Their names end with the day.
    files.sort();
    let mut lines: Vec<String> = Vec::new();
    for file in files.iter().rev() {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).into_owned();
        let missing = number - lines.len();
        let all: Vec<&str> = text.lines().collect();
        let last = &all[all.len().saturating_sub(missing)..];
        lines.splice(0..0, last.iter().map(|line| (*line).to_owned()));
        if lines.len() == number {
            break;
        }
    }
    lines
}

/// Begins to log into `folder`. A log that can't be written is no reason not to start: it is said on standard error.
#[expect(clippy::print_stderr, reason = "there is no log to say it in")]
pub(crate) fn begin(folder: &Path) {
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("studio-keys")
        .filename_suffix("log")
        .max_log_files(KEPT_FILES)
        .build(folder);
    let asked_for = std::env::var("STUDIO_KEYS_LOG").ok();
    let filter = asked_for
        .and_then(|words| words.parse().ok())
        .unwrap_or_else(usual_filter);
    match appender {
        Ok(appender) => {
            let lines = fmt::layer().with_ansi(false).with_writer(appender);
            let begun = tracing_subscriber::registry().with(filter).with(lines).try_init();
            if let Err(error) = begun {
                eprintln!("studio-keys: nothing is logged: {error}");
            }
        }
        Err(error) => eprintln!(
            "studio-keys: nothing is logged, {} can’t be written: {error}",
            folder.display()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_those_of_the_last_days() {
        let folder = tempfile::tempdir().unwrap();
        for (day, lines) in [("23", "a\nb\n"), ("24", "c\nd\n"), ("25", "e\n")] {
            fs::write(
                folder.path().join(format!("studio-keys.2026-11-{day}.log")),
                lines,
            )
            .unwrap();
        }
        fs::write(folder.path().join("other.txt"), "x").unwrap();
        assert_eq!(last_lines(folder.path(), 4), ["b", "c", "d", "e"]);
        assert_eq!(last_lines(folder.path(), 1), ["e"]);
        assert_eq!(last_lines(folder.path(), 9).len(), 5);
        assert!(last_lines(&folder.path().join("missing"), 9).is_empty());
    }
}
