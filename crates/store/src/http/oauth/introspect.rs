//! `POST /oauth/introspect` (RFC 7662): what a key or an actor token opens, for registered services. Of what opens nothing,
//! nothing is told but that.
//!
//! Services may keep an answer for as long as its `Cache-Control` says: that is the longest that they may take to hear
//! that a key was deleted.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use keys::{KeyKind, PlainKey};
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::super::{Shared, caller};
use super::failure::Failure;
use super::form::Form;
use crate::error::StoreError;
use crate::key_uses::OneUse;
use crate::moment;
use crate::scope_names::with_spaces;
use crate::storage::{KnownSecret, Place};
use crate::store::Store;
use crate::verification::NotGood;

/// How long an answer may be kept, in seconds.
const LONGEST_KEPT: i64 = 30;

#[derive(Serialize)]
struct Opens<'secret> {
    active: bool,
    scope: String,
    client_id: &'secret str,
    username: &'secret str,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    iat: i64,
    sub: &'secret str,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Act<'secret>>,
}

/// Who acts in the name of the user: RFC 8693, section 4.1.
#[derive(Serialize)]
struct Act<'secret> {
    sub: &'secret str,
}

pub(super) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    match introspect(&shared.store, &headers, body).await {
        Ok(response) => response,
        Err(failure) => kept(failure.into_response(), 0),
    }
}

async fn introspect(store: &Store, headers: &HeaderMap, body: Body) -> Result<Response, Failure> {
    let service = service(store, headers).await?;
    let form = Form::read(headers, body).await?;
    let token = form.require("token")?;
    let now = moment::now();
    let known = match PlainKey::parse(token.as_bytes()) {
        Ok(secret) if matches!(secret.kind(), KeyKind::Api | KeyKind::Actor) => {
            let known = store.verify(&secret, now).await;
            known.map(|known| (known, secret))
        }
        _ => Err(NotGood::Unknown),
    };
    match known {
        Ok((known, secret)) => {
            let address = caller::address(headers).map(|address| address.to_string());
            store.key_uses().note(OneUse {
                key_id: &known.key_id,
                digest: known.actor_token.is_none().then(|| secret.digest()),
                place: address.map(|address| Place {
                    address,
                    client: service,
                }),
                now,
            });
            Ok(active(&known, now))
        }
        Err(NotGood::Storage(error)) => Err(StoreError::from(error).into()),
        Err(_) => Ok(kept(Json(json!({ "active": false })).into_response(), 0)),
    }
}

/// The name of the registered service that asks.
async fn service(store: &Store, headers: &HeaderMap) -> Result<String, Failure> {
    let Some(line) = headers.get(header::AUTHORIZATION) else {
        return Err(Failure::Client {
            is_wrong_secret: false,
        });
    };
    let wrong = || Failure::Client {
        is_wrong_secret: true,
    };
    let (scheme, rest) = line.as_bytes().split_at_checked(6).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return Err(wrong());
    }
    let credentials = STANDARD.decode(rest.trim_ascii()).map_err(|_| wrong())?;
    let credentials = Zeroizing::new(credentials);
    let colon = credentials
        .iter()
        .position(|byte| *byte == b':')
        .ok_or_else(wrong)?;
    let (name, secret) = (&credentials[..colon], &credentials[colon + 1..]);
    let name = std::str::from_utf8(name).map_err(|_| wrong())?;
    if store.is_service(name, secret).await? {
        Ok(name.to_owned())
    } else {
        Err(wrong())
    }
}

fn active(secret: &KnownSecret, now: Timestamp) -> Response {
    let user = &secret.user;
    let actor = secret
        .actor_token
        .as_ref()
        .and_then(|facts| facts.actor.as_deref());
    let body = Opens {
        active: true,
        scope: with_spaces(&secret.scopes),
        client_id: &secret.key_id,
        username: user.email.as_deref().unwrap_or(&user.name),
        token_type: "Bearer",
        exp: secret.ends().map(Timestamp::as_second),
        iat: secret.created.as_second(),
        sub: &user.id,
        act: actor.map(|sub| Act { sub }),
    };
    let left = secret.ends().map(|end| end.duration_since(now).as_secs());
    let longest = left.map_or(LONGEST_KEPT, |left| left.min(LONGEST_KEPT));
    kept(Json(body).into_response(), longest)
}

/// Says for how many seconds an answer may be kept, and by nobody but the one who asked.
fn kept(mut response: Response, seconds: i64) -> Response {
    let words = match seconds {
        ..=0 => "no-store".to_owned(),
        seconds => format!("private, max-age={seconds}"),
    };
    if let Ok(value) = HeaderValue::from_str(&words) {
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}
