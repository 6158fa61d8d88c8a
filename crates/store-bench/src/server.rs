//! The servers that answer, each in a process of its own, so that its memory and its time are its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// The kernel's unit of processor time, in microseconds.
const TICK: f64 = 10_000.0;

pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// The real store.
    pub(crate) fn store(data: &Path, more: &[&str]) -> Outcome<Self> {
        let mut command = studio_store()?;
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data);
        Self::start(command.args(more))
    }

    /// The bare server of this program; see [`crate::bare`].
    pub(crate) fn bare(arguments: &[String]) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::start(command.arg("bare").args(arguments))
    }

    fn start(command: &mut Command) -> Outcome<Self> {
        let mut child = command
            .env("STUDIO_STORE_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stderr.take().ok_or("no standard error")?);
        let mut said = String::new();
        lines.read_line(&mut said)?;
        let address = said
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .ok_or_else(|| format!("a server said: {said}"))?
            .parse()?;
        // What it says from now on is a warning, and is passed on.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::stderr()));
        Ok(Self { child, address })
    }

    /// The processor time that it took so far, in microseconds.
    pub(crate) fn processor_time(&self) -> Outcome<f64> {
        let line = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The program's name, which may be anything, stands in parentheses.
        let (_, rest) = line.rsplit_once(')').ok_or("no name")?;
        let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.sum::<Result<f64, _>>()? * TICK)
    }

    /// What it holds of the machine's memory, in megabytes.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let account = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = account.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let line = line.ok_or("the kernel does not say")?.trim();
        let kibibytes: f64 = line.trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1_024.0 / 1_000_000.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary that was built beside this one.
pub(crate) fn studio_store() -> Outcome<Command> {
    let this = std::env::current_exe()?;
    let name = format!("studio-store{}", std::env::consts::EXE_SUFFIX);
    Ok(Command::new(this.with_file_name(name)))
}
