//! `GET /v1/authorize?scope=projects:read&project=…`: whether the key in a request may do that, for proxies that ask before
//! they let a request through (nginx `auth_request`, Traefik `ForwardAuth`, Envoy).
//!
//! - `scope` may come several times, and hold several with spaces between: all of them are meant.
//! - `project` asks for one project: the user of the key must be in its organization, with a role that reaches as far as
//!   the scopes. Whether there is a project that is not theirs is not told.
//!
//! 200 says yes, with what is known of the key in headers; 401 and 403 say no, as RFC 6750 has it.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keys::{PlainKey, Scope};

use super::Shared;
use super::authorization::authorize;
use super::refusal::Refusal;
use crate::access::{Principal, Shown};
use crate::error::ErrorCode;
use crate::policy;
use crate::scope_names::with_spaces;
use crate::store::Store;
use crate::text;

/// What the proxy asks.
#[derive(Debug)]
struct Asked {
    scopes: Vec<Scope>,
    project: Option<String>,
}

/// Why a good key is not let through.
enum No {
    Scope(Vec<Scope>),
    Project,
}

pub(super) async fn answer(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answered = decide(&shared.store, &headers, &query.unwrap_or_default()).await;
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    if response.status() == StatusCode::UNAUTHORIZED && !headers.contains_key(header::AUTHORIZATION) {
        // Who sent nothing made no mistake: RFC 6750, section 3.1.
        let challenge = HeaderValue::from_static("Bearer realm=\"studio-store\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

async fn decide(store: &Store, headers: &HeaderMap, query: &str) -> Result<Response, Refusal> {
    let asked = read(query)?;
    let principal = authorize(store, headers).await?;
    let Some(shown) = &principal.shown else {
        return Err(Refusal::wrong_key(
            "this is a session, which is for the store alone. Send an API key.",
        ));
    };
    match check(store, &principal, shown, &asked).await? {
        Ok(()) => Ok(yes(shown)),
        Err(no) => Ok(refused(&no)),
    }
}

fn read(query: &str) -> Result<Asked, Refusal> {
    let invalid = |reason: String| Refusal::new(ErrorCode::InvalidInput, reason);
    let (mut scopes, mut projects) = (Vec::new(), Vec::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value
            .split_whitespace()
            .any(|word| PlainKey::parse(word.as_bytes()).is_ok())
        {
            let reason = "A key in an address ends up in logs. Send it as “Authorization: Bearer <API key>”, and replace this one.";
            return Err(invalid(reason.to_owned()));
        }
        match name.as_ref() {
            "scope" => {
                for word in value.split_whitespace() {
                    scopes.push(
                        word.parse()
                            .map_err(|error: keys::UnknownScope| invalid(error.to_string()))?,
                    );
                }
            }
            "project" => projects.push(value.into_owned()),
            _ => {}
        }
    }
    if scopes.is_empty() {
        let reason = "Say what the key must open: /v1/authorize?scope=projects:read.";
        return Err(invalid(reason.to_owned()));
    }
    match <[String; 1]>::try_from(projects) {
        Ok([project]) => Ok(Asked {
            scopes,
            project: Some(project),
        }),
        Err(none) if none.is_empty() => Ok(Asked {
            scopes,
            project: None,
        }),
        Err(_) => Err(invalid("Ask for one project at a time.".to_owned())),
    }
}

async fn check(
    store: &Store,
    principal: &Principal,
    shown: &Shown,
    asked: &Asked,
) -> Result<Result<(), No>, Refusal> {
    let lacks = |scope: &&Scope| !shown.secret.scopes.allows(**scope);
    let missing: Vec<Scope> = asked.scopes.iter().filter(lacks).copied().collect();
    if !missing.is_empty() {
        return Ok(Err(No::Scope(missing)));
    }
    if let Some(project) = &asked.project
        && !reaches(store, principal, project, &asked.scopes).await?
    {
        return Ok(Err(No::Project));
    }
    for scope in &asked.scopes {
        shown.exercised(*scope);
    }
    Ok(Ok(()))
}

/// Whether the user is in the project's organization, with a role that reaches as far as all of the scopes.
async fn reaches(
    store: &Store,
    principal: &Principal,
    project: &str,
    scopes: &[Scope],
) -> Result<bool, Refusal> {
    let (user_id, storage) = (principal.user.id.as_str(), store.storage());
    let Ok(project) = text::known_id(project, "project") else {
        return Ok(false);
    };
    let Some(project) = storage.project(user_id, &project).await? else {
        return Ok(false);
    };
    let organization = storage.organization(user_id, &project.organization_id).await?;
    let least = scopes.iter().filter_map(|scope| policy::least_role(*scope)).max();
    Ok(organization.is_some_and(|organization| least.is_none_or(|least| organization.role >= least)))
}

fn yes(shown: &Shown) -> Response {
    let secret = &shown.secret;
    let facts = [
        ("x-key-id", Some(secret.key_id.clone())),
        ("x-key-user", Some(secret.user.id.clone())),
        ("x-key-scopes", Some(with_spaces(&secret.scopes))),
        ("x-key-expires-at", secret.ends().map(|end| end.to_string())),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in facts {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    (StatusCode::OK, headers).into_response()
}

fn refused(no: &No) -> Response {
    let (message, challenge) = match no {
        No::Scope(missing) => {
            let names: Vec<&str> = missing.iter().map(|scope| scope.as_str()).collect();
            let message = format!(
                "This API key lacks {}. Make a key with it in Studio Keys, and use that one.",
                names.join(" and ")
            );
            let challenge = format!(
                "Bearer error=\"insufficient_scope\", scope=\"{}\"",
                names.join(" ")
            );
            (message, challenge)
        }
        No::Project => {
            let message = "This API key does not reach so far in this project: there is none with this id, or its user's role does not allow it.";
            (
                message.to_owned(),
                "Bearer error=\"insufficient_scope\"".to_owned(),
            )
        }
    };
    let mut response = Refusal::new(ErrorCode::Forbidden, message).into_response();
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_scopes_are_meant() {
        let asked = read("scope=projects:read+me:read&x=y&scope=projects%3Awrite&project=7").unwrap();
        assert_eq!(
            asked.scopes,
            [Scope::ProjectsRead, Scope::MeRead, Scope::ProjectsWrite]
        );
        assert_eq!(asked.project.as_deref(), Some("7"));
    }

    #[test]
    fn what_is_unclear_is_told() {
        let key = PlainKey::generate(keys::KeyKind::Api).unwrap();
        let with_key = format!("scope=projects:read&key={}", key.expose());
        for (query, reason) in [
            ("", "Say what the key must open"),
            ("scope=", "Say what the key must open"),
            ("scope=projects:all", "“projects:all” is not a scope."),
            ("scope=%00", "is not a scope."),
            ("scope=me:read&project=1&project=2", "one project at a time"),
            (with_key.as_str(), "A key in an address ends up in logs."),
        ] {
            let refusal = read(query).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::InvalidInput);
            assert!(refusal.message.contains(reason), "{query}: {}", refusal.message);
        }
    }
}
