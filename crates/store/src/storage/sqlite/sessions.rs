//! The table of sessions.

use keys::KeyDigest;
use rusqlite::{OptionalExtension, Transaction, params};

use super::values::{digest, milliseconds, moment};
use super::{audit, users};
use crate::storage::{AuditEntry, AuditEvent, Session, User};

pub(super) fn start(transaction: &Transaction<'_>, session: &Session) -> rusqlite::Result<()> {
    let created = milliseconds(session.created);
    transaction.execute("DELETE FROM sessions WHERE expires_at <= ?1", [created])?;
    transaction.execute(
        "INSERT INTO sessions (digest, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![
            session.digest.as_bytes(),
            session.user_id,
            created,
            milliseconds(session.expires)
        ],
    )?;
    let user_id = &session.user_id;
    let entry = AuditEntry::new(
        session.created,
        AuditEvent::SessionStarted,
        Some(user_id),
        user_id,
    );
    audit::append(transaction, &entry)
}

pub(super) fn by_digest(
    transaction: &Transaction<'_>,
    wanted: KeyDigest,
) -> rusqlite::Result<Option<(Session, User)>> {
    let query = "SELECT s.digest, s.user_id, s.created_at, s.expires_at, u.email, u.name AS user_name
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.digest = ?1";
    transaction
        .prepare_cached(query)?
        .query_row([wanted.as_bytes()], |row| {
            let session = Session {
                digest: digest(row, "digest")?,
                user_id: row.get("user_id")?,
                created: moment(row, "created_at")?,
                expires: moment(row, "expires_at")?,
            };
            Ok((session, users::read(row)?))
        })
        .optional()
}
