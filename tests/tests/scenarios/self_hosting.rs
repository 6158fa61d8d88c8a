//! What `docs/self-hosting.md` tells an administrator to do, done to the letter.

use end_to_end::command;
use end_to_end::desk::free_port;
use end_to_end::failure::{Failure, Outcome, ensure};
use end_to_end::files;
use end_to_end::scenario::scenario;
use serde_json::{Value, json};
use std::process::Command;
use std::{env, fs};

const CHAPTER: &str = "## From an empty folder to a key that works, with TLS\n";
const PORT: &str = "4210";

#[tokio::test]
async fn from_an_empty_folder_to_a_key_that_works_with_tls() -> Outcome {
    scenario("self-hosting", async |desk| {
        let script = commands()?.replace(PORT, &free_port()?.to_string());
        ensure(
            script.contains("--tls-certificate"),
            "the chapter serves without TLS",
        )?;
        let folder = desk.folder("empty")?;
        let answer = command::says(
            Command::new("bash")
                .args(["-euc", &format!("{script}\nkill %1\nwait")])
                .env("PATH", path()?)
                .current_dir(&folder),
        )?;
        let document = answer.lines().last().unwrap_or_default();
        let document: Value = serde_json::from_str(document)?;
        ensure(
            document["values"] == json!({}) && document["updatedAt"].is_string(),
            format!("the last command printed {document}"),
        )
    })
    .await
}

/// The blocks of commands in the chapter, as one script.
fn commands() -> Outcome<String> {
    let page = fs::read_to_string(files::here().join("../docs/self-hosting.md"))?;
    let chapter = page
        .split_once(CHAPTER)
        .ok_or_else(|| Failure::new(format!("the page has no chapter {CHAPTER}")))?
        .1;
    let chapter = chapter.split("\n## ").next().unwrap_or(chapter);
    let blocks = chapter.split("```sh\n").skip(1);
    Ok(blocks.filter_map(|block| block.split("```").next()).collect())
}

/// Where programs are looked for: `studio-store` as it was built, then as everywhere.
fn path() -> Outcome<std::ffi::OsString> {
    let built = files::program("studio-store")?;
    let folder = built.parent().map(Into::into);
    let others = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(
        folder.into_iter().chain(env::split_paths(&others)),
    )?)
}
