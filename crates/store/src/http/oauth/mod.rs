//! `/oauth/…`: the parts of OAuth 2 that a store has.
//!
//! | address | what |
//! |---|---|
//! | `POST /oauth/token` | an actor token for a key (RFC 8693) |
//! | `POST /oauth/introspect` | what a key opens, for registered services (RFC 7662) |
//!
//! Signing people in by OAuth is none of it.

mod failure;
mod form;
mod introspect;
mod token;

use axum::Router;
use axum::middleware;
use axum::routing::post;

use super::{Shared, wrong_method};

pub(super) use token::GRANT_TYPE;

/// The doors.
pub(super) fn router() -> Router<Shared> {
    let token = post(token::answer)
        .fallback(wrong_method)
        .layer(middleware::map_response(super::graphql::not_kept));
    Router::new().route("/oauth/token", token).route(
        "/oauth/introspect",
        post(introspect::answer).fallback(wrong_method),
    )
}
