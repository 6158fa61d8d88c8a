//! `POST /graphql`: reading the request and writing the answer. What is answered belongs to `crate::graphql`.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::authorization::authorize;
use super::refusal::Refusal;
use super::{Shared, body};
use crate::error::{ErrorCode, StoreError};
use crate::graphql::{self, Answer, Asked};
use crate::heavy_work::aside;

/// The largest request, in bytes (4 MiB).
const LARGEST: usize = 4 * 1024 * 1024;

/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_secs(30);

/// `POST /graphql`
pub(super) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let answered = async { written(execute(&shared, &headers, body).await?).await };
    answered.await.unwrap_or_else(Refusal::in_graphql)
}

/// What is answered is for the one who asked, and for now: caches on the way keep nothing of it.
pub(super) async fn not_kept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn execute(shared: &Shared, headers: &HeaderMap, body: Body) -> Result<Answer, Refusal> {
    let principal = authorize(&shared.store, headers).await?;
    let request = read(body).await?;
    let answered = timeout(LONGEST, graphql::answer(&shared.schema, request, principal)).await;
    let answered = answered.map_err(|_| {
        Refusal::new(
            ErrorCode::Timeout,
            "This took longer than 30 seconds. Ask for less at once.",
        )
    })?;
    Ok(answered?)
}

async fn read(body: Body) -> Result<Asked, Refusal> {
    let bytes = body::read(
        body,
        LARGEST,
        "A request may have at most 4 MiB. Send less at once.",
    )
    .await?;
    // The request would also be read from a list, whose first entry is then the query.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(no_request("it is a list"));
    }
    let length = bytes.len();
    let read = aside(length, move || serde_json::from_slice(&bytes)).await?;
    read.map_err(|error| no_request(&error.to_string()))
}

fn no_request(reason: &str) -> Refusal {
    let message = format!(
        "The body is not a GraphQL request in JSON: {reason}. Send {{\"query\": \"…\"}}, one at a time."
    );
    Refusal::new(ErrorCode::InvalidInput, message)
}

async fn written(answer: Answer) -> Result<Response, Refusal> {
    let json = aside(answer.length, move || graphql::to_json(&answer)).await?;
    let json =
        json.map_err(|error| StoreError::System(format!("an answer could not be written: {error}")))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}
