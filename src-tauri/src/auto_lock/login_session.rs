//! systemd-logind (or elogind), which knows of sleep, of locked sessions, and of who sits in front of the computer.

use std::collections::HashMap;
use std::env;

use futures_util::StreamExt;
use futures_util::stream::{iter, select};
use zbus::message::Type;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue};
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::{Locker, Trigger};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const LOGIN: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";

/// Runs until the app or the system ends. Without logind there is nothing to listen to.
pub(super) async fn follow(locker: Locker) {
    if let Err(error) = listen(&locker).await {
        tracing::info!(%error, "logind can’t be listened to; the vault does not lock on sleep and with the session");
    }
}

async fn listen(locker: &Locker) -> zbus::Result<()> {
    let login = Login(Connection::system().await?);
    let sleep = login.signals(LOGIN, PATH).await?;
    let mut signals = select(sleep, iter(login.session_signals().await).flatten());
    let mut delay = login.delay_sleep().await;
    while let Some(signal) = signals.next().await {
        match told(&signal?) {
            Some(Told::Lock(trigger)) => {
                locker.lock(trigger).await;
                if trigger == Trigger::Sleep {
                    delay = None;
                }
            }
            Some(Told::Woke) => delay = login.delay_sleep().await,
            None => {}
        }
    }
    drop(delay);
    Ok(())
}

/// What a signal means here.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Lock(Trigger),
    Woke,
}

fn told(signal: &Message) -> Option<Told> {
    let header = signal.header();
    let body = signal.body();
    match header.member()?.as_str() {
        "PrepareForSleep" if body.deserialize::<bool>().ok()? => Some(Told::Lock(Trigger::Sleep)),
        "PrepareForSleep" => Some(Told::Woke),
        "Lock" => Some(Told::Lock(Trigger::ScreenLock)),
        "PropertiesChanged" => {
            let (interface, changed, _) = body
                .deserialize::<(String, HashMap<String, OwnedValue>, Vec<String>)>()
                .ok()?;
            (interface == SESSION)
                .then(|| changed_to(&changed))?
                .map(Told::Lock)
        }
        _ => None,
    }
}

fn changed_to(changed: &HashMap<String, OwnedValue>) -> Option<Trigger> {
    let is = |name, wanted: bool| {
        let value = changed.get(name).and_then(|value| bool::try_from(value).ok());
        value == Some(wanted)
    };
    if is("LockedHint", true) {
        return Some(Trigger::ScreenLock);
    }
    is("Active", false).then_some(Trigger::UserSwitch)
}

struct Login(Connection);

impl Login {
    /// The session in which the app runs, which may itself run outside of it, under the user's own systemd.
    async fn session(&self) -> zbus::Result<OwnedObjectPath> {
        let named = env::var("XDG_SESSION_ID").unwrap_or_default();
        for name in [named.as_str(), "auto"] {
            match self.ask("GetSession", &(name,)).await {
                Ok(answer) => return answer.body().deserialize(),
                Err(zbus::Error::MethodError(..)) => {}
                Err(error) => return Err(error),
            }
        }
        let answer = self.ask("GetSessionByPID", &(std::process::id(),)).await?;
        answer.body().deserialize()
    }

    /// Asks that sleep begins only once the vault is locked; it does so by itself when that takes too long. Refused, the
    /// vault may lock a moment after waking up.
    async fn delay_sleep(&self) -> Option<OwnedFd> {
        let why = ("sleep", "Studio Keys", "The vault is being locked", "delay");
        let asked = self.ask("Inhibit", &why).await;
        let delay = asked.and_then(|answer| answer.body().deserialize());
        delay
            .inspect_err(|error| tracing::info!(%error, "sleep does not wait for the vault to lock"))
            .ok()
    }

    async fn signals(&self, interface: &'static str, path: &'static str) -> zbus::Result<MessageStream> {
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(NAME)?
            .interface(interface)?
            .member("PrepareForSleep")?
            .path(path)?
            .build();
        MessageStream::for_match_rule(rule, &self.0, None).await
    }

    /// What is told of the session; nothing where the app belongs to none, and only sleep can be heard of.
    async fn session_signals(&self) -> Option<MessageStream> {
        let signals = match self.session().await {
            Ok(session) => self.signals_at(session).await,
            Err(error) => Err(error),
        };
        signals
            .inspect_err(|error| tracing::info!(%error, "the vault does not lock with the login session"))
            .ok()
    }

    async fn signals_at(&self, path: OwnedObjectPath) -> zbus::Result<MessageStream> {
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(NAME)?
            .path(path)?
            .build();
        MessageStream::for_match_rule(rule, &self.0, None).await
    }

    async fn ask(
        &self,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> zbus::Result<Message> {
        self.0
            .call_method(Some(NAME), PATH, Some(LOGIN), method, body)
            .await
    }
}
