//! The project's own commands: `cargo xtask run`, `test`, `tour`, `bench`, `fuzz` and `package`.
//!
//! Each command is one file. They only call other programs, so that this crate compiles in seconds; what drives
//! windows lives in `tests`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the terminal is what these commands do"
)]

mod bench;
mod error;
mod folders;
mod fuzz;
mod node;
mod package;
mod packages;
mod packages_elsewhere;
mod process;
mod run;
mod stages;
mod test;
mod tour;
mod workspace;

use error::Stop;
use package::Build;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run                  set up what is missing, build, open the app
cargo xtask test [--only STAGE]  set up, then every check and test there is
cargo xtask tour [--write]       drive the real window through the main job; pictures in target/tour/;
                                 --write takes those of the README into docs/pictures/
cargo xtask bench [--write]      measure against the limits; --write puts the table into docs/performance.md
cargo xtask bench store [--write]
                                 the same for the store alone
cargo xtask fuzz [SECONDS]       let libFuzzer make up what strangers send to the store, ten minutes each
cargo xtask package [--dev]      make the .deb and the .rpm in target/release/bundle/; --dev makes them of what test builds

Stages of test: set-up, ui-packages, formatting, ui-build, ui-checks, ui-tests, lints, build, package, tests, fuzz, end-to-end";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\n{stop}");
            ExitCode::FAILURE
        }
    }
}

fn command(words: &[&str]) -> Result<(), Stop> {
    match words {
        ["run"] => run::run(),
        ["test"] => test::test(None),
        ["test", "--only", stage] => test::test(Some(stage)),
        ["tour"] => tour::tour(),
        ["tour", "--write"] => tour::tour().and_then(|()| tour::write_pictures()),
        ["bench"] => bench::bench(false),
        ["bench", "--write"] => bench::bench(true),
        ["bench", "store"] => bench::store(false),
        ["bench", "store", "--write"] => bench::store(true),
        ["fuzz"] => fuzz::fuzz(None),
        ["fuzz", seconds] => fuzz::fuzz(Some(seconds)),
        ["package"] => package::package(Build::Release),
        ["package", "--dev"] => package::package(Build::Dev),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Stop::new(format!(
            "There is no such command: {}\n\n{USAGE}",
            words.join(" ")
        ))),
    }
}
