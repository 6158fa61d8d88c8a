//! Who sent a request: `Authorization: Bearer <API key or session>` (RFC 6750), and nothing else.
//!
//! Every refusal begins with `Unauthorized`, a word on which clients drop their key; so nothing else may be told with it.

use axum::http::{HeaderMap, header};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};

use super::refusal::Refusal;
use crate::access::{Grant, Principal};
use crate::error::ErrorCode;
use crate::moment;
use crate::storage::{ApiKey, Session, SignedIn, User};
use crate::store::Store;

/// A session's use is noted again when the noted one is older.
const NOTED_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Says who sent these headers, and notes that the key was used.
pub(super) async fn authorize(store: &Store, headers: &HeaderMap) -> Result<Principal, Refusal> {
    let admitted = admit(store, &secret(headers)?).await?;
    admitted.note_use(store);
    Ok(admitted.principal)
}

/// Somebody whose key or session opens something now.
pub(super) struct Admitted {
    pub(super) principal: Principal,
    /// When the key or session ends.
    pub(super) ends: Option<Timestamp>,
    key_id: Option<String>,
}

impl Admitted {
    /// Notes that the key was used.
    pub(super) fn note_use(&self, store: &Store) {
        if let Some(id) = &self.key_id {
            store.last_used().note(id, moment::now());
        }
    }
}

/// Says whose key or session this is.
pub(super) async fn admit(store: &Store, secret: &PlainKey) -> Result<Admitted, Refusal> {
    match secret.kind() {
        KeyKind::Api => with_key(store, secret).await,
        KeyKind::Session => with_session(store, secret).await,
        KeyKind::Actor | KeyKind::Refresh | KeyKind::Invitation => Err(unknown()),
    }
}

pub(super) fn secret(headers: &HeaderMap) -> Result<PlainKey, Refusal> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(unauthorized("send one header “Authorization: Bearer <API key>”."));
    };
    let (scheme, rest) = line.as_bytes().split_at_checked(7).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"bearer ") {
        return Err(unauthorized(
            "the header must say “Bearer”, a space, and the API key.",
        ));
    }
    // Reading the checksum costs next to nothing, and most wrong keys end here.
    PlainKey::parse(rest.trim_ascii()).map_err(|error| unauthorized(&format!("{error}.")))
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
    let (key, user) = store
        .storage()
        .key_by_digest(secret.digest())
        .await?
        .ok_or_else(unknown)?;
    check(&key, moment::now())?;
    Ok(Admitted {
        principal: principal(user, Grant::Key(key.scopes)),
        ends: key.expires,
        key_id: Some(key.id),
    })
}

/// The holder of a key that ended may know why it did.
fn check(key: &ApiKey, now: Timestamp) -> Result<(), Refusal> {
    match (key.deleted, key.expires) {
        (Some(deleted), _) => Err(unauthorized(&format!(
            "this API key was deleted on {}. Make another one in Studio Keys.",
            day(deleted)
        ))),
        (None, Some(end)) if end <= now => Err(unauthorized(&format!(
            "this API key expired on {}. Make another one in Studio Keys.",
            day(end)
        ))),
        _ => Ok(()),
    }
}

async fn with_session(store: &Store, secret: &PlainKey) -> Result<Admitted, Refusal> {
    let SignedIn { session, user, until } = store
        .storage()
        .session_by_digest(secret.digest())
        .await?
        .ok_or_else(unknown)?;
    let now = moment::now();
    if until <= now {
        return Err(unauthorized("this session has ended. Sign in again."));
    }
    note_session_use(store, &session, now);
    Ok(Admitted {
        principal: principal(user, Grant::Session { id: session.id }),
        ends: Some(until),
        key_id: None,
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

fn principal(user: User, grant: Grant) -> Principal {
    Principal { user, grant }
}

/// A stranger with a wrong key learns nothing but that.
fn unknown() -> Refusal {
    unauthorized(
        "this key opens nothing here. Check that it is whole and for this store, or make another one in Studio Keys.",
    )
}

fn unauthorized(reason: &str) -> Refusal {
    Refusal::new(ErrorCode::Unauthenticated, format!("Unauthorized: {reason}"))
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
    fn the_scheme_may_be_left_out_of_a_message() {
        for text in ["tsk_a", " tsk_a ", "Bearer tsk_a", "bearer  tsk_a"] {
            assert_eq!(without_scheme(text.as_bytes()), b"tsk_a", "{text}");
        }
        assert_eq!(without_scheme(b""), b"");
        assert_eq!(without_scheme(b"Bearer"), b"Bearer");
    }

    #[test]
    fn days_are_written_out() {
        assert_eq!(day("2027-03-12T23:59:59Z".parse().unwrap()), "12 Mar 2027");
    }
}
