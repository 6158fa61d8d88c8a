//! Why there is no answer, as RFC 6749, section 5.2, writes it.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::super::refusal::{Refusal, status};
use super::super::wrong_keys::WrongKey;
use crate::error::{ErrorCode, StoreError};

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was sent can't be used.
    Request(String),
    /// What was sent as the key opens nothing.
    Key(String),
    /// The token can't open this.
    Scope(String),
    /// It is asked for in a way that there is not.
    GrantType(String),
    /// The service is not the one that it says it is.
    Client { is_wrong_secret: bool },
    /// The store's own reasons, in its own words.
    Store(Refusal),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Store(refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error.code() {
            ErrorCode::Internal => Self::Store(error.into()),
            _ => Self::Request(error.to_string()),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Request(reason) => written(StatusCode::BAD_REQUEST, "invalid_request", &reason),
            Self::Scope(reason) => written(StatusCode::BAD_REQUEST, "invalid_scope", &reason),
            Self::GrantType(reason) => written(StatusCode::BAD_REQUEST, "unsupported_grant_type", &reason),
            // RFC 8693, section 2.2.2.
            Self::Key(reason) => counted(written(StatusCode::BAD_REQUEST, "invalid_request", &reason)),
            Self::Client { is_wrong_secret } => client(is_wrong_secret),
            Self::Store(refusal) => of_store(refusal),
        }
    }
}

#[derive(Serialize)]
struct Written {
    error: &'static str,
    error_description: String,
}

fn written(status: StatusCode, error: &'static str, reason: &str) -> Response {
    let body = Written {
        error,
        error_description: in_ascii(reason),
    };
    (status, Json(body)).into_response()
}

/// No other characters may be in it.
fn in_ascii(text: &str) -> String {
    let plain = |character| match character {
        ' ' | '!' | '#'..='[' | ']'..='~' => character,
        '“' | '”' | '’' | '"' => '\'',
        _ => '?',
    };
    text.chars().map(plain).collect()
}

fn counted(mut response: Response) -> Response {
    response.extensions_mut().insert(WrongKey(of_store));
    response
}

fn client(is_wrong_secret: bool) -> Response {
    let reason = "This takes the name and the secret of a registered service, as HTTP Basic. Register one: studio-store service add.";
    let mut response = written(StatusCode::UNAUTHORIZED, "invalid_client", reason);
    let challenge = HeaderValue::from_static("Basic realm=\"studio-store\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    if is_wrong_secret {
        counted(response)
    } else {
        response
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `WrongKey` takes it")]
fn of_store(refusal: Refusal) -> Response {
    let error = match refusal.code {
        ErrorCode::Internal => "server_error",
        ErrorCode::TooManyRequests => "temporarily_unavailable",
        _ => "invalid_request",
    };
    let mut response = written(status(refusal.code), error, &refusal.message);
    refusal.say_when(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_in_ascii() {
        assert_eq!(
            in_ascii("“all” is not a\n\\ scope… \"x\""),
            "'all' is not a?? scope? 'x'"
        );
    }
}
