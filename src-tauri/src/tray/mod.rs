//! The tray: kept keys by name, and the few things wanted without the window.
//!
//! Other programs can read a tray's menu, so there are names in it and nothing else of a key. What a line does belongs
//! to the modules it calls; which lines there are stands in `lines`, how they become a menu in `menu`.

mod action;
#[cfg(target_os = "linux")]
#[path = "host_linux.rs"]
mod host;
#[cfg(not(target_os = "linux"))]
#[path = "host_elsewhere.rs"]
mod host;
mod lines;
mod menu;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use device::{Changed, Device};
use tauri::async_runtime::{spawn, spawn_blocking};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use crate::state::AppState;
use crate::window;
use lines::Facts;
use menu::TrayMenu;

/// How long changes are gathered before the menu follows them.
const TOGETHER: Duration = Duration::from_millis(100);

/// How often the time left is told while a secret is on the clipboard.
const COUNTDOWN: Duration = Duration::from_secs(1);

/// The tray's part of the app's state.
#[derive(Default)]
pub(crate) struct Tray {
    clipboard_changed: Notify,
    made: AtomicBool,
}

/// Shows the app in the tray as soon as there is one, which may be at login, ten minutes later or never.
pub(crate) fn begin(app: &AppHandle) {
    let app = app.clone();
    spawn(async move {
        if let Err(error) = keep(&app).await {
            tracing::info!(%error, "there is no tray");
        }
    });
}

/// Has the menu follow what is on the clipboard.
pub(crate) fn clipboard_changed(app: &AppHandle) {
    if let Some(tray) = app.try_state::<Tray>() {
        tray.clipboard_changed.notify_one();
    }
}

/// Whether the app can be found in a tray just now.
pub(crate) async fn is_shown(app: &AppHandle) -> bool {
    app.state::<Tray>().made.load(Ordering::Relaxed) && host::is_there().await
}

async fn keep(app: &AppHandle) -> Result<(), host::NoHost> {
    let Ok(device) = app.state::<AppState>().device() else {
        return Ok(());
    };
    let mut news = device.subscribe();
    let menu = make(app, &device).await?;
    let mut known: Option<Facts> = None;
    loop {
        let stands = match wait_for_change(app, &mut news).await {
            Change::Clipboard => known.take(),
            Change::Other => None,
        };
        let (app, device, menu) = (app.clone(), device.clone(), menu.clone());
        // The menu's own calls wait for the main thread.
        let followed = spawn_blocking(move || follow(&menu, &app, &device, stands));
        known = followed.await.ok();
    }
}

/// Has the menu say what there is now. What stands as it was is not asked for again: a disk is not read every second.
fn follow(menu: &TrayMenu, app: &AppHandle, device: &Device, stands: Option<Facts>) -> Facts {
    let facts = match stands {
        Some(stands) => stands.with_clipboard_of(app),
        None => Facts::gather(app, device),
    };
    if let Err(error) = menu.follow(&lines::lines(&facts)) {
        tracing::warn!(%error, "the tray’s menu could not be changed");
    }
    facts
}

/// Makes the icon once a tray is there to take it; one that does not take it is asked again when it changes.
async fn make(app: &AppHandle, device: &Device) -> Result<TrayMenu, host::NoHost> {
    let mut hosts = host::Watch::begin().await?;
    loop {
        hosts.wait_for_one().await?;
        let (handle, device) = (app.clone(), device.clone());
        let made = spawn_blocking(move || {
            let menu = TrayMenu::new(&handle, &lines::lines(&Facts::gather(&handle, &device)))?;
            icon(&handle, &menu)?;
            Ok::<_, tauri::Error>(menu)
        });
        match made.await {
            Ok(Ok(menu)) => {
                app.state::<Tray>().made.store(true, Ordering::Relaxed);
                return Ok(menu);
            }
            Ok(Err(error)) => tracing::warn!(%error, "the tray did not take the icon"),
            Err(error) => tracing::error!(%error, "the tray’s icon could not be made"),
        }
        hosts.wait_for_change().await?;
    }
}

fn icon(app: &AppHandle, menu: &TrayMenu) -> tauri::Result<()> {
    let picture = if cfg!(target_os = "macos") {
        tauri::include_image!("../icons/tray-template.png")
    } else {
        tauri::include_image!("../icons/32x32.png")
    };
    TrayIconBuilder::with_id("studio-keys")
        .title(if cfg!(target_os = "linux") { "Studio Keys" } else { "" })
        .tooltip("Studio Keys")
        .icon(picture)
        .icon_as_template(true)
        .menu(menu.menu())
        // Where a click can be told apart, it opens the window, as the other programs' icons do.
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| action::act(app, event.id().as_ref()))
        .on_tray_icon_event(|tray, event| {
            let clicked = matches!(
                event,
                TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                }
            );
            if clicked && !cfg!(target_os = "macos") {
                window::bring_forward(tray.app_handle());
            }
        })
        .build(app)?;
    Ok(())
}

/// What the menu has to follow.
enum Change {
    /// What is on the clipboard, or how long it stays.
    Clipboard,
    /// Anything else.
    Other,
}

/// Until something that the menu shows has changed, and whatever follows on its heels.
async fn wait_for_change(app: &AppHandle, news: &mut Receiver<Changed>) -> Change {
    let tray = app.state::<Tray>();
    let counts_down = app
        .state::<AppState>()
        .clipboard
        .shown()
        .is_some_and(|secret| secret.clears_at.is_some());
    tokio::select! {
        () = concerning_the_menu(news) => {
            sleep(TOGETHER).await;
            Change::Other
        }
        () = tray.clipboard_changed.notified() => Change::Clipboard,
        () = sleep(COUNTDOWN), if counts_down => Change::Clipboard,
    }
}

async fn concerning_the_menu(news: &mut Receiver<Changed>) {
    loop {
        match news.recv().await {
            Ok(Changed::Keys | Changed::Vault | Changed::Account) | Err(RecvError::Lagged(_)) => return,
            Ok(Changed::Projects | Changed::Sync | Changed::Settings | Changed::Panic) => {}
            // The app is quitting.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
