//! Running one test on a desk of its own, and keeping what a failure looked like.

use crate::desk::Desk;
use crate::failure::{Failure, Outcome};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// How long a scenario may take before it counts as hung.
const LONGEST: Duration = Duration::from_secs(150);

/// Runs `story` on a fresh desk. When it fails, screenshots and logs are in `target/e2e/<name>/`.
pub async fn scenario<Story, Telling>(name: &str, story: Story) -> Outcome
where
    Story: FnOnce(Arc<Desk>) -> Telling,
    Telling: Future<Output = Outcome> + Send + 'static,
{
    scenario_within(LONGEST, name, story).await
}

/// The same for a story that is known to take up to `longest`.
pub async fn scenario_within<Story, Telling>(longest: Duration, name: &str, story: Story) -> Outcome
where
    Story: FnOnce(Arc<Desk>) -> Telling,
    Telling: Future<Output = Outcome> + Send + 'static,
{
    let desk = Arc::new(Desk::set_up(name)?);
    // A task of its own, so that a failed assertion can be told from here like any other failure.
    let mut telling = tokio::spawn(story(Arc::clone(&desk)));
    let result = match tokio::time::timeout(longest, &mut telling).await {
        Ok(Ok(result)) => result,
        Ok(Err(panicked)) => Err(Failure::new(panicked.to_string())),
        Err(_) => Err(Failure::new(format!(
            "still not done after {} seconds",
            longest.as_secs()
        ))),
    };
    if result.is_err() {
        desk.keep_evidence().await;
    }
    telling.abort();
    result.map_err(|failure| failure.during(&format!("{name} (see {})", desk.evidence().display())))
}
