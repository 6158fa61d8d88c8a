//! The app's window, opened through the driver that can see into its page.

use crate::desk::Desk;
use crate::driver::{self, Driver};
use crate::failure::{Failure, Outcome, ensure};
use crate::page::Page;
use crate::process;
use fantoccini::wd::Capabilities;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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

impl AppWindow {
    /// Starts the app and waits until its page can be asked something.
    pub(crate) async fn open(desk: &Desk, program: &Path, opening: &Opening) -> Outcome<Self> {
        let options = json!({
            "binary": program,
            "args": ["--data", opening.data, "--port", opening.port.to_string()],
        });
        let capabilities = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        let opened = driver::open(desk, "app.log", &capabilities).await;
        let (page, driver) = opened.map_err(|failure| failure.during("opening the app"))?;
        let app = process::descendant(driver.id(), program)
            .ok_or_else(|| Failure::new("the app's process is not to be found"))?;
        Ok(Self {
            page,
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
