//! What a computer tells of itself, played on a desk's bus: logind and the desktop's screen lock. The real ones need a
//! computer of their own to put to sleep.

#![expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the macro for the bus calls every method on the object, with all that the standard sends"
)]

use crate::desk::Desk;
use crate::failure::{Failure, Outcome, ensure};
use std::collections::HashMap;
use std::io::{PipeReader, Read, pipe};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zbus::zvariant::{self, ObjectPath, Value};
use zbus::{Connection, fdo, interface};

const MANAGER: &str = "/org/freedesktop/login1";
const SESSION: &str = "/org/freedesktop/login1/session/_31";
const SESSION_INTERFACE: &str = "org.freedesktop.login1.Session";

/// The computer, as the app hears of it.
#[derive(Debug)]
pub struct LoginManager {
    bus: Connection,
    delays: Delays,
}

/// The ends of the pipes of which the app holds the others: as long as it does, sleep waits.
type Delays = Arc<Mutex<Vec<PipeReader>>>;

struct Manager(Delays);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn get_session(&self, _id: &str) -> ObjectPath<'static> {
        ObjectPath::from_static_str_unchecked(SESSION)
    }

    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> fdo::Result<zvariant::OwnedFd> {
        if (what, mode) != ("sleep", "delay") {
            return Err(fdo::Error::InvalidArgs(format!("{mode} {what}")));
        }
        let (ours, theirs) = pipe().map_err(|error| fdo::Error::Failed(error.to_string()))?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(ours);
        Ok(OwnedFd::from(theirs).into())
    }
}

impl LoginManager {
    /// Starts on a desk's bus.
    pub async fn starts(desk: &Desk) -> Outcome<Self> {
        let bus = desk.display.connect_to_the_bus().await?;
        let delays = Delays::default();
        bus.object_server()
            .at(MANAGER, Manager(Arc::clone(&delays)))
            .await?;
        bus.request_name("org.freedesktop.login1").await?;
        Ok(Self { bus, delays })
    }

    /// Waits until somebody listens: they have then asked that sleep waits for them.
    pub async fn is_listened_to(&self) -> Outcome {
        let start = Instant::now();
        while self
            .delays
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
        {
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "nobody asked that sleep waits for them",
            )?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Says that the computer goes to sleep, and waits until all who asked for a delay let it.
    pub async fn goes_to_sleep(&self) -> Outcome {
        let delays = std::mem::take(&mut *self.delays.lock().unwrap_or_else(PoisonError::into_inner));
        self.emit(
            MANAGER,
            "org.freedesktop.login1.Manager",
            "PrepareForSleep",
            &(true,),
        )
        .await?;
        for mut delay in delays {
            let end = tokio::task::spawn_blocking(move || delay.read(&mut [0]));
            tokio::time::timeout(Duration::from_secs(5), end)
                .await
                .map_err(|_| Failure::new("the app kept the computer from sleeping for 5 seconds"))???;
        }
        Ok(())
    }

    /// Says that it woke up.
    pub async fn wakes(&self) -> Outcome {
        self.emit(
            MANAGER,
            "org.freedesktop.login1.Manager",
            "PrepareForSleep",
            &(false,),
        )
        .await
    }

    /// Asks the session to lock, as `loginctl lock-session` does.
    pub async fn locks_the_session(&self) -> Outcome {
        self.emit(SESSION, SESSION_INTERFACE, "Lock", &()).await
    }

    /// Says that another user sits in front of the computer.
    pub async fn switches_the_user(&self) -> Outcome {
        let changed = HashMap::from([("Active", Value::from(false))]);
        let invalidated: [&str; 0] = [];
        let body = (SESSION_INTERFACE, changed, invalidated.as_slice());
        self.emit(
            SESSION,
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            &body,
        )
        .await
    }

    /// Says that the desktop's screen is locked.
    pub async fn locks_the_screen(&self, interface: &str) -> Outcome {
        self.emit("/ScreenSaver", interface, "ActiveChanged", &(true,))
            .await
    }

    async fn emit(
        &self,
        path: &str,
        interface: &str,
        signal: &str,
        body: &(impl serde::Serialize + zvariant::DynamicType),
    ) -> Outcome {
        Ok(self
            .bus
            .emit_signal(None::<&str>, path, interface, signal, body)
            .await?)
    }
}
