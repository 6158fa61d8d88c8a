//! axe-core on the dialogs that a key in the vault, leaving and a diagnosis need, in both themes.

use end_to_end::accessibility::ensure_accessible;
use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::Outcome;
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use end_to_end::tray_host::TrayHost;
use end_to_end::vault_owner;
use fantoccini::key::Key;
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn every_dialog_is_accessible_in_light() -> Outcome {
    scenario("dialogs-light", async |desk| walk(desk, "light").await).await
}

#[tokio::test]
async fn every_dialog_is_accessible_in_dark() -> Outcome {
    scenario("dialogs-dark", async |desk| walk(desk, "dark").await).await
}

async fn walk(desk: Arc<Desk>, theme: &str) -> Outcome {
    let host = TrayHost::comes_up(&desk.display).await?;
    let designer = Designer::settles_in(&desk).await?;
    host.sees_the_app().await?;
    designer
        .page()
        .invokes("set_theme", json!({ "theme": theme }))
        .await?;
    vault_owner::keeps_a_key(&designer, "For the build").await?;
    vault_dialogs(&designer).await?;
    diagnosis(&designer).await?;
    forgetting(designer.page()).await?;
    desk.display.closes_the_app()?;
    designer.page().sees("closing-dialog").await?;
    ensure_accessible(designer.page(), "closing").await
}

async fn vault_dialogs(designer: &Designer) -> Outcome {
    let page = designer.page();
    page.presses_with(&[Key::Control], ',').await?;
    page.clicks("settings-vault").await?;
    looks_at(page, "change-passphrase", "change-passphrase-dialog").await?;
    looks_at(page, "export-copies", "export-dialog").await?;
    looks_at(page, "start-over", "start-over-dialog").await?;
    let file = designer.desk.folder("exported")?.join("copies.age");
    vault_owner::exports(designer, &file).await?;
    designer.chooses_a_file("import-copies", &file).await?;
    page.sees("import-dialog").await?;
    ensure_accessible(page, "import-dialog").await?;
    page.types("file-passphrase", "not this one").await?;
    page.presses(Key::Enter).await?;
    page.sees("file-passphrase-problem").await?;
    ensure_accessible(page, "import-dialog, refused").await?;
    page.clicks("import-dialog-cancel").await?;
    page.loses("import-dialog").await
}

/// Opens a dialog, looks at it, and leaves it by Escape.
async fn looks_at(page: &Page, button: &str, dialog: &str) -> Outcome {
    page.clicks(button).await?;
    page.sees(dialog).await?;
    ensure_accessible(page, dialog).await?;
    page.presses(Key::Escape).await?;
    page.loses(dialog).await
}

async fn diagnosis(designer: &Designer) -> Outcome {
    let page = designer.page();
    page.clicks("settings-about").await?;
    let file = designer.desk.folder("exported")?.join("diagnosis.json");
    designer.chooses_a_file("export-diagnosis", &file).await?;
    page.reads("diagnosis-exported", "diagnosis.json").await?;
    ensure_accessible(page, "a written diagnosis").await
}

async fn forgetting(page: &Page) -> Outcome {
    page.clicks("nav-api-keys").await?;
    page.clicks("key-menu").await?;
    page.sees("key-forget").await?;
    ensure_accessible(page, "the menu of a kept key").await?;
    page.clicks("key-forget").await?;
    page.reads("toast", "is gone from this computer").await?;
    ensure_accessible(page, "a forgotten copy").await
}
