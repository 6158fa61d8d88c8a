//! The time in which nobody may use the computer.
//!
//! By a clock that nobody can set. It sleeps until the time could be over, and is woken only by what changes on this
//! computer: while the vault is locked, or never locks by itself, there is nothing to wait for.

use std::time::Duration;

use device::{Changed, Device};
use tauri::async_runtime::spawn_blocking;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use super::{Locker, Trigger, idle, listen};

/// What to do about the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// It is over.
    Lock,
    /// It can't be over before.
    Sleep(Duration),
    /// It does not run.
    Wait,
}

/// Runs until the app ends.
pub(super) async fn follow(locker: Locker, device: Device) {
    let mut news = device.subscribe();
    let mut listening = false;
    loop {
        if !listening && device.vault_used_at().is_some() {
            listen(&locker);
            listening = true;
        }
        match next(device.clone()).await {
            Next::Lock => {
                locker.lock(Trigger::Idle).await;
                // Should that have failed, it is not tried as fast as the processor can.
                if !hears(&mut news).await {
                    return;
                }
            }
            Next::Sleep(time) => tokio::select! {
                () = sleep(time) => {}
                goes_on = hears(&mut news) => if !goes_on { return },
            },
            Next::Wait => {
                if !hears(&mut news).await {
                    return;
                }
            }
        }
    }
}

/// Waits until the vault or a setting changed; false when nothing will any more.
async fn hears(news: &mut Receiver<Changed>) -> bool {
    loop {
        match news.recv().await {
            Ok(Changed::Vault | Changed::Settings) | Err(RecvError::Lagged(_)) => return true,
            Ok(_) => {}
            Err(RecvError::Closed) => return false,
        }
    }
}

async fn next(device: Device) -> Next {
    let asked = spawn_blocking(move || {
        let Some(used) = device.vault_used_at() else {
            return Next::Wait;
        };
        after(device.vault_settings().lock_after.duration(), || {
            idle::idle_time(used.elapsed())
        })
    });
    // A failure inside would be the end of the watch; the vault is better locked than open for ever.
    asked.await.unwrap_or(Next::Lock)
}

fn after(limit: Option<Duration>, idle: impl FnOnce() -> Duration) -> Next {
    let Some(limit) = limit else { return Next::Wait };
    match limit.checked_sub(idle()) {
        Some(left) if !left.is_zero() => Next::Sleep(left),
        _ => Next::Lock,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn sleeps_exactly_until_the_time_could_be_over() {
        let left = after(Some(MINUTE), || Duration::from_secs(59));
        assert_eq!(left, Next::Sleep(Duration::from_secs(1)));
        assert_eq!(after(Some(MINUTE), || Duration::ZERO), Next::Sleep(MINUTE));
        assert_eq!(after(Some(MINUTE), || MINUTE), Next::Lock);
        assert_eq!(after(Some(MINUTE), || MINUTE * 600), Next::Lock);
    }

    #[test]
    fn never_does_not_even_ask() {
        assert_eq!(after(None, || unreachable!("nobody wants to know")), Next::Wait);
    }
}
