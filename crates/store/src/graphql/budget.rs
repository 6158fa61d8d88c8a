//! What one request may cost: rows, and memory. A reader could otherwise ask for the largest text a thousand times over
//! with one short query.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo};
use async_graphql::{Result, ServerResult, Value};
use async_graphql_value::RAW_VALUE_TOKEN;
use async_trait::async_trait;
use tokio::sync::Notify;

use super::error::with_code;
use crate::error::ErrorCode;

/// Rows that one request may ask for: lists within lists multiply, which counting fields can't see.
const MOST_ROWS: usize = 20_000;

/// Bytes that one request may cost (256 MiB): texts that are read for it, and its answer.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// What an answered field costs besides its text, in bytes, while the answer grows.
pub(super) const FIELD: usize = 256;

/// What a failed field costs besides its sentence, in bytes: most is told of it more than once.
const FAILURE: usize = 2_048;

/// What a request has asked for so far.
#[derive(Default)]
pub(super) struct Budget {
    rows: AtomicUsize,
    bytes: AtomicUsize,
    exceeded: Notify,
}

impl Budget {
    /// Counts rows; the list that they are too many for is not answered.
    pub(super) fn spend_rows(&self, rows: usize) -> Result<()> {
        if add(&self.rows, rows) <= MOST_ROWS {
            return Ok(());
        }
        let reason = format!(
            "This asks for more than {MOST_ROWS} rows at once. Ask for smaller pages, one after the other."
        );
        Err(with_code(reason, ErrorCode::TooLarge))
    }

    /// Counts bytes; with too many, nothing of the request is answered.
    pub(super) fn spend_bytes(&self, bytes: usize) -> Result<()> {
        if add(&self.bytes, bytes) <= MOST_BYTES {
            return Ok(());
        }
        self.exceeded.notify_one();
        let reason = format!(
            "This asks for more than {} MiB at once. Ask for smaller pages or fewer fields, one request after the other.",
            MOST_BYTES / (1024 * 1024)
        );
        Err(with_code(reason, ErrorCode::TooLarge))
    }

    /// Counts a failure that is answered.
    pub(super) async fn spend_failure(&self, sentence: &str) {
        stop_unless(self.spend_bytes(FAILURE + sentence.len())).await;
    }

    /// Forgets what was spent, for the next of the answers to one subscription.
    pub(super) fn begin_anew(&self) {
        self.rows.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
    }

    /// What was spent so far.
    pub(super) fn spent_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Does the work of a request, or drops it in the middle once it has cost too much.
    pub(super) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        let done = tokio::select! {
            biased;
            () = self.exceeded.notified() => None,
            done = work => Some(done),
        };
        self.spend_bytes(0)?;
        done.ok_or_else(|| with_code("This request was ended. Try again.", ErrorCode::Internal))
    }
}

fn add(spent: &AtomicUsize, more: usize) -> usize {
    spent.fetch_add(more, Ordering::Relaxed).saturating_add(more)
}

/// Spends for every field that is answered, whatever it is and under however many names.
pub(super) struct Weighing;

impl ExtensionFactory for Weighing {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Weighing {
    async fn resolve(
        &self,
        context: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let Some(budget) = context.data_opt::<Arc<Budget>>() else {
            return next.run(context, info).await;
        };
        stop_unless(budget.spend_bytes(FIELD)).await;
        let answered = next.run(context, info).await;
        match &answered {
            Ok(value) => stop_unless(budget.spend_bytes(value.as_ref().map_or(0, text_length))).await,
            Err(error) => budget.spend_failure(&error.message).await,
        }
        answered
    }
}

/// A field without budget waits for [`Budget::within`] to drop it. To fail it, and each of a million after it, would
/// cost more than to answer them.
async fn stop_unless(spent: Result<()>) {
    if spent.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What lists and objects hold was counted when it was answered.
fn text_length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Object(fields) => match fields.get(RAW_VALUE_TOKEN) {
            Some(Value::String(json)) => json.len(),
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_add_up() {
        let budget = Budget::default();
        assert!(budget.spend_rows(MOST_ROWS - 1).is_ok());
        assert!(budget.spend_rows(1).is_ok());
        assert!(budget.spend_rows(1).is_err());
        assert!(budget.spend_bytes(MOST_BYTES).is_ok());
    }

    #[tokio::test]
    async fn work_beyond_the_budget_is_dropped() {
        let budget = Budget::default();
        let some = async { budget.spend_bytes(MOST_BYTES).is_ok() };
        assert!(budget.within(some).await.unwrap());
        let endless = async { stop_unless(budget.spend_bytes(1)).await };
        let refused = budget.within(endless).await.unwrap_err();
        assert!(refused.message.contains("256 MiB"), "{}", refused.message);
    }

    #[tokio::test]
    async fn failures_cost_something() {
        let budget = Budget::default();
        let endless = async {
            for _ in 0..=MOST_BYTES / FAILURE {
                budget.spend_failure("No.").await;
            }
        };
        assert!(budget.within(endless).await.is_err());
        assert!(budget.spent_bytes() > MOST_BYTES);
    }
}
