//! Signing in and out, in JSON:
//!
//! | address | what is sent | what is answered |
//! |---|---|---|
//! | `POST /v1/sessions` | `{email, password, deviceName}` | a session, as below |
//! | `POST /v1/sessions/refresh` | `{refreshToken}` | the same session with new tokens |
//! | `DELETE /v1/sessions/current` | `Authorization: Bearer <access token>` | nothing |
//!
//! A session is `{sessionId, accessToken, refreshToken, expiresAt, user: {id, name, email}}`; the access token goes into
//! `Authorization: Bearer` until `expiresAt`. Wrong refresh tokens are counted like wrong keys. What signing in means
//! belongs to the use-cases.

use std::net::{IpAddr, Ipv4Addr};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post};
use axum::{Json, Router, middleware};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::authorization::authorize;
use super::graphql::not_kept;
use super::refusal::Refusal;
use super::{Shared, body, caller};
use crate::access::Grant;
use crate::error::{ErrorCode, StoreError};
use crate::policy;
use crate::sessions::{Opened, SignIn};

/// The largest request, in bytes (128 KiB).
const LARGEST: usize = 128 * 1024;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/sessions", post(sign_in))
        .route("/v1/sessions/refresh", post(refresh))
        .route("/v1/sessions/current", delete(sign_out))
        .layer(middleware::map_response(not_kept))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    email: String,
    password: String,
    device_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refresh {
    refresh_token: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tokens<'opened> {
    session_id: &'opened str,
    access_token: &'opened str,
    refresh_token: &'opened str,
    expires_at: String,
    user: Person<'opened>,
}

#[derive(Serialize)]
struct Person<'opened> {
    id: &'opened str,
    name: &'opened str,
    email: Option<&'opened str>,
}

/// The only answer that ever holds a session's secrets.
fn tokens(opened: &Opened) -> Json<Tokens<'_>> {
    Json(Tokens {
        session_id: &opened.session.id,
        access_token: opened.access.expose(),
        refresh_token: opened.refresh.expose(),
        expires_at: opened.until.to_string(),
        user: Person {
            id: &opened.user.id,
            name: &opened.user.name,
            email: opened.user.email.as_deref(),
        },
    })
}

async fn sign_in(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    // Whose address is not known is counted together.
    let unknown = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let address = caller::address(&headers).unwrap_or(unknown);
    let opened = async {
        let shape = r#"{"email": "…", "password": "…", "deviceName": "…"}"#;
        let sent: Credentials = read(body, shape).await?;
        let request = SignIn {
            email: sent.email,
            password: sent.password.into(),
            device_name: sent.device_name,
            address,
        };
        Ok(shared.store.sign_in(request).await?)
    };
    written(StatusCode::CREATED, opened.await)
}

async fn refresh(State(shared): State<Shared>, body: Body) -> Response {
    let opened = async {
        let sent: Refresh = read(body, r#"{"refreshToken": "…"}"#).await?;
        let refresh = Zeroizing::new(sent.refresh_token);
        Ok(shared.store.renew_session(&refresh).await?)
    };
    written(StatusCode::OK, opened.await.map_err(Refusal::counted))
}

pub(super) fn written(status: StatusCode, opened: Result<Opened, Refusal>) -> Response {
    match opened {
        Ok(opened) => (status, tokens(&opened)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn sign_out(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let ended = async {
        let principal = authorize(&shared.store, &headers).await?;
        principal
            .pass(&policy::END_SESSION)
            .map_err(|denied| Refusal::new(ErrorCode::Forbidden, denied.to_string()))?;
        if let Grant::Session { id } = &principal.grant {
            match shared.store.end_session(&principal.user.id, id).await {
                // Another request has ended it meanwhile.
                Ok(_) | Err(StoreError::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok::<_, Refusal>(StatusCode::NO_CONTENT)
    };
    ended.await.into_response()
}

/// Reads JSON that may hold a password, so that a failure says nothing of what was sent.
pub(super) async fn read<Sent: DeserializeOwned>(body: Body, shape: &str) -> Result<Sent, Refusal> {
    let bytes = body::read(
        body,
        LARGEST,
        "What was sent is too large. A password has at most 1000 characters.",
    )
    .await?;
    let bytes = Zeroizing::new(Vec::from(bytes));
    serde_json::from_slice(&bytes).map_err(|_| {
        let message = format!("The body is not the JSON that belongs here. Send {shape}.");
        Refusal::new(ErrorCode::InvalidInput, message)
    })
}
