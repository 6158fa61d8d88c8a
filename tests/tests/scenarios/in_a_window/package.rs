//! The package: installed, started from its desktop entry, reached by a link, and removed.

use end_to_end::command::says;
use end_to_end::designer::Designer;
use end_to_end::desk::{Desk, free_port};
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::package::Installed;
use end_to_end::page::Page;
use end_to_end::process;
use end_to_end::scenario::scenario;
use end_to_end::window::Opening;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn the_package_is_installed_started_linked_and_removed() -> Outcome {
    scenario("package", async |desk| {
        let installed = Installed::install(&desk)?;
        is_well_formed(&installed)?;
        is_off_at_login(&installed)?;
        starts_from_its_desktop_entry(&desk, &installed).await?;
        a_link_reaches_the_running_app(&desk, &installed).await?;
        let left = installed.remove()?;
        ensure(left.is_empty(), format!("left behind: {left:?}"))?;
        ensure(
            usual_data(&desk).join("store").is_dir(),
            "the user's data went with the package",
        )
    })
    .await
}

fn is_well_formed(installed: &Installed) -> Outcome {
    let with_ending = |ending: &str| -> Vec<PathBuf> {
        installed
            .files()
            .filter(|path| path.extension() == Some(OsStr::new(ending)))
            .collect()
    };
    let (entries, metainfo) = (with_ending("desktop"), with_ending("xml"));
    ensure_equal(
        &(entries.len(), metainfo.len()),
        &(2, 1),
        "desktop entries and metainfo",
    )?;
    ensure_equal(
        &says(Command::new("desktop-file-validate").args(&entries))?,
        &String::new(),
        "complaints",
    )?;
    says(
        Command::new("appstreamcli")
            .args(["validate", "--no-net"])
            .args(&metainfo),
    )?;
    for file in [
        "usr/bin/studio-keys",
        "usr/share/doc/studio-keys/copyright",
        "usr/share/icons/hicolor/scalable/apps/studio-keys.svg",
    ] {
        ensure(installed.path(file).is_file(), format!("{file} is missing"))?;
    }
    ensure(
        !installed.path("usr/bin/studio-store").exists(),
        "the store is another product",
    )
}

/// The package's own entry must not start anything: that is for each user to switch on.
fn is_off_at_login(installed: &Installed) -> Outcome {
    let entry = fs::read_to_string(installed.path("etc/xdg/autostart/studio-keys.desktop"))?;
    ensure(
        entry.lines().any(|line| line == "Hidden=true"),
        format!("on for everybody:\n{entry}"),
    )?;
    ensure(
        entry.contains("Exec=studio-keys --hidden"),
        format!("not hidden:\n{entry}"),
    )
}

async fn starts_from_its_desktop_entry(desk: &Desk, installed: &Installed) -> Outcome {
    let entry = installed.path("usr/share/applications/studio-keys.desktop");
    gio(desk, installed, &["launch", &entry.display().to_string()])?;
    let window = until(|| desk.display.window_of_the_app()).await?;
    let id: u32 = desk.display.xdotool(&["getwindowpid", &window])?.trim().parse()?;
    let program = fs::canonicalize(installed.path("usr/bin/studio-keys"))?;
    ensure_equal(
        &fs::read_link(format!("/proc/{id}/exe"))?,
        &program,
        "the window's program",
    )?;
    process::terminate(id)?;
    until(|| process::has_ended(id).then_some(())).await
}

async fn a_link_reaches_the_running_app(desk: &Arc<Desk>, installed: &Installed) -> Outcome {
    let opening = Opening {
        data: usual_data(desk),
        port: free_port()?,
    };
    let window = desk
        .opens_program(&installed.path("usr/bin/studio-keys"), &opening)
        .await?;
    let designer = Designer {
        desk: Arc::clone(desk),
        window,
    };
    designer.page().sees("welcome").await?;
    designer.starts_on_this_computer().await?;
    designer.keeps_the_shortcut().await?;
    designer.page().clicks("starter-project").await?;
    designer.page().sees("dashboard").await?;
    let first = until(|| desk.display.window_of_the_app()).await?;
    desk.display.xdotool(&["windowminimize", "--sync", &first])?;

    gio(
        desk,
        installed,
        &["open", "studio-keys://keys/new?name=Figma&scopes=projects%3Aread"],
    )?;
    let active = || {
        desk.display
            .xdotool(&["getactivewindow"])
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    until(|| (active() == first).then_some(())).await?;
    is_filled_in(designer.page()).await?;
    designer.window.close().await
}

/// The stepper, as the link wants it.
async fn is_filled_in(page: &Page) -> Outcome {
    page.sees("recipe-note").await?;
    page.until(
        "the name to be filled in",
        "return document.querySelector('[data-testid=key-name]').value === 'Figma'",
    )
    .await
}

/// The app's folder when nobody chose another one.
fn usual_data(desk: &Desk) -> PathBuf {
    desk.home().join("data/studio-keys")
}

fn gio(desk: &Desk, installed: &Installed, arguments: &[&str]) -> Outcome {
    // What it starts goes on running, with the same output: a pipe would not come to its end before the app does.
    let log = File::options()
        .create(true)
        .append(true)
        .open(desk.evidence().join("gio.log"))?;
    let mut command = Command::new("gio");
    desk.display.give_to(&mut command);
    installed.give_to(&mut command);
    let status = command
        .args(arguments)
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()?;
    ensure(
        status.success(),
        format!("gio {arguments:?} ended with {status}; gio.log says why"),
    )
}

async fn until<T>(look: impl Fn() -> Option<T>) -> Outcome<T> {
    let start = Instant::now();
    loop {
        if let Some(seen) = look() {
            return Ok(seen);
        }
        ensure(
            start.elapsed() < PATIENCE,
            format!("not seen within {} seconds", PATIENCE.as_secs()),
        )?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
