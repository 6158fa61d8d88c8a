//! The table of actor tokens.

use rusqlite::{Transaction, params};

use super::values::milliseconds;
use crate::storage::{ActorTokenAdded, NewActorToken};

pub(super) fn add(transaction: &Transaction<'_>, token: &NewActorToken) -> rusqlite::Result<ActorTokenAdded> {
    let created = milliseconds(token.created);
    transaction
        .prepare_cached("DELETE FROM actor_tokens WHERE expires_at <= ?1")?
        .execute([created])?;
    let count: u32 = transaction
        .prepare_cached("SELECT count(*) FROM actor_tokens WHERE key_id = ?1")?
        .query_row([&token.key_id], |row| row.get(0))?;
    if count >= token.most {
        return Ok(ActorTokenAdded::TooMany);
    }
    // The key may have been rotated since the secret was found good.
    let added = transaction
        .prepare_cached(
            "INSERT INTO actor_tokens (digest, key_id, scopes, actor, created_at, expires_at)
             SELECT ?1, id, ?3, ?4, ?5, ?6 FROM api_keys WHERE id = ?2 AND deleted_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM replaced_secrets WHERE key_id = ?2 AND created_at = ?7 AND ends_at < ?6)",
        )?
        .execute(params![
            token.digest.as_bytes(),
            token.key_id,
            token.scopes.to_string(),
            token.actor,
            created,
            milliseconds(token.expires),
            milliseconds(token.secret_created)
        ])?;
    Ok(if added == 1 {
        ActorTokenAdded::Yes
    } else {
        ActorTokenAdded::KeyEnded
    })
}
