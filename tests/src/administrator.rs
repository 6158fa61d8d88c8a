//! An administrator, who has only the command line: `studio-store`.

use crate::command;
use crate::desk::Desk;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::process::Started;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Somebody with a data folder and `studio-store`.
#[derive(Debug)]
pub struct Administrator {
    program: PathBuf,
    data: PathBuf,
}

impl Administrator {
    /// An administrator of the store in `data`.
    pub fn of(data: &Path) -> Outcome<Self> {
        Ok(Self {
            program: files::program("studio-store")?,
            data: data.to_path_buf(),
        })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words.iter().take(2))
            .arg("--data")
            .arg(&self.data)
            .args(words.iter().skip(2));
        command
    }

    /// Runs `studio-store` with two words of command, then the rest; returns what it printed.
    pub fn does(&self, words: &[&str]) -> Outcome<String> {
        command::says(&mut self.command(words))
    }

    /// Runs `studio-store`, which is meant to refuse; returns its complaint.
    pub fn is_refused(&self, words: &[&str]) -> Outcome<String> {
        command::refuses(&mut self.command(words))
    }

    /// Adds a user and returns the id.
    pub fn adds_user(&self, email: &str, name: &str, password: &str) -> Outcome<String> {
        let mut command = self.command(&[
            "user",
            "add",
            "--email",
            email,
            "--name",
            name,
            "--password-stdin",
        ]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut input = child
            .stdin
            .take()
            .ok_or_else(|| Failure::new("a pipe was asked for"))?;
        writeln!(input, "{password}")?;
        drop(input);
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        crate::failure::ensure(output.status.success(), format!("user add failed: {said}"))?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Starts the server and waits until it answers.
    pub fn serves(&self, desk: &Desk, port: u16) -> Outcome<Started> {
        self.serves_with(desk, port, &[])
    }

    /// The same with TLS, and a certificate that it has made itself.
    pub fn serves_securely(&self, desk: &Desk, port: u16) -> Outcome<Started> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        let folder = desk.folder("certificate")?;
        let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| folder.join(name));
        fs::write(&certificate, made.cert.pem())?;
        fs::write(&key, made.signing_key.serialize_pem())?;
        let options = [
            "--tls-certificate".as_ref(),
            certificate.as_os_str(),
            "--tls-key".as_ref(),
            key.as_os_str(),
        ];
        self.serves_with(desk, port, &options)
    }

    fn serves_with(&self, desk: &Desk, port: u16, options: &[&OsStr]) -> Outcome<Started> {
        let program = self.program.display().to_string();
        let server = Started::new(&program, &desk.evidence().join("store.log"), |command| {
            command
                .args(["serve", "--data"])
                .arg(&self.data)
                .args(["--listen", &format!("127.0.0.1:{port}")])
                .args(options);
        })?;
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if start.elapsed() > Duration::from_secs(10) {
                return Err(Failure::new(
                    "studio-store serve did not listen within 10 seconds",
                ));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }
}
