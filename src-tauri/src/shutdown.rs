//! The end of the app: nothing of a secret stays, and nothing that the store holds in memory is lost.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tauri::async_runtime::{JoinHandle, block_on};
use tauri::{AppHandle, Manager};
use tokio::time::timeout;

use crate::panic;
use crate::state::{AppState, Opened};

/// How long sync and the store together may take to end: a little more than the store gives to its last answers. Nothing
/// saved depends on it: both survive being killed.
const STOP_CAP: Duration = Duration::from_secs(6);

/// The task of the store in this app, to be waited for once.
pub(crate) struct StoreTask(Mutex<Option<JoinHandle<()>>>);

impl StoreTask {
    /// The task that is running.
    pub(crate) fn new(task: JoinHandle<()>) -> Self {
        Self(Mutex::new(Some(task)))
    }

    fn take(&self) -> Option<JoinHandle<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Called once, after the last window is gone: wipes the secret, clears the clipboard if it is ours, ends sync and store.
pub(crate) fn finish(app: &AppHandle) {
    // First: whoever starts the app from now on is not to be sent here.
    tauri_plugin_single_instance::destroy(app);
    let Some(state) = app.try_state::<AppState>() else {
        return;
    };
    state.reveal.finish();
    state.clipboard.quit();
    if let Ok(opened) = state.opened() {
        panic::go_through_before_the_end(&opened.device);
        let task = app.try_state::<StoreTask>().and_then(|task| task.take());
        let stopped = block_on(async { timeout(STOP_CAP, stop(opened, task)).await });
        if stopped.is_err() {
            tracing::warn!("sync or the store did not end in time");
        }
    }
    tracing::info!("quit");
}

async fn stop(opened: &Opened, task: Option<JoinHandle<()>>) {
    opened.stop_sync().await;
    opened.store.stop();
    let Some(task) = task else { return };
    if let Err(error) = task.await {
        tracing::warn!(%error, "the store in this app did not end as it should");
    }
}
