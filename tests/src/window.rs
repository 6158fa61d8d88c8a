//! The app's window, opened through the driver that can see into its page.

use crate::desk::{Desk, free_port};
use crate::failure::{Failure, Outcome, ensure};
use crate::page::Page;
use crate::process::{self, Started};
use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the driver may take to answer its first question.
const ANSWER_CAP: Duration = Duration::from_secs(15);
const MOST_TRIES: u32 = 3;

/// How the app is started.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The data folder.
    pub data: PathBuf,
    /// The port that its store asks for.
    pub port: u16,
}

/// The app, running, with its page in reach. It ends when it is closed or killed, or with its desk.
#[derive(Debug)]
pub struct AppWindow {
    /// What the window shows.
    pub page: Page,
    /// The port that the app was told to use.
    pub port: u16,
    app: u32,
    driver: Driver,
}

/// The driver that started the app; both end with it. The desk holds on to it too, so that what a failed test has
/// left open can still be looked at.
pub(crate) type Driver = Arc<Mutex<Option<Started>>>;

impl AppWindow {
    /// Starts the app and waits until its page can be asked something.
    ///
    /// `WebKitWebDriver` now and then loses a command that it is given while the page replaces the empty one that every
    /// window begins with, and answers nothing from then on. Such a start is not the app's doing, and made again.
    pub(crate) async fn open(desk: &Desk, program: &Path, opening: &Opening) -> Outcome<Self> {
        let mut tries = 0;
        loop {
            tries += 1;
            let window = Self::open_once(desk, program, opening).await?;
            let looked = window.page.runs("return document.readyState", vec![]);
            match tokio::time::timeout(ANSWER_CAP, looked).await {
                Ok(answer) => return answer.map(|_| window),
                Err(_) if tries < MOST_TRIES => window.kill()?,
                Err(_) => return Err(Failure::new("the driver does not answer")),
            }
        }
    }

    async fn open_once(desk: &Desk, program: &Path, opening: &Opening) -> Outcome<Self> {
        let (driver, port) = start_driver(desk)?;
        let session = connect(port, program, opening);
        let client = match tokio::time::timeout(Duration::from_secs(30), session).await {
            Ok(client) => client?,
            Err(_) => return Err(Failure::new("the app opened no window within 30 seconds")),
        };
        let app = process::descendant(driver.id(), program)
            .ok_or_else(|| Failure::new("the app's process is not to be found"))?;
        Ok(Self {
            page: Page::new(client),
            port: opening.port,
            app,
            driver: Arc::new(Mutex::new(Some(driver))),
        })
    }

    /// The id of the app's own process.
    pub fn process(&self) -> u32 {
        self.app
    }

    /// Ends the app the way a power cut would.
    pub fn kill(self) -> Outcome {
        process::kill(self.app)?;
        self.leave();
        Ok(())
    }

    pub(crate) fn driver(&self) -> Driver {
        Arc::clone(&self.driver)
    }

    /// Ends the driver, and the app if it still runs.
    fn leave(&self) {
        self.driver.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Closes the app properly and waits for its end.
    pub async fn close(self) -> Outcome {
        process::terminate(self.app)?;
        let start = Instant::now();
        while !process::has_ended(self.app) {
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "the app did not end within 10 seconds",
            )?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.leave();
        Ok(())
    }
}

fn start_driver(desk: &Desk) -> Outcome<(Started, u16)> {
    let port = free_port()?;
    let driver = Started::new("WebKitWebDriver", &desk.evidence().join("app.log"), |command| {
        command.arg(format!("--port={port}"));
        desk.display.give_to(command);
        // Without both of these the request for a session hangs.
        command
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.env("RUST_BACKTRACE", "1");
    })?;
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if start.elapsed() > Duration::from_secs(10) {
            return Err(Failure::new("WebKitWebDriver did not come up within 10 seconds"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok((driver, port))
}

async fn connect(port: u16, program: &Path, opening: &Opening) -> Outcome<fantoccini::Client> {
    let options = json!({
        "binary": program,
        "args": ["--data", opening.data, "--port", opening.port.to_string()],
    });
    let capabilities = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
    let mut builder = ClientBuilder::new(HttpConnector::new());
    Ok(builder
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await?)
}
