//! Stages: one line each with its time, and the count of tests.

use crate::error::Stop;
use std::io::{IsTerminal, Write, stdout};
use std::time::{Duration, Instant};

/// A run of stages; `only` leaves all but one out.
pub(crate) struct Stages<'only> {
    only: Option<&'only str>,
    started: Instant,
    ran: u32,
    passed: u32,
    failed: u32,
}

impl<'only> Stages<'only> {
    pub(crate) fn new(only: Option<&'only str>) -> Self {
        Self {
            only,
            started: Instant::now(),
            ran: 0,
            passed: 0,
            failed: 0,
        }
    }

    /// Does a stage and prints its line.
    pub(crate) fn stage(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        if self.only.is_some_and(|only| only != name && !needs(only, name)) {
            return Ok(());
        }
        self.ran += 1;
        announce(name);
        let (started, passed) = (Instant::now(), self.passed);
        let result = work(self);
        let outcome = if result.is_ok() { "ok" } else { "FAILED" };
        let tests = match self.passed - passed {
            0 => String::new(),
            count => format!("   {count} tests passed"),
        };
        println!("{name:<14} {outcome:<6} {}{tests}", minutes(started.elapsed()));
        result.map_err(|stop| {
            Stop::new(format!(
                "{stop}\n\nThe stage {name} failed. Again, alone: cargo xtask test --only {name}"
            ))
        })
    }

    /// Takes note of a line of a test program's output, and counts.
    pub(crate) fn hear(&mut self, line: &str) {
        if let Some((passed, failed)) = parse_result(line) {
            self.passed += passed;
            self.failed += failed;
        }
    }

    /// Prints the sum: how long it took, and how many tests there were.
    pub(crate) fn finish(&self) {
        println!("all of it      {}", minutes(self.started.elapsed()));
        println!("{} passed, {} failed", self.passed, self.failed);
    }

    /// How many stages were done.
    pub(crate) fn ran(&self) -> u32 {
        self.ran
    }
}

/// Says what is going on to a person who waits; the stage's own line comes in its place.
fn announce(name: &str) {
    if stdout().is_terminal() {
        print!("{name:<14} …\r");
        // A line that is not yet one would otherwise wait for its end.
        let _ = stdout().flush();
    }
}

/// Whether one stage uses what another makes. Both are quick when there is nothing new.
fn needs(stage: &str, other: &str) -> bool {
    match other {
        "ui-build" | "build" => matches!(stage, "package" | "tests" | "end-to-end"),
        "package" => stage == "end-to-end",
        _ => false,
    }
}

/// `test result: ok. 12 passed; 1 failed; …` → `(12, 1)`.
fn parse_result(line: &str) -> Option<(u32, u32)> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |part: Option<&str>| part?.split_whitespace().next()?.parse().ok();
    let mut parts = counts.split(';');
    Some((count(parts.next())?, count(parts.next())?))
}

fn minutes(time: Duration) -> String {
    format!("{:>2} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_and_added_up() {
        let mut stages = Stages::new(None);
        stages.hear(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s",
        );
        stages.hear(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
        );
        stages.hear("test some::name ... ok");
        assert_eq!((stages.passed, stages.failed), (15, 2));
    }

    #[test]
    fn only_the_named_stage_runs() {
        let mut stages = Stages::new(Some("lints"));
        assert!(stages.stage("build", |_| Err(Stop::new("must not run"))).is_ok());
        assert!(stages.stage("lints", |_| Err(Stop::new("ran"))).is_err());
        assert_eq!(stages.ran(), 1);
    }

    #[test]
    fn a_stage_comes_with_what_it_uses() {
        let mut stages = Stages::new(Some("end-to-end"));
        for name in ["ui-build", "lints", "build", "package", "tests", "end-to-end"] {
            assert!(stages.stage(name, |_| Ok(())).is_ok());
        }
        assert_eq!(stages.ran(), 4);
    }
}
