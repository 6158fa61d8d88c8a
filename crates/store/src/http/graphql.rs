//! `POST /graphql`: reading the request and writing the answer. What is answered belongs to `crate::graphql`.

use std::time::Duration;

use async_graphql::Response as Answer;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::Shared;
use super::authorization::authorize;
use super::refusal::Refusal;
use crate::error::ErrorCode;
use crate::graphql;

/// The largest request, in bytes (4 MiB).
const LARGEST: usize = 4 * 1024 * 1024;

/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_secs(30);

/// `POST /graphql`
pub(super) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    match execute(&shared, &headers, body).await {
        Ok(answer) => written(&answer),
        Err(refusal) => refusal.in_graphql(),
    }
}

async fn execute(shared: &Shared, headers: &HeaderMap, body: Body) -> Result<Answer, Refusal> {
    let principal = authorize(&shared.store, headers).await?;
    let request = read(body).await?;
    timeout(LONGEST, graphql::answer(&shared.schema, request, principal))
        .await
        .map_err(|_| {
            Refusal::new(
                ErrorCode::Timeout,
                "This took longer than 30 seconds. Ask for less at once.",
            )
        })
}

async fn read(body: Body) -> Result<async_graphql::Request, Refusal> {
    let bytes = axum::body::to_bytes(body, LARGEST).await.map_err(|_| {
        Refusal::new(
            ErrorCode::TooLarge,
            "A request may have at most 4 MiB. Send less at once.",
        )
    })?;
    // The request would also be read from a list, whose first entry is then the query.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(no_request("it is a list"));
    }
    serde_json::from_slice(&bytes).map_err(|error| no_request(&error.to_string()))
}

fn no_request(reason: &str) -> Refusal {
    let message = format!(
        "The body is not a GraphQL request in JSON: {reason}. Send {{\"query\": \"…\"}}, one at a time."
    );
    Refusal::new(ErrorCode::InvalidInput, message)
}

fn written(answer: &Answer) -> Response {
    match serde_json::to_vec(answer) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            Refusal::new(
                ErrorCode::Internal,
                "The store could not write its answer. Try again.",
            )
            .in_graphql()
        }
    }
}
