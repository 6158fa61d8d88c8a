//! The bench of the organization store: each figure beside its limit, measured in one run on loopback.
//!
//! `cargo xtask bench store` builds the store for speed and runs this. The process itself makes the load; what answers
//! (the real `studio-store`, and the bare servers that it is compared with) runs in processes of its own. What is compared
//! is measured in turns, and told as the median.

mod authorize;
mod bare;
mod data;
mod figure;
mod graphql;
mod load;
mod million;
mod page;
mod pull;
mod server;
mod wrong_keys;

use std::io::Write;
use std::path::PathBuf;

use figure::Figure;

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
    let figures = figures(only).await?;
    let table = figure::markdown(&figures);
    writeln!(std::io::stdout(), "{table}")?;
    if let Some(file) = file {
        let before = std::fs::read_to_string(&file)?;
        std::fs::write(&file, page::with_store(&before, &table))?;
    }
    let over: Vec<_> = figures
        .iter()
        .filter(|figure| !figure.holds())
        .map(|figure| figure.what)
        .collect();
    if over.is_empty() {
        Ok(())
    } else {
        Err(format!("over the limit: {}", over.join(", ")).into())
    }
}

/// Every part, or `only` one.
async fn figures(only: Option<&str>) -> Outcome<Vec<Figure>> {
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

/// The middle one; of an even number, the mean of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    if values.len().is_multiple_of(2) {
        f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
    } else {
        at(middle)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_median_is_the_middle_one_or_the_mean_of_the_two() {
        assert!((super::median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((super::median(vec![4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < 1e-9);
        assert!(super::median(vec![]).is_nan());
    }
}
