//! The table of people, and the one person of a store inside the app.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::values::milliseconds;
use super::{audit, organizations};
use crate::storage::{
    AuditEntry, AuditEvent, LocalOwner, NewOrganization, NewUser, Profile, User, UserChange,
};

pub(super) fn add(transaction: &Transaction<'_>, new: &NewUser) -> rusqlite::Result<bool> {
    let added = transaction.execute(
        "INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (email) DO NOTHING",
        params![
            new.user.id,
            new.user.email,
            new.user.name,
            new.password_hash.as_ref().map(|hash| &hash.0),
            milliseconds(new.created)
        ],
    )?;
    if added == 1 {
        let entry = AuditEntry::new(AuditEvent::UserAdded, None, &new.user.id);
        audit::append(transaction, &entry.with("name", new.user.name.as_str()))?;
    }
    Ok(added == 1)
}

pub(super) fn by_id(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<User>> {
    let query = "SELECT id AS user_id, email, name AS user_name FROM users WHERE id = ?1";
    transaction
        .prepare_cached(query)?
        .query_row([id], read)
        .optional()
}

pub(super) fn by_email(transaction: &Transaction<'_>, email: &str) -> rusqlite::Result<Option<User>> {
    let query = "SELECT id AS user_id, email, name AS user_name FROM users WHERE email = ?1";
    transaction
        .prepare_cached(query)?
        .query_row([email], read)
        .optional()
}

pub(super) fn profile(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Profile>> {
    let query = "SELECT given_name, description, icon FROM users WHERE id = ?1";
    let read = |row: &Row<'_>| {
        Ok(Profile {
            given_name: row.get("given_name")?,
            description: row.get("description")?,
            icon: row.get("icon")?,
        })
    };
    transaction
        .prepare_cached(query)?
        .query_row([id], read)
        .optional()
}

pub(super) fn change(transaction: &Transaction<'_>, id: &str, change: &UserChange) -> rusqlite::Result<bool> {
    let changed = transaction.execute(
        "UPDATE users SET name = coalesce(?2, name), given_name = iif(?3, ?4, given_name),
         description = iif(?5, ?6, description), icon = iif(?7, ?8, icon) WHERE id = ?1",
        params![
            id,
            change.name,
            change.given_name.is_set(),
            change.given_name.text(),
            change.description.is_set(),
            change.description.text(),
            change.icon.is_set(),
            change.icon.text()
        ],
    )?;
    Ok(changed == 1)
}

/// Reads the columns `user_id`, `email` and `user_name`.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get("user_id")?,
        email: row.get("email")?,
        name: row.get("user_name")?,
    })
}

pub(super) fn ensure_local_owner(
    transaction: &Transaction<'_>,
    user: &NewUser,
    organization: &NewOrganization,
) -> rusqlite::Result<LocalOwner> {
    let known = transaction.query_row("SELECT user_id, organization_id FROM local_owner", [], |row| {
        Ok(LocalOwner {
            user_id: row.get(0)?,
            organization_id: row.get(1)?,
        })
    });
    if let Some(known) = known.optional()? {
        return Ok(known);
    }
    add(transaction, user)?;
    organizations::add(transaction, organization)?;
    transaction.execute(
        "INSERT INTO local_owner VALUES (1, ?1, ?2)",
        [&user.user.id, &organization.id],
    )?;
    Ok(LocalOwner {
        user_id: user.user.id.clone(),
        organization_id: organization.id.clone(),
    })
}
