//! From the start of the process to the window: opens the data folder, starts the store in this app, and shows.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use device::{Changed as DeviceChanged, ClearAfter, Device, OpenDeviceError};
use jiff::Timestamp;
use tauri::async_runtime::{JoinHandle, spawn, spawn_blocking};
use tauri::{AppHandle, Manager, Url};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::arguments::Arguments;
use crate::auto_lock;
use crate::clipboard::SecretClipboard;
use crate::closing::Leavings;
use crate::commands::blocking;
use crate::data_folder::DataFolder;
use crate::destination;
use crate::embedded_store::EmbeddedStore;
use crate::error::CommandError;
use crate::events::{Changed, ChangedPart, ClipboardChanged, tell};
use crate::notices;
use crate::shutdown::StoreTask;
use crate::state::{AppState, Opened};
use crate::{panic, quick_menu, shortcut, tray, window};

/// The port on which the store in this app is looked for first.
const USUAL_PORT: u16 = 4210;

/// How long a start waits for one that is going away to let go of the data folder: longer than going away takes.
const PATIENCE: Duration = Duration::from_secs(8);
const PAUSE: Duration = Duration::from_millis(50);

/// How long the page may take to load before the store is started all the same.
const LONGEST_LOAD: Duration = Duration::from_secs(2);
const LOADED_TO_PAINTED: Duration = Duration::from_millis(150);

/// How long what changes is gathered before it is told: many keys may come and go at once.
const TOGETHER: Duration = Duration::from_millis(100);

/// Why the app can't even show a window.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// The system gave no thread for the clipboard.
    #[error("The clipboard’s thread can’t be started: {0}. Close some programs and try again.")]
    Clipboard(#[from] std::io::Error),
    /// The system gave no window.
    #[error("The window can’t be opened: {0}.")]
    Window(#[from] tauri::Error),
}

/// Opens everything and then the window. Data that can't be opened is shown as such, in the window.
pub(crate) fn start(app: &AppHandle, folder: &DataFolder, arguments: &Arguments) -> Result<(), StartError> {
    let (page_loaded, loaded) = watch::channel(false);
    let opened = match open_device(folder) {
        Ok(device) => {
            let moment = after_first_paint(loaded.clone());
            Ok(begin(app, device, folder, arguments.port, moment))
        }
        Err(error) => {
            tracing::error!(%error, "the data folder can't be opened");
            Err(error.into())
        }
    };
    let teller = app.clone();
    let clipboard = SecretClipboard::start(clear_after(&opened), move |clipboard| {
        tell(&teller, &ClipboardChanged { clipboard });
        tray::clipboard_changed(&teller);
    })?;
    let state = AppState {
        opened,
        reveal: std::sync::Arc::default(),
        clipboard: clipboard.into(),
        token_files: std::sync::Arc::default(),
        destinations: destination::Destinations::default(),
        leavings: Leavings::default(),
        imports: std::sync::Arc::default(),
        keychain: std::sync::Arc::default(),
    };
    // A person who starts it without a window still has to see what is wrong.
    let is_hidden = arguments.hidden && !arguments.quick_menu && state.opened.is_ok();
    app.manage(state);
    app.manage(folder.clone());
    app.manage(tray::Tray::default());
    app.manage(quick_menu::QuickMenu::default());
    app.manage(shortcut::Shortcut::default());
    app.manage(panic::Panic::default());
    panic::resume(app);
    window::prepare(app, folder, page_loaded)?;
    if !is_hidden {
        window::open(app)?;
    }
    tray::begin(app);
    if arguments.quick_menu {
        quick_menu::show(app);
    }
    spawn(prepare_quick_menu(app.clone(), after_first_paint(loaded)));
    Ok(())
}

/// Makes the quick menu ready and listens for its shortcut.
async fn prepare_quick_menu(app: AppHandle, moment: impl Future<Output = ()>) {
    moment.await;
    let made = blocking(move || {
        let theme = app.state::<AppState>().theme();
        quick_menu::open(&app, theme).map_err(|error| CommandError::internal(&error))?;
        shortcut::start(&app);
        Ok::<_, CommandError>(())
    });
    if let Err(error) = made.await {
        tracing::error!(%error, "there is no quick menu");
    }
}

/// How long secrets stay on the clipboard; as usual where the choice can't be read.
fn clear_after(opened: &Result<Opened, CommandError>) -> ClearAfter {
    let settings = opened
        .as_ref()
        .ok()
        .and_then(|opened| opened.device.desktop_settings().ok());
    settings.unwrap_or_default().clear_after
}

/// Whoever has the data folder and can't be brought forward is most likely just going away.
fn open_device(folder: &DataFolder) -> Result<Device, OpenDeviceError> {
    let begun = Instant::now();
    loop {
        match Device::open(folder.path()) {
            Err(OpenDeviceError::AlreadyRunning(_)) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(PAUSE);
            }
            opened => return opened,
        }
    }
}

/// The store and sync would keep the processor busy that the page needs to be painted; nobody has asked for them yet.
async fn after_first_paint(mut loaded: watch::Receiver<bool>) {
    let load = async { loaded.wait_for(|loaded| *loaded).await.is_ok() };
    if timeout(LONGEST_LOAD, load).await == Ok(true) {
        sleep(LOADED_TO_PAINTED).await;
    }
}

fn begin(
    app: &AppHandle,
    device: Device,
    folder: &DataFolder,
    port: Option<u16>,
    moment: impl Future<Output = ()> + Send + 'static,
) -> Opened {
    let port = port.or_else(|| last_port(&device)).unwrap_or(USUAL_PORT);
    let (store, task) = EmbeddedStore::start(folder.store(), port, moment);
    app.manage(StoreTask::new(task));
    let opened = Opened::new(device, store);
    spawn(follow_store(opened.clone()));
    spawn(sync_once_begun(opened.clone()));
    tell_changes(app.clone(), &opened.device);
    notices::start(app.clone(), opened.device.clone());
    auto_lock::start(app, &opened.device);
    opened
}

/// The port that the store in this app had last: tools have been pointed at it.
fn last_port(device: &Device) -> Option<u16> {
    let account = device.account().ok().flatten()?;
    let url = account
        .on_this_computer
        .then(|| Url::parse(&account.store_url).ok())?;
    url?.port()
}

/// With every start of the store, its port may be another one, and it may have lost everything.
async fn follow_store(opened: Opened) {
    let mut store = opened.store.clone();
    while let Some(url) = store.next_url().await {
        if let Err(error) = meet_store(&opened, url).await {
            tracing::error!(%error, "the store and this computer could not be brought together");
        }
        if let Ok((store, _url)) = opened.store.running().await {
            spawn(follow_writes(opened.clone(), store.writes()));
        }
    }
}

/// What tools and colleagues change in the store in this app is here at once, without asking it again and again.
async fn follow_writes(opened: Opened, mut writes: watch::Receiver<()>) {
    while writes.changed().await.is_ok() {
        opened.sync_now().await;
        sleep(TOGETHER).await;
    }
}

async fn meet_store(opened: &Opened, url: String) -> Result<(), CommandError> {
    let device = opened.device.clone();
    let Some(account) = blocking(move || device.account()).await? else {
        return Ok(());
    };
    let is_new = opened.store.restore_owner(&account).await?;
    let device = opened.device.clone();
    blocking(move || {
        if is_new {
            tracing::warn!("the store had lost everything; it is told of the keys that were made here");
            device.begin_again(Timestamp::now())?;
        }
        if account.store_url == url {
            return Ok(());
        }
        device.set_store_url(&url)
    })
    .await
}

/// Somebody who has begun here syncs from the start; all others from their first click on.
async fn sync_once_begun(opened: Opened) {
    let device = opened.device.clone();
    if let Ok(Ok(Some(_account))) = spawn_blocking(move || device.account()).await {
        opened.start_sync().await;
    }
}

/// Passes on what changed on this computer: the first word at once, and what follows on its heels together. A lagging
/// listener tells everything once.
fn tell_changes(app: AppHandle, device: &Device) -> JoinHandle<()> {
    let mut news = device.subscribe();
    spawn(async move {
        loop {
            match news.recv().await {
                Ok(changed) => tell_parts(&app, [changed.into()]),
                Err(RecvError::Lagged(_)) => tell_parts(&app, ChangedPart::ALL),
                Err(RecvError::Closed) => return,
            }
            sleep(TOGETHER).await;
            tell_parts(&app, waiting(&mut news));
        }
    })
}

/// What came in the meantime.
fn waiting(news: &mut Receiver<DeviceChanged>) -> BTreeSet<ChangedPart> {
    let mut parts = BTreeSet::new();
    loop {
        match news.try_recv() {
            Ok(changed) => parts.extend([ChangedPart::from(changed)]),
            Err(TryRecvError::Lagged(_)) => parts.extend(ChangedPart::ALL),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return parts,
        }
    }
}

fn tell_parts(app: &AppHandle, parts: impl IntoIterator<Item = ChangedPart>) {
    for what in parts {
        tell(app, &Changed { what });
    }
}

impl From<DeviceChanged> for ChangedPart {
    fn from(changed: DeviceChanged) -> Self {
        match changed {
            DeviceChanged::Keys => Self::Keys,
            DeviceChanged::Projects => Self::Projects,
            DeviceChanged::Account => Self::Account,
            DeviceChanged::Sync => Self::Sync,
            DeviceChanged::Vault => Self::Vault,
            DeviceChanged::Settings => Self::Settings,
            DeviceChanged::Panic => Self::Panic,
        }
    }
}

#[cfg(test)]
mod tests {
    use device::BeginRequest;

    use super::*;

    #[test]
    fn the_last_port_is_asked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(last_port(&device), None);
        let begun = BeginRequest {
            user_id: "u".into(),
            user_name: "Mira".into(),
            organization_id: "o".into(),
            organization_name: "Northwind".into(),
            store_url: "http://127.0.0.1:4211".into(),
        };
        device.begin_on_this_computer(begun).unwrap();
        assert_eq!(last_port(&device), Some(4211));
    }
}
