//! The tables of sessions and of their secrets.

use jiff::Timestamp;
use keys::KeyDigest;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::values::{milliseconds, moment};
use super::{audit, passwords, users};
use crate::storage::{
    AccessSecret, AuditEntry, AuditEvent, NewSession, Renewal, Renewed, Session, SignedIn, User,
};

const COLUMNS: &str = "s.id, s.user_id, s.device_name, s.created_at, s.last_used_at, s.expires_at";

pub(super) fn start(transaction: &Transaction<'_>, new: &NewSession) -> rusqlite::Result<bool> {
    let session = &new.session;
    if let Some(password) = &new.password
        && !passwords::is_kept(transaction, &session.user_id, password)?
    {
        return Ok(false);
    }
    drop_ended(transaction, session.created)?;
    transaction.execute(
        "INSERT INTO sessions (id, user_id, device_name, created_at, last_used_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            session.id,
            session.user_id,
            session.device_name,
            milliseconds(session.created),
            milliseconds(session.last_used),
            milliseconds(session.expires)
        ],
    )?;
    audit::append(transaction, &entry(AuditEvent::SessionStarted, session))?;
    add_access(transaction, &session.id, &new.access)?;
    if let Some(digest) = new.refresh {
        add_refresh(transaction, &session.id, digest)?;
    }
    Ok(true)
}

fn entry(event: AuditEvent, session: &Session) -> AuditEntry {
    AuditEntry::new(event, Some(&session.user_id), &session.id).with("device", session.device_name.as_str())
}

fn drop_ended(transaction: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    let now = milliseconds(now);
    transaction.execute("DELETE FROM sessions WHERE expires_at <= ?1", [now])?;
    Ok(())
}

fn add_access(
    transaction: &Transaction<'_>,
    session_id: &str,
    access: &AccessSecret,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO access_secrets (digest, session_id, expires_at) VALUES (?1, ?2, ?3)",
        params![access.digest.as_bytes(), session_id, milliseconds(access.expires)],
    )?;
    Ok(())
}

fn add_refresh(transaction: &Transaction<'_>, session_id: &str, digest: KeyDigest) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO refresh_secrets (digest, session_id, state) VALUES (?1, ?2, 'current')",
        params![digest.as_bytes(), session_id],
    )?;
    Ok(())
}

pub(super) fn by_digest(
    transaction: &Transaction<'_>,
    wanted: KeyDigest,
) -> rusqlite::Result<Option<SignedIn>> {
    let query = format!(
        "SELECT {COLUMNS}, min(a.expires_at, s.expires_at) AS until, u.email, u.name AS user_name
         FROM access_secrets a JOIN sessions s ON s.id = a.session_id JOIN users u ON u.id = s.user_id
         WHERE a.digest = ?1"
    );
    transaction
        .prepare_cached(&query)?
        .query_row([wanted.as_bytes()], |row| {
            Ok(SignedIn {
                session: read(row)?,
                user: users::read(row)?,
                until: moment(row, "until")?,
            })
        })
        .optional()
}

/// The sessions of a user that have not ended, the one used last first.
pub(super) fn list(
    transaction: &Transaction<'_>,
    user_id: &str,
    now: Timestamp,
) -> rusqlite::Result<Vec<Session>> {
    let query = format!(
        "SELECT {COLUMNS} FROM sessions s WHERE s.user_id = ?1 AND s.expires_at > ?2
         ORDER BY s.last_used_at DESC, s.created_at DESC, s.id DESC LIMIT 1000"
    );
    transaction
        .prepare_cached(&query)?
        .query_map(params![user_id, milliseconds(now)], read)?
        .collect()
}

pub(super) fn note_use(transaction: &Transaction<'_>, id: &str, now: Timestamp) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE sessions SET last_used_at = max(last_used_at, ?2) WHERE id = ?1",
        params![id, milliseconds(now)],
    )?;
    Ok(())
}

pub(super) fn end(
    transaction: &Transaction<'_>,
    user_id: &str,
    id: &str,
) -> rusqlite::Result<Option<Session>> {
    let query = format!("SELECT {COLUMNS} FROM sessions s WHERE s.id = ?1 AND s.user_id = ?2");
    let found = transaction.query_row(&query, [id, user_id], read).optional()?;
    if let Some(session) = &found {
        audit::append(transaction, &entry(AuditEvent::SessionEnded, session))?;
    }
    transaction.execute(
        "DELETE FROM sessions WHERE id = ?1 AND user_id = ?2",
        [id, user_id],
    )?;
    Ok(found)
}

pub(super) fn end_all(transaction: &Transaction<'_>, user_id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM sessions WHERE user_id = ?1", [user_id])?;
    Ok(())
}

/// What a refresh secret that was sent is.
struct Presented {
    session: Session,
    user: User,
    state: String,
    used: Option<i64>,
}

pub(super) fn renew(transaction: &Transaction<'_>, renewal: &Renewal) -> rusqlite::Result<Renewed> {
    let Some(presented) = presented(transaction, renewal.presented)? else {
        return Ok(Renewed::Unknown);
    };
    let Presented { session, user, .. } = &presented;
    if session.expires <= renewal.now {
        drop_ended(transaction, renewal.now)?;
        return Ok(Renewed::Unknown);
    }
    let lately = presented.used >= Some(milliseconds(renewal.lost_since));
    match presented.state.as_str() {
        "current" => use_up(transaction, &session.id, renewal)?,
        // Its answer was lost: what it brought was never seen and is now of no use.
        "previous" if lately => replace_current(transaction, &session.id)?,
        _ => {
            audit::append(transaction, &entry(AuditEvent::SessionReused, session))?;
            end(transaction, &session.user_id, &session.id)?;
            return Ok(Renewed::Reused(presented.session));
        }
    }
    give_new(transaction, &session.id, renewal)?;
    let session = Session {
        last_used: renewal.now,
        expires: renewal.expires,
        ..session.clone()
    };
    Ok(Renewed::Yes(session, user.clone()))
}

fn presented(transaction: &Transaction<'_>, digest: KeyDigest) -> rusqlite::Result<Option<Presented>> {
    let query = format!(
        "SELECT {COLUMNS}, r.state, r.used_at, u.email, u.name AS user_name
         FROM refresh_secrets r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id
         WHERE r.digest = ?1"
    );
    transaction
        .query_row(&query, [digest.as_bytes()], |row| {
            Ok(Presented {
                session: read(row)?,
                user: users::read(row)?,
                state: row.get("state")?,
                used: row.get("used_at")?,
            })
        })
        .optional()
}

fn use_up(transaction: &Transaction<'_>, session_id: &str, renewal: &Renewal) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE refresh_secrets SET state = 'used' WHERE session_id = ?1 AND state = 'previous'",
        [session_id],
    )?;
    transaction.execute(
        "UPDATE refresh_secrets SET state = 'previous', used_at = ?2 WHERE session_id = ?1 AND state = 'current'",
        params![session_id, milliseconds(renewal.now)],
    )?;
    Ok(())
}

fn replace_current(transaction: &Transaction<'_>, session_id: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE refresh_secrets SET state = 'used' WHERE session_id = ?1 AND state = 'current'",
        [session_id],
    )?;
    Ok(())
}

fn give_new(transaction: &Transaction<'_>, session_id: &str, renewal: &Renewal) -> rusqlite::Result<()> {
    let now = milliseconds(renewal.now);
    transaction.execute(
        "DELETE FROM access_secrets WHERE session_id = ?1 AND expires_at <= ?2",
        params![session_id, now],
    )?;
    add_access(transaction, session_id, &renewal.access)?;
    add_refresh(transaction, session_id, renewal.next)?;
    transaction.execute(
        "UPDATE sessions SET last_used_at = ?2, expires_at = ?3 WHERE id = ?1",
        params![session_id, now, milliseconds(renewal.expires)],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        device_name: row.get("device_name")?,
        created: moment(row, "created_at")?,
        last_used: moment(row, "last_used_at")?,
        expires: moment(row, "expires_at")?,
    })
}
