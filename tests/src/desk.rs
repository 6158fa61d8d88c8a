//! A desk: one display, one home folder, one data folder, and the windows opened there.

use crate::browser::Browser;
use crate::display::Display;
use crate::driver::Driver;
use crate::failure::{Failure, Outcome, ensure};
use crate::files;
use crate::page::Page;
use crate::process::Started;
use crate::window::{AppWindow, Opening};
use fantoccini::Client;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// Where one test takes place; when it is dropped, all that ran there ends.
#[derive(Debug)]
pub struct Desk {
    /// The display with what belongs to it.
    pub display: Display,
    folder: TempDir,
    evidence: PathBuf,
    open: Mutex<Vec<(Client, Driver)>>,
}

impl Desk {
    /// Sets a desk up for the test `name`; its logs go to `target/e2e/<name>/`.
    pub fn set_up(name: &str) -> Outcome<Self> {
        files::check_tools()?;
        let evidence = files::output("e2e")?.join(name);
        let _ = fs::remove_dir_all(&evidence);
        fs::create_dir_all(&evidence)?;
        let folder = TempDir::with_prefix("studio-keys-")?;
        let home = folder.path().join("home");
        for name in ["", "config", "data", "cache", "state", "run"] {
            fs::create_dir_all(home.join(name))?;
        }
        let display = Display::start(&home, &evidence.join("desk.log"))?;
        Ok(Self {
            display,
            folder,
            evidence,
            open: Mutex::default(),
        })
    }

    /// The home folder; `XDG_DATA_HOME` is `data` in it.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The app's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("app")
    }

    /// A folder for whatever a test needs.
    pub fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let path = self.folder.path().join(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Where logs and screenshots of this test are kept.
    pub fn evidence(&self) -> &Path {
        &self.evidence
    }

    /// Opens the app's window on the desk's data folder.
    pub async fn opens_the_app(&self) -> Outcome<AppWindow> {
        self.opens(&Opening {
            data: self.data(),
            port: free_port()?,
        })
        .await
    }

    /// Opens the app's window as told.
    pub async fn opens(&self, opening: &Opening) -> Outcome<AppWindow> {
        self.opens_program(&files::program("studio-keys")?, opening).await
    }

    /// The same with another build of the app, such as an installed one.
    pub async fn opens_program(&self, program: &Path, opening: &Opening) -> Outcome<AppWindow> {
        let window = AppWindow::open(self, program, opening).await?;
        self.remembers(&window.page, window.driver());
        Ok(window)
    }

    /// Opens a web browser.
    pub async fn opens_a_browser(&self) -> Outcome<Browser> {
        let browser = Browser::open(self).await?;
        self.remembers(&browser.page, browser.driver());
        Ok(browser)
    }

    fn remembers(&self, page: &Page, driver: Driver) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push((page.client(), driver));
    }

    /// Starts the app on the desk's data folder without eyes on its page, with more arguments.
    pub fn starts_the_app(&self, arguments: &[&str]) -> Outcome<Started> {
        let program = files::program("studio-keys")?.display().to_string();
        Started::new(&program, &self.evidence.join("start.log"), |command| {
            command.arg("--data").arg(self.data()).args(arguments);
            self.display.give_to(command);
        })
    }

    /// Starts the app once more while it runs: that start hands its arguments over and ends well.
    pub fn starts_the_app_again(&self, arguments: &[&str]) -> Outcome {
        let mut second = self.starts_the_app(arguments)?;
        let status = second.ends_within(Duration::from_secs(5))?;
        let status =
            status.ok_or_else(|| Failure::new("the second start is still running after 5 seconds"))?;
        ensure(status.success(), format!("the second start ended with {status}"))
    }

    /// Keeps a picture of the screen, what every page is made of, and the app's own logs.
    pub async fn keep_evidence(&self) {
        if let Ok(picture) = self.display.picture() {
            let _ = picture.write(&self.evidence.join("screen.png"));
        }
        let open = std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner));
        for (number, (client, driver)) in open.iter().enumerate() {
            if driver.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
                continue;
            }
            if let Ok(Ok(source)) = tokio::time::timeout(Duration::from_secs(5), client.source()).await {
                let _ = fs::write(self.evidence.join(format!("page-{number}.html")), source);
            }
        }
        for entry in fs::read_dir(self.data().join("logs"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let _ = fs::copy(entry.path(), self.evidence.join(entry.file_name()));
        }
    }
}

/// A port that nobody listened on a moment ago.
pub fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
