//! The store over HTTP: who is let in, and in which shape requests and answers travel. What is done belongs to the
//! use-cases; listening and ending to `serve`.
//!
//! | address | what |
//! |---|---|
//! | `POST /graphql` | [`graphql`](crate::graphql), with a key or a session |
//! | `GET /subscriptions` | what can be followed, over a WebSocket, with a key or a session |
//! | `POST /v1/organizations/{id}/projects?name=&file=&id=` | a project from a token file, with a session |
//! | `GET`, `PUT`, `POST /figma/{project}` | [`figma`]: what a project holds, with a key or a session |
//! | `/v1/sessions` | signing in, renewing and ending a session |
//! | `/invitations/{id}`, `POST /v1/invitations/{id}/accept` | joining an organization without an account |
//! | `GET /v1/authorize?scope=&project=` | whether a key may do that, for proxies and other services |
//! | `POST /oauth/…` | [`oauth`]: actor tokens for keys, and what keys open |
//! | `GET /.well-known/…` | [`well_known`]: where clients find what |
//! | `GET /healthz` | whether the server runs |
//! | `GET /readyz` | whether it can answer |
//! | `GET /metrics` | what it counted, for Prometheus |
//!
//! Nothing here is authenticated by a cookie, which is what makes the open CORS rules safe.

mod authorization;
mod body;
mod caller;
mod figma;
mod forward_auth;
mod graphql;
mod health;
mod host;
mod import;
mod invitations;
mod metrics;
mod refusal;
mod sessions;
mod subscriptions;

mod oauth;
mod path_id;
mod public_address;
mod well_known;
mod wrong_keys;

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::middleware;
use axum::routing::{get, post};
use axum::{Router, response::IntoResponse};
use tokio::sync::watch;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::error::ErrorCode;
use crate::graphql::StoreSchema;
use crate::store::Store;
use metrics::Metrics;
pub use public_address::{NoPublicUrl, PublicUrl};
use refusal::Refusal;
use subscriptions::Unknown;
use wrong_keys::WrongKeys;

/// How long a browser may remember what a preflight allowed.
const PREFLIGHT_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What the doors share. It is cloned for each request.
#[derive(Clone)]
struct Shared(Arc<Parts>);

impl Deref for Shared {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

struct Parts {
    store: Store,
    schema: StoreSchema,
    public_url: Option<PublicUrl>,
    speaks_tls: bool,
    wrong_keys: Arc<WrongKeys>,
    unknown: Arc<Unknown>,
    /// Whether the server was told to end.
    ending: watch::Receiver<bool>,
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
    /// Whether it speaks HTTPS itself.
    pub(crate) speaks_tls: bool,
}

/// Everything that the store answers. Who follows something hears when the server is `ending`.
pub(crate) fn router(store: Store, surroundings: Surroundings, ending: watch::Receiver<bool>) -> Router {
    let schema = crate::graphql::schema(store.clone());
    let counted = Metrics::new();
    let wrong_keys = Arc::<WrongKeys>::default();
    let router = doors(&wrong_keys)
        .with_state(Shared(Arc::new(Parts {
            store,
            schema,
            public_url: surroundings.public_url,
            speaks_tls: surroundings.speaks_tls,
            wrong_keys,
            unknown: Arc::default(),
            ending,
        })))
        .layer(middleware::from_fn_with_state(
            Arc::<[IpAddr]>::from(surroundings.trusted_proxies),
            caller::name,
        ))
        .route("/metrics", get(metrics::show).with_state(Arc::clone(&counted)))
        .layer(middleware::from_fn_with_state(counted, metrics::count));
    if surroundings.loopback_only {
        router.layer(middleware::from_fn(host::only_loopback))
    } else {
        router
    }
}

fn doors(wrong_keys: &Arc<WrongKeys>) -> Router<Shared> {
    // Behind the rules for pages, which else could not read that they are slowed down.
    let slow_down = middleware::from_fn_with_state(Arc::clone(wrong_keys), wrong_keys::slow_down);
    let graphql = post(graphql::answer)
        .fallback(wrong_method)
        .layer(middleware::map_response(graphql::not_kept));
    let authorize = get(forward_auth::answer).layer(middleware::map_response(graphql::not_kept));
    Router::new()
        .route("/graphql", graphql)
        .route("/subscriptions", get(subscriptions::answer))
        .route("/v1/organizations/{organization}/projects", post(import::answer))
        .route("/v1/authorize", authorize)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(sessions::routes())
        .merge(invitations::routes())
        .merge(oauth::router())
        .merge(well_known::router())
        .fallback(unknown_address)
        .method_not_allowed_fallback(wrong_method)
        // Each handler has a limit of its own and reads the body itself.
        .layer(DefaultBodyLimit::disable())
        .layer(slow_down.clone())
        .layer(cors())
        .merge(figma::routes().layer(slow_down).layer(figma::cors()))
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

/// How the header is taken that says who asks.
#[cfg(fuzzing)]
pub(crate) fn authorization_of(headers: &axum::http::HeaderMap) -> Result<(), String> {
    let secret = authorization::secret(headers);
    secret.map(drop).map_err(|refusal| refusal.message)
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
