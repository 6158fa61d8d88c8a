//! System packages where we don't install them ourselves: says exactly what to install, and how.

use crate::error::Stop;
use crate::packages::Purpose;
use crate::process;
use std::fs;

const FEDORA: &str =
    "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel dejavu-sans-fonts";
const FEDORA_TESTS: &str = "sudo dnf install xorg-x11-server-Xvfb openbox xdotool xclip dbus-daemon gnome-keyring util-linux webkit2gtk4.1 \
     appstream desktop-file-utils dpkg glib2 nginx curl openssl";
const ARCH: &str = "sudo pacman -S --needed base-devel pkgconf webkit2gtk-4.1 ttf-dejavu";
const ARCH_TESTS: &str = "sudo pacman -S --needed xorg-server-xvfb openbox xdotool xclip dbus gnome-keyring util-linux \
     appstream desktop-file-utils dpkg glib2 nginx curl openssl";
const SUSE: &str = "sudo zypper install gcc gcc-c++ make pkg-config webkit2gtk3-devel dejavu-fonts";
/// What the tests call by name.
const TEST_PROGRAMS: &[&str] = &[
    "Xvfb",
    "WebKitWebDriver",
    "openbox",
    "xdotool",
    "xclip",
    "dbus-daemon",
    "gnome-keyring-daemon",
    "setpriv",
    "appstreamcli",
    "desktop-file-validate",
    "dpkg-deb",
    "gio",
    "nginx",
    "curl",
    "openssl",
];

/// Stops with what to install when something is missing.
pub(crate) fn check(purpose: Purpose) -> Result<(), Stop> {
    match std::env::consts::OS {
        "linux" => check_linux(purpose),
        _ if purpose == Purpose::Tests => Err(Stop::new(
            "The tests in real windows run on Linux, on a virtual display. Here, `cargo test --workspace --exclude \
             end-to-end --exclude control-window` runs all others.",
        )),
        "macos" if process::output_of("xcode-select", &["-p"]).is_none() => Err(Stop::new(
            "Apple's command line tools are missing. Install them with: xcode-select --install",
        )),
        "windows" => {
            println!(
                "Needed on Windows: the C++ build tools (winget install Microsoft.VisualStudio.2022.BuildTools) and \
                 WebView2 (part of Windows 11; else winget install Microsoft.EdgeWebView2Runtime)."
            );
            Ok(())
        }
        _ => Ok(()),
    }
}

fn check_linux(purpose: Purpose) -> Result<(), Stop> {
    let mut missing: Vec<&str> = Vec::new();
    if !["cc", "pkg-config"]
        .iter()
        .all(|program| process::is_installed(program))
    {
        missing.push("a C compiler and pkg-config");
    }
    if process::output_of("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_none() {
        missing.push("webkit2gtk-4.1");
    }
    if purpose == Purpose::Tests {
        missing.extend(
            TEST_PROGRAMS
                .iter()
                .filter(|program| !process::is_installed(program)),
        );
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stop::new(format!(
        "Missing: {}.\n\n{}",
        missing.join(", "),
        advice(purpose)
    )))
}

fn advice(purpose: Purpose) -> String {
    let system = fs::read_to_string("/etc/os-release")
        .unwrap_or_default()
        .to_lowercase();
    let (app, tests) = if system.contains("fedora") {
        (FEDORA, FEDORA_TESTS)
    } else if system.contains("arch") {
        (ARCH, ARCH_TESTS)
    } else if system.contains("suse") {
        (SUSE, "")
    } else {
        return format!("On Fedora:\n  {FEDORA}\n  {FEDORA_TESTS}\nOn Arch:\n  {ARCH}\n  {ARCH_TESTS}");
    };
    if purpose == Purpose::Tests {
        format!("Install them with:\n  {app}\n  {tests}")
    } else {
        format!("Install them with:\n  {app}")
    }
}
