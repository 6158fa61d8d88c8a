//! A damaged database, one of a newer version, a folder that can't be written to: a sentence each, nothing lost.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::scenario::scenario;
use end_to_end::store_client::{Door, StoreClient};
use end_to_end::window::Opening;
use std::fs;
use std::path::PathBuf;

/// What the failed page says must hold each of the words.
async fn says(designer: &Designer, words: &[&str]) -> Outcome {
    let script = "return document.body.innerText.length > 20";
    designer.page().until("the page to say something", script).await?;
    let status = designer
        .page()
        .invokes("app_status", serde_json::json!({}))
        .await?;
    ensure_equal(&status["phase"].as_str(), &Some("failed"), "the phase")?;
    let text = designer
        .page()
        .runs("return document.body.innerText", vec![])
        .await?;
    let text = text.as_str().unwrap_or_default().to_lowercase();
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(**word)).collect();
    ensure(missing.is_empty(), format!("the page lacks {missing:?}: {text}"))
}

#[tokio::test]
async fn a_damaged_database_is_said_and_left_alone() -> Outcome {
    scenario("damaged-database", async |desk| {
        Designer::settles_in(&desk).await?.window.close().await?;
        let file = desk.data().join("device.sqlite3");
        for beside in ["device.sqlite3-wal", "device.sqlite3-shm"] {
            let _ = fs::remove_file(desk.data().join(beside));
        }
        fs::write(
            &file,
            b"This is not a database, whatever it may have been.".repeat(200),
        )?;
        let before = fs::read(&file)?;
        let designer = Designer {
            window: desk.opens_the_app().await?,
            desk: desk.clone(),
        };
        says(&designer, &["damaged"]).await?;
        let picture = desk.evidence().join("failed.png");
        designer.takes_a_picture(&picture).await?;
        ensure_equal(&fs::read(&file)?, &before, "the damaged file")
    })
    .await
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_alone() -> Outcome {
    scenario("newer-database", async |desk| {
        Designer::settles_in(&desk).await?.window.close().await?;
        let file = desk.data().join("device.sqlite3");
        let database = rusqlite::Connection::open(&file)?;
        database.pragma_update(None, "user_version", 999)?;
        drop(database);
        let designer = Designer {
            window: desk.opens_the_app().await?,
            desk: desk.clone(),
        };
        says(&designer, &["newer"]).await?;
        let database = rusqlite::Connection::open(&file)?;
        let version: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
        ensure_equal(&version, &999, "the version")
    })
    .await
}

#[tokio::test]
async fn a_store_that_was_lost_is_told_of_every_key_again() -> Outcome {
    scenario("lost-store", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = designer.makes_a_key("Outlives its store").await?;
        let deleted = designer.makes_a_key("Stays deleted").await?;
        designer.deletes(&deleted).await?;
        designer.is_in_sync().await?;
        designer.window.close().await?;

        fs::remove_dir_all(desk.data().join("store"))?;
        let designer = Designer {
            window: desk.opens_the_app().await?,
            desk: desk.clone(),
        };
        designer.page().clicks("nav-api-keys").await?;
        designer.page().sees_css(&designer.row(&key)).await?;
        designer.is_in_sync().await?;
        let store = StoreClient::new(designer.port_of_the_store().await?);
        ensure_equal(&store.tries(&key.secret).await?, &Door::Open, "the key")?;
        ensure_equal(
            &store.tries(&deleted.secret).await?,
            &Door::Unauthorized,
            "the deleted key",
        )
    })
    .await
}

#[tokio::test]
async fn a_folder_that_takes_no_files_is_said() -> Outcome {
    scenario("read-only-folder", async |desk| {
        // Not even the superuser writes here: the kernel's own folder stands for a read-only disk.
        let data = PathBuf::from("/proc/studio-keys");
        let window = desk
            .opens(&Opening {
                data,
                port: end_to_end::desk::free_port()?,
            })
            .await?;
        let designer = Designer { window, desk };
        says(&designer, &["folder"]).await
    })
    .await
}
