//! The real `studio-store`, run as an administrator runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;

use tempfile::TempDir;

fn studio_store() -> Command {
    Command::new(env!("CARGO_BIN_EXE_studio-store"))
}

/// A folder for data, and commands about it.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs a command, `--data` put to it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        run_in(&self.data(), arguments, "")
    }

    /// What a command that succeeds prints, without its line end.
    pub(crate) fn printed(&self, arguments: &[&str]) -> String {
        printed(&self.run(arguments))
    }

    /// Why a command does not succeed.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        refusal(&self.run(arguments))
    }

    /// Adds a user with a password, and gives the id.
    pub(crate) fn add_user(&self, email: &str, name: &str) -> String {
        printed(&self.try_to_add_user(email, name, "correct horse battery staple\n"))
    }

    pub(crate) fn try_to_add_user(&self, email: &str, name: &str, password: &str) -> Output {
        let arguments = [
            "user",
            "add",
            "--email",
            email,
            "--name",
            name,
            "--password-stdin",
        ];
        run_in(&self.data(), &arguments, password)
    }

    /// Makes a key named CI, and gives it.
    pub(crate) fn add_key(&self, user: &str, scopes: &str, expires: &str) -> String {
        self.printed(&[
            "key",
            "create",
            "--user",
            user,
            "--name",
            "CI",
            "--scopes",
            scopes,
            "--expires",
            expires,
        ])
    }

    /// A file beside the data.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// Runs a command that prints somewhere else.
pub(crate) fn run_into(data: &Path, arguments: &[&str], out: impl Into<Stdio>) -> Output {
    let mut command = studio_store();
    command.args(arguments).arg("--data").arg(data);
    command.stdin(Stdio::null()).stdout(out).stderr(Stdio::piped());
    command.spawn().unwrap().wait_with_output().unwrap()
}

/// Starts a command, to be ended in the middle.
pub(crate) fn start_in(data: &Path, arguments: &[&str]) -> Child {
    let mut command = studio_store();
    command.args(arguments).arg("--data").arg(data);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Runs a command with something to read on standard input.
pub(crate) fn run_in(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = studio_store()
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read may have ended before.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a command that succeeded printed, without its line end.
pub(crate) fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    printed.strip_suffix('\n').unwrap_or(&printed).to_owned()
}

/// The one sentence or two with which a command ended that did not succeed: one line, and nothing printed.
pub(crate) fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    let reason = said.trim_end().strip_prefix("studio-store: ").unwrap();
    // Or with a command to run next.
    assert!(
        reason.ends_with('.') || reason.contains(": studio-store ") || reason.contains("| studio-store "),
        "{reason}"
    );
    reason.to_owned()
}

/// A server in a process of its own.
pub(crate) struct Serving {
    child: Child,
    pub(crate) url: String,
    /// Reads what it says after its first line, to its end.
    rest: Option<JoinHandle<String>>,
}

impl Serving {
    /// Comes back once the server answers.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// The same with more arguments.
    pub(crate) fn start_with(data: &Path, more: &[&str]) -> Self {
        let mut child = studio_store()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .env("STUDIO_STORE_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        lines.read_line(&mut said).unwrap();
        let url = said
            .strip_prefix("studio-store listens at ")
            .and_then(|rest| rest.split_whitespace().next())
            .unwrap_or_else(|| panic!("the server said: {said}"))
            .to_owned();
        // What it says from now on is read, so that it never waits for a reader.
        let rest = std::thread::spawn(move || {
            let mut rest = String::new();
            let _ = lines.read_to_string(&mut rest);
            rest
        });
        Self {
            child,
            url,
            rest: Some(rest),
        }
    }

    /// What an ended server had said after its first line.
    pub(crate) fn said(mut self) -> String {
        self.rest.take().unwrap().join().unwrap()
    }

    /// Tells the server to end as systems do, and waits until it did.
    #[cfg(unix)]
    pub(crate) fn terminate(&mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// Ends the process at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
