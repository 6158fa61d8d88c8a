//! Bad names and bad token files: each gets a sentence, and nothing is lost.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::files;
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use end_to_end::stepper;
use std::fs;
use std::io::Write;
use std::path::Path;

#[tokio::test]
async fn a_bad_name_says_why_and_goes_no_further() -> Outcome {
    scenario("bad-names", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        stepper::opens(page).await?;
        let long = "x".repeat(81);
        for bad in ["   ", long.as_str(), "a\u{7}b", "left\u{202e}right"] {
            pastes(page, "key-name", bad).await?;
            page.clicks("step-next").await?;
            let said = page.text("key-name-error").await?;
            ensure(said.len() > 10, format!("{bad:?} is answered with {said:?}"))?;
            page.sees("step-name").await?;
        }
        page.types("key-name", "名前 · имя · اسم").await?;
        page.clicks("step-next").await?;
        page.sees("step-expiration").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_bad_date_says_why_and_goes_no_further() -> Outcome {
    scenario("bad-dates", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        stepper::opens(page).await?;
        page.types("key-name", "Ends well").await?;
        page.clicks("step-next").await?;
        page.clicks("expiry-date").await?;
        for (bad, word) in [
            ("2020-01-01", "past"),
            ("9999-12-31", "10 years"),
            ("2027-02-30", "no date"),
            ("31.12.2027", "no date"),
            ("soon", "no date"),
        ] {
            page.types("expiry-last-day", bad).await?;
            page.clicks("step-next").await?;
            page.reads("expiry-date-error", word).await?;
            page.sees("step-expiration").await?;
        }
        page.types("expiry-last-day", "2027-12-31").await?;
        page.reads("expiry-moment", "31 December 2027").await?;
        page.clicks("step-next").await?;
        page.sees("step-scope").await.map(drop)
    })
    .await
}

/// Puts a text in a field that no key could type.
async fn pastes(page: &Page, id: &str, text: &str) -> Outcome {
    let script = "const field = document.querySelector(`[data-testid=\"${arguments[0]}\"]`); \
                  field.value = arguments[1]; field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    page.sees(id).await?;
    page.runs(script, vec![id.into(), text.into()]).await.map(drop)
}

#[tokio::test]
async fn a_bad_token_file_is_refused_with_line_and_column_and_the_next_one_taken() -> Outcome {
    scenario("bad-token-files", async |desk| {
        let designer = Designer::opens_the_app(&desk).await?;
        designer.starts_on_this_computer().await?;
        designer.keeps_the_shortcut().await?;
        refuses(&designer, &files::fixture("broken.json"), &["line 4", "column"]).await?;
        refuses(&designer, &files::fixture("not-json.json"), &["line 1"]).await?;
        refuses(&designer, &files::fixture("same-set-twice.json"), &["core"]).await?;
        designer
            .imports(&files::fixture("with-byte-order-mark.json"))
            .await
    })
    .await
}

async fn refuses(designer: &Designer, file: &Path, words: &[&str]) -> Outcome {
    designer.chooses_a_file("choose-file", file).await?;
    for word in words {
        designer.page().reads("import-error", word).await?;
    }
    designer.page().sees("first-project").await.map(drop)
}

#[tokio::test]
async fn fifty_megabytes_are_imported_with_progress() -> Outcome {
    scenario("large-token-file", async |desk| {
        let file = desk.folder("files")?.join("large.json");
        write_large(&file, 50 << 20)?;
        let designer = Designer::opens_the_app(&desk).await?;
        designer.starts_on_this_computer().await?;
        designer.keeps_the_shortcut().await?;
        designer.chooses_a_file("choose-file", &file).await?;
        designer.page().sees("import-progress").await?;
        let done = "return document.querySelector('[data-testid=\"dashboard\"]') !== null";
        designer
            .page()
            .until_within(std::time::Duration::from_secs(90), "the import to end", done)
            .await
    })
    .await
}

fn write_large(path: &Path, bytes: usize) -> Outcome {
    let mut file = std::io::BufWriter::new(fs::File::create(path)?);
    file.write_all(b"{\"large\":{")?;
    let mut written = 0;
    let mut number = 0_u32;
    while written < bytes {
        let comma = if number == 0 { "" } else { "," };
        let design_token = format!(
            "{comma}\"c{number}\":{{\"$type\":\"color\",\"$value\":\"#{:06x}\",\"$description\":\"{}\"}}",
            number & 0x00ff_ffff,
            "a colour of the large set ".repeat(30)
        );
        file.write_all(design_token.as_bytes())?;
        written += design_token.len();
        number += 1;
    }
    file.write_all(b"}}")?;
    Ok(file.flush()?)
}
