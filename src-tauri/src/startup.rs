//! From the start of the process to the window: opens the data folder, starts the store in this app, and shows.

use device::{Changed as DeviceChanged, Device, OpenDeviceError};
use tauri::async_runtime::{JoinHandle, spawn, spawn_blocking};
use tauri::{AppHandle, Manager};
use tokio::sync::broadcast::error::RecvError;

use crate::clipboard::SecretClipboard;
use crate::data_folder::DataFolder;
use crate::embedded_store::EmbeddedStore;
use crate::events::{Changed, ChangedPart, ClipboardChanged, tell};
use crate::shutdown::StoreTask;
use crate::state::{AppState, Opened};
use crate::window;

/// Why the app can't even show a window.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// Another start has the data folder, and could not be asked to come forward.
    #[error(transparent)]
    AlreadyRunning(OpenDeviceError),
    /// The system gave no thread for the clipboard.
    #[error("The clipboard’s thread can’t be started: {0}. Close some programs and try again.")]
    Clipboard(#[from] std::io::Error),
    /// The system gave no window.
    #[error("The window can’t be opened: {0}.")]
    Window(#[from] tauri::Error),
}

/// Opens everything and then the window. Data that can't be opened is shown as such, in the window.
pub(crate) fn start(app: &AppHandle, folder: &DataFolder, preferred_port: u16) -> Result<(), StartError> {
    let opened = match Device::open(folder.path()) {
        Ok(device) => Ok(begin(app, device, folder, preferred_port)),
        Err(error @ OpenDeviceError::AlreadyRunning(_)) => return Err(StartError::AlreadyRunning(error)),
        Err(error) => {
            tracing::error!(%error, "the data folder can't be opened");
            Err(error.into())
        }
    };
    let teller = app.clone();
    let clipboard = SecretClipboard::start(move |clipboard| tell(&teller, &ClipboardChanged { clipboard }))?;
    let state = AppState {
        opened,
        reveal: std::sync::Arc::default(),
        clipboard: clipboard.into(),
        token_files: std::sync::Arc::default(),
    };
    let theme = state.theme();
    app.manage(state);
    window::open(app, theme, folder)?;
    Ok(())
}

fn begin(app: &AppHandle, device: Device, folder: &DataFolder, preferred_port: u16) -> Opened {
    let (store, task) = EmbeddedStore::start(folder.store(), preferred_port);
    app.manage(StoreTask::new(task));
    let opened = Opened::new(device, store);
    spawn(keep_address_current(opened.clone()));
    spawn(sync_once_begun(opened.clone()));
    tell_changes(app.clone(), &opened.device);
    opened
}

/// The port may be another one with every start of the store.
async fn keep_address_current(opened: Opened) {
    let Opened {
        device, mut store, ..
    } = opened;
    while let Some(url) = store.next_url().await {
        let device = device.clone();
        let kept = spawn_blocking(move || match device.account()? {
            Some(account) if account.store_url != url => device.set_store_url(&url),
            _ => Ok(()),
        });
        match kept.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the store's address could not be kept"),
            Err(error) => tracing::error!(%error, "the store's address could not be kept"),
        }
    }
}

/// Somebody who has begun here syncs from the start; all others from their first click on.
async fn sync_once_begun(opened: Opened) {
    let device = opened.device.clone();
    if let Ok(Ok(Some(_account))) = spawn_blocking(move || device.account()).await {
        opened.start_sync().await;
    }
}

/// Passes on what changed on this computer. A lagging listener tells everything once.
fn tell_changes(app: AppHandle, device: &Device) -> JoinHandle<()> {
    let mut news = device.subscribe();
    spawn(async move {
        loop {
            match news.recv().await {
                Ok(changed) => tell(&app, &Changed { what: changed.into() }),
                Err(RecvError::Lagged(_)) => {
                    for what in ChangedPart::ALL {
                        tell(&app, &Changed { what });
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    })
}

impl From<DeviceChanged> for ChangedPart {
    fn from(changed: DeviceChanged) -> Self {
        match changed {
            DeviceChanged::Keys => Self::Keys,
            DeviceChanged::Projects => Self::Projects,
            DeviceChanged::Account => Self::Account,
            DeviceChanged::Sync => Self::Sync,
        }
    }
}
