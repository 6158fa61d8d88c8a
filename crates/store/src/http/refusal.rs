//! Why a request was not done, as status and body. The sentences belong to those who refuse.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::wrong_keys::WrongKey;
use crate::error::{ErrorCode, StoreError};
use crate::storage::StorageError;

/// Why a request was not done at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    pub(super) message: String,
    /// When to try again.
    pub(super) retry_after: Option<Duration>,
    /// Whether it was because of what was sent as a key.
    is_for_wrong_key: bool,
}

impl Refusal {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_after: None,
            is_for_wrong_key: false,
        }
    }

    /// What was sent as a key opens nothing, for this reason. Such refusals are counted.
    pub(super) fn wrong_key(reason: &str) -> Self {
        Self {
            code: ErrorCode::Unauthenticated,
            message: format!("Unauthorized: {reason}"),
            retry_after: None,
            is_for_wrong_key: true,
        }
    }

    /// Counts what nobody known sent like a wrong key: it may be tried out as well.
    pub(super) fn counted(self) -> Self {
        Self {
            is_for_wrong_key: self.code == ErrorCode::Unauthenticated,
            ..self
        }
    }

    /// As a GraphQL answer, which its clients know how to read.
    pub(super) fn in_graphql(self) -> Response {
        let error = json!({ "message": self.message, "extensions": { "code": self.code.as_str() } });
        self.with_body(json!({ "data": null, "errors": [error] }), Self::in_graphql)
    }

    /// Says in an answer when to try again.
    pub(super) fn say_when(&self, response: &mut Response) {
        if let Some(wait) = self.retry_after {
            // Rounded up: a second less would be too early.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
    }

    /// `written` is how this door writes its refusals.
    pub(super) fn with_body(&self, body: Value, written: fn(Self) -> Response) -> Response {
        let mut response = (status(self.code), Json(body)).into_response();
        if self.code == ErrorCode::Unauthenticated {
            // RFC 6750, section 3.
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        self.say_when(&mut response);
        if self.is_for_wrong_key {
            response.extensions_mut().insert(WrongKey(written));
        }
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code.as_str(), "message": self.message });
        self.with_body(body, IntoResponse::into_response)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let (code, sentence) = error.for_client();
        let retry_after = match error {
            StoreError::TooManyAttempts(wait) => Some(wait),
            _ => None,
        };
        Self {
            retry_after,
            ..Self::new(code, sentence)
        }
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        StoreError::from(error).into()
    }
}

/// The status with which a kind of failure is answered.
pub(super) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict => StatusCode::CONFLICT,
        ErrorCode::Stale => StatusCode::PRECONDITION_FAILED,
        ErrorCode::InvalidInput | ErrorCode::BadQuery => StatusCode::BAD_REQUEST,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::TooSlow => StatusCode::REQUEST_TIMEOUT,
        ErrorCode::Timeout | ErrorCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::WrongHost => StatusCode::MISDIRECTED_REQUEST,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
