//! `/figma/{project}`: what a project holds as one document, for the Figma plugin's *Generic Versioned* provider.
//!
//! - `GET` answers `{version, updatedAt, values: {…}, $themes: […]}`.
//! - `PUT` takes the same and replaces all with it; `POST` does so in a project without token sets, and leaves others as
//!   they are. Both answer `{version, updatedAt}`.
//! - Each answer has an `ETag`; a `PUT` or `POST` with `If-Match` is done in that state alone.
//! - A failure is told in words, in the reason phrase and as `{error, message}`: see [`failure`].

mod failure;
mod state;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tower_http::cors::CorsLayer;

use super::authorization::authorize;
use super::graphql::not_kept;
use super::path_id::PathId;
use super::refusal::Refusal;
use super::{Shared, body};
use crate::access::check_role;
use crate::error::{ErrorCode, StoreError};
use crate::policy::{self, Rule};
use crate::projects::{DocumentHead, WholeDocument, WriteDocument, WrittenDocument};
use crate::storage::ProjectState;
use crate::text;
use failure::denied;
pub(super) use failure::in_words;
use state::{only_in, tag};

/// The largest document that is taken, in bytes (20 MiB).
const LARGEST: usize = 20 * 1024 * 1024;

const TOO_LARGE: &str = "This document is larger than 20 MiB. Split it into several projects.";

/// Pages may also see and send which state they mean.
pub(super) fn cors() -> CorsLayer {
    super::cors()
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_MATCH])
        .expose_headers([header::ETAG])
}

pub(super) fn routes() -> Router<Shared> {
    let document = get(read)
        .put(replace)
        .post(create)
        .fallback(wrong_method)
        .layer(middleware::map_response(not_kept));
    Router::new().route("/figma/{project}", document)
}

async fn read(State(shared): State<Shared>, PathId(id): PathId, headers: HeaderMap) -> Response {
    let answered = async {
        let asked = Asked::of(&shared, &id, &headers, &policy::FIGMA_READ).await?;
        Ok(shared.store.document_in(&asked.project_id, asked.state).await?)
    };
    answered
        .await
        .map_or_else(in_words, |document: Arc<WholeDocument>| {
            let tag = [(header::ETAG, tag(document.head.state))];
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (tag, kind, Bytes::from_owner(Written(document))).into_response()
        })
}

/// A document that is sent without being copied.
struct Written(Arc<WholeDocument>);

impl AsRef<[u8]> for Written {
    fn as_ref(&self) -> &[u8] {
        self.0.json.as_bytes()
    }
}

async fn replace(
    State(shared): State<Shared>,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = Asked::of(&shared, &id, &headers, &policy::FIGMA_WRITE).await;
    let written = write(&shared, asked, &headers, body, false).await;
    written.unwrap_or_else(in_words)
}

async fn create(
    State(shared): State<Shared>,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = Asked::of(&shared, &id, &headers, &policy::FIGMA_CREATE).await;
    let written = write(&shared, asked, &headers, body, true).await;
    written.unwrap_or_else(in_words)
}

async fn wrong_method() -> Response {
    let message = "This address takes GET, PUT and POST. Check what asks it.";
    in_words(Refusal::new(ErrorCode::MethodNotAllowed, message))
}

/// A project that somebody may ask about.
struct Asked {
    project_id: String,
    /// In which state the project is.
    state: ProjectState,
    user_id: String,
}

impl Asked {
    async fn of(shared: &Shared, id: &str, headers: &HeaderMap, rule: &Rule) -> Result<Self, Refusal> {
        let store = &shared.store;
        let principal = authorize(store, headers).await?;
        principal.pass(rule).map_err(|reason| denied(&reason))?;
        let project_id = text::known_id(id, "project")?;
        let user_id = principal.user.id;
        let found = store.storage().project(&user_id, &project_id).await?;
        let project = found.ok_or(StoreError::NotFound("project"))?;
        let found = store
            .storage()
            .organization(&user_id, &project.organization_id)
            .await?;
        let organization = found.ok_or(StoreError::NotFound("project"))?;
        check_role(organization.role, rule).map_err(|reason| denied(&reason))?;
        let state = ProjectState {
            revision: project.revision,
            updated: project.updated,
        };
        Ok(Self {
            project_id,
            state,
            user_id,
        })
    }
}

/// The plugin sends all before it listens, so it is let do so also when it is refused.
async fn write(
    shared: &Shared,
    asked: Result<Asked, Refusal>,
    headers: &HeaderMap,
    body: Body,
    only_first: bool,
) -> Result<Response, Refusal> {
    let ready = asked.and_then(|asked| Ok((asked, only_in(headers)?)));
    let (asked, only_in) = match ready {
        Ok(ready) => ready,
        Err(refusal) => {
            body::run_out(body).await;
            return Err(refusal);
        }
    };
    let request = WriteDocument {
        project_id: asked.project_id,
        document: body::read_to_the_end(body, LARGEST, TOO_LARGE).await?,
        by: asked.user_id,
        only_in,
        only_first,
    };
    Ok(match shared.store.write_document(request).await? {
        WrittenDocument::New(head) if only_first => written(StatusCode::CREATED, &head),
        WrittenDocument::New(head) | WrittenDocument::Kept(head) => written(StatusCode::OK, &head),
    })
}

fn written(status: StatusCode, head: &DocumentHead) -> Response {
    let body = json!({ "version": head.version, "updatedAt": head.updated_at });
    (status, [(header::ETAG, tag(head.state))], Json(body)).into_response()
}
