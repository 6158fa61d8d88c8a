//! Somebody who keeps a key in the vault. Works by the app's commands, for stories that are not about the vault's pages.

use crate::designer::{Designer, MadeKey, text_at};
use crate::failure::{Outcome, ensure};
use crate::page::{Page, by_id};
use crate::stepper::Answers;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Put together where it is used, so that the tests' own program is no place to find it.
pub fn passphrase() -> String {
    ["lantern", "orbit", "velvet", "mosaic"].join(" ")
}

/// A text in the halves in which it goes from the page to the app.
pub fn in_halves(text: &str) -> Value {
    json!({ "first": vec![0; text.len()], "second": text.as_bytes() })
}

/// Makes a key and a vault, and keeps the key in it; the vault is open.
pub async fn keeps_a_key(designer: &Designer, name: &str) -> Outcome<MadeKey> {
    let page = designer.page();
    designer
        .creates_a_key(Answers::for_the_command_line(name))
        .await?;
    let passphrase = json!({ "passphrase": in_halves(&passphrase()) });
    page.invokes("set_up_vault", passphrase).await?;
    page.invokes("keep_revealed_key", json!({})).await?;
    let key = designer.copies_the_key().await?;
    designer.has_saved_it().await?;
    page.invokes("clear_clipboard", json!({})).await?;
    Ok(key)
}

/// Types a new passphrase twice into the dialog on the page, and waits until it is found strong enough.
pub async fn types_a_new_passphrase(page: &Page, dialog: &str) -> Outcome {
    page.types("new-passphrase", &passphrase()).await?;
    page.types("same-passphrase", &passphrase()).await?;
    let button = by_id(&format!("{dialog}-confirm"));
    let ready = format!(
        "return document.querySelector({}).ariaDisabled === 'false'",
        json!(button)
    );
    page.until("the passphrase to be strong enough", &ready).await
}

/// Writes all copies into a file, by way of the page and the system's own dialog; the settings of the vault are open.
pub async fn exports(designer: &Designer, file: &Path) -> Outcome {
    let page = designer.page();
    page.clicks("export-copies").await?;
    page.sees("export-dialog").await?;
    types_a_new_passphrase(page, "export-dialog").await?;
    designer.chooses_a_file("export-dialog-confirm", file).await?;
    page.loses("export-dialog").await
}

/// Opens the vault with its passphrase.
pub async fn unlocks(page: &Page) -> Outcome {
    let passphrase = json!({ "passphrase": in_halves(&passphrase()) });
    page.invokes("unlock_vault", passphrase).await.map(drop)
}

/// Copies a kept key; the vault has to be open, or to open by itself.
pub async fn copies(page: &Page, key: &MadeKey) -> Outcome {
    let asked = json!({ "keyId": key.id, "form": "key" });
    page.invokes("copy_kept_key", asked).await.map(drop)
}

/// Whether the vault is open.
pub async fn is_open(page: &Page) -> Outcome<bool> {
    let view = page.invokes("vault", json!({})).await?;
    Ok(text_at(&view, "/state")? == "open")
}

/// Waits until the vault is locked and the clipboard cleared.
pub async fn sees_it_lock(designer: &Designer, patience: Duration) -> Outcome {
    let start = Instant::now();
    while is_open(designer.page()).await? || !designer.desk.display.clipboard()?.is_empty() {
        ensure(
            start.elapsed() < patience,
            format!("not locked and cleared after {} seconds", patience.as_secs()),
        )?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
