//! axe-core on the page as it is: what a screen reader or weak eyes would stumble over.

use crate::failure::{Outcome, ensure};
use crate::files;
use crate::page::Page;
use serde_json::Value;
use std::fs;

/// WCAG 2.2 AA and what came before it.
const RUN: &str = "
    const results = await axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return results.violations
        .filter((violation) => ['serious', 'critical'].includes(violation.impact))
        .map((violation) => `${violation.impact} ${violation.id}: ${violation.nodes.map((node) =>
            `${node.target.join(' ')} ${node.any.map((check) => check.message).join('; ')}`).join(' | ')}`);
";

/// Fails with every serious or critical finding on `screen`.
pub async fn ensure_accessible(page: &Page, screen: &str) -> Outcome {
    // As the body of a script, because the page's content policy lets no script element in.
    let axe = fs::read_to_string(files::client("axe-core/axe.min.js")?)?;
    page.runs(&format!("{axe}\n;window.axe = axe;"), vec![]).await?;
    // Movement ends first: half-faded words have half the contrast.
    page.awaits(
        "await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));",
        vec![],
    )
    .await?;
    let findings = page.awaits(RUN, vec![]).await?;
    let findings: Vec<_> = findings
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    ensure(
        findings.is_empty(),
        format!(
            "{screen} has {} findings:\n{}",
            findings.len(),
            findings.join("\n")
        ),
    )
}
