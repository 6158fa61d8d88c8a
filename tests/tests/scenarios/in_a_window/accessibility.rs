//! axe-core on every screen, in both themes.

use end_to_end::accessibility::ensure_accessible;
use end_to_end::designer::Designer;
use end_to_end::failure::Outcome;
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use end_to_end::stepper::{self, Answers};
use end_to_end::vault_owner;
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test]
async fn every_screen_is_accessible_in_light() -> Outcome {
    scenario("accessible-light", async |desk| {
        walk(Designer::opens_the_app(&desk).await?, "light").await
    })
    .await
}

#[tokio::test]
async fn every_screen_is_accessible_in_dark() -> Outcome {
    scenario("accessible-dark", async |desk| {
        walk(Designer::opens_the_app(&desk).await?, "dark").await
    })
    .await
}

async fn walk(designer: Designer, theme: &str) -> Outcome {
    designer
        .page()
        .invokes("set_theme", json!({ "theme": theme }))
        .await?;
    let theme_applies = format!(
        "return document.documentElement.outerHTML.slice(0, 400).includes({})",
        json!(theme)
    );
    designer
        .page()
        .until("the theme to change", &theme_applies)
        .await?;
    first_pages(&designer).await?;
    stepper_pages(&designer).await?;
    list_pages(&designer).await
}

async fn first_pages(designer: &Designer) -> Outcome {
    let page = designer.page();
    ensure_accessible(page, "welcome").await?;
    page.clicks("sign-in").await?;
    ensure_accessible(page, "welcome, signing in").await?;
    designer.starts_on_this_computer().await?;
    ensure_accessible(page, "first start").await?;
    page.clicks("shortcut-record").await?;
    ensure_accessible(page, "first start, recording").await?;
    page.presses(Key::Escape).await?;
    designer.keeps_the_shortcut().await?;
    ensure_accessible(page, "first project").await?;
    page.clicks("starter-project").await?;
    page.sees("dashboard").await?;
    ensure_accessible(page, "dashboard").await?;
    page.clicks("nav-projects").await?;
    page.sees("projects-page").await?;
    ensure_accessible(page, "projects").await?;
    page.clicks("nav-api-keys").await?;
    page.sees("empty-state").await?;
    ensure_accessible(page, "API keys, empty").await
}

async fn stepper_pages(designer: &Designer) -> Outcome {
    let page = designer.page();
    stepper::opens(page).await?;
    ensure_accessible(page, "step name").await?;
    page.types("key-name", "Accessible").await?;
    page.clicks("step-next").await?;
    page.sees("step-expiration").await?;
    ensure_accessible(page, "step expiration").await?;
    page.clicks("step-next").await?;
    page.clicks("preset-custom").await?;
    ensure_accessible(page, "step scope").await?;
    page.clicks("preset-figmaPlugin").await?;
    page.clicks("step-next").await?;
    page.sees("step-review").await?;
    ensure_accessible(page, "step review").await?;
    page.clicks("create-key").await?;
    page.sees("reveal").await?;
    ensure_accessible(page, "reveal").await?;
    page.clicks("nav-dashboard").await?;
    page.sees("leave-dialog").await?;
    ensure_accessible(page, "leaving without the key").await?;
    page.clicks("leave-cancel").await?;
    page.loses("leave-dialog").await?;
    designer.copies_the_key().await?;
    page.sees("clipboard-countdown").await?;
    ensure_accessible(page, "reveal, copied").await?;
    designer.has_saved_it().await
}

async fn list_pages(designer: &Designer) -> Outcome {
    let page = designer.page();
    page.sees("key-row").await?;
    ensure_accessible(page, "list").await?;
    page.clicks("account-menu").await?;
    page.sees("account-menu-quit").await?;
    ensure_accessible(page, "account menu").await?;
    page.clicks("account-menu-settings").await?;
    page.sees("settings").await?;
    for section in [
        "general",
        "clipboard",
        "vault",
        "notices",
        "appearance",
        "account",
    ] {
        page.clicks(&format!("settings-{section}")).await?;
        page.sees_css(&format!("[data-testid=section-{section}] section"))
            .await?;
        ensure_accessible(page, &format!("settings, {section}")).await?;
    }
    vault_dialogs(page).await?;
    page.clicks("settings-shortcut").await?;
    page.sees("shortcut-setting").await?;
    ensure_accessible(page, "settings, shortcut").await?;
    page.clicks("shortcut-record").await?;
    page.sees("shortcut-recorder").await?;
    ensure_accessible(page, "settings, recording a shortcut").await?;
    page.presses(Key::Escape).await?;
    page.clicks("settings-about").await?;
    page.sees("about").await?;
    ensure_accessible(page, "settings, about").await?;
    page.clicks("show-licences").await?;
    page.sees("licence").await?;
    ensure_accessible(page, "licences").await?;
    page.clicks("licences-close").await?;
    page.loses("licences").await?;
    page.clicks("nav-api-keys").await?;
    page.clicks("key-checkbox").await?;
    ensure_accessible(page, "list with a selection").await?;
    page.clicks("key-checkbox").await?;
    let hands = |arguments: &[&str]| designer.desk.display.xdotool(arguments);
    hands(&["key", "ctrl+k"])?;
    designer.is_in("Studio Keys quick menu").await?;
    designer.looks_at_the_quick_menu().await?;
    ensure_accessible(page, "quick menu").await?;
    hands(&["type", "acc"])?;
    let counted =
        "return document.querySelector('[data-testid=quick-menu-count]').textContent.includes('result')";
    page.until("the results to be counted aloud", counted).await?;
    ensure_accessible(page, "quick menu with a question").await?;
    hands(&["key", "Escape"])?;
    designer.looks_at_the_main_window().await?;
    designer.is_in("Studio Keys").await?;
    page.clicks("key-menu").await?;
    page.clicks("key-delete").await?;
    page.sees("confirm-dialog").await?;
    ensure_accessible(page, "confirmation").await?;
    page.clicks("confirm-delete").await?;
    page.clicks("shelf-ended").await?;
    page.sees("key-row").await?;
    ensure_accessible(page, "ended keys").await
}

#[tokio::test]
async fn a_key_in_the_making_asks_before_it_is_thrown_away_accessibly() -> Outcome {
    scenario("accessible-discard", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        designer
            .creates_a_key(Answers::for_the_command_line("First"))
            .await?;
        designer.copies_the_key().await?;
        designer.has_saved_it().await?;
        stepper::opens(page).await?;
        page.types("key-name", "Half").await?;
        page.presses(Key::Escape).await?;
        page.sees("discard-dialog").await?;
        ensure_accessible(page, "discard dialog").await
    })
    .await
}

async fn vault_dialogs(page: &Page) -> Outcome {
    page.clicks("settings-vault").await?;
    page.clicks("set-up").await?;
    page.sees("set-up-vault").await?;
    ensure_accessible(page, "setting the vault up").await?;
    page.presses(Key::Escape).await?;
    page.loses("set-up-vault").await?;
    let passphrase = json!({ "passphrase": vault_owner::in_halves(&vault_owner::passphrase()) });
    page.invokes("set_up_vault", passphrase).await?;
    page.sees("lock-now").await?;
    ensure_accessible(page, "settings, an open vault").await?;
    page.clicks("lock-now").await?;
    page.clicks("unlock").await?;
    page.sees("unlock-vault").await?;
    ensure_accessible(page, "unlocking the vault").await?;
    page.presses(Key::Escape).await?;
    page.loses("unlock-vault").await
}
