//! A virtual display with a message bus and a window manager, and what a person's hands do there.

use crate::failure::{Failure, Outcome, ensure};
use crate::picture::{self, Picture};
use crate::process::Started;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, Window};
use x11rb::rust_connection::RustConnection;

/// A display of 1280 × 800 pixels on which nothing else happens.
#[derive(Debug)]
pub struct Display {
    name: String,
    bus: String,
    home: PathBuf,
    // In this order they end.
    _window_manager: Started,
    _bus: Started,
    _server: Started,
}

impl Display {
    /// Starts the display, then the bus, so that what the bus starts knows the display, then the window manager.
    pub fn start(home: &Path, log: &Path) -> Outcome<Self> {
        let (server, number) = start_and_hear("Xvfb", log, |command| {
            command.args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ]);
        })?;
        let name = format!(":{number}");
        let (bus_process, bus) = start_and_hear("dbus-daemon", log, |command| {
            command.args(["--session", "--nofork", "--print-address=1"]);
            surroundings(command, &name, "", home);
        })?;
        let window_manager =
            Started::new("openbox", log, |command| surroundings(command, &name, &bus, home))?;
        let home = home.to_path_buf();
        let display = Self {
            name,
            bus,
            home,
            _window_manager: window_manager,
            _bus: bus_process,
            _server: server,
        };
        display.wait_for_window_manager()?;
        Ok(display)
    }

    fn wait_for_window_manager(&self) -> Outcome {
        let (connection, root) = self.connect()?;
        let atom = connection
            .intern_atom(false, b"_NET_SUPPORTING_WM_CHECK")?
            .reply()?
            .atom;
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(10) {
            if connection
                .get_property(false, root, atom, 0_u32, 0, 1)?
                .reply()?
                .value_len
                > 0
            {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(Failure::new(
            "the window manager did not come up within 10 seconds",
        ))
    }

    /// Lets `command` run on this display, with a home folder of its own.
    pub fn give_to(&self, command: &mut Command) {
        surroundings(command, &self.name, &self.bus, &self.home);
    }

    /// The home folder of what runs there.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The address of its message bus.
    pub fn bus(&self) -> &str {
        &self.bus
    }

    /// A connection to the desk's message bus.
    pub async fn connect_to_the_bus(&self) -> Outcome<zbus::Connection> {
        Ok(zbus::connection::Builder::address(self.bus.as_str())?
            .build()
            .await?)
    }

    /// A connection to the display, and the window that all others lie in.
    pub fn connect(&self) -> Outcome<(RustConnection, Window)> {
        let (connection, screen) = x11rb::connect(Some(&self.name))?;
        let root = connection
            .setup()
            .roots
            .get(screen)
            .ok_or_else(|| Failure::new("the display has no screen"))?
            .root;
        Ok((connection, root))
    }

    /// What is on the screen now, the window manager's frames and native dialogs included.
    pub fn picture(&self) -> Outcome<Picture> {
        let (connection, root) = self.connect()?;
        picture::of_window(&connection, root)
    }

    /// What is in the app's window now, without its frame.
    pub fn picture_of_the_app(&self) -> Outcome<Picture> {
        self.picture_of("^Studio Keys$")
    }

    /// What is in the window whose title this pattern fits, without its frame.
    pub fn picture_of(&self, title: &str) -> Outcome<Picture> {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", title])?;
        let window = found.lines().last().unwrap_or_default().parse()?;
        picture::of_window(&self.connect()?.0, window)
    }

    /// The app's main window; none when it can't be seen.
    pub fn window_of_the_app(&self) -> Option<String> {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", "^Studio Keys$"]);
        found.ok()?.lines().last().map(str::to_owned)
    }

    /// Closes the app's main window as the window manager's own button does.
    pub fn closes_the_app(&self) -> Outcome {
        let window = self
            .window_of_the_app()
            .ok_or_else(|| Failure::new("no window to close"))?;
        self.xdotool(&["windowactivate", "--sync", &window])?;
        self.xdotool(&["key", "alt+F4"]).map(drop)
    }

    /// Presses keys and moves the mouse, as `xdotool` words it; the answer is what that printed.
    pub fn xdotool(&self, arguments: &[&str]) -> Outcome<String> {
        self.output_of("xdotool", arguments)
    }

    /// The title of the window that has the focus; empty when none has.
    pub fn active_window(&self) -> String {
        let title = self.xdotool(&["getactivewindow", "getwindowname"]);
        title.unwrap_or_default().trim().to_owned()
    }

    /// What a paste of text would give now; empty when the clipboard is nobody's. What can't be read is a failure.
    pub fn clipboard(&self) -> Outcome<String> {
        let mut owner = self.owner_of_the_clipboard()?;
        while owner != x11rb::NONE {
            match self.output_of("xclip", &["-o", "-selection", "clipboard"]) {
                Ok(text) => return Ok(text),
                Err(failure) => {
                    // Somebody else's, or nobody's, since it was looked at.
                    let now = self.owner_of_the_clipboard()?;
                    if now == owner {
                        return Err(failure);
                    }
                    owner = now;
                }
            }
        }
        Ok(String::new())
    }

    fn owner_of_the_clipboard(&self) -> Outcome<Window> {
        let (connection, _) = self.connect()?;
        let clipboard = connection.intern_atom(false, b"CLIPBOARD")?.reply()?.atom;
        Ok(connection.get_selection_owner(clipboard)?.reply()?.owner)
    }

    /// Waits until a paste would give this text.
    pub async fn clipboard_becomes(&self, text: &str) -> Outcome {
        let start = Instant::now();
        while self.clipboard()? != text {
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "the clipboard did not become what was expected",
            )?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Puts a text on the clipboard, as a person who copied it elsewhere.
    pub fn copies(&self, text: &str) -> Outcome {
        let copied = self.home.join("copied.txt");
        std::fs::write(&copied, text)?;
        let mut command = Command::new("xclip");
        self.give_to(&mut command);
        command.args(["-i", "-selection", "clipboard"]).arg(&copied);
        // It stays in the background to hand the text out, so nobody may wait for the end of its output.
        let status = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        ensure(status.success(), "xclip could not copy a text")
    }

    /// The forms in which the clipboard offers its content.
    pub fn clipboard_targets(&self) -> Outcome<String> {
        self.output_of("xclip", &["-o", "-selection", "clipboard", "-t", "TARGETS"])
    }

    fn output_of(&self, program: &str, arguments: &[&str]) -> Outcome<String> {
        let mut command = Command::new(program);
        self.give_to(&mut command);
        let output = command.args(arguments).stdin(Stdio::null()).output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(Failure::new(format!(
            "{program} {} failed: {said}",
            arguments.join(" ")
        )))
    }
}

/// Starts a program that prints one line when it is ready, and hears that line.
fn start_and_hear(
    program: &str,
    log: &Path,
    configure: impl FnOnce(&mut Command),
) -> Outcome<(Started, String)> {
    let mut started = Started::new(program, log, |command| {
        command.stdout(Stdio::piped());
        configure(command);
    })?;
    let output = started
        .take_output()
        .ok_or_else(|| Failure::new("a pipe was asked for"))?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    if line.trim().is_empty() {
        return Err(Failure::new(format!(
            "{program} did not come up; its log says why"
        )));
    }
    Ok((started, line.trim().to_owned()))
}

fn surroundings(command: &mut Command, display: &str, bus: &str, home: &Path) {
    command
        .env("DISPLAY", display)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        // What the computer itself would tell; a test that wants it to tell something does so here.
        .env("DBUS_SYSTEM_BUS_ADDRESS", bus)
        .env("NO_AT_BRIDGE", "1");
    command
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("XAUTHORITY")
        .env("HOME", home);
    for (name, folder) in [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        command.env(name, home.join(folder));
    }
}
