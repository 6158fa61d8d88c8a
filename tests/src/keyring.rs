//! The desktop's real keychain: GNOME Keyring, on a desk's bus and in its home folder.

use crate::desk::Desk;
use crate::failure::{Failure, Outcome, ensure};
use crate::process::Started;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::time::{Duration, Instant};
use zbus::Connection;
use zbus::zvariant::OwnedObjectPath;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";

/// A keychain with the collection that a login makes. It ends when it is dropped.
#[derive(Debug)]
pub struct Keyring {
    bus: Connection,
    daemon: Started,
}

impl Keyring {
    /// Starts it as a login does: with the password of its collection, which is open from then on. Starting it again in
    /// the same home folder brings back what it kept.
    pub async fn unlocked(desk: &Desk) -> Outcome<Self> {
        let password = desk.folder("keyring")?.join("password");
        fs::write(&password, "a login’s password")?;
        let input = File::open(&password)?;
        let log = desk.evidence().join("keyring.log");
        let daemon = Started::new("gnome-keyring-daemon", &log, |command| {
            desk.display.give_to(command);
            command
                .args(["--foreground", "--unlock", "--components=secrets"])
                .stdin(input);
        })?;
        let bus = desk.display.connect_to_the_bus().await?;
        let keyring = Self { bus, daemon };
        keyring.waits_for_its_collection().await?;
        Ok(keyring)
    }

    async fn waits_for_its_collection(&self) -> Outcome {
        let start = Instant::now();
        // Not before it has its name: asking for it would have the bus start another one.
        while !self.is_on_the_bus().await? || self.collection().await?.as_str() == "/" {
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "the keyring did not come up within 10 seconds",
            )?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn is_on_the_bus(&self) -> Outcome<bool> {
        let bus = zbus::fdo::DBusProxy::new(&self.bus).await?;
        Ok(bus.name_has_owner(NAME.try_into()?).await?)
    }

    async fn collection(&self) -> Outcome<OwnedObjectPath> {
        let answer = self
            .bus
            .call_method(Some(NAME), PATH, Some(SERVICE), "ReadAlias", &("default",))
            .await?;
        Ok(answer.body().deserialize()?)
    }

    /// Locks its collection, as somebody does in Seahorse.
    pub async fn locks(&self) -> Outcome {
        let collections = vec![self.collection().await?];
        let answer = self
            .bus
            .call_method(Some(NAME), PATH, Some(SERVICE), "Lock", &(collections,))
            .await?;
        let (locked, _prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = answer.body().deserialize()?;
        ensure(locked.len() == 1, "the keyring did not lock")
    }

    /// How many secrets it keeps.
    pub async fn items(&self) -> Outcome<usize> {
        let attributes: std::collections::HashMap<&str, &str> = std::collections::HashMap::new();
        let answer = self
            .bus
            .call_method(Some(NAME), PATH, Some(SERVICE), "SearchItems", &(attributes,))
            .await?;
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = answer.body().deserialize()?;
        Ok(open.len() + locked.len())
    }

    /// Stops it in the middle of what it does: it answers nothing, and does not go away either.
    pub fn freezes(&self) -> Outcome {
        self.sends(Signal::STOP)
    }

    /// Goes on where it was stopped.
    pub fn goes_on(&self) -> Outcome {
        self.sends(Signal::CONT)
    }

    fn sends(&self, signal: Signal) -> Outcome {
        let id = i32::try_from(self.daemon.id()).ok().and_then(Pid::from_raw);
        let id = id.ok_or_else(|| Failure::new("no such process id"))?;
        Ok(kill_process(id, signal)?)
    }
}
