//! The desktop's screen lock, as it tells on the session bus.

use futures_util::StreamExt;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

use super::{Locker, Trigger};

/// Those who tell of it: KDE and others, GNOME, Cinnamon, MATE, Xfce.
const INTERFACES: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];

/// Runs until the app or the session ends. Without a session bus there is nothing to listen to.
pub(super) async fn follow(locker: Locker) {
    if let Err(error) = listen(&locker).await {
        tracing::info!(%error, "the screen’s lock can’t be listened to; the vault does not lock with it");
    }
}

async fn listen(locker: &Locker) -> zbus::Result<()> {
    let connection = Connection::session().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .member("ActiveChanged")?
        .build();
    let mut signals = MessageStream::for_match_rule(rule, &connection, None).await?;
    while let Some(signal) = signals.next().await {
        let signal = signal?;
        let header = signal.header();
        let interface = header.interface().map_or("", |interface| interface.as_str());
        let is_active = signal.body().deserialize().unwrap_or(false);
        if is_active && INTERFACES.contains(&interface) {
            locker.lock(Trigger::ScreenLock).await;
        }
    }
    Ok(())
}
