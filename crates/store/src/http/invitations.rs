//! Joining an organization as somebody who has no account yet:
//!
//! - `POST /v1/invitations/{id}/accept` with `{confirmCode, name, password, deviceName}` is answered with a session, as
//!   signing in is.
//! - `GET /invitations/{id}#{code}` is the page that the link of an invitation opens. The code stands behind the `#`, so
//!   that it is sent to nobody before the form is.

use std::future::{Ready, ready};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::Shared;
use super::graphql::not_kept;
use super::path_id::PathId;
use super::sessions::{read, written};
use crate::invitations::Join;

/// The page loads its own script and talks to this store, and no page can be put around it.
const ONLY_OWN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<Shared> {
    let page = file("text/html; charset=utf-8", include_str!("invitation.html"));
    let script = file("text/javascript; charset=utf-8", include_str!("invitation.js"));
    let style = file("text/css; charset=utf-8", include_str!("invitation.css"));
    Router::new()
        .route("/v1/invitations/{id}/accept", post(join))
        .route("/invitations/{id}", get(page))
        .route("/invitations/invitation.js", get(script))
        .route("/invitations/invitation.css", get(style))
        .layer(middleware::map_response(not_kept))
}

/// Answers with a file of ours.
fn file(kind: &'static str, text: &'static str) -> impl Fn() -> Ready<Response> + Clone {
    move || {
        let headers = [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_SECURITY_POLICY, ONLY_OWN),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        ready((headers, text).into_response())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    confirm_code: String,
    name: String,
    password: String,
    device_name: String,
}

async fn join(State(shared): State<Shared>, PathId(id): PathId, body: Body) -> Response {
    let opened = async {
        let shape = r#"{"confirmCode": "…", "name": "…", "password": "…", "deviceName": "…"}"#;
        let sent: Sent = read(body, shape).await?;
        let request = Join {
            invitation_id: id,
            code: sent.confirm_code,
            name: sent.name,
            password: sent.password.into(),
            device_name: sent.device_name,
        };
        Ok(shared.store.join(request).await?)
    };
    written(StatusCode::CREATED, opened.await)
}
