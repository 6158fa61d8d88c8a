//! What the tests of sync share.

use std::time::{Duration, Instant};

use device::view::{CreateKeyRequest, KeyView, SyncView};
use device::{BeginRequest, Device, SessionSource, SyncHandle, SyncLoop};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, PlainKey, Scope};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything here takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn begin(device: &Device, user_id: &str, organization_id: &str, store_url: &str) {
    let request = BeginRequest {
        user_id: user_id.into(),
        user_name: "Mira Lindqvist".into(),
        organization_id: organization_id.into(),
        organization_name: "Northwind".into(),
        store_url: store_url.into(),
    };
    device.begin_on_this_computer(request).unwrap();
}

pub(crate) fn create(device: &Device, name: &str) -> (String, PlainKey) {
    let request = CreateKeyRequest {
        name: name.into(),
        expiry: ExpiryChoice::Days { days: 90 },
        scopes: vec![Scope::ProjectsRead],
    };
    let (key, plain) = device
        .create_key(&request, Timestamp::now(), &TimeZone::UTC)
        .unwrap();
    (key.id, plain)
}

pub(crate) fn delete(device: &Device, id: &str) {
    device.delete_keys(&[id.to_owned()], Timestamp::now()).unwrap();
}

pub(crate) fn key(device: &Device, id: &str) -> KeyView {
    device.key(id, Timestamp::now()).unwrap()
}

/// Waits until it holds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until sync stands so.
pub(crate) async fn until_sync(device: &Device, what: &str, holds: impl Fn(&SyncView) -> bool) -> SyncView {
    until(what, || holds(&device.sync_view().unwrap())).await;
    device.sync_view().unwrap()
}

/// A running sync loop, ended with [`Running::stop`].
pub(crate) struct Running {
    #[allow(dead_code, reason = "each test program uses a part of what is common")]
    pub(crate) handle: SyncHandle,
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn start(device: &Device, source: impl SessionSource) -> Self {
        let (shutdown, ended) = oneshot::channel::<()>();
        let sync = SyncLoop::new(device.clone(), source);
        let handle = sync.handle();
        let task = tokio::spawn(sync.run(async move {
            let _ = ended.await;
        }));
        Self {
            handle,
            shutdown,
            task,
        }
    }

    pub(crate) async fn stop(self) {
        self.shutdown.send(()).unwrap();
        self.task.await.unwrap();
    }
}
