//! Studio Keys, the desktop shell: window, clipboard, drag and drop, single instance, and the commands of the page.
//!
//! Thin on purpose. A rule about keys belongs to `keys`, a fact that an organization must agree on to `store`, what this
//! computer remembers to `device`, and every pixel to the page in `ui`.

mod arguments;
mod auto_lock;
mod clipboard;
mod closing;
mod commands;
mod copy_form;
mod data_folder;
mod destination;
mod diagnosis;
mod drag_and_drop;
mod embedded_store;
mod error;
mod events;
mod import;
mod ipc;
mod keeping;
mod keychain;
mod licences;
mod logging;
mod login;
mod names;
mod next_steps;
mod notices;
mod panic;
mod platform;
mod quick_menu;
mod recipe_link;
mod reveal;
mod second_start;
mod shortcut;
mod shutdown;
mod startup;
mod state;
mod token_files;
mod tray;
mod views;
mod whole_file;
mod window;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tokio::sync::watch;
use zeroizing_alloc::ZeroAlloc;

use arguments::Arguments;
use data_folder::DataFolder;
use state::AppState;

const TRIES_TO_GIVE_WAY: u32 = 10;
const PAUSE_BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// Wipes every piece of heap memory when it is given back.
///
/// Our own types wipe the secret, but on its way to the clipboard and, in halves, to the page it passes through buffers
/// of libraries (X11, Wayland, IPC) that do not. With this, none of them outlives its use. Costs a `memset` per free.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

/// Runs the app until it is quit. The code is 0 unless it could not start.
#[expect(clippy::print_stderr, reason = "there may be no window to say it in")]
pub fn run() -> ExitCode {
    platform::prepare();
    let arguments = Arguments::parse();
    let ran = DataFolder::prepare(arguments.data.clone())
        .map_err(Into::into)
        .and_then(|folder| run_in(&folder, &arguments));
    match ran {
        Ok(code) => code,
        Err(error) => {
            tracing::error!(%error, "the app could not start");
            eprintln!("studio-keys: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_in(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    logging::begin(&folder.logs());
    let ipc = ipc::builder();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc.invoke_handler())
        .on_window_event(|window, event| match window.label() {
            quick_menu::LABEL => quick_menu::on_window_event(window.app_handle(), event),
            _ => on_main_window_event(window.app_handle(), event),
        })
        .build(tauri::generate_context!())?;
    // Before anything is opened: a second start ends here.
    let (started, has_started) = watch::channel(false);
    give_way_to_a_running_app(app.handle(), folder, &has_started);
    ipc.mount_events(&app);
    startup::start(app.handle(), folder, arguments)?;
    started.send_replace(true);
    if let Some(link) = &arguments.link {
        destination::open_link(app.handle(), link);
    }
    platform::quit_on_signals(app.handle());
    let code = app.run_return(|app, event| match event {
        RunEvent::Exit => shutdown::finish(app),
        // Elsewhere a link comes as an argument of a start.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => urls
            .iter()
            .for_each(|link| destination::open_link(app, link.as_str())),
        _ => {}
    });
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The quick menu's window stays when the main one is closed, and does not keep the app alive.
fn on_main_window_event(app: &AppHandle, event: &WindowEvent) {
    match event {
        WindowEvent::DragDrop(dragged) => {
            drag_and_drop::handle(app, &app.state::<AppState>().token_files, dragged);
        }
        WindowEvent::Focused(true) => {
            if let Ok(opened) = app.state::<AppState>().opened() {
                opened.sync_soon();
            }
        }
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            closing::close_requested(app);
        }
        WindowEvent::Destroyed => app.exit(0),
        _ => {}
    }
}

/// Ends this start when the app already runs with the same data folder. One that is just going away holds the name a
/// moment longer than it answers; should it not give way at all, the lock on the data folder has the last word.
fn give_way_to_a_running_app(app: &AppHandle, folder: &DataFolder, has_started: &watch::Receiver<bool>) {
    // Elsewhere than on Linux the name is the same for every folder, and belongs to the usual one.
    if !cfg!(target_os = "linux") && !folder.is_usual() {
        return;
    }
    for _ in 0..TRIES_TO_GIVE_WAY {
        match app.plugin(single_instance(folder, has_started.clone())) {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the running app does not answer"),
        }
        std::thread::sleep(PAUSE_BETWEEN_TRIES);
    }
}

/// Another start with the same data folder hands over what it was started with, and ends.
fn single_instance(
    folder: &DataFolder,
    has_started: watch::Receiver<bool>,
) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(folder.instance_name())
        .callback(move |app: &AppHandle, arguments, _folder| {
            second_start::heed_once_started(app, arguments, has_started.clone());
        })
        .build()
}
