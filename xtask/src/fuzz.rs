//! `cargo xtask fuzz`: what strangers send, made up by libFuzzer. Whatever it finds is left in `target/fuzz/<target>/`.

use crate::error::{About, Stop};
use crate::folders;
use crate::process::{self, run_logged};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// One program each in `fuzz/targets/`.
const TARGETS: [&str; 5] = ["key", "authorization", "scopes", "import", "figma"];

/// How long each runs when nothing is said.
const LONG: u32 = 600;

/// How long each runs within `cargo xtask test`.
const SHORT: u32 = 5;

/// The marks in the code that libFuzzer follows, as cargo-fuzz sets them; none of them needs more than a stable compiler.
const MARKS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Each target for so many seconds, telling what it does.
pub(crate) fn fuzz(seconds: Option<&str>) -> Result<(), Stop> {
    let seconds = seconds.map_or(Ok(LONG), str::parse);
    let seconds =
        seconds.map_err(|_| Stop::new("cargo xtask fuzz takes a number of seconds for each target."))?;
    process::run("The build", &mut build()?)?;
    for target in TARGETS {
        println!("\n{target}, {seconds} seconds");
        process::run(target, &mut run(target, seconds)?)?;
    }
    Ok(())
}

/// Each target for a few seconds, quietly.
pub(crate) fn briefly() -> Result<(), Stop> {
    run_logged("fuzz-build", &mut build()?, &mut |_| ())?;
    TARGETS
        .into_iter()
        .try_for_each(|target| run_logged(&format!("fuzz-{target}"), &mut run(target, SHORT)?, &mut |_| ()))
}

/// Built for a named machine, so that build scripts and macros don't get the marks.
fn build() -> Result<Command, Stop> {
    let host = host()?;
    let manifest = folders::root().join("fuzz/Cargo.toml");
    let mut build = process::cargo(&[
        "build",
        "--release",
        "--locked",
        "--target",
        &host,
        "--manifest-path",
    ]);
    build
        .arg(manifest)
        .arg("--target-dir")
        .arg(folder())
        .env("RUSTFLAGS", MARKS);
    Ok(build)
}

fn run(target: &str, seconds: u32) -> Result<Command, Stop> {
    let place = folder().join(target);
    let corpus = place.join("corpus");
    fs::create_dir_all(&corpus).about(format!("make {}", folders::shown(&corpus)))?;
    let program = folder().join(host()?).join("release").join(target);
    let mut run = Command::new(program);
    run.arg(format!("-max_total_time={seconds}"))
        .args(["-max_len=20000", "-timeout=10"])
        .arg(format!("-artifact_prefix={}/", place.display()))
        .arg(corpus);
    Ok(run)
}

fn folder() -> PathBuf {
    folders::target().join("fuzz")
}

fn host() -> Result<String, Stop> {
    let about = process::output_of("rustc", &["-vV"]).unwrap_or_default();
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| {
        Stop::new("rustc does not say for what machine it is. Install Rust from https://rustup.rs.")
    })
}
