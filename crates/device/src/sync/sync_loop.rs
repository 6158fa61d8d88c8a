use std::future::Future;

use jiff::Timestamp;
use tokio::task;
use tokio::time::sleep;

use super::back_off;
use super::client::StoreClient;
use super::problem::Problem;
use super::pull::pull;
use super::push::push;
use super::session::{Session, SessionSource};
use crate::device::Device;
use crate::error::DeviceError;

/// Keeps the device and its store alike for as long as it runs. One loop per device.
pub struct SyncLoop<S> {
    device: Device,
    source: S,
    signed_in: Option<SignedIn>,
}

/// Has the loop try at once.
#[derive(Clone)]
pub struct SyncHandle {
    device: Device,
}

/// Being signed in to a store, and the address that the account had then.
struct SignedIn {
    session: Session,
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
            signed_in: None,
        }
    }

    /// For nudging the loop while it runs. Local changes nudge it by themselves.
    pub fn handle(&self) -> SyncHandle {
        SyncHandle {
            device: self.device.clone(),
        }
    }

    /// Syncs until `shutdown` is there: after every local change, as often as its source says when there is
    /// none, and after failures with growing waits. Ending it at any moment is safe.
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
                0 => self.source.idle(),
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
                self.signed_in = None;
                self.exchange().await
            }
            result => result,
        };
        if let Err(Problem::Unauthenticated) = left_over {
            self.signed_in = None;
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

    /// A new client for each round: one that is kept looks after its connections every minute and a half, whether it has
    /// any or not.
    async fn client(&mut self) -> Result<StoreClient, Problem> {
        let account_url = on_disk(&self.device, |device| {
            Ok(device.account()?.map(|account| account.store_url))
        })
        .await?;
        let signed_in = match self.signed_in.take() {
            Some(signed_in) if signed_in.account_url == account_url => signed_in,
            _ => SignedIn {
                session: self.source.session().await?,
                account_url,
            },
        };
        StoreClient::new(&self.signed_in.insert(signed_in).session)
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
