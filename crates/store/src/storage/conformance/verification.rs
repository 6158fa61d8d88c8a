//! Promises about what lets somebody in.

use keys::Scope;

use super::{ApiKey, Storage, at, key, new_key, user};
use crate::storage::{KeptUse, KeyUse, KnownSecret, Place};

pub(super) async fn digests_find_keys_and_users(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    for owner in [&mia, &sam] {
        let key = key(storage, owner, at(0)).await;
        let found = storage.secret_by_digest(key.digest).await.unwrap().unwrap();
        let expected = KnownSecret {
            key_id: key.id,
            user: storage.user(owner).await.unwrap().unwrap(),
            scopes: key.scopes,
            created: at(0),
            key_expires: None,
            key_deleted: None,
            replaced: None,
            actor_token: None,
        };
        assert_eq!(found, expected);
    }
    let unknown = new_key(&mia, at(0)).digest;
    assert_eq!(storage.secret_by_digest(unknown).await.unwrap(), None);
}

pub(super) async fn each_change_outdates_what_was_known(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let key = key(storage, &user_id, at(0)).await;
    let before = storage.freshness().mark();
    storage
        .record_uses(vec![(key.id.clone(), used(1))])
        .await
        .unwrap();
    storage.keys(&user_id, at(0), super::ALL).await.unwrap();
    assert!(storage.freshness().holds(before, &key.id));
    storage.delete_key(None, &key.id, at(2)).await.unwrap();
    assert!(!storage.freshness().holds(before, &key.id));
}

pub(super) fn used(second: i64) -> KeyUse {
    let mut key_use = KeyUse::default();
    key_use.add(None, None, at(second));
    key_use
}

pub(super) async fn last_use_goes_forward_only(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let (first, second) = (
        key(storage, &user_id, at(0)).await,
        key(storage, &user_id, at(0)).await,
    );
    let stored = async |key: &ApiKey| storage.key(&user_id, &key.id).await.unwrap().unwrap();
    let note = async |moments: &[(&ApiKey, i64)]| {
        let uses = moments
            .iter()
            .map(|(key, second)| (key.id.clone(), used(*second)));
        storage.record_uses(uses.collect()).await.unwrap();
    };
    note(&[(&first, 120), (&second, 180)]).await;
    let noted = stored(&first).await;
    assert_eq!(
        (noted.last_used, stored(&second).await.last_used),
        (Some(at(120)), Some(at(180)))
    );
    assert!(noted.revision > first.revision);
    note(&[(&first, 60), (&first, 120), (&first, 179)]).await;
    assert_eq!(stored(&first).await, noted);
    note(&[(&first, 180), (&new_key(&user_id, at(0)), 5)]).await;
    assert_eq!(stored(&first).await.last_used, Some(at(180)));
    storage.record_uses(Vec::new()).await.unwrap();
}

pub(super) async fn the_last_places_are_kept(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let key = key(storage, &user_id, at(0)).await;
    let place = |number: i64| Place {
        address: format!("192.0.2.{number}"),
        client: "curl".into(),
    };
    for second in [1, 2, 3, 4, 5, 6, 2] {
        let mut key_use = KeyUse::default();
        key_use.add(None, Some(place(second)), at(second));
        storage
            .record_uses(vec![(key.id.clone(), key_use)])
            .await
            .unwrap();
    }
    let kept = storage.use_of_key(&key.id, at(10)).await.unwrap();
    let expected: Vec<_> = [6, 5, 4, 3, 2].map(|second| (place(second), at(second))).into();
    assert_eq!(kept.places, expected);
}

pub(super) async fn days_and_scopes_add_up(storage: &dyn Storage) {
    const DAY: i64 = 24 * 60 * 60;
    let user_id = user(storage).await;
    let (key, other) = (
        key(storage, &user_id, at(0)).await,
        key(storage, &user_id, at(0)).await,
    );
    for (second, scope) in [(0, Scope::MeRead), (1, Scope::MeRead), (DAY, Scope::ProjectsRead)] {
        let mut key_use = used(second);
        key_use.scopes.insert(scope);
        storage
            .record_uses(vec![(key.id.clone(), key_use)])
            .await
            .unwrap();
    }
    let kept = async |second: i64| storage.use_of_key(&key.id, at(second)).await.unwrap();
    let counts = |kept: KeptUse| kept.days.into_iter().map(|(_, uses)| uses).collect::<Vec<_>>();
    assert_eq!(
        kept(DAY).await.scopes,
        [Scope::ProjectsRead, Scope::MeRead].into()
    );
    assert_eq!(counts(kept(DAY).await), [2, 1]);
    assert_eq!(counts(kept(90 * DAY).await), [1]);
    assert_eq!(counts(kept(91 * DAY).await), [0; 0]);
    assert_eq!(
        storage.use_of_key(&other.id, at(0)).await.unwrap(),
        KeptUse::default()
    );
}
