//! The store over HTTP: who is let in, and in which shape requests and answers travel. What is done belongs to the
//! use-cases; listening and ending to `serve`.
//!
//! | address | what |
//! |---|---|
//! | `POST /graphql` | [`graphql`](crate::graphql), with a key or a session |
//! | `POST /v1/organizations/{id}/projects?name=&file=&id=` | a project from a token file, with a session |
//! | `GET /v1/authorize?scope=&project=` | whether a key may do that, for proxies and other services |
//! | `POST /oauth/…` | [`oauth`]: actor tokens for keys, and what keys open |
//! | `GET /.well-known/…` | [`well_known`]: where clients find what |
//! | `GET /healthz` | whether the server runs |
//!
//! Nothing here is authenticated by a cookie, which is what makes the open CORS rules safe.

mod authorization;
mod body;
mod caller;
mod forward_auth;
mod graphql;
mod host;
mod import;
mod oauth;
mod public_address;
mod refusal;
mod well_known;
mod wrong_keys;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::middleware;
use axum::routing::{get, post};
use axum::{Router, response::IntoResponse};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::error::ErrorCode;
use crate::graphql::StoreSchema;
use crate::store::Store;
pub use public_address::{NoPublicUrl, PublicUrl};
use refusal::Refusal;
use wrong_keys::WrongKeys;

/// How long a browser may remember what a preflight allowed.
const PREFLIGHT_AGE: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Clone)]
struct Shared {
    store: Store,
    schema: StoreSchema,
    public_url: Option<PublicUrl>,
}

/// Where a store stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// Whether it knows no name but those of this computer.
    pub(crate) loopback_only: bool,
    /// The proxies that are believed when they say for whom they ask.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Its address, where requests don't name it.
    pub(crate) public_url: Option<PublicUrl>,
}

/// Everything that the store answers.
pub(crate) fn router(store: Store, surroundings: Surroundings) -> Router {
    let schema = crate::graphql::schema(store.clone());
    let graphql = post(graphql::answer)
        .fallback(wrong_method)
        .layer(middleware::map_response(graphql::not_kept));
    let router = Router::new()
        .route("/graphql", graphql)
        .route("/v1/organizations/{organization}/projects", post(import::answer))
        .route(
            "/v1/authorize",
            get(forward_auth::answer).layer(middleware::map_response(graphql::not_kept)),
        )
        .merge(oauth::router())
        .merge(well_known::router())
        .route("/healthz", get(async || "ok"))
        .fallback(unknown_address)
        .method_not_allowed_fallback(wrong_method)
        // Each handler has a limit of its own and reads the body itself.
        .layer(DefaultBodyLimit::disable())
        .with_state(Shared {
            store,
            schema,
            public_url: surroundings.public_url,
        })
        .layer(middleware::from_fn_with_state(
            Arc::<WrongKeys>::default(),
            wrong_keys::slow_down,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::<[IpAddr]>::from(surroundings.trusted_proxies),
            caller::name,
        ))
        .layer(cors());
    if surroundings.loopback_only {
        router.layer(middleware::from_fn(host::only_loopback))
    } else {
        router
    }
}

/// Pages of any origin may ask, also those of a plugin, whose origin is `null`.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .allow_private_network(true)
        .max_age(PREFLIGHT_AGE)
}

async fn unknown_address() -> impl IntoResponse {
    Refusal::new(
        ErrorCode::NotFound,
        "There is nothing at this address. GraphQL is at /graphql.",
    )
}

async fn wrong_method() -> impl IntoResponse {
    Refusal::new(
        ErrorCode::MethodNotAllowed,
        "This address takes another HTTP method. Send GraphQL as POST to /graphql.",
    )
}
