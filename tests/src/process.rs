//! Programs that a test starts, and their descendants. All of them end with the test, by id.

use crate::failure::{Failure, Outcome};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A running program with all it has started; dropping it ends them.
#[derive(Debug)]
pub struct Started {
    child: Child,
}

impl Started {
    /// Starts `program` in a process group of its own, with its output going to `log`.
    ///
    /// It also ends when the thread that started it does, so that an interrupted test leaves nothing behind.
    pub fn new(program: &str, log: &Path, configure: impl FnOnce(&mut Command)) -> Outcome<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--", program]);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0);
        configure(&mut command);
        let child = command
            .spawn()
            .map_err(|error| Failure::new(format!("{program} did not start: {error}")))?;
        Ok(Self { child })
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it printed to a pipe, when `configure` gave it one.
    pub fn take_output(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// Waits for its end; `None` when it is still running after `time`.
    pub fn ends_within(&mut self, time: Duration) -> Outcome<Option<std::process::ExitStatus>> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if start.elapsed() > time {
                return Ok(None);
            }
            sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// Kills one process at once, the way a power cut would.
pub fn kill(id: u32) -> Outcome {
    send(id, Signal::KILL)
}

/// Asks one process to end.
pub fn terminate(id: u32) -> Outcome {
    send(id, Signal::TERM)
}

fn send(id: u32, signal: Signal) -> Outcome {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    Ok(kill_process(
        id.ok_or_else(|| Failure::new("no such process id"))?,
        signal,
    )?)
}

/// The process and all its descendants that run now.
pub fn tree(root: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (id, parent) in running() {
        children.entry(parent).or_default().push(id);
    }
    let mut found = vec![root];
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        found.extend(children.get(&id).into_iter().flatten());
        next += 1;
    }
    found
}

/// Every process with its parent.
fn running() -> impl Iterator<Item = (u32, u32)> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let (_state, parent) = state_and_parent(id)?;
            Some((id, parent))
        })
}

fn state_and_parent(id: u32) -> Option<(String, u32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name before it is in parentheses and may hold anything.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace();
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}

/// Whether a process has let go of all it held. Whoever started it may not have taken note yet (`Z`), and as long as
/// any of its threads is there, so are its files and locks.
pub fn has_ended(id: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{id}/task")).map_or(0, Iterator::count);
    state_and_parent(id).is_none_or(|(state, _)| state == "X" || (state == "Z" && threads <= 1))
}

/// The descendant of `root` that runs `program`, when there is one.
pub fn descendant(root: u32, program: &Path) -> Option<u32> {
    tree(root).into_iter().find(|id| runs(*id, program.as_os_str()))
}

fn runs(id: u32, program: &OsStr) -> bool {
    fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe.as_os_str() == program)
}
