//! The app itself: what it is made of, where its data is, and a file that tells how it fares.

use tauri::{AppHandle, Manager, State};
use tauri_plugin_dialog::DialogExt;

use super::blocking;
use crate::data_folder::DataFolder;
use crate::diagnosis::{self, Running};
use crate::error::{CommandError, ErrorCode};
use crate::licences::{self, Licences};
use crate::shortcut::Shortcut;
use crate::state::AppState;
use crate::views::AboutView;

const DIAGNOSIS_FILE: &str = "studio-keys-diagnosis.json";

/// Versions, and where the data is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn about(folder: State<'_, DataFolder>) -> Result<AboutView, CommandError> {
    Ok(AboutView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        tauri: tauri::VERSION.to_owned(),
        web_engine: web_engine(),
        sqlite: device::sqlite_version().to_owned(),
        data_folder: folder.path().display().to_string(),
    })
}

/// The licences of everything that is shipped.
#[tauri::command]
#[specta::specta]
pub(crate) async fn licences(app: AppHandle) -> Result<Licences, CommandError> {
    blocking(move || licences::read(&app)).await
}

/// Shows the data folder in the system's own files window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_data_folder(folder: State<'_, DataFolder>) -> Result<(), CommandError> {
    let path = folder.path().to_owned();
    let opened =
        blocking(move || Ok::<_, CommandError>(opener::open(path).map_err(|error| error.to_string())))
            .await?;
    opened.map_err(|error| {
        tracing::warn!(%error, "the data folder could not be shown");
        CommandError::new(
            ErrorCode::NotFound,
            "No program here shows folders. Open the one above with a program of your own.",
        )
    })
}

/// Lets the user choose a file and writes the diagnosis to it; nothing when they choose none, else the file's name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_diagnosis(app: AppHandle) -> Result<Option<String>, CommandError> {
    let dialog = app.dialog().file();
    let dialog = dialog
        .set_title("Export a diagnosis file")
        .set_file_name(DIAGNOSIS_FILE)
        .add_filter("JSON", &["json"]);
    let chosen = blocking(move || Ok::<_, CommandError>(dialog.blocking_save_file())).await?;
    let Some(path) = chosen.and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    blocking(move || {
        let device = app.state::<AppState>().device().ok();
        let shortcut = device
            .as_ref()
            .and_then(|device| app.state::<Shortcut>().view(device).ok());
        let running = Running {
            shortcut: shortcut.map(|view| view.state),
            web_engine: web_engine(),
        };
        diagnosis::write(&path, &app.state::<DataFolder>(), device.as_ref(), running)?;
        Ok::<_, CommandError>(path.file_name().map(|name| name.to_string_lossy().into_owned()))
    })
    .await
}

fn web_engine() -> String {
    tauri::webview_version().unwrap_or_else(|_| "unknown".to_owned())
}
