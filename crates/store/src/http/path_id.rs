//! The id in an address.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

/// The only part of an address that differs. What is no text is no id either, so it is empty then, and found as little.
pub(super) struct PathId(pub(super) String);

impl<State: Send + Sync> FromRequestParts<State> for PathId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let id = Path::from_request_parts(parts, state).await;
        Ok(Self(id.map(|Path(id)| id).unwrap_or_default()))
    }
}
