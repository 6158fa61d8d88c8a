//! Whether the system says that nobody wants to be disturbed. macOS and Windows keep notices back by themselves.

#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};

/// Whether a notice has to wait. A desktop that can't be asked has nothing against it.
#[cfg(target_os = "linux")]
pub(super) fn is_asked_for() -> bool {
    is_inhibited().unwrap_or(false) || shows_no_banners()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_asked_for() -> bool {
    false
}

/// `Inhibited` of the notification server, which KDE and others have.
#[cfg(target_os = "linux")]
fn is_inhibited() -> zbus::Result<bool> {
    let connection = zbus::blocking::Connection::session()?;
    let answer = connection.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &("org.freedesktop.Notifications", "Inhibited"),
    )?;
    let value: zbus::zvariant::OwnedValue = answer.body().deserialize()?;
    Ok(bool::try_from(value)?)
}

/// GNOME's own switch, which no server tells of.
#[cfg(target_os = "linux")]
fn shows_no_banners() -> bool {
    let is_gnome = std::env::var("XDG_CURRENT_DESKTOP")
        .is_ok_and(|desktop| desktop.split(':').any(|part| part.eq_ignore_ascii_case("gnome")));
    is_gnome
        && Command::new("gsettings")
            .args(["get", "org.gnome.desktop.notifications", "show-banners"])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"false")
}
