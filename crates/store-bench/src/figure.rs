//! Figures beside their limits.

use std::fmt::{self, Write};

/// One thing measured.
#[derive(Debug)]
pub(crate) struct Figure {
    /// What it is.
    pub(crate) what: &'static str,
    /// What was measured, in words with its unit.
    pub(crate) ours: String,
    /// What it is compared with, in words with its unit.
    pub(crate) beside: String,
    /// What is compared with the limit.
    pub(crate) value: f64,
    /// None where it only stands beside another figure.
    pub(crate) limit: Option<Limit>,
    /// The unit of both: `×` or `MB`.
    pub(crate) unit: &'static str,
}

/// What a figure must keep to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

impl Figure {
    /// Whether the limit is kept; what could not be measured keeps none.
    pub(crate) fn holds(&self) -> bool {
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

/// The table.
pub(crate) fn markdown(figures: &[Figure]) -> String {
    let mut table =
        String::from("| what | the store | beside it | figure | limit | |\n|---|---|---|---|---|---|\n");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_on_either_side() {
        let holds = |value: f64, limit| {
            let (ours, beside) = (String::new(), String::new());
            let what = "";
            let unit = "×";
            Figure {
                what,
                ours,
                beside,
                value,
                limit: Some(limit),
                unit,
            }
            .holds()
        };
        assert!(holds(0.8, Limit::AtLeast(0.75)) && !holds(0.7, Limit::AtLeast(0.75)));
        assert!(holds(1.1, Limit::AtMost(1.2)) && !holds(1.3, Limit::AtMost(1.2)));
        assert!(!holds(f64::NAN, Limit::AtMost(1.0)) && !holds(f64::NAN, Limit::AtLeast(1.0)));
    }
}
