//! Promises about API keys.

use jiff::Timestamp;

use super::{ALL, ApiKey, Storage, always, at, id, key, new_key, registered, user};
use crate::storage::{Deletion, Page, Registration};

pub(super) async fn a_key_is_registered_once(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let new = new_key(&user_id, at(0));
    let stored = registered(storage, new.clone()).await;
    assert!(stored.revision > 0);
    assert_eq!(
        stored,
        ApiKey {
            revision: stored.revision,
            ..new.clone()
        }
    );
    // The same again changes nothing, whatever else it says.
    let again = ApiKey {
        name: "Another".into(),
        created: at(9),
        ..new.clone()
    };
    assert_eq!(
        storage.register_key(again).await.unwrap(),
        Registration::Known(stored.clone())
    );
    assert_eq!(
        storage.key(&user_id, &new.id).await.unwrap(),
        Some(stored.clone())
    );
    let deleted = deleted(storage, None, &new.id, at(5)).await;
    assert_eq!(
        storage.register_key(new).await.unwrap(),
        Registration::Known(deleted)
    );
    assert_eq!(storage.keys(&user_id, always(), ALL).await.unwrap().total, 1);
}

pub(super) async fn ids_and_digests_are_taken_once(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    let first = key(storage, &mia, at(0)).await;
    let second = key(storage, &mia, at(0)).await;
    for taken in [
        ApiKey {
            id: first.id.clone(),
            ..new_key(&mia, at(0))
        },
        ApiKey {
            digest: first.digest,
            ..new_key(&mia, at(0))
        },
        ApiKey {
            digest: second.digest,
            ..first.clone()
        },
        ApiKey {
            user_id: sam.clone(),
            ..first.clone()
        },
    ] {
        assert_eq!(storage.register_key(taken).await.unwrap(), Registration::Taken);
    }
    assert_eq!(storage.keys(&sam, always(), ALL).await.unwrap().total, 0);
    assert_eq!(storage.key(&mia, &first.id).await.unwrap(), Some(first));
}

/// What is answered at first is what is answered later: moments are kept to the millisecond.
pub(super) async fn a_key_is_given_back_as_kept(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let fine: Timestamp = "2027-01-01T00:00:00.123456789Z".parse().unwrap();
    let new = ApiKey {
        expires: Some(fine),
        description: None,
        ..new_key(&user_id, fine)
    };
    let stored = registered(storage, new.clone()).await;
    assert_eq!(stored.created.to_string(), "2027-01-01T00:00:00.123Z");
    assert_eq!(stored.expires, Some(stored.created));
    assert_eq!(storage.key(&user_id, &new.id).await.unwrap(), Some(stored));
}

/// A key that was live until now.
async fn deleted(storage: &dyn Storage, user_id: Option<&str>, id: &str, now: Timestamp) -> ApiKey {
    match storage.delete_key(user_id, id, now).await.unwrap() {
        Some(Deletion::New(key)) => key,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn a_key_is_deleted_once(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let key = key(storage, &user_id, at(0)).await;
    let deleted = deleted(storage, Some(&user_id), &key.id, at(10)).await;
    assert!(deleted.revision > key.revision);
    let expected = ApiKey {
        deleted: Some(at(10)),
        revision: deleted.revision,
        ..key.clone()
    };
    assert_eq!(deleted, expected);
    for (asker, moment) in [(Some(user_id.as_str()), at(20)), (None, at(5))] {
        let again = storage.delete_key(asker, &key.id, moment).await.unwrap();
        assert_eq!(again, Some(Deletion::Known(deleted.clone())));
    }
    assert_eq!(storage.delete_key(None, &id(), at(0)).await.unwrap(), None);
    let found = storage.secret_by_digest(key.digest).await.unwrap().unwrap();
    assert_eq!(found.key_deleted, deleted.deleted);
}

pub(super) async fn keys_are_only_for_their_user(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    let key = key(storage, &mia, at(0)).await;
    assert_eq!(storage.key(&sam, &key.id).await.unwrap(), None);
    assert_eq!(
        storage.delete_key(Some(&sam), &key.id, at(1)).await.unwrap(),
        None
    );
    assert_eq!(storage.keys(&sam, always(), ALL).await.unwrap().total, 0);
    assert_eq!(storage.key(&mia, &key.id).await.unwrap(), Some(key.clone()));
    let deleted = deleted(storage, None, &key.id, at(1)).await;
    assert_eq!((deleted.user_id, deleted.deleted), (mia, Some(at(1))));
}

pub(super) async fn keys_are_listed_newest_first(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let mut ids = Vec::new();
    for second in [30, 10, 20, 20] {
        ids.push(key(storage, &user_id, at(second)).await.id);
    }
    // Of the same moment, the one with the later id comes first.
    let expected = [
        &ids[0],
        &ids[3].clone().max(ids[2].clone()),
        &ids[2].clone().min(ids[3].clone()),
        &ids[1],
    ];
    let list = storage.keys(&user_id, always(), ALL).await.unwrap();
    assert_eq!(list.rows.iter().map(|key| &key.id).collect::<Vec<_>>(), expected);
    let page = Page { number: 2, limit: 3 };
    let list = storage.keys(&user_id, always(), page).await.unwrap();
    assert_eq!(
        (list.rows.len(), &list.rows[0].id, list.total, list.page),
        (1, expected[3], 4, page)
    );
}

pub(super) async fn ended_keys_are_listed_for_a_while(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let live = key(storage, &user_id, at(0)).await;
    let expired = ApiKey {
        expires: Some(at(50)),
        ..new_key(&user_id, at(1))
    };
    let expired = registered(storage, expired).await;
    let deleted = key(storage, &user_id, at(2)).await;
    storage.delete_key(None, &deleted.id, at(60)).await.unwrap();
    let listed = async |since: i64| -> Vec<String> {
        let list = storage.keys(&user_id, at(since), ALL).await.unwrap();
        assert_eq!(list.total as usize, list.rows.len());
        list.rows.into_iter().map(|key| key.id).collect()
    };
    assert_eq!(
        listed(49).await,
        [deleted.id.clone(), expired.id.clone(), live.id.clone()]
    );
    assert_eq!(listed(50).await, [deleted.id.clone(), live.id.clone()]);
    assert_eq!(listed(60).await, std::slice::from_ref(&live.id));
    // Left out of the list, but still known: its holder is to be told why it opens nothing.
    assert!(storage.key(&user_id, &expired.id).await.unwrap().is_some());
    assert!(storage.secret_by_digest(deleted.digest).await.unwrap().is_some());
}
