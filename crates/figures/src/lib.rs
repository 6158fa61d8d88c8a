//! Measured figures beside their limits: for the terminal, and for `docs/performance.md`.
//!
//! What is measured, and how, belongs to the benches.

mod page;

use std::fmt::{self, Write};

pub use page::{with_app, with_store};

/// One thing measured.
#[derive(Debug)]
pub struct Figure {
    /// What it is.
    pub what: &'static str,
    /// What was measured, in words with its unit.
    pub ours: String,
    /// What it is compared with, in words with its unit.
    pub beside: String,
    /// What is compared with the limit.
    pub value: f64,
    /// None where it only stands beside another figure.
    pub limit: Option<Limit>,
    /// The unit of both: `×`, `ms` or `MB`.
    pub unit: &'static str,
}

/// What a figure must keep to.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

/// Some figures do not keep their limits.
#[derive(Debug, thiserror::Error)]
#[error("over the limit: {0}")]
pub struct OverLimit(String);

impl Figure {
    /// Whether the limit is kept; what could not be measured keeps none.
    fn holds(&self) -> bool {
        match self.limit {
            None => true,
            Some(Limit::AtLeast(limit)) => self.value >= limit,
            Some(Limit::AtMost(limit)) => self.value <= limit,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(limit) => write!(formatter, "≥ {limit:.2}"),
            Self::AtMost(limit) => write!(formatter, "≤ {limit:.2}"),
        }
    }
}

/// The figures as a table in Markdown; `ours` says whose stand first.
pub fn markdown(ours: &str, figures: &[Figure]) -> String {
    let mut table = format!("| what | {ours} | beside it | figure | limit | |\n|---|---|---|---|---|---|\n");
    for figure in figures {
        let Figure {
            what,
            ours,
            beside,
            value,
            limit,
            unit,
        } = figure;
        let judged = limit.map_or_else(
            || "| | |".to_owned(),
            |limit| {
                let verdict = if figure.holds() { "kept" } else { "**over**" };
                format!("| {limit} {unit} | {verdict} |")
            },
        );
        let _ = writeln!(table, "| {what} | {ours} | {beside} | {value:.2} {unit} {judged}");
    }
    table
}

/// Fails with those figures that do not keep their limits.
pub fn check(figures: &[Figure]) -> Result<(), OverLimit> {
    let over: Vec<_> = figures
        .iter()
        .filter(|figure| !figure.holds())
        .map(|figure| figure.what)
        .collect();
    if over.is_empty() {
        Ok(())
    } else {
        Err(OverLimit(over.join(", ")))
    }
}

/// The middle one; of an even number, the mean of the two; of none, not a number.
pub fn median(mut values: Vec<f64>) -> f64 {
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
    use super::*;

    fn figure(value: f64, limit: Option<Limit>) -> Figure {
        Figure {
            what: "pulling",
            ours: "3 ms".into(),
            beside: "2 ms".into(),
            value,
            limit,
            unit: "×",
        }
    }

    #[test]
    fn limits_are_on_either_side() {
        let holds = |value, limit| check(&[figure(value, Some(limit))]).is_ok();
        assert!(holds(0.8, Limit::AtLeast(0.75)) && !holds(0.7, Limit::AtLeast(0.75)));
        assert!(holds(1.1, Limit::AtMost(1.2)) && !holds(1.3, Limit::AtMost(1.2)));
        assert!(!holds(f64::NAN, Limit::AtMost(1.0)) && !holds(f64::NAN, Limit::AtLeast(1.0)));
        assert!(check(&[figure(9.0, None)]).is_ok());
        let over = check(&[figure(9.0, Some(Limit::AtMost(1.0)))]).unwrap_err();
        assert_eq!(over.to_string(), "over the limit: pulling");
    }

    #[test]
    fn each_figure_is_a_row_with_its_verdict() {
        let limits = [None, Some(Limit::AtMost(1.25)), Some(Limit::AtLeast(2.0))];
        let table = markdown("Studio Keys", &limits.map(|limit| figure(1.5, limit)));
        assert_eq!(
            table,
            "| what | Studio Keys | beside it | figure | limit | |\n\
             |---|---|---|---|---|---|\n\
             | pulling | 3 ms | 2 ms | 1.50 × | | |\n\
             | pulling | 3 ms | 2 ms | 1.50 × | ≤ 1.25 × | **over** |\n\
             | pulling | 3 ms | 2 ms | 1.50 × | ≥ 2.00 × | **over** |\n"
        );
    }

    #[test]
    fn the_median_is_the_middle_one_or_the_mean_of_the_two() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0, 2.0, 9.0]) - 3.0).abs() < 1e-9);
        assert!(median(vec![]).is_nan());
    }
}
