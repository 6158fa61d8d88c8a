//! What is kept of passwords, in the table of people.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{audit, sessions, users};
use crate::storage::{AuditEntry, AuditEvent, Credentials, PasswordHash};

pub(super) fn credentials(
    transaction: &Transaction<'_>,
    email: &str,
) -> rusqlite::Result<Option<Credentials>> {
    let query = "SELECT id AS user_id, email, name AS user_name, password_hash FROM users WHERE email = ?1";
    transaction
        .prepare_cached(query)?
        .query_row([email], |row| {
            let hash: Option<String> = row.get("password_hash")?;
            Ok(Credentials {
                user: users::read(row)?,
                password_hash: hash.map(PasswordHash),
            })
        })
        .optional()
}

/// Whether this is still the password of a user.
pub(super) fn is_kept(
    transaction: &Transaction<'_>,
    user_id: &str,
    hash: &PasswordHash,
) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2")?
        .exists([user_id, &hash.0])
}

pub(super) fn upgrade(
    transaction: &Transaction<'_>,
    user_id: &str,
    before: &PasswordHash,
    now: &PasswordHash,
) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE users SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2",
        params![user_id, before.0, now.0],
    )?;
    Ok(())
}

pub(super) fn set(
    transaction: &Transaction<'_>,
    user_id: &str,
    hash: &PasswordHash,
) -> rusqlite::Result<bool> {
    let set = "UPDATE users SET password_hash = ?2 WHERE id = ?1";
    let is_set = transaction.execute(set, params![user_id, hash.0])? == 1;
    if is_set {
        let entry = AuditEntry::new(AuditEvent::PasswordSet, None, user_id);
        audit::append(transaction, &entry)?;
    }
    sessions::end_all(transaction, user_id)?;
    Ok(is_set)
}
