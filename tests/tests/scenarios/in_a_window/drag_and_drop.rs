//! Files dragged from another program onto the window.

use end_to_end::designer::Designer;
use end_to_end::failure::Outcome;
use end_to_end::files;
use end_to_end::scenario::scenario;

#[tokio::test]
async fn a_dropped_file_becomes_a_project_and_a_bad_one_is_explained() -> Outcome {
    scenario("drag-and-drop", async |desk| {
        let designer = Designer::opens_the_app(&desk).await?;
        designer.starts_on_this_computer().await?;
        designer.keeps_the_shortcut().await?;
        let page = designer.page();

        let picture = desk.folder("pictures")?.join("logo.png");
        std::fs::write(&picture, "no picture either")?;
        designer.drops(&picture)?;
        page.reads("import-error", "logo.png").await?;

        designer.drops(&files::fixture("broken.json"))?;
        page.reads("import-error", "line 4").await?;

        designer.drops(&files::fixture("tokens.json"))?;
        page.sees("dashboard").await?;
        page.reads("nav-projects", "1").await
    })
    .await
}
