//! A web browser, for pages that are not the app's: the small one that is part of the engine, and that `WebKitWebDriver`
//! starts when it is told of no other program.

use crate::desk::Desk;
use crate::driver::{self, Driver};
use crate::failure::Outcome;
use crate::page::Page;
use fantoccini::wd::Capabilities;
use std::sync::{Arc, Mutex};

/// A page of nobody's, in which another one can be framed.
const EMPTY_PAGE: &str = "data:text/html,<!doctype html><title>Figma</title><body>";

/// A running browser. It ends with its desk.
#[derive(Debug)]
pub struct Browser {
    /// What it shows.
    pub page: Page,
    driver: Driver,
}

impl Browser {
    pub(crate) async fn open(desk: &Desk) -> Outcome<Self> {
        // No authority vouches for the certificates of a test.
        let capabilities = Capabilities::from_iter([("acceptInsecureCerts".to_owned(), true.into())]);
        let opened = driver::open(desk, "browser.log", &capabilities).await;
        let (page, driver) = opened.map_err(|failure| {
            failure.during("opening MiniBrowser (of libwebkit2gtk-4.1-0 on Debian) with WebKitWebDriver")
        })?;
        Ok(Self {
            page,
            driver: Arc::new(Mutex::new(Some(driver))),
        })
    }

    pub(crate) fn driver(&self) -> Driver {
        Arc::clone(&self.driver)
    }

    /// Shows a page in a frame that gives it scripts and no origin, as Figma does with a plugin's, and looks into it.
    pub async fn frames_without_origin(&self, html: &str) -> Outcome {
        let client = self.page.client();
        client.goto(EMPTY_PAGE).await?;
        let frame = "const frame = document.createElement('iframe'); frame.sandbox = 'allow-scripts'; \
                     frame.srcdoc = arguments[0]; document.body.append(frame);";
        self.page.runs(frame, vec![html.into()]).await?;
        Ok(client.enter_frame(0).await?)
    }
}
