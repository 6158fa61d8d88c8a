//! Whether the server runs, and whether it can answer: for whatever watches over it.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use tokio::time::timeout;

use super::Shared;

/// A storage that takes longer can't answer clients either.
const PATIENCE: Duration = Duration::from_secs(2);

/// The server runs.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// The storage answers, too.
pub(super) async fn ready(State(shared): State<Shared>) -> (StatusCode, &'static str) {
    match timeout(PATIENCE, shared.store.storage().check()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the storage does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the storage is too slow"),
    }
}
