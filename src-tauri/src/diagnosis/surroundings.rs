//! What runs around the app, for a diagnosis: the system, the desktop, and which of its services answer.

use std::collections::BTreeMap;
use std::env;

/// The system and its desktop, in the words of those.
pub(super) fn system() -> BTreeMap<&'static str, String> {
    let mut told = BTreeMap::from([
        ("name", env::consts::OS.to_owned()),
        ("architecture", env::consts::ARCH.to_owned()),
    ]);
    for (what, variable) in [
        ("session", "XDG_SESSION_TYPE"),
        ("desktop", "XDG_CURRENT_DESKTOP"),
    ] {
        if let Ok(value) = env::var(variable) {
            told.insert(what, value);
        }
    }
    if let Some(release) = release() {
        told.insert("release", release);
    }
    told
}

/// The name of the Linux distribution; the others say enough by theirs.
fn release() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}

/// Which services of the desktop are there; nothing where they always are.
#[cfg(target_os = "linux")]
pub(super) fn services() -> BTreeMap<&'static str, bool> {
    let bus = session_bus().ok();
    [
        ("messageBus", None),
        ("trayHost", Some("org.kde.StatusNotifierWatcher")),
        ("keychain", Some("org.freedesktop.secrets")),
        ("notices", Some("org.freedesktop.Notifications")),
    ]
    .into_iter()
    .map(|(what, name)| {
        let is_there = bus
            .as_ref()
            .is_some_and(|bus| name.is_none_or(|name| has(bus, name)));
        (what, is_there)
    })
    .collect()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn services() -> BTreeMap<&'static str, bool> {
    BTreeMap::new()
}

/// A bus that does not answer is as good as none.
#[cfg(target_os = "linux")]
fn session_bus() -> zbus::Result<zbus::blocking::Connection> {
    const LONGEST_ANSWER: std::time::Duration = std::time::Duration::from_secs(2);
    zbus::blocking::connection::Builder::session()?
        .method_timeout(LONGEST_ANSWER)
        .build()
}

/// Whether a service runs, or would be started when it is asked.
#[cfg(target_os = "linux")]
fn has(bus: &zbus::blocking::Connection, name: &'static str) -> bool {
    let Ok(daemon) = zbus::blocking::fdo::DBusProxy::new(bus) else {
        return false;
    };
    let runs =
        zbus::names::BusName::try_from(name).is_ok_and(|name| daemon.name_has_owner(name).unwrap_or(false));
    let starts = || {
        let names = daemon.list_activatable_names().unwrap_or_default();
        names.iter().any(|one| one.as_str() == name)
    };
    runs || starts()
}
