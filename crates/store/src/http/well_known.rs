//! `/.well-known/…`: what clients read to find their way, and the page that says what this store has not.

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use keys::Scope;
use serde_json::{Value, json};

use super::Shared;
use super::oauth::GRANT_TYPE;
use super::public_address::PublicUrl;
use super::refusal::Refusal;

const SIGN_IN: &str = "/about/sign-in";

/// Made for whoever follows an address that a client shows them.
const SIGN_IN_PAGE: &str = include_str!("sign_in.html");

/// The doors.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/.well-known/plugin-config.json", get(plugin_config))
        .route(
            "/.well-known/oauth-authorization-server",
            get(authorization_server),
        )
        .route(SIGN_IN, get(sign_in))
}

async fn plugin_config(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    answered(&shared, &headers, |url| {
        let page = url.join(SIGN_IN);
        json!({
            "frontend_base_url": url.join(""),
            "auth_domain": url.authority(),
            "legacy_graphql_endpoint": url.authority(),
            "auth_graphql_endpoint": url.join("/graphql"),
            // Nobody signs in here by OAuth, but the plugin takes no empty one of these.
            "oauth": {
                "authorization_endpoint": page,
                "token_endpoint": url.join("/oauth/token"),
                "generate_keypair": page,
                "read_code": page,
                "callback": page,
                "client_id": null,
            },
            "features": {},
        })
    })
}

/// RFC 8414; only what there is.
async fn authorization_server(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    answered(&shared, &headers, |url| {
        json!({
            "issuer": url.join(""),
            "token_endpoint": url.join("/oauth/token"),
            "token_endpoint_auth_methods_supported": ["none"],
            "grant_types_supported": [GRANT_TYPE],
            "response_types_supported": [],
            "scopes_supported": Scope::ALL.map(Scope::as_str),
            "introspection_endpoint": url.join("/oauth/introspect"),
            "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
        })
    })
}

fn answered(shared: &Shared, headers: &HeaderMap, written: impl FnOnce(&PublicUrl) -> Value) -> Response {
    let url = match &shared.public_url {
        Some(url) => Ok(url.clone()),
        None => PublicUrl::of(headers, shared.speaks_tls),
    };
    let body = url.map(|url| Json(written(&url)));
    body.map_err(Refusal::into_response).into_response()
}

async fn sign_in() -> Response {
    let nothing_else = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    (
        [(header::CONTENT_SECURITY_POLICY, nothing_else)],
        Html(SIGN_IN_PAGE),
    )
        .into_response()
}
