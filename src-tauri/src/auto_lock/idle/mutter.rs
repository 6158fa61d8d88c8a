//! GNOME on Wayland: Mutter counts the time since the last key or movement.

use std::time::Duration;

use zbus::blocking::connection::Builder;

const NAME: &str = "org.gnome.Mutter.IdleMonitor";
const PATH: &str = "/org/gnome/Mutter/IdleMonitor/Core";
const ANSWER_CAP: Duration = Duration::from_secs(2);

/// How long nobody has used the keyboard or the mouse. Waits for Mutter, over a connection for this alone.
pub(super) fn idle_time() -> zbus::Result<Duration> {
    let connection = Builder::session()?.method_timeout(ANSWER_CAP).build()?;
    let answer = connection.call_method(Some(NAME), PATH, Some(NAME), "GetIdletime", &())?;
    Ok(Duration::from_millis(answer.body().deserialize()?))
}
