//! The stepper: name, expiration, scope, review.

use crate::failure::Outcome;
use crate::page::Page;

/// What a designer answers in the stepper; the words are the ends of test ids.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'word> {
    /// The key's name.
    pub name: &'word str,
    /// `7`, `30`, `60`, `90`, `365` or `never`.
    pub expiry: &'word str,
    /// `figmaPlugin`, `commandLine` or `readOnly`.
    pub preset: &'word str,
}

impl<'word> Answers<'word> {
    /// A key for the command line that ends in 90 days.
    pub fn for_the_command_line(name: &'word str) -> Self {
        Self {
            name,
            expiry: "90",
            preset: "commandLine",
        }
    }
}

/// The four steps, in order.
pub const STEPS: [&str; 4] = ["step-name", "step-expiration", "step-scope", "step-review"];

/// From the list to the first step.
pub async fn opens(page: &Page) -> Outcome {
    page.clicks("nav-api-keys").await?;
    page.clicks("create-new-token").await?;
    page.sees("step-name").await.map(drop)
}

/// From the first step to the last, whose button makes the key.
pub async fn walks_to_review(page: &Page, answers: Answers<'_>) -> Outcome {
    page.types("key-name", answers.name).await?;
    page.clicks("step-next").await?;
    page.clicks(&format!("expiry-{}", answers.expiry)).await?;
    page.clicks("step-next").await?;
    page.clicks(&format!("preset-{}", answers.preset)).await?;
    page.clicks("step-next").await?;
    page.sees("step-review").await.map(drop)
}
