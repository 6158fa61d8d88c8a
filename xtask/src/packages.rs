//! System packages: what is missing, and installing it on Debian and its relatives.

use crate::error::{About, Stop};
use crate::{packages_elsewhere, process};
use std::io::{IsTerminal, Write, stdin, stdout};
use std::process::Command;

/// What the app needs to be built and to run.
const FOR_THE_APP: &[&str] = &[
    "build-essential",
    "ca-certificates",
    "fonts-dejavu-core",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];
/// What driving it on a virtual display needs besides.
const FOR_TESTS: &[&str] = &[
    "appstream",
    "curl",
    "dbus",
    "desktop-file-utils",
    "dpkg",
    "libglib2.0-bin",
    "gnome-keyring",
    "nginx",
    "openbox",
    "openssl",
    "util-linux",
    "webkit2gtk-driver",
    "xclip",
    "xdotool",
    "xvfb",
];

/// What is going to be done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building and opening the app.
    App,
    /// Driving its window on a virtual display too.
    Tests,
}

/// Makes sure that everything for `purpose` is installed.
pub(crate) fn install(purpose: Purpose) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") || !process::is_installed("apt-get") {
        return packages_elsewhere::check(purpose);
    }
    let missing = missing_here(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages: {}", missing.join(" "));
    if stdin().is_terminal() && !agreed()? {
        return Err(Stop::new(format!(
            "Install them with: sudo apt-get install {}",
            missing.join(" ")
        )));
    }
    apt_get(&["update"])?;
    apt_get(&[&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat())
}

fn missing_here(purpose: Purpose) -> Vec<&'static str> {
    let wanted = FOR_THE_APP
        .iter()
        .chain(if purpose == Purpose::Tests { FOR_TESTS } else { &[] });
    wanted
        .copied()
        .filter(|package| !is_package_installed(package))
        .collect()
}

fn is_package_installed(package: &str) -> bool {
    process::output_of("dpkg-query", &["-W", "-f", "${db:Status-Status}", package]).as_deref()
        == Some("installed")
}

fn agreed() -> Result<bool, Stop> {
    print!("Install them now with apt-get? [Y/n] ");
    stdout().flush().about("write to the terminal")?;
    let mut answer = String::new();
    stdin().read_line(&mut answer).about("read the answer")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

fn apt_get(arguments: &[&str]) -> Result<(), Stop> {
    let as_root = process::output_of("id", &["-u"]).as_deref() == Some("0");
    let mut command = if as_root {
        Command::new("env")
    } else if process::is_installed("sudo") {
        let mut sudo = Command::new("sudo");
        if !stdin().is_terminal() {
            // Nobody is there to be asked for a password.
            sudo.arg("--non-interactive");
        }
        sudo.arg("env");
        sudo
    } else {
        return Err(Stop::new(format!(
            "Run this as root, then try again: apt-get {}",
            arguments.join(" ")
        )));
    };
    command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"])
        .args(arguments);
    let what = format!("apt-get {}", arguments.first().copied().unwrap_or_default());
    if stdin().is_terminal() {
        return process::run(&what, &mut command);
    }
    process::run_logged("system-packages", &mut command, &mut |_| ()).map_err(|stop| {
        let by_hand = arguments.join(" ");
        Stop::new(format!("{stop}\n\nTo do it by hand: sudo apt-get {by_hand}"))
    })
}
