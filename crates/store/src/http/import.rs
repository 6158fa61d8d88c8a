//! `POST /v1/organizations/{organization}/projects?name=…&file=…&id=…` with a Tokens Studio file as the body: a new
//! project that holds it, for a session.
//!
//! - `name` is what the project is called.
//! - `file` is the file's own name, like `brand.tokens.json`. When the file holds one set alone, that set is named after
//!   it (`brand`); without `file`, after the project.
//! - `id` is a UUID that the client made for the project. The same id again is answered as the first time and changes
//!   nothing, so a client that heard no answer may send the same again.

use std::path::Path as FilePath;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::authorization::authorize;
use super::path_id::PathId;
use super::refusal::Refusal;
use super::{Shared, body};
use crate::access::{Denied, check_role};
use crate::error::{ErrorCode, StoreError};
use crate::policy;
use crate::projects::{ImportProject, set_name};
use crate::storage::Project;
use crate::text;
use crate::token_file::LARGEST;

const TOO_LARGE: &str = "This file is larger than 100 MiB. Split it into several projects.";

/// What comes after the `?`.
#[derive(Default, Deserialize)]
pub(super) struct Parameters {
    name: Option<String>,
    file: Option<String>,
    id: Option<String>,
}

/// The project, as it is now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    id: String,
    name: String,
    token_sets: u32,
    design_tokens: u32,
    themes: u32,
}

impl Made {
    fn of(project: Project) -> Self {
        Self {
            id: project.id,
            name: project.name,
            token_sets: project.counts.token_sets,
            design_tokens: project.counts.design_tokens,
            themes: project.counts.themes,
        }
    }
}

pub(super) async fn answer(
    State(shared): State<Shared>,
    PathId(organization): PathId,
    parameters: Result<Query<Parameters>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let parameters = parameters.map(|Query(parameters)| parameters).unwrap_or_default();
    match import(&shared, &headers, &organization, parameters, body).await {
        Ok(project) => (StatusCode::CREATED, Json(Made::of(project))).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn import(
    shared: &Shared,
    headers: &HeaderMap,
    organization: &str,
    parameters: Parameters,
    body: Body,
) -> Result<Project, Refusal> {
    let store = &shared.store;
    let principal = authorize(store, headers).await?;
    let rule = &policy::IMPORT_PROJECT;
    principal.pass(rule).map_err(|denied| forbidden(&denied))?;
    let organization = text::known_id(organization, "organization")?;
    let found = store
        .storage()
        .organization(&principal.user.id, &organization)
        .await?;
    let organization = found.ok_or(StoreError::NotFound("organization"))?;
    check_role(organization.role, rule).map_err(|denied| forbidden(&denied))?;
    let name = parameters.name.ok_or_else(|| {
        Refusal::new(
            ErrorCode::InvalidInput,
            "The project needs a name. Write it into the address: ?name=…",
        )
    })?;
    let request = ImportProject {
        organization_id: organization.id,
        set_name: single_set(parameters.file.as_deref(), &name),
        name,
        id: parameters.id,
        file: body::read(body, LARGEST, TOO_LARGE).await?.into(),
    };
    Ok(store.import_project(&principal.user.id, request).await?)
}

/// The name of a set that is alone in its file.
fn single_set(file: Option<&str>, project: &str) -> String {
    file.map(|file| set_name(FilePath::new(file.trim())))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| project.trim().to_owned())
}

fn forbidden(denied: &Denied) -> Refusal {
    Refusal::new(ErrorCode::Forbidden, denied.to_string())
}
