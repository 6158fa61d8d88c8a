//! How what the store says of a key meets what this computer knows of it.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::api_keys;
use super::outbox::{self, ChangeKind};
use crate::fold::fold;

/// A key as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RemoteKey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) hint: String,
    /// With commas between.
    pub(crate) scopes: String,
    pub(crate) created: Timestamp,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) last_used: Option<Timestamp>,
    pub(crate) deleted: Option<Timestamp>,
}

/// Writes what the store has. Deletions win on either side, the last use only moves forward, a refusal stays
/// until the key is gone, and of a key made here the moment of its making stays ours. A store that had confirmed a
/// deletion and has the key again, as after it was put back from a backup, is told once more.
pub(crate) fn apply(transaction: &Transaction<'_>, key: &RemoteKey) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO api_keys (id, name, folded_name, search_text, hint, scopes, created_at, expires_at, last_used_at, deleted_at, sync, registered, claimed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'confirmed', 1, 1)
             ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, folded_name = excluded.folded_name, search_text = excluded.search_text,
                hint = excluded.hint, scopes = excluded.scopes, expires_at = excluded.expires_at,
                last_used_at = max(coalesce(last_used_at, excluded.last_used_at), coalesce(excluded.last_used_at, last_used_at)),
                sync = CASE WHEN excluded.deleted_at IS NOT NULL OR sync = 'queued' THEN 'confirmed' ELSE sync END,
                refusal = iif(excluded.deleted_at IS NOT NULL, NULL, refusal),
                deleted_at = coalesce(deleted_at, excluded.deleted_at),
                registered = 1",
        )?
        .execute(params![
            key.id,
            key.name,
            fold(&key.name),
            api_keys::search_text(&key.name, &key.hint, &key.scopes),
            key.hint,
            key.scopes,
            key.created.as_millisecond(),
            key.expires.map(Timestamp::as_millisecond),
            key.last_used.map(Timestamp::as_millisecond),
            key.deleted.map(Timestamp::as_millisecond),
        ])?;
    if key.deleted.is_some() {
        // There is nothing left to tell the store.
        outbox::remove_of_key(transaction, &key.id)?;
    } else if revive_deletion(transaction, &key.id)? {
        let now = Timestamp::now().as_millisecond();
        outbox::add(transaction, ChangeKind::DeleteApiKey, &key.id, now)?;
    }
    Ok(())
}

/// Whether the key, live in the store, was deleted here and the store had said that it knows.
fn revive_deletion(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    let revived = transaction
        .prepare_cached(
            "UPDATE api_keys SET sync = 'stillLive' WHERE id = ?1 AND deleted_at IS NOT NULL AND sync = 'confirmed'",
        )?
        .execute([id])?;
    Ok(revived == 1)
}

/// The store does not know the key, so it opens nothing: its deletion is done.
pub(crate) fn confirm_deletion(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE api_keys SET sync = 'confirmed', refusal = NULL WHERE id = ?1 AND deleted_at IS NOT NULL",
        [id],
    )?;
    Ok(())
}

/// The store would not take the key.
pub(crate) fn refuse_registration(
    transaction: &Transaction<'_>,
    id: &str,
    reason: &str,
) -> rusqlite::Result<()> {
    // One deleted meanwhile needs no reason: the store never had it.
    transaction.execute(
        "UPDATE api_keys SET sync = iif(deleted_at IS NULL, 'refused', 'confirmed'),
                refusal = iif(deleted_at IS NULL, ?2, NULL) WHERE id = ?1",
        [id, reason],
    )?;
    Ok(())
}

/// The store would not delete the key: it is live, and has to be seen as such.
pub(crate) fn refuse_deletion(transaction: &Transaction<'_>, id: &str, reason: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE api_keys SET deleted_at = NULL, sync = 'refused', refusal = ?2, registered = 1 WHERE id = ?1",
        [id, reason],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use keys::KeyState;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};
    use crate::device::Device;
    use crate::error::DeviceError;
    use crate::view::{KeySync, KeyView};

    fn apply_to(device: &Device, key: &RemoteKey) -> KeyView {
        device
            .write(|transaction| Ok::<_, DeviceError>(apply(transaction, key)?))
            .unwrap();
        device.key(&key.id, now()).unwrap()
    }

    fn begin_sending(device: &Device) {
        device
            .write(|transaction| {
                let entry = outbox::begin_next(transaction, now().as_millisecond())?;
                assert!(entry.is_some());
                Ok::<_, DeviceError>(())
            })
            .unwrap();
    }

    fn known(id: &str) -> RemoteKey {
        RemoteKey {
            id: id.into(),
            name: "As the store has it".into(),
            hint: "tsk_AbCd…wxYZ".into(),
            scopes: "projects:read".into(),
            created: now() + SignedDuration::from_secs(9),
            expires: None,
            last_used: None,
            deleted: None,
        }
    }

    #[test]
    fn a_key_made_elsewhere_is_confirmed_and_needs_no_claim() {
        let (_folder, device) = begun();
        let key = apply_to(&device, &known("elsewhere"));
        assert_eq!(
            (key.sync, key.unclaimed, key.state),
            (KeySync::Confirmed, false, KeyState::Active)
        );
    }

    #[test]
    fn a_key_made_here_keeps_its_moment_and_its_claim() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        let key = apply_to(&device, &known(&id));
        assert_eq!((key.sync, key.unclaimed), (KeySync::Confirmed, true));
        assert_eq!(key.created_at, now().to_string());
        assert_eq!(key.name, "As the store has it");
    }

    #[test]
    fn the_last_use_only_moves_forward() {
        let (_folder, device) = begun();
        let used = |seconds| RemoteKey {
            last_used: Some(now() + SignedDuration::from_secs(seconds)),
            ..known("elsewhere")
        };
        let newest = apply_to(&device, &used(9)).last_used_at;
        assert!(newest.is_some());
        assert_eq!(apply_to(&device, &used(2)).last_used_at, newest);
        assert_eq!(apply_to(&device, &known("elsewhere")).last_used_at, newest);
    }

    #[test]
    fn a_deletion_here_is_not_undone_from_there() {
        let (_folder, device) = begun();
        apply_to(&device, &known("elsewhere"));
        device.delete_keys(&["elsewhere".into()], now()).unwrap();
        let key = apply_to(&device, &known("elsewhere"));
        assert_eq!((key.state, key.sync), (KeyState::Deleted, KeySync::StillLive));
        assert_eq!(device.sync_view().unwrap().waiting, 1);
    }

    #[test]
    fn a_deletion_there_ends_the_key_and_what_waits() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        begin_sending(&device);
        device.delete_keys(std::slice::from_ref(&id), now()).unwrap();
        let deleted = RemoteKey {
            deleted: Some(now()),
            ..known(&id)
        };
        let key = apply_to(&device, &deleted);
        assert_eq!((key.state, key.sync), (KeyState::Deleted, KeySync::Confirmed));
        assert_eq!(device.sync_view().unwrap().waiting, 0);
    }

    #[test]
    fn a_store_that_has_a_deleted_key_again_is_told_again() {
        let (_folder, device) = begun();
        let deleted = RemoteKey {
            deleted: Some(now()),
            ..known("elsewhere")
        };
        apply_to(&device, &deleted);
        for _ in 0..2 {
            let key = apply_to(&device, &known("elsewhere"));
            assert_eq!((key.state, key.sync), (KeyState::Deleted, KeySync::StillLive));
            assert_eq!(device.sync_view().unwrap().waiting, 1, "once");
        }
        let key = apply_to(&device, &deleted);
        assert_eq!((key.state, key.sync), (KeyState::Deleted, KeySync::Confirmed));
        assert_eq!(device.sync_view().unwrap().waiting, 0);
    }

    #[test]
    fn a_refused_deletion_shows_the_key_as_live_and_can_be_tried_again() {
        let (_folder, device) = begun();
        apply_to(&device, &known("elsewhere"));
        device.delete_keys(&["elsewhere".into()], now()).unwrap();
        device
            .write(|transaction| {
                refuse_deletion(transaction, "elsewhere", "Not yours.")?;
                outbox::remove_of_key(transaction, "elsewhere")?;
                Ok::<_, DeviceError>(())
            })
            .unwrap();
        let key = apply_to(&device, &known("elsewhere"));
        assert_eq!((key.state, key.sync), (KeyState::Active, KeySync::Refused));
        assert_eq!(key.refusal.as_deref(), Some("Not yours."));
        device.delete_keys(&["elsewhere".into()], now()).unwrap();
        assert_eq!(device.sync_view().unwrap().waiting, 1);
    }

    #[test]
    fn a_refused_key_is_deleted_without_the_store() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        begin_sending(&device);
        device
            .write(|transaction| {
                refuse_registration(transaction, &id, "No.")?;
                outbox::remove_of_key(transaction, &id)?;
                Ok::<_, DeviceError>(())
            })
            .unwrap();
        assert_eq!(device.key(&id, now()).unwrap().refusal.as_deref(), Some("No."));
        device.delete_keys(std::slice::from_ref(&id), now()).unwrap();
        let key = device.key(&id, now()).unwrap();
        assert_eq!((key.sync, key.refusal), (KeySync::Confirmed, None));
        assert_eq!(device.sync_view().unwrap().waiting, 0);
    }

    #[test]
    fn what_is_long_over_is_let_go_of() {
        let (_folder, device) = begun();
        let long_ago = Some(now() - SignedDuration::from_hours(24 * 31));
        apply_to(
            &device,
            &RemoteKey {
                deleted: long_ago,
                ..known("deleted")
            },
        );
        apply_to(
            &device,
            &RemoteKey {
                expires: long_ago,
                ..known("expired")
            },
        );
        apply_to(&device, &known("live"));
        let purged = device
            .write(|transaction| Ok::<_, DeviceError>(api_keys::purge(transaction, now())?))
            .unwrap();
        assert_eq!(purged, 2);
        assert!(device.key("live", now()).is_ok());
    }
}
