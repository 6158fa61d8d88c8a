//! The bench of the organization store: each figure beside its limit, measured in one run on loopback.
//!
//! `cargo xtask bench store` builds the store for speed and runs this. The process itself makes the load; what answers
//! (the real `studio-store`, and the bare servers that it is compared with) runs in processes of its own. What is compared
//! is measured in turns, and told as the median.

mod authorize;
mod bare;
mod data;
mod graphql;
mod load;
mod million;
mod page;
mod pull;
mod server;
mod wrong_keys;

use std::io::Write;
use std::path::PathBuf;

/// What went wrong, in words.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first() {
        Some((first, rest)) if first == "bare" => bare::serve(rest),
        Some((flag, [path])) if flag == "--write" => measure(Some(PathBuf::from(path)), None),
        Some((flag, [part])) if flag == "--only" => measure(None, Some(part)),
        None => measure(None, None),
        Some(_) => Err("store-bench takes nothing, or --write and a file, or --only and a part".into()),
    }
}

/// One thread makes the load: a second one would take the processor from those who answer.
#[tokio::main(flavor = "current_thread")]
async fn measure(file: Option<PathBuf>, only: Option<&str>) -> Outcome {
    let figures = measured(only).await?;
    let table = figures::markdown("the store", &figures);
    writeln!(std::io::stdout(), "{table}")?;
    if let Some(file) = file {
        let before = std::fs::read_to_string(&file)?;
        std::fs::write(&file, figures::with_store(&before, &page::about(&table)))?;
    }
    Ok(figures::check(&figures)?)
}

/// Every part, or `only` one.
async fn measured(only: Option<&str>) -> Outcome<Vec<figures::Figure>> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut figures = Vec::new();
    if wanted("authorize") {
        figures.extend(authorize::measure().await?);
    }
    if wanted("graphql") {
        figures.extend(graphql::measure().await?);
    }
    if wanted("million") {
        figures.extend(million::measure().await?);
    }
    if wanted("wrong-keys") {
        figures.extend(wrong_keys::measure().await?);
    }
    if wanted("pull") {
        figures.extend(pull::measure().await?);
    }
    if figures.is_empty() {
        return Err("there is no such part: take authorize, graphql, million, wrong-keys or pull".into());
    }
    Ok(figures)
}
