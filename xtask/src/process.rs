//! Running other programs: loudly, quietly into a log, or only to hear what they say.

use crate::error::{About, Stop};
use crate::folders;
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// How much of a failed program's output is shown.
const LAST_LINES: usize = 60;

/// A command that runs in `folder`.
pub(crate) fn command(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}

/// `cargo` at the workspace's root: the same one that runs this command.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    command(&cargo, arguments, &folders::root())
}

/// `npm` in `folder`.
pub(crate) fn npm(arguments: &[&str], folder: &Path) -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments, folder)
}

/// What a program prints, or `None` when it isn't there or fails.
pub(crate) fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program can be found.
pub(crate) fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| {
            folder.join(program).is_file()
                || folder
                    .join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
                    .is_file()
        })
    })
}

/// Runs a program with the terminal as its output.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<(), Stop> {
    let status = command
        .status()
        .about(format!("start {}", command.get_program().display()))?;
    if status.success() {
        Ok(())
    } else {
        Err(Stop::new(format!("{what} failed ({status}).")))
    }
}

/// Runs a program with its output in `target/xtask/<log>.log`, telling `heard` every line. Fails with the last lines.
pub(crate) fn run_logged(log: &str, command: &mut Command, heard: &mut dyn FnMut(&str)) -> Result<(), Stop> {
    let (mut file, path) = open_log(log)?;
    let (reader, writer) = std::io::pipe().about("make a pipe")?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone().about("share a pipe")?)
        .stderr(writer);
    let mut child = command
        .spawn()
        .about(format!("start {}", command.get_program().display()))?;
    // Our own ends of the pipe would keep it open after the program is gone.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut last = VecDeque::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.about("read a program's output")?;
        let line = String::from_utf8_lossy(&line).into_owned();
        writeln!(file, "{line}").about("write a log")?;
        heard(&line);
        last.push_back(line);
        if last.len() > LAST_LINES {
            last.pop_front();
        }
    }
    let status = child.wait().about("wait for a program")?;
    if status.success() {
        return Ok(());
    }
    let tail: Vec<String> = last.into();
    Err(Stop::new(format!(
        "{}\n\nAll of it is in {}.",
        tail.join("\n"),
        folders::shown(&path)
    )))
}

fn open_log(log: &str) -> Result<(File, std::path::PathBuf), Stop> {
    let folder = folders::logs();
    fs::create_dir_all(&folder).about(format!("make {}", folders::shown(&folder)))?;
    let path = folder.join(format!("{log}.log"));
    // Several programs of one stage share its log, one after the other.
    let file = File::options().create(true).append(true).open(&path);
    Ok((file.about(format!("write {}", folders::shown(&path)))?, path))
}
