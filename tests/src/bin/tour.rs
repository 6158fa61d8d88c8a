//! The tour: the main job from first start to deletion, in the real window, with a picture of every screen.
//!
//! `cargo xtask tour` runs it; the pictures lie in `target/tour/`, numbered in the order of the job, light and dark.

use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::Outcome;
use end_to_end::files;
use end_to_end::stepper::{self, Answers};
use end_to_end::vault_owner;
use fantoccini::key::Key;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let folder = files::output("tour")?;
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let desk = Arc::new(Desk::set_up("tour")?);
    let mut tour = Tour {
        designer: Designer::opens_the_app(&desk).await?,
        folder,
        number: 0,
    };
    let result = tour.goes_round().await;
    if result.is_err() {
        desk.keep_evidence().await;
    }
    result
}

struct Tour {
    designer: Designer,
    folder: PathBuf,
    number: u32,
}

impl Tour {
    async fn goes_round(&mut self) -> Outcome {
        self.designer.page().resizes(1120, 720).await?;
        self.first_start().await?;
        self.stepper().await?;
        self.reveal().await?;
        self.list().await?;
        self.menus().await?;
        self.deletion().await?;
        self.panic().await
    }

    async fn first_start(&mut self) -> Outcome {
        self.pictures("welcome").await?;
        self.designer.page().clicks("sign-in").await?;
        self.pictures("sign-in").await?;
        self.designer.starts_on_this_computer().await?;
        self.designer.page().sees("shortcut-keys").await?;
        self.pictures("first-start").await?;
        self.designer.page().clicks("shortcut-record").await?;
        self.designer.page().sees("shortcut-recorder").await?;
        self.pictures("first-start-recording").await?;
        self.designer.page().presses(Key::Escape).await?;
        self.designer.keeps_the_shortcut().await?;
        self.pictures("first-project").await?;
        self.designer
            .chooses_a_file("choose-file", &files::fixture("broken.json"))
            .await?;
        self.designer.page().sees("import-error").await?;
        self.pictures("import-refused").await?;
        self.designer.imports(&files::fixture("tokens.json")).await?;
        self.pictures("dashboard").await?;
        self.designer.page().clicks("nav-projects").await?;
        self.designer.page().sees("projects-page").await?;
        self.pictures("projects").await?;
        self.designer.page().clicks("nav-dashboard").await?;
        self.designer.page().clicks("create-an-api-key").await?;
        self.designer.page().sees("empty-state").await?;
        self.pictures("api-keys-empty").await
    }

    async fn stepper(&mut self) -> Outcome {
        stepper::opens(self.designer.page()).await?;
        self.designer
            .page()
            .types("key-name", "Figma on the train")
            .await?;
        self.pictures("step-name").await?;
        self.designer.page().presses(Key::Escape).await?;
        self.designer.page().sees("discard-dialog").await?;
        self.pictures("discard").await?;
        self.designer.page().clicks("discard-cancel").await?;
        self.designer.page().loses("discard-dialog").await?;
        self.designer.page().clicks("step-next").await?;
        self.designer.page().clicks("expiry-90").await?;
        self.pictures("step-expiration").await?;
        self.designer.page().clicks("step-next").await?;
        self.designer.page().clicks("preset-figmaPlugin").await?;
        self.pictures("step-scope").await?;
        self.designer.page().clicks("step-next").await?;
        self.designer.page().sees("step-review").await?;
        self.pictures("step-review").await?;
        self.designer.page().clicks("create-key").await?;
        self.designer.page().sees("reveal").await.map(drop)
    }

    async fn reveal(&mut self) -> Outcome {
        self.pictures("reveal-masked").await?;
        self.designer.page().clicks("nav-dashboard").await?;
        self.designer.page().sees("leave-dialog").await?;
        self.pictures("leave").await?;
        self.designer.page().clicks("leave-cancel").await?;
        self.designer.page().loses("leave-dialog").await?;
        self.designer.page().clicks("show-secret").await?;
        self.pictures("reveal-shown").await?;
        // Hidden again, as most people will copy it.
        self.designer.page().clicks("show-secret").await?;
        self.designer.copies_the_key().await?;
        self.designer.page().sees("clipboard-countdown").await?;
        self.pictures("reveal-copied").await?;
        self.designer.has_saved_it().await
    }

    async fn list(&mut self) -> Outcome {
        for (name, expiry) in [
            ("Release build", "365"),
            ("Contractor, March", "7"),
            ("Reading room display", "never"),
        ] {
            self.designer
                .creates_a_key(Answers {
                    name,
                    expiry,
                    preset: "commandLine",
                })
                .await?;
            self.designer.has_saved_it().await?;
        }
        self.designer.is_in_sync().await?;
        self.pictures("list").await?;
        self.designer.page().clicks("key-checkbox").await?;
        self.pictures("list-selected").await?;
        self.designer.page().clicks("key-checkbox").await
    }

    /// In a window of its own, which the driver's presses do not open.
    async fn quick_menu(&mut self) -> Outcome {
        self.number += 1;
        let desk = Arc::clone(&self.designer.desk);
        let page = self.designer.page();
        for theme in THEMES {
            page.invokes("set_theme", json!({ "theme": theme })).await?;
            desk.display.xdotool(&["key", "ctrl+k"])?;
            self.designer.is_in("Studio Keys quick menu").await?;
            desk.display.xdotool(&["type", "API Key"])?;
            self.designer.looks_at_the_quick_menu().await?;
            page.until(
                "what was typed to be found",
                "return document.querySelector('[role=option] b')?.textContent === 'API'",
            )
            .await?;
            tokio::time::sleep(Duration::from_millis(350)).await;
            let file = self
                .folder
                .join(format!("{:02}-quick-menu-{theme}.png", self.number));
            desk.display
                .picture_of("^Studio Keys quick menu$")?
                .write(&file)?;
            writeln!(std::io::stdout(), "{}", file.display())?;
            desk.display.xdotool(&["key", "Escape"])?;
            self.designer.looks_at_the_main_window().await?;
            self.designer.is_in("Studio Keys").await?;
        }
        page.invokes("set_theme", json!({ "theme": "light" }))
            .await
            .map(drop)
    }

    async fn menus(&mut self) -> Outcome {
        self.quick_menu().await?;
        self.designer.page().clicks("account-menu").await?;
        self.designer.page().sees("account-menu-quit").await?;
        self.pictures("account-menu").await?;
        self.designer.page().clicks("account-menu-settings").await?;
        self.designer.page().sees("settings").await?;
        for section in [
            "general",
            "clipboard",
            "vault",
            "notices",
            "appearance",
            "account",
        ] {
            let page = self.designer.page();
            page.clicks(&format!("settings-{section}")).await?;
            page.sees_css(&format!("[data-testid=section-{section}] section"))
                .await?;
            self.pictures(&format!("settings-{section}")).await?;
        }
        self.vault().await?;
        self.designer.page().clicks("settings-shortcut").await?;
        self.designer.page().sees("shortcut-setting").await?;
        self.pictures("settings-shortcut").await?;
        self.designer.page().clicks("settings-about").await?;
        self.designer.page().sees("about").await?;
        self.pictures("settings-about").await?;
        self.designer.page().clicks("show-licences").await?;
        self.designer.page().sees("licence").await?;
        self.pictures("licences").await?;
        self.designer.page().clicks("licences-close").await?;
        self.designer.page().loses("licences").await?;
        self.designer.page().clicks("organization-menu").await?;
        self.designer.page().sees_css("[role=menu]").await?;
        self.pictures("organization-menu").await?;
        self.designer.page().presses(Key::Escape).await?;
        self.designer.page().clicks("nav-dashboard").await?;
        self.designer.page().sees("dashboard").await?;
        self.pictures("dashboard-with-keys").await?;
        self.designer.page().clicks("nav-api-keys").await?;
        self.designer.page().sees("key-row").await.map(drop)
    }

    async fn deletion(&mut self) -> Outcome {
        let page = self.designer.page().clone();
        page.clicks("key-menu").await?;
        page.clicks("key-delete").await?;
        page.sees("confirm-dialog").await?;
        self.pictures("delete-confirmation").await?;
        page.clicks("confirm-delete").await?;
        page.loses("confirm-dialog").await?;
        self.designer.is_in_sync().await?;
        self.pictures("list-after").await?;
        page.clicks("shelf-ended").await?;
        page.sees("key-row").await?;
        self.pictures("ended").await
    }

    async fn panic(&mut self) -> Outcome {
        let page = self.designer.page().clone();
        page.clicks("shelf-current").await?;
        page.clicks("keys-menu").await?;
        page.sees("keys-panic").await?;
        self.pictures("keys-menu").await?;
        page.clicks("keys-panic").await?;
        page.sees("panic-dialog").await?;
        self.pictures("panic").await?;
        page.clicks("panic-no-hold").await?;
        page.clicks("panic-tick").await?;
        self.pictures("panic-without-holding").await?;
        page.clicks("panic-confirm").await?;
        page.sees("panic-undo").await?;
        self.pictures("panic-undo").await?;
        page.sees("panic-close").await?;
        page.reads("panic-bar", "nothing any more").await?;
        self.pictures("panic-done").await?;
        page.clicks("panic-close").await
    }

    /// A picture of what is there, in each theme.
    async fn pictures(&mut self, name: &str) -> Outcome {
        self.number += 1;
        let page = self.designer.page();
        for theme in THEMES {
            page.invokes("set_theme", json!({ "theme": theme })).await?;
            tokio::time::sleep(Duration::from_millis(350)).await;
            page.until(
                "all movement to end",
                "return document.getAnimations().length === 0",
            )
            .await?;
            let file = self.folder.join(format!("{:02}-{name}-{theme}.png", self.number));
            self.designer.takes_a_picture(&file).await?;
            writeln!(std::io::stdout(), "{}", file.display())?;
        }
        page.invokes("set_theme", json!({ "theme": "light" }))
            .await
            .map(drop)
    }

    async fn vault(&mut self) -> Outcome {
        let by_hand = json!({ "passphrase": vault_owner::in_halves(&vault_owner::passphrase()) });
        self.designer.page().clicks("settings-vault").await?;
        self.designer.page().clicks("set-up").await?;
        self.designer.page().sees("set-up-vault").await?;
        self.pictures("vault-set-up").await?;
        self.designer.page().presses(Key::Escape).await?;
        self.designer.page().loses("set-up-vault").await?;
        self.designer.page().invokes("set_up_vault", by_hand).await?;
        self.designer.page().sees("lock-now").await?;
        self.pictures("vault-open").await?;
        self.designer.page().clicks("lock-now").await?;
        self.designer.page().clicks("unlock").await?;
        self.designer.page().sees("unlock-vault").await?;
        self.pictures("vault-unlock").await?;
        self.designer.page().presses(Key::Escape).await?;
        self.designer.page().loses("unlock-vault").await
    }
}
