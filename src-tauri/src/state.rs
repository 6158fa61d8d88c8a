//! What lives as long as the app, and what every command starts from.

use std::sync::Arc;

use device::view::{AccountView, OrganizationView, ThemeChoice};
use device::{Device, DeviceError, SyncHandle, SyncLoop};
use tauri::async_runtime::{JoinHandle, spawn};
use tokio::sync::{Mutex, oneshot};

use crate::clipboard::SecretClipboard;
use crate::closing::Leavings;
use crate::destination::Destinations;
use crate::embedded_store::{EmbeddedStore, OwnSessions};
use crate::error::{CommandError, ErrorCode};
use crate::keeping::Imports;
use crate::keychain::Keychain;
use crate::next_steps::PullTarget;
use crate::reveal::Reveal;
use crate::token_files::TokenFiles;

/// Managed by Tauri; commands get it by reference.
pub(crate) struct AppState {
    /// What was opened, or why it could not be.
    pub opened: Result<Opened, CommandError>,
    /// The key being revealed.
    pub reveal: Arc<Reveal>,
    /// The clipboard.
    pub clipboard: Arc<SecretClipboard>,
    /// Files chosen or dropped.
    pub token_files: Arc<TokenFiles>,
    /// Where the main window is asked to go.
    pub destinations: Destinations,
    /// Who wants to leave.
    pub leavings: Leavings,
    /// The exported file that was chosen last.
    pub imports: Arc<Imports>,
    /// The system's keychain.
    pub keychain: Arc<Keychain>,
}

/// What an app whose data could be opened works with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Opened {
    /// The local database.
    pub device: Device,
    /// The store in this app.
    pub store: EmbeddedStore,
    sync: Arc<Mutex<Option<RunningSync>>>,
}

struct RunningSync {
    handle: SyncHandle,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl AppState {
    /// What was opened, or the reason to show.
    pub(crate) fn opened(&self) -> Result<&Opened, CommandError> {
        self.opened.as_ref().map_err(Clone::clone)
    }

    /// The local database.
    pub(crate) fn device(&self) -> Result<Device, CommandError> {
        Ok(self.opened()?.device.clone())
    }

    /// The theme, also where nothing could be opened.
    pub(crate) fn theme(&self) -> ThemeChoice {
        let chosen = self
            .opened
            .as_ref()
            .ok()
            .and_then(|opened| opened.device.theme().ok());
        chosen.unwrap_or_default()
    }
}

impl Opened {
    /// Puts a local database and a store together.
    pub(crate) fn new(device: Device, store: EmbeddedStore) -> Self {
        Self {
            device,
            store,
            sync: Arc::default(),
        }
    }

    /// Begins to sync; does nothing when that is going on.
    pub(crate) async fn start_sync(&self) {
        let mut sync = self.sync.lock().await;
        if sync.is_none() {
            let sessions = OwnSessions {
                device: self.device.clone(),
                store: self.store.clone(),
            };
            let sync_loop = SyncLoop::new(self.device.clone(), sessions);
            let handle = sync_loop.handle();
            let (stop, stopped) = oneshot::channel();
            let task = spawn(sync_loop.run(async move {
                // A dropped sender means the same as a sent word.
                let _ = stopped.await;
            }));
            *sync = Some(RunningSync { handle, stop, task });
        }
    }

    /// Has the sync loop try soon: somebody looks at the window again.
    pub(crate) fn sync_soon(&self) {
        let opened = self.clone();
        spawn(async move { opened.sync_now().await });
    }

    /// Has the sync loop try at once.
    pub(crate) async fn sync_now(&self) {
        if let Some(sync) = &*self.sync.lock().await {
            sync.handle.nudge();
        }
    }

    /// Ends the sync loop after what it is at.
    pub(crate) async fn stop_sync(&self) {
        if let Some(RunningSync { stop, task, .. }) = self.sync.lock().await.take() {
            // The loop may have ended by itself.
            let _ = stop.send(());
            if let Err(error) = task.await {
                tracing::warn!(%error, "the sync loop did not end as it should");
            }
        }
    }
}

/// The account; without one, what to do first.
pub(crate) fn account(device: &Device) -> Result<AccountView, CommandError> {
    let account = device.account()?;
    Ok(account.ok_or(DeviceError::NotStarted)?)
}

/// The organization of the project that is looked at, or else the first.
pub(crate) fn current_organization(device: &Device) -> Result<Option<OrganizationView>, DeviceError> {
    let account = device.account()?;
    let organizations = account.map(|account| account.organizations).unwrap_or_default();
    let current = device.current_project()?;
    let mut projects = device.projects()?.into_iter();
    let here = projects.find(|project| Some(&project.id) == current.as_ref());
    let place = organizations.iter().position(|organization| {
        here.as_ref()
            .is_some_and(|here| here.organization_id == organization.id)
    });
    Ok(organizations.into_iter().nth(place.unwrap_or_default()))
}

/// Where the lines of the `tokensstudio` command lead for a project, or for the current one.
pub(crate) fn pull_target(
    device: &Device,
    project_id: Option<&str>,
) -> Result<Option<PullTarget>, CommandError> {
    let chosen = match project_id {
        Some(id) => Some(id.to_owned()),
        None => device.current_project()?,
    };
    let project = device
        .projects()?
        .into_iter()
        .find(|project| Some(&project.id) == chosen.as_ref());
    if project_id.is_some() && project.is_none() {
        return Err(CommandError::new(
            ErrorCode::NotFound,
            "This project is no longer here. Choose another one.",
        ));
    }
    Ok(project.map(|project| PullTarget {
        organization_id: project.organization_id,
        project_id: project.id,
    }))
}
