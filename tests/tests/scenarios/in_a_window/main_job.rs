//! From nothing to the main job: make an API key, see it once, use it with a real client, delete it.

use end_to_end::clients::CommandLine;
use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::files;
use end_to_end::scenario::scenario;
use end_to_end::stepper::Answers;
use end_to_end::store_client::{Door, StoreClient};

#[tokio::test]
async fn a_key_made_in_the_window_pulls_what_was_imported_until_it_is_deleted() -> Outcome {
    scenario("main-job", async |desk| {
        let imported = files::fixture("tokens.json");
        let designer = Designer::opens_the_app(&desk).await?;
        designer.starts_on_this_computer().await?;
        designer.keeps_the_shortcut().await?;
        designer.imports(&imported).await?;
        designer.page().clicks("create-an-api-key").await?;
        designer.page().sees("api-keys-page").await?;
        designer.page().sees("empty-state").await?;

        designer
            .creates_a_key(Answers::for_the_command_line("Release build"))
            .await?;
        let key = designer.copies_the_key().await?;
        let targets = desk.display.clipboard_targets()?;
        ensure(
            targets.contains("x-kde-passwordManagerHint"),
            format!("the copy is not marked secret: {targets}"),
        )?;
        designer.has_saved_it().await?;
        designer.page().sees_css(&designer.row(&key)).await?;
        designer.is_in_sync().await?;

        let place = designer.place().await?;
        let terminal = CommandLine::set_up(
            &desk.folder("terminal")?,
            &place.organization,
            &place.project,
            place.port,
        )?;
        terminal.pulls_what_was_imported(&key.secret, &imported)?;

        designer.deletes(&key).await?;
        let refusal = terminal.is_refused(&key.secret)?;
        ensure(
            refusal.contains("Unauthorized"),
            format!("the pull was refused with {refusal}"),
        )?;
        designer.page().clicks("shelf-ended").await?;
        designer.page().sees_css(&designer.row(&key)).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_store_answers_on_loopback_names_only() -> Outcome {
    scenario("loopback-only", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = designer.makes_a_key("Local").await?;
        designer.is_in_sync().await?;
        let store = StoreClient::new(designer.place().await?.port);
        assert_eq!(store.tries(&key.secret).await?, Door::Open);
        let elsewhere = store.as_host("studio.example").await?;
        assert_eq!(
            elsewhere.as_u16(),
            421,
            "a page elsewhere could rebind its name to this computer"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_made_is_still_there_after_the_app_was_closed() -> Outcome {
    scenario("closed-and-opened", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = designer.makes_a_key("Kept").await?;
        designer.is_in_sync().await?;
        let Designer { window, .. } = designer;
        window.close().await?;

        let window = desk.opens_the_app().await?;
        let designer = Designer {
            desk: desk.clone(),
            window,
        };
        designer.page().sees("dashboard").await?;
        designer.page().clicks("nav-api-keys").await?;
        designer.page().sees_css(&designer.row(&key)).await?;
        designer.is_in_sync().await?;
        let store = StoreClient::new(designer.place().await?.port);
        assert_eq!(store.tries(&key.secret).await?, Door::Open);
        Ok(())
    })
    .await
}
