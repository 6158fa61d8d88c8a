//! `WebKitWebDriver`: it starts a program that shows web pages, and sees into them.

use crate::desk::{Desk, free_port};
use crate::failure::{Failure, Outcome};
use crate::page::Page;
use crate::process::Started;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use std::net::{Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long the program may take to show a window.
const WINDOW_CAP: Duration = Duration::from_secs(30);
/// How long the driver may take to answer its first question.
const ANSWER_CAP: Duration = Duration::from_secs(15);
const MOST_TRIES: u32 = 3;

/// A driver with the program that it started; both end with it. The desk holds on to it too, so that what a failed test
/// has left open can still be looked at.
pub(crate) type Driver = Arc<Mutex<Option<Started>>>;

/// Starts what the capabilities name and waits until its page can be asked something.
///
/// `WebKitWebDriver` now and then loses a command that it is given while the page replaces the empty one that every
/// window begins with, and answers nothing from then on. Such a start is not the program's doing, and made again.
pub(crate) async fn open(desk: &Desk, log: &str, capabilities: &Capabilities) -> Outcome<(Page, Started)> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (page, driver) = open_once(desk, log, capabilities).await?;
        let looked = page.runs("return document.readyState", vec![]);
        match tokio::time::timeout(ANSWER_CAP, looked).await {
            Ok(answer) => return answer.map(|_| (page, driver)),
            Err(_) if tries < MOST_TRIES => drop(driver),
            Err(_) => return Err(Failure::new("the driver does not answer")),
        }
    }
}

async fn open_once(desk: &Desk, log: &str, capabilities: &Capabilities) -> Outcome<(Page, Started)> {
    let (driver, port) = start(desk, log)?;
    match tokio::time::timeout(WINDOW_CAP, connect(port, capabilities)).await {
        Ok(client) => Ok((Page::new(client?), driver)),
        Err(_) => Err(Failure::new(format!(
            "no window was opened within {} seconds",
            WINDOW_CAP.as_secs()
        ))),
    }
}

fn start(desk: &Desk, log: &str) -> Outcome<(Started, u16)> {
    let port = free_port()?;
    let driver = Started::new("WebKitWebDriver", &desk.evidence().join(log), |command| {
        command.arg(format!("--port={port}"));
        desk.display.give_to(command);
        // Without both of these the request for a session of the app hangs.
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

async fn connect(port: u16, capabilities: &Capabilities) -> Outcome<Client> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    Ok(builder
        .capabilities(capabilities.clone())
        .connect(&format!("http://127.0.0.1:{port}"))
        .await?)
}
