//! The table of actor tokens.

use rusqlite::{Transaction, params};

use super::values::milliseconds;
use crate::storage::NewActorToken;

pub(super) fn add(transaction: &Transaction<'_>, token: &NewActorToken) -> rusqlite::Result<bool> {
    let created = milliseconds(token.created);
    transaction
        .prepare_cached("DELETE FROM actor_tokens WHERE expires_at <= ?1")?
        .execute([created])?;
    let added = transaction
        .prepare_cached(
            "INSERT INTO actor_tokens (digest, key_id, scopes, actor, created_at, expires_at)
             SELECT ?1, id, ?3, ?4, ?5, ?6 FROM api_keys WHERE id = ?2 AND deleted_at IS NULL",
        )?
        .execute(params![
            token.digest.as_bytes(),
            token.key_id,
            token.scopes.to_string(),
            token.actor,
            created,
            milliseconds(token.expires)
        ])?;
    Ok(added == 1)
}
