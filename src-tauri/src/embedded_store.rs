//! The store of *on this computer*: it runs in this process, on a loopback port, and answers only to loopback names.
//!
//! The rest of the app reaches it over HTTP like any other store. What is special is only that the app starts it,
//! starts it again when it fails, and signs itself in without a password.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use device::view::AccountView;
use device::{Device, Session, SessionSource, SessionUnavailable};
use keys::PlainKey;
use store::serve::{BindError, ServeOptions, Server};
use store::{LocalOwner, Store};
use tauri::async_runtime::{JoinHandle, spawn, spawn_blocking};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How many ports after the preferred one are tried before any free one is taken.
const PORTS_TRIED: u16 = 32;

/// Who watches the list of keys sees a use of a key this soon.
const LAST_USED_FLUSH: Duration = Duration::from_secs(5);

/// How long a command waits for the store to have started.
const START_CAP: Duration = Duration::from_secs(20);

/// The store of this computer tells of every change by itself.
const IDLE: Duration = Duration::from_secs(15 * 60);

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Why the store in this app can't be used now. It is tried again by itself.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(crate) struct StoreProblem(String);

/// The way to the store in this app. Cheap to clone.
#[derive(Clone)]
pub(crate) struct EmbeddedStore {
    running: watch::Receiver<Running>,
    stop: watch::Sender<bool>,
}

#[derive(Clone)]
enum Running {
    Starting,
    Yes(Store, SocketAddr),
    No(StoreProblem),
}

impl EmbeddedStore {
    /// Starts the store in the background once `moment` has come, with its database in `folder`. Answers the way to it,
    /// and the task to wait for after [`EmbeddedStore::stop`].
    pub(crate) fn start(
        folder: PathBuf,
        preferred_port: u16,
        moment: impl Future<Output = ()> + Send + 'static,
    ) -> (Self, JoinHandle<()>) {
        let (say, running) = watch::channel(Running::Starting);
        let (stop, stopping) = watch::channel(false);
        let task = spawn(async move {
            moment.await;
            keep_running(folder, preferred_port, say, stopping).await;
        });
        (Self { running, stop }, task)
    }

    /// Has the store finish what it is answering, write what it holds in memory, and end.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// The address whenever it is a new one; `None` once the store has ended for good.
    pub(crate) async fn next_url(&mut self) -> Option<String> {
        loop {
            self.running.changed().await.ok()?;
            if let Running::Yes(_, address) = &*self.running.borrow_and_update() {
                return Some(url(*address));
            }
        }
    }

    /// The store and its address, once it runs.
    pub(crate) async fn running(&self) -> Result<(Store, String), StoreProblem> {
        let mut running = self.running.clone();
        let settled = running.wait_for(|running| !matches!(running, Running::Starting));
        let slow =
            || StoreProblem("The store in this app has not started yet. Try again in a moment.".to_owned());
        let settled = timeout(START_CAP, settled)
            .await
            .map_err(|_| slow())?
            .map_err(|_| slow())?;
        match &*settled {
            Running::Yes(store, address) => Ok((store.clone(), url(*address))),
            Running::No(problem) => Err(problem.clone()),
            Running::Starting => Err(slow()),
        }
    }

    /// Gives a store that has lost everything its owner back, and says whether it had.
    pub(crate) async fn restore_owner(&self, account: &AccountView) -> Result<bool, StoreProblem> {
        let (store, _url) = self.running().await?;
        let Some(organization) = account.organizations.first() else {
            return Ok(false);
        };
        let owner = LocalOwner {
            user_id: account.user_id.clone(),
            organization_id: organization.id.clone(),
        };
        let restored = store
            .restore_local_owner(owner, &account.user_name, &organization.name)
            .await;
        restored.map_err(|error| problem(&error))
    }

    /// A new session of a user, and where to use it.
    pub(crate) async fn session(&self, user_id: &str) -> Result<(String, PlainKey), StoreProblem> {
        let (store, url) = self.running().await?;
        let started = store.start_session(user_id).await;
        let (secret, _expires_at) = started.map_err(|error| problem(&error))?;
        Ok((url, secret))
    }
}

/// Signs the sync loop in.
pub(crate) struct OwnSessions {
    /// Knows the user.
    pub device: Device,
    /// Knows the session.
    pub store: EmbeddedStore,
}

/// What the store says about a failure.
pub(crate) fn problem(error: &dyn std::error::Error) -> StoreProblem {
    StoreProblem(error.to_string())
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Runs the store until told to stop, with growing pauses after failures.
async fn keep_running(
    folder: PathBuf,
    preferred_port: u16,
    say: watch::Sender<Running>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut pause = FIRST_PAUSE;
    while !*stopping.borrow() {
        match run_once(&folder, preferred_port, &say, stopping.clone()).await {
            Ok(()) if *stopping.borrow() => break,
            Ok(()) => {
                tracing::warn!("the store in this app ended by itself");
                say.send_replace(Running::Starting);
                pause = FIRST_PAUSE;
            }
            Err(problem) => {
                tracing::error!(%problem, "the store in this app can't run");
                say.send_replace(Running::No(problem));
            }
        }
        tokio::select! {
            () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            _ = stopping.changed() => {}
        }
    }
}

async fn run_once(
    folder: &Path,
    preferred_port: u16,
    say: &watch::Sender<Running>,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), StoreProblem> {
    let store = Store::open(folder).await.map_err(|error| problem(&error))?;
    let server = bind(&store, preferred_port).await?;
    let address = server.local_address();
    tracing::info!(%address, "the store in this app runs");
    say.send_replace(Running::Yes(store, address));
    let asked_to_stop = async move {
        // An ended channel means that the app has ended.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let ended = server.run(asked_to_stop).await;
    ended.map_err(|error| problem(&error))
}

/// Takes the preferred port, one of the next, or any that is free.
async fn bind(store: &Store, preferred_port: u16) -> Result<Server, StoreProblem> {
    let next_ports = (0..PORTS_TRIED).filter_map(|step| preferred_port.checked_add(step));
    for port in next_ports.chain([0]) {
        let options = ServeOptions {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            loopback_only: true,
            last_used_flush: LAST_USED_FLUSH,
            certificate: None,
        };
        match Server::bind(store.clone(), options).await {
            Ok(server) => return Ok(server),
            Err(BindError::AddressInUse(_)) => {}
            // Windows keeps whole ranges of ports for itself.
            Err(BindError::Unavailable { source, .. }) if source.kind() == ErrorKind::PermissionDenied => {}
            Err(error) => return Err(problem(&error)),
        }
    }
    Err(StoreProblem(
        "This computer has no free port for the store in this app. Quit a server and try again.".to_owned(),
    ))
}

impl SessionSource for OwnSessions {
    async fn session(&self) -> Result<Session, SessionUnavailable> {
        let device = self.device.clone();
        let account = spawn_blocking(move || crate::state::account(&device)).await;
        let account = account
            .map_err(|error| SessionUnavailable(error.to_string()))?
            .map_err(|error| SessionUnavailable(error.to_string()))?;
        match self.store.session(&account.user_id).await {
            Ok((store_url, secret)) => Ok(Session { store_url, secret }),
            Err(StoreProblem(sentence)) => Err(SessionUnavailable(sentence)),
        }
    }

    fn idle(&self) -> Duration {
        IDLE
    }
}
