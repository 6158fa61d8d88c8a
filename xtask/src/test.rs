//! `cargo xtask test`: everything there is to check, from an empty clone.

use crate::error::{About, Stop};
use crate::package::{self, Build};
use crate::packages::Purpose;
use crate::process::{cargo, npm, run_logged};
use crate::stages::Stages;
use crate::{folders, fuzz, node, workspace};
use std::fs;
use std::process::Command;

/// The tests in real windows live in a module of this name; everything else runs without a display.
const IN_A_WINDOW: &str = "in_a_window";

/// Runs the stages, or `only` one of them.
pub(crate) fn test(only: Option<&str>) -> Result<(), Stop> {
    clear_logs()?;
    let mut stages = Stages::new(only);
    let result = set_up(&mut stages)
        .and_then(|()| check(&mut stages))
        .and_then(|()| run_tests(&mut stages));
    if result.is_ok() && stages.ran() == 0 {
        return Err(Stop::new(format!(
            "There is no stage {}.\n\n{}",
            only.unwrap_or_default(),
            crate::USAGE
        )));
    }
    if result.is_ok() {
        stages.finish();
        return Ok(());
    }
    result.inspect_err(|_| stages.finish())
}

fn clear_logs() -> Result<(), Stop> {
    let folder = folders::logs();
    let Ok(entries) = fs::read_dir(&folder) else {
        return Ok(());
    };
    for entry in entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|kind| kind == "log"))
    {
        fs::remove_file(entry.path()).about(format!("remove {}", folders::shown(&entry.path())))?;
    }
    Ok(())
}

fn set_up(stages: &mut Stages) -> Result<(), Stop> {
    stages.stage("set-up", |_| workspace::set_up(Purpose::Tests))?;
    stages.stage("ui-packages", |_| {
        workspace::install_node_packages(Purpose::Tests, "ui-packages")
    })?;
    stages.stage("formatting", |_| {
        quiet("formatting", &mut cargo(&["fmt", "--all", "--check"]))
    })?;
    stages.stage("ui-build", |_| node::build_ui("ui-build"))
}

fn check(stages: &mut Stages) -> Result<(), Stop> {
    let ui = folders::root().join("ui");
    stages.stage("ui-checks", |_| {
        quiet("ui-checks", &mut npm(&["run", "check"], &ui))
    })?;
    stages.stage("ui-tests", |_| quiet("ui-tests", &mut npm(&["test"], &ui)))?;
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    stages.stage("lints", |_| quiet("lints", &mut cargo(&lints)))
}

fn run_tests(stages: &mut Stages) -> Result<(), Stop> {
    stages.stage("build", |_| quiet("build", &mut cargo(workspace::BUILD)))?;
    stages.stage("package", |_| package::bundle(Build::Dev, "package").map(drop))?;
    // Left out by name, not by package: another choice of packages would compile the dependencies once more.
    let most = [
        "test",
        "--workspace",
        "--locked",
        "--no-fail-fast",
        "--",
        "--skip",
        IN_A_WINDOW,
    ];
    stages.stage("tests", |stages| counted("tests", &mut cargo(&most), stages))?;
    stages.stage("fuzz", |_| fuzz::briefly())?;
    // Chosen by name for the same reason.
    let windows = [
        "test",
        "--workspace",
        "--locked",
        "--",
        IN_A_WINDOW,
        "--test-threads",
        "1",
    ];
    stages.stage("end-to-end", |stages| {
        counted("end-to-end", &mut cargo(&windows), stages).map_err(|stop| {
            let kept = folders::shown(&folders::target().join("e2e"));
            Stop::new(format!(
                "{stop}\nScreenshots and logs of failed tests are in {kept}/<test>/."
            ))
        })
    })
}

fn quiet(log: &str, command: &mut Command) -> Result<(), Stop> {
    run_logged(log, command, &mut |_| ())
}

fn counted(log: &str, command: &mut Command, stages: &mut Stages) -> Result<(), Stop> {
    run_logged(log, command, &mut |line| stages.hear(line))
}
