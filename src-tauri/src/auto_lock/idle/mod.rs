//! How long nobody has used the computer, where the system tells.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "linux")]
mod mutter;
#[cfg(windows)]
mod windows;
#[cfg(target_os = "linux")]
mod x11;

use std::time::Duration;

#[cfg(target_os = "linux")]
use linux::of_the_computer;
#[cfg(target_os = "macos")]
use macos::of_the_computer;
#[cfg(windows)]
use windows::of_the_computer;

/// How long neither the computer nor the vault was used. Where the system does not tell, only the vault counts; and it
/// counts everywhere, since not all that uses the app looks like a keyboard to the system. May wait for the system.
pub(super) fn idle_time(vault: Duration) -> Duration {
    shorter(of_the_computer(), vault)
}

fn shorter(computer: Option<Duration>, vault: Duration) -> Duration {
    computer.map_or(vault, |computer| computer.min(vault))
}

/// It is asked for again and again, and the answer does not change.
#[cfg(target_os = "linux")]
fn log_once(error: &dyn std::fmt::Display) {
    static LOGGED: std::sync::Once = std::sync::Once::new();
    LOGGED.call_once(|| {
        tracing::info!(%error, "how long nobody has used the computer is not known; the use of the vault counts");
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_uses_the_computer_or_the_vault_is_here() {
        let [short, long] = [1, 9].map(Duration::from_secs);
        assert_eq!(shorter(Some(short), long), short);
        assert_eq!(shorter(Some(long), short), short);
        assert_eq!(shorter(None, long), long);
    }
}
