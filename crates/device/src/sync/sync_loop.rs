use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task;
use tokio::time::sleep;

use super::back_off;
use super::client::StoreClient;
use super::problem::Problem;
use super::pull::pull;
use super::push::push;
use super::session::SessionSource;
use crate::device::Device;
use crate::error::DeviceError;

/// How often an idle loop looks for what is new, should nobody have nudged it. More often would keep a laptop awake.
const IDLE: Duration = Duration::from_secs(60);

/// Keeps the device and its store alike for as long as it runs. One loop per device.
pub struct SyncLoop<S> {
    device: Device,
    source: S,
    connection: Option<Connection>,
}

/// Has the loop try at once.
#[derive(Clone)]
pub struct SyncHandle {
    device: Device,
}

/// A store being spoken to, and the address that the account had then.
struct Connection {
    client: StoreClient,
    account_url: Option<String>,
}

impl SyncHandle {
    /// Tries at once, whatever wait there was. A loop that is busy tries again right after.
    pub fn nudge(&self) {
        self.device.nudge();
    }
}

impl<S: SessionSource> SyncLoop<S> {
    /// A loop that begins with [`SyncLoop::run`].
    pub fn new(device: Device, source: S) -> Self {
        Self {
            device,
            source,
            connection: None,
        }
    }

    /// For nudging the loop while it runs. Local changes nudge it by themselves.
    pub fn handle(&self) -> SyncHandle {
        SyncHandle {
            device: self.device.clone(),
        }
    }

    /// Syncs until `shutdown` is there: after every local change, every minute when there is none,
    /// and after failures with growing waits. Ending it at any moment is safe.
    pub async fn run(mut self, shutdown: impl Future<Output = ()>) {
        tokio::select! {
            () = shutdown => {}
            () = self.forever() => {}
        }
    }

    async fn forever(&mut self) {
        let mut failures = 0_u32;
        loop {
            failures = match self.round().await {
                Ok(None) => 0,
                Ok(Some(problem)) | Err(problem) => {
                    self.report(problem).await;
                    failures.saturating_add(1)
                }
            };
            let wait = match failures {
                0 => IDLE,
                failures => back_off::wait_after(failures),
            };
            tokio::select! {
                () = sleep(wait) => {}
                () = self.device.nudged() => {}
            }
        }
    }

    async fn report(&self, problem: Problem) {
        let reported = on_disk(&self.device, move |device| device.sync_failed(&problem)).await;
        if let Err(error) = reported {
            tracing::error!(%error, "the state of sync could not be read");
        }
    }

    /// Sends and fetches once, with a new session when the last one is not accepted. What is returned did not
    /// keep the round from its end.
    async fn round(&mut self) -> Result<Option<Problem>, Problem> {
        on_disk(&self.device, Device::sync_began).await?;
        let left_over = match self.exchange().await {
            Err(Problem::Unauthenticated) => {
                self.connection = None;
                self.exchange().await
            }
            result => result,
        };
        if let Err(Problem::Unauthenticated) = left_over {
            self.connection = None;
        }
        let left_over = left_over?;
        if left_over.is_none() {
            on_disk(&self.device, |device| device.sync_ended(Timestamp::now())).await?;
        }
        Ok(left_over)
    }

    async fn exchange(&mut self) -> Result<Option<Problem>, Problem> {
        let client = self.client().await?;
        let left_over = push(&self.device, &client).await?;
        pull(&self.device, &client).await?;
        Ok(left_over)
    }

    async fn client(&mut self) -> Result<StoreClient, Problem> {
        let account_url = on_disk(&self.device, |device| {
            Ok(device.account()?.map(|account| account.store_url))
        })
        .await?;
        if let Some(connection) = &self.connection
            && connection.account_url == account_url
        {
            return Ok(connection.client.clone());
        }
        let client = StoreClient::new(&self.source.session().await?)?;
        self.connection = Some(Connection {
            client: client.clone(),
            account_url,
        });
        Ok(client)
    }
}

/// Does what blocks where blocking is allowed.
pub(super) async fn on_disk<T: Send + 'static>(
    device: &Device,
    work: impl FnOnce(&Device) -> Result<T, DeviceError> + Send + 'static,
) -> Result<T, Problem> {
    let device = device.clone();
    let result = task::spawn_blocking(move || work(&device)).await;
    Ok(result.map_err(|_| Problem::Interrupted)??)
}
