//! A designer in front of the window: whole errands, in the words of somebody who uses the app.

use crate::desk::Desk;
use crate::dragging::DraggedFile;
use crate::failure::{Failure, Outcome, ensure};
use crate::page::{Page, by_id};
use crate::stepper::{self, Answers};
use crate::window::AppWindow;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Somebody who works with the app in its window.
#[derive(Debug)]
pub struct Designer {
    /// Where it all takes place.
    pub desk: Arc<Desk>,
    /// The open window.
    pub window: AppWindow,
}

/// A key that was made, as the designer has it.
#[derive(Debug, Clone)]
pub struct MadeKey {
    /// Its id.
    pub id: String,
    /// The whole key, from the clipboard.
    pub secret: String,
}

/// Whom and what the store knows, for clients' configuration.
#[derive(Debug, Clone)]
pub struct Place {
    /// The organization's id.
    pub organization: String,
    /// The first project's id.
    pub project: String,
    /// Where the store listens.
    pub port: u16,
}

impl Designer {
    /// Opens the app for the first time.
    pub async fn opens_the_app(desk: &Arc<Desk>) -> Outcome<Self> {
        let window = desk.opens_the_app().await?;
        window.page.sees("welcome").await?;
        Ok(Self {
            desk: Arc::clone(desk),
            window,
        })
    }

    /// Everything up to the dashboard of a small project.
    pub async fn settles_in(desk: &Arc<Desk>) -> Outcome<Self> {
        let designer = Self::opens_the_app(desk).await?;
        designer.starts_on_this_computer().await?;
        designer.keeps_the_shortcut().await?;
        designer.page().clicks("starter-project").await?;
        designer.page().sees("dashboard").await?;
        Ok(designer)
    }

    /// Opens the app where somebody has worked with it before.
    pub async fn opens_the_app_again(desk: &Arc<Desk>) -> Outcome<Self> {
        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        Ok(Self {
            desk: Arc::clone(desk),
            window,
        })
    }

    /// The page in the window.
    pub fn page(&self) -> &Page {
        &self.window.page
    }

    /// Keeps a picture of the window as it is now painted. Not by way of the driver, which waits for the page's next
    /// frame: a page that stands still has none.
    pub async fn takes_a_picture(&self, path: &Path) -> Outcome {
        let painted = "for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);";
        self.page().awaits(painted, vec![]).await?;
        // From the page's process to the screen.
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.desk.display.picture_of_the_app()?.write(path)
    }

    /// Fills the welcome page in.
    pub async fn starts_on_this_computer(&self) -> Outcome {
        let page = self.page();
        page.types("user-name", "Ada Lindqvist").await?;
        page.types("organization-name", "Nordlys Studio").await?;
        page.clicks("start-on-this-computer").await?;
        page.sees("first-start").await.map(drop)
    }

    /// Is told of the system-wide shortcut, and keeps it.
    pub async fn keeps_the_shortcut(&self) -> Outcome {
        self.page().clicks("shortcut-keep").await?;
        self.page().sees("first-project").await.map(drop)
    }

    /// Turns the driver's eyes to the quick menu, whether it is up or not. Hands are xdotool's: only those trigger grabs.
    pub async fn looks_at_the_quick_menu(&self) -> Outcome {
        self.looks_at("Studio Keys quick menu").await
    }

    /// Turns the driver's eyes to the main window.
    pub async fn looks_at_the_main_window(&self) -> Outcome {
        self.looks_at("Studio Keys").await
    }

    async fn looks_at(&self, title: &str) -> Outcome {
        let client = self.page().client();
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(10) {
            for handle in client.windows().await? {
                client.switch_to_window(handle).await?;
                if client.title().await? == title {
                    return Ok(());
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Failure::new(format!("there is no window {title}")))
    }

    /// Waits until the window with this title has the focus.
    pub async fn is_in(&self, title: &str) -> Outcome {
        let start = Instant::now();
        loop {
            let active = self.desk.display.active_window();
            if active == title {
                return Ok(());
            }
            ensure(
                start.elapsed() < Duration::from_secs(10),
                format!("the focus is in {active:?} and not in {title:?}"),
            )?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Imports a file as the first project, by way of the system's own file dialog.
    pub async fn imports(&self, file: &Path) -> Outcome {
        self.chooses_a_file("choose-file", file).await?;
        self.page().sees("dashboard").await.map(drop)
    }

    /// Clicks the button that opens a file dialog, to open or to save, pastes the path into it and confirms.
    pub async fn chooses_a_file(&self, button: &str, file: &Path) -> Outcome {
        let before = self.windows()?;
        self.page().clicks(button).await?;
        let start = Instant::now();
        let dialog = loop {
            if let Some(dialog) = self
                .windows()?
                .into_iter()
                .find(|window| !before.contains(window))
            {
                break dialog;
            }
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "no file dialog opened within 10 seconds",
            )?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let hands = |arguments: &[&str]| self.desk.display.xdotool(arguments);
        hands(&["windowactivate", "--sync", &dialog])?;
        hands(&["key", "--window", &dialog, "ctrl+l"])?;
        // The dialog fills the field with its folder a moment after it shows it.
        tokio::time::sleep(Duration::from_millis(400)).await;
        hands(&["key", "ctrl+a"])?;
        // Typed letter by letter, the path would be completed by the dialog while it is not yet whole.
        self.desk.display.copies(&file.display().to_string())?;
        hands(&["key", "ctrl+v"])?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        hands(&["key", "Return"])?;
        let start = Instant::now();
        while self.windows()?.contains(&dialog) {
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "the file dialog did not close",
            )?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Drags a file from another program to the middle of the window and lets go of it there.
    pub fn drops(&self, file: &Path) -> Outcome {
        let dragged = DraggedFile::take_up(&self.desk.display, file)?;
        dragged.hold_over(640, 400)?;
        dragged.drop_it()
    }

    fn windows(&self) -> Outcome<Vec<String>> {
        let search = || {
            self.desk
                .display
                .xdotool(&["search", "--onlyvisible", "--name", "."])
        };
        // A window that goes away while it is being asked for its name fails the whole search.
        let found = search().or_else(|_| search()).or_else(|_| search())?;
        Ok(found.lines().map(str::to_owned).collect())
    }

    /// Goes through the stepper to the page that shows the new key.
    pub async fn creates_a_key(&self, answers: Answers<'_>) -> Outcome {
        stepper::opens(self.page()).await?;
        stepper::walks_to_review(self.page(), answers).await?;
        self.page().clicks("create-key").await?;
        self.page().sees("reveal").await.map(drop)
    }

    /// Copies the key from its page and takes it from the clipboard.
    pub async fn copies_the_key(&self) -> Outcome<MadeKey> {
        self.page().clicks("copy-secret").await?;
        let start = Instant::now();
        let secret = loop {
            let clipboard = self.desk.display.clipboard()?;
            if clipboard.starts_with("tsk_") {
                break clipboard;
            }
            ensure(
                start.elapsed() < Duration::from_secs(5),
                "the key did not reach the clipboard",
            )?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let revealed = self.page().invokes("reveal", json!({})).await?;
        Ok(MadeKey {
            id: text_at(&revealed, "/key/id")?,
            secret,
        })
    }

    /// Leaves the new key's page in the proper way.
    pub async fn has_saved_it(&self) -> Outcome {
        self.page().clicks("saved-it").await?;
        self.page().loses("reveal").await?;
        self.page().sees("api-keys-page").await.map(drop)
    }

    /// Makes a key for the command line, copies it and leaves its page.
    pub async fn makes_a_key(&self, name: &str) -> Outcome<MadeKey> {
        self.creates_a_key(Answers::for_the_command_line(name)).await?;
        let key = self.copies_the_key().await?;
        self.has_saved_it().await?;
        Ok(key)
    }

    /// Deletes a key in the list, having read what that does.
    pub async fn deletes(&self, key: &MadeKey) -> Outcome {
        let page = self.page();
        page.clicks("nav-api-keys").await?;
        let row = self.row(key);
        page.clicks_css(&format!("{row} {}", by_id("key-menu"))).await?;
        page.clicks("key-delete").await?;
        page.sees("confirm-dialog").await?;
        page.clicks("confirm-delete").await?;
        let gone = format!("return document.querySelector({}) === null", json!(row));
        page.until("the deleted key to leave the list", &gone).await
    }

    /// The selector of a key's row.
    pub fn row(&self, key: &MadeKey) -> String {
        format!("{}[data-key-id=\"{}\"]", by_id("key-row"), key.id)
    }

    /// Waits until the store has heard of everything that was done here.
    pub async fn is_in_sync(&self) -> Outcome {
        self.is_in_sync_within(Duration::from_secs(20)).await
    }

    /// The same with a patience of its own, where much was done at once.
    pub async fn is_in_sync_within(&self, patience: Duration) -> Outcome {
        let start = Instant::now();
        loop {
            let sync = self.page().invokes("sync", json!({})).await?;
            let waiting = sync.get("waiting").and_then(Value::as_u64);
            if waiting == Some(0) && sync.get("state").and_then(Value::as_str) == Some("synced") {
                return Ok(());
            }
            ensure(
                start.elapsed() < patience,
                format!("not in sync after {} seconds: {sync}", patience.as_secs()),
            )?;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Where clients find the designer's work.
    pub async fn place(&self) -> Outcome<Place> {
        let account = self.page().invokes("account", json!({})).await?;
        let projects = self.page().invokes("projects", json!({})).await?;
        Ok(Place {
            organization: text_at(&account, "/organizations/0/id")?,
            project: text_at(&projects, "/0/id")?,
            port: self.port_of_the_store().await?,
        })
    }

    /// The port on which the store in the app listens now.
    pub async fn port_of_the_store(&self) -> Outcome<u16> {
        let account = self.page().invokes("account", json!({})).await?;
        let url = text_at(&account, "/storeUrl")?;
        let port = url.rsplit(':').next().and_then(|port| port.parse().ok());
        port.ok_or_else(|| Failure::new(format!("no port in {url}")))
    }

    /// Opens the account menu and chooses in it.
    pub async fn chooses_in_the_account_menu(&self, item: &str) -> Outcome {
        self.page().clicks("account-menu").await?;
        self.page().clicks(&format!("account-menu-{item}")).await
    }
}

/// The text at a JSON pointer of an answer.
pub fn text_at(answer: &Value, pointer: &str) -> Outcome<String> {
    let text = answer.pointer(pointer).and_then(Value::as_str);
    text.map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("no text at {pointer} of {answer}")))
}
