//! `POST /oauth/token`: token exchange (RFC 8693). A key goes in as `subject_token`, a short-lived actor token comes out that
//! opens what the key does, or the part of it that `scope` names. `actor` says which device or tool will use it.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use keys::PlainKey;
use serde::Serialize;

use super::super::Shared;
use super::super::authorization::with_secret;
use super::failure::Failure;
use super::form::Form;
use crate::access::Principal;
use crate::actor_tokens::{CreateActorToken, LONGEST_MINUTES, NotMade};
use crate::error::ErrorCode;
use crate::policy;
use crate::scope_names::with_spaces;

/// The only way to a token here.
pub(in crate::http) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

#[derive(Serialize)]
struct Made {
    access_token: String,
    issued_token_type: &'static str,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
}

pub(super) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    match exchange(&shared, &headers, body).await {
        Ok(made) => Json(made).into_response(),
        Err(failure) => failure.into_response(),
    }
}

async fn exchange(shared: &Shared, headers: &HeaderMap, body: Body) -> Result<Made, Failure> {
    let form = Form::read(headers, body).await?;
    check(&form)?;
    let principal = subject(shared, headers, form.require("subject_token")?).await?;
    let Some(shown) = &principal.shown else {
        let reason = "A session can't be exchanged. Send an API key as the subject_token.";
        return Err(Failure::Request(reason.into()));
    };
    let rule = &policy::EXCHANGE_FOR_ACTOR_TOKEN;
    principal
        .pass(rule)
        .map_err(|denied| Failure::Request(denied.to_string()))?;
    let scopes = form
        .get("scope")
        .map(|scope| scope.split_whitespace().map(str::to_owned).collect());
    let request = CreateActorToken {
        scopes,
        minutes: LONGEST_MINUTES,
        actor: form.get("actor").map(str::to_owned),
    };
    let token = shared
        .store
        .create_actor_token(shown, request)
        .await
        .map_err(not_made)?;
    Ok(Made {
        // Given to whoever asked for it, once.
        access_token: token.secret.expose().to_owned(),
        issued_token_type: ACCESS_TOKEN,
        token_type: "Bearer",
        expires_in: token.expires.duration_since(token.created).as_secs(),
        scope: with_spaces(&token.scopes),
    })
}

/// Whose key it is that goes in.
async fn subject(shared: &Shared, headers: &HeaderMap, token: &str) -> Result<Principal, Failure> {
    let nothing = |reason: &str| Failure::Key(format!("The subject_token opens nothing: {reason}"));
    let key = PlainKey::parse(token.as_bytes()).map_err(|error| nothing(&format!("{error}.")))?;
    let principal = with_secret(&shared.store, headers, &key).await;
    principal.map_err(|refusal| match refusal.code {
        // Here it is no header that is wrong, and nothing that asks for another one.
        ErrorCode::Unauthenticated => nothing(refusal.message.trim_start_matches("Unauthorized: ")),
        _ => refusal.into(),
    })
}

fn check(form: &Form) -> Result<(), Failure> {
    if form.require("grant_type")? != GRANT_TYPE {
        return Err(Failure::GrantType(format!(
            "The only grant_type here is {GRANT_TYPE}."
        )));
    }
    if form.require("subject_token_type")? != ACCESS_TOKEN {
        return Err(Failure::Request(format!(
            "The only subject_token_type here is {ACCESS_TOKEN}."
        )));
    }
    if form
        .get("requested_token_type")
        .is_some_and(|wanted| wanted != ACCESS_TOKEN)
    {
        return Err(Failure::Request(format!(
            "The only requested_token_type here is {ACCESS_TOKEN}."
        )));
    }
    if form.get("actor_token").is_some() {
        let reason = "An actor_token is not taken. Say in actor which device or tool will use the token.";
        return Err(Failure::Request(reason.into()));
    }
    Ok(())
}

fn not_made(reason: NotMade) -> Failure {
    match reason {
        NotMade::Scopes(reason) => Failure::Scope(reason),
        NotMade::Store(error) => error.into(),
    }
}
