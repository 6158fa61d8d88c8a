//! Who sent a request: `Authorization: Bearer <API key or session>` (RFC 6750), and nothing else.
//!
//! Every refusal begins with `Unauthorized`, a word on which clients drop their key; so nothing else may be told with it.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use keys::{KeyDigest, KeyKind, PlainKey};

use super::caller;
use super::refusal::Refusal;
use crate::access::{Grant, Principal, Shown};
use crate::error::ErrorCode;
use crate::key_uses::OneUse;
use crate::moment;
use crate::storage::{KnownSecret, Session, SignedIn};
use crate::store::Store;
use crate::verification::NotGood;

/// A session's use is noted again when the noted one is older.
const NOTED_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Says who sent these headers, and notes that the key was used.
pub(super) async fn authorize(store: &Store, headers: &HeaderMap) -> Result<Principal, Refusal> {
    with_secret(store, headers, &secret(headers)?).await
}

/// The same for what was sent as something else than the header.
pub(super) async fn with_secret(
    store: &Store,
    headers: &HeaderMap,
    secret: &PlainKey,
) -> Result<Principal, Refusal> {
    let admitted = admit(store, secret).await?;
    admitted.note_use(store, headers);
    Ok(admitted.principal)
}

/// Somebody whose key or session opens something now.
pub(super) struct Admitted {
    pub(super) principal: Principal,
    /// When the key or session ends.
    pub(super) ends: Option<Timestamp>,
    used: Used,
}

/// With what.
enum Used {
    Key(Arc<KnownSecret>, KeyDigest),
    Session(Session),
}

impl Admitted {
    /// Notes that the key or session was used, and from where.
    pub(super) fn note_use(&self, store: &Store, headers: &HeaderMap) {
        let now = moment::now();
        match &self.used {
            Used::Key(known, digest) => store.key_uses().note(OneUse {
                key_id: &known.key_id,
                digest: known.actor_token.is_none().then_some(*digest),
                place: caller::place(headers),
                now,
            }),
            Used::Session(session) => note_session_use(store, session, now),
        }
    }
}

/// Says whose key or session this is.
pub(super) async fn admit(store: &Store, secret: &PlainKey) -> Result<Admitted, Refusal> {
    match secret.kind() {
        KeyKind::Api | KeyKind::Actor => with_key(store, secret).await,
        KeyKind::Session => with_session(store, secret).await,
        KeyKind::Refresh | KeyKind::Invitation | KeyKind::Service => Err(unknown()),
    }
}

pub(super) fn secret(headers: &HeaderMap) -> Result<PlainKey, Refusal> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        let message = "Unauthorized: send one header “Authorization: Bearer <API key>”.";
        return Err(Refusal::new(ErrorCode::Unauthenticated, message));
    };
    let (scheme, rest) = line.as_bytes().split_at_checked(7).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"bearer ") {
        return Err(Refusal::wrong_key(
            "the header must say “Bearer”, a space, and the API key.",
        ));
    }
    // Reading the checksum costs next to nothing, and most wrong keys end here.
    PlainKey::parse(rest.trim_ascii()).map_err(|error| Refusal::wrong_key(&format!("{error}.")))
}

/// A key without the `Bearer ` that may stand before it.
pub(super) fn without_scheme(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    match text.split_at_checked(7) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case(b"bearer ") => rest.trim_ascii(),
        _ => text,
    }
}

async fn with_key(store: &Store, secret: &PlainKey) -> Result<Admitted, Refusal> {
    let known = store.verify(secret, moment::now()).await.map_err(not_good)?;
    Ok(Admitted {
        principal: Principal {
            user: known.user.clone(),
            grant: Grant::Key(known.scopes.clone()),
            shown: Some(Shown {
                secret: Arc::clone(&known),
                uses: Arc::clone(store.key_uses()),
            }),
        },
        ends: known.ends(),
        used: Used::Key(known, secret.digest()),
    })
}

/// The holder of a key that ended may know why it did.
fn not_good(reason: NotGood) -> Refusal {
    let ended = |how: &str, when: Timestamp, next: &str| {
        Refusal::wrong_key(&format!("{how} on {}. {next}", day(when)))
    };
    let another = "Make another one in Studio Keys.";
    match reason {
        NotGood::Unknown => unknown(),
        NotGood::Deleted(when) => ended("this API key was deleted", when, another),
        NotGood::Expired(when) => ended("this API key expired", when, another),
        NotGood::Replaced(when) => ended(
            "this API key was replaced by a new one, and ended",
            when,
            "Use the new one.",
        ),
        NotGood::TokenExpired => {
            Refusal::wrong_key("this actor token has ended. Make another one with the API key.")
        }
        NotGood::Storage(error) => error.into(),
    }
}

async fn with_session(store: &Store, secret: &PlainKey) -> Result<Admitted, Refusal> {
    let SignedIn { session, user, until } = store
        .storage()
        .session_by_digest(secret.digest())
        .await?
        .ok_or_else(unknown)?;
    if until <= moment::now() {
        return Err(Refusal::wrong_key("this session has ended. Sign in again."));
    }
    let id = session.id.clone();
    Ok(Admitted {
        principal: Principal {
            user,
            grant: Grant::Session { id },
            shown: None,
        },
        ends: Some(until),
        used: Used::Session(session),
    })
}

/// Nobody waits for it to be written down, and not every use is.
fn note_session_use(store: &Store, session: &Session, now: Timestamp) {
    if now.duration_since(session.last_used) < NOTED_AFTER {
        return;
    }
    let (store, id) = (store.clone(), session.id.clone());
    tokio::spawn(async move {
        if let Err(error) = store.storage().note_session_use(&id, now).await {
            tracing::warn!(%error, "when a session was last used could not be written");
        }
    });
}

/// A stranger with a wrong key learns nothing but that.
fn unknown() -> Refusal {
    Refusal::wrong_key(
        "this key opens nothing here. Check that it is whole and for this store, or make another one in Studio Keys.",
    )
}

fn day(moment: Timestamp) -> String {
    moment
        .to_zoned_datetime(TimeZone::UTC)
        .strftime("%-d %b %Y")
        .to_string()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn refused(lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::AUTHORIZATION, HeaderValue::from_str(line).unwrap());
        }
        let refusal = secret(&headers).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::Unauthenticated);
        assert!(
            refusal.message.starts_with("Unauthorized: "),
            "{}",
            refusal.message
        );
        refusal.message
    }

    #[test]
    fn says_what_is_wrong_with_the_header() {
        assert!(refused(&[]).contains("send one header"));
        assert!(refused(&["Bearer a", "Bearer b"]).contains("send one header"));
        assert!(refused(&[""]).contains("must say “Bearer”"));
        assert!(refused(&["Bearer"]).contains("must say “Bearer”"));
        assert!(refused(&["Basic dXNlcjpwYXNz"]).contains("must say “Bearer”"));
        assert!(refused(&["Bearer ghp_1234"]).contains("tsk_"));
        assert!(refused(&["Bearer tsk_short"]).contains("copy it again, whole"));
    }

    #[test]
    fn the_scheme_is_in_any_case_and_spaces_around_the_key_are_the_headers() {
        let key = PlainKey::generate(KeyKind::Api).unwrap();
        for scheme in ["Bearer ", "bearer ", "BEARER  "] {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::AUTHORIZATION,
                format!("{scheme}{} ", key.expose()).parse().unwrap(),
            );
            assert_eq!(secret(&headers).unwrap().digest(), key.digest());
        }
    }

    #[test]
    fn days_are_written_out() {
        assert_eq!(day("2027-03-12T23:59:59Z".parse().unwrap()), "12 Mar 2027");
    }
}
