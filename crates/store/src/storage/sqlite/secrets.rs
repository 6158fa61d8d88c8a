//! What lets somebody in, whichever table it is in: the secrets of keys, those that were replaced, and actor tokens.

use keys::KeyDigest;
use rusqlite::{OptionalExtension, Row, Transaction};

use super::users;
use super::values::{moment, moment_if_any, scopes};
use crate::storage::{ActorTokenFacts, KnownSecret};

const OF_KEY: &str = "k.id AS key_id, k.user_id, u.email, u.name AS user_name, k.expires_at, k.deleted_at";

/// The secret with this digest, be it ended.
pub(super) fn by_digest(
    transaction: &Transaction<'_>,
    digest: KeyDigest,
) -> rusqlite::Result<Option<KnownSecret>> {
    let query = format!(
        "SELECT {OF_KEY}, k.scopes, coalesce(k.secret_created_at, k.created_at) AS created_at, NULL AS replaced_at,
             NULL AS actor, NULL AS token_expires_at
         FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.digest = ?1
         UNION ALL
         SELECT {OF_KEY}, k.scopes, r.created_at, r.ends_at, NULL, NULL
         FROM replaced_secrets r JOIN api_keys k ON k.id = r.key_id JOIN users u ON u.id = k.user_id WHERE r.digest = ?1
         UNION ALL
         SELECT {OF_KEY}, a.scopes, a.created_at, NULL, a.actor, a.expires_at
         FROM actor_tokens a JOIN api_keys k ON k.id = a.key_id JOIN users u ON u.id = k.user_id WHERE a.digest = ?1"
    );
    transaction
        .prepare_cached(&query)?
        .query_row([digest.as_bytes()], read)
        .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<KnownSecret> {
    let actor: Option<String> = row.get("actor")?;
    let actor_token =
        moment_if_any(row, "token_expires_at")?.map(|expires| ActorTokenFacts { actor, expires });
    Ok(KnownSecret {
        key_id: row.get("key_id")?,
        user: users::read(row)?,
        scopes: scopes(row, "scopes")?,
        created: moment(row, "created_at")?,
        key_expires: moment_if_any(row, "expires_at")?,
        key_deleted: moment_if_any(row, "deleted_at")?,
        replaced: moment_if_any(row, "replaced_at")?,
        actor_token,
    })
}
