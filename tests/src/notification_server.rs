//! A desktop's notification server, as small as it can be: it keeps what it is told to show, and does what a person
//! would do with it.

#![expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the macro for the bus calls every method on the object, with all that the standard sends"
)]
#![expect(
    missing_docs,
    reason = "the macro for the bus makes a trait of the signals, without words"
)]

use crate::display::Display;
use crate::failure::{Failure, Outcome, ensure};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// A running server; it leaves the bus when it is dropped.
#[derive(Debug)]
pub struct NotificationServer {
    connection: zbus::Connection,
    shown: Arc<Mutex<Vec<Notice>>>,
    asked: Arc<AtomicUsize>,
}

/// A notice that was shown.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its number.
    pub id: u32,
    /// Its first line.
    pub summary: String,
    /// What is below it.
    pub body: String,
    /// What can be chosen in it, by what it is called inside.
    pub actions: Vec<String>,
}

struct Served {
    shown: Arc<Mutex<Vec<Notice>>>,
    asked: Arc<AtomicUsize>,
    inhibited: bool,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Served {
    #[expect(clippy::too_many_arguments, reason = "the standard has them")]
    fn notify(
        &self,
        _app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u32::try_from(shown.len()).unwrap_or_default() + 1;
        shown.push(Notice {
            id,
            summary,
            body,
            actions: actions.into_iter().step_by(2).collect(),
        });
        id
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup"].map(str::to_owned).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let [name, vendor, version, standard] = ["desk", "end-to-end", "1", "1.2"].map(str::to_owned);
        (name, vendor, version, standard)
    }

    #[zbus(property)]
    fn inhibited(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.inhibited
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

impl NotificationServer {
    /// Starts it on the display's bus.
    pub async fn start(display: &Display) -> Outcome<Self> {
        let shown = Arc::new(Mutex::default());
        let asked = Arc::<AtomicUsize>::default();
        let served = Served {
            shown: Arc::clone(&shown),
            asked: Arc::clone(&asked),
            inhibited: false,
        };
        let connection = zbus::connection::Builder::address(display.bus())?
            .name(NAME)?
            .serve_at(PATH, served)?
            .build()
            .await?;
        Ok(Self {
            connection,
            shown,
            asked,
        })
    }

    /// Everything shown so far.
    pub fn shown(&self) -> Vec<Notice> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so many notices were shown, and answers the last of them.
    pub async fn shows(&self, count: usize) -> Outcome<Notice> {
        let start = Instant::now();
        loop {
            let shown = self.shown();
            if let Some(notice) = shown.get(count - 1) {
                return Ok(notice.clone());
            }
            ensure(
                start.elapsed() < Duration::from_secs(20),
                format!("{} notices were shown instead of {count}: {shown:?}", shown.len()),
            )?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Has the server say whether nobody wants to be disturbed.
    pub async fn inhibits(&self, inhibited: bool) -> Outcome {
        let interface = self
            .connection
            .object_server()
            .interface::<_, Served>(PATH)
            .await?;
        interface.get_mut().await.inhibited = inhibited;
        Ok(())
    }

    /// How often it was asked so far whether nobody wants to be disturbed.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Waits until it was asked that once more than `before`.
    pub async fn is_asked_after(&self, before: usize) -> Outcome {
        let start = Instant::now();
        while self.asked() <= before {
            ensure(
                start.elapsed() < Duration::from_secs(20),
                "nobody asked whether somebody may be disturbed",
            )?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Chooses an action of a notice, again and again until `done`: the app begins to listen a moment after it has shown it.
    pub async fn chooses<Asking>(
        &self,
        notice: &Notice,
        action: &str,
        done: impl Fn() -> Asking + Send,
    ) -> Outcome
    where
        Asking: Future<Output = Outcome<bool>> + Send,
    {
        ensure(
            notice.actions.iter().any(|offered| offered == action),
            format!("{action} is not offered in {notice:?}"),
        )?;
        let interface = self
            .connection
            .object_server()
            .interface::<_, Served>(PATH)
            .await?;
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            Served::action_invoked(interface.signal_emitter(), notice.id, action).await?;
            for _ in 0..10 {
                if done().await? {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Err(Failure::new(format!("nothing came of {action} in {notice:?}")))
    }
}
