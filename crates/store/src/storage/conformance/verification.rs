//! Promises about what lets somebody in.

use jiff::Timestamp;
use keys::{KeyDigest, Scope, ScopeSet};

use super::{ApiKey, Storage, at, key, new_key, registered, user};
use crate::storage::{
    ActorTokenAdded, ActorTokenFacts, KeptUse, KeyUse, KnownSecret, NewActorToken, Place, RegisteredService,
    Registration, Rotated, Rotation,
};

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
        key_use.exercised(scope);
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

fn rotation(key: &ApiKey, now: i64, overlap_ends: i64) -> Rotation {
    let another = new_key(&key.user_id, at(now));
    Rotation {
        key_id: key.id.clone(),
        user_id: key.user_id.clone(),
        digest: another.digest,
        hint: another.hint,
        now: at(now),
        overlap_ends: at(overlap_ends),
    }
}

async fn rotated(storage: &dyn Storage, new: &Rotation) -> ApiKey {
    match storage.rotate_key(new.clone()).await.unwrap() {
        Rotated::New(key) => key,
        other => panic!("{other:?}"),
    }
}

async fn replaced(storage: &dyn Storage, digest: KeyDigest) -> Option<Timestamp> {
    storage.secret_by_digest(digest).await.unwrap().unwrap().replaced
}

pub(super) async fn a_key_gets_another_secret(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let ends = ApiKey {
        expires: Some(at(100)),
        ..new_key(&user_id, at(0))
    };
    let key = registered(storage, ends).await;
    let before = storage.freshness().mark();
    let first = rotation(&key, 10, 60);
    let after = rotated(storage, &first).await;
    assert!(!storage.freshness().holds(before, &key.id));
    let expected = ApiKey {
        digest: first.digest,
        hint: first.hint.clone(),
        revision: after.revision,
        ..key.clone()
    };
    assert_eq!(after, expected);
    assert!(after.revision > key.revision);
    assert_eq!(replaced(storage, key.digest).await, Some(at(60)));
    assert_eq!(replaced(storage, first.digest).await, None);
    // The one before ends at once, and nothing outlives the key.
    let second = rotation(&key, 20, 900);
    rotated(storage, &second).await;
    assert_eq!(replaced(storage, key.digest).await, Some(at(20)));
    assert_eq!(replaced(storage, first.digest).await, Some(at(100)));
    let secrets = storage.secrets_of_key(&key.id, at(20)).await.unwrap();
    let digests: Vec<_> = secrets
        .iter()
        .map(|secret| (secret.digest, secret.ends))
        .collect();
    assert_eq!(
        digests,
        [(second.digest, Some(at(100))), (first.digest, Some(at(100)))]
    );
    assert_eq!((secrets[0].created, secrets[1].created), (at(20), at(10)));
}

pub(super) async fn only_live_keys_of_the_user_are_rotated(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    let (live, other) = (key(storage, &mia, at(0)).await, key(storage, &mia, at(0)).await);
    let first = rotation(&live, 1, 10);
    let after = rotated(storage, &first).await;
    let outcome = async |new: Rotation| storage.rotate_key(new).await.unwrap();
    assert_eq!(outcome(first.clone()).await, Rotated::Known(after.clone()));
    let again = Rotation {
        digest: live.digest,
        ..first.clone()
    };
    assert_eq!(outcome(again).await, Rotated::Known(after.clone()));
    for taken in [other.digest, live.digest, first.digest] {
        let of_other = Rotation {
            digest: taken,
            ..rotation(&other, 2, 10)
        };
        let expected = if taken == other.digest {
            Rotated::Known(other.clone())
        } else {
            Rotated::Taken
        };
        assert_eq!(outcome(of_other).await, expected);
    }
    let registered_again = ApiKey {
        digest: live.digest,
        ..new_key(&sam, at(3))
    };
    let taken = storage.register_key(registered_again).await.unwrap();
    assert_eq!(taken, Registration::Taken);
    let strangers = Rotation {
        user_id: sam,
        ..rotation(&live, 3, 10)
    };
    assert_eq!(outcome(strangers).await, Rotated::Missing);
    storage.delete_key(None, &live.id, at(4)).await.unwrap();
    assert_eq!(outcome(rotation(&live, 5, 10)).await, Rotated::Ended);
    let expired = ApiKey {
        expires: Some(at(5)),
        ..new_key(&mia, at(0))
    };
    let expired = registered(storage, expired).await;
    assert_eq!(outcome(rotation(&expired, 5, 10)).await, Rotated::Ended);
}

pub(super) async fn each_secret_has_its_last_use(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let key = key(storage, &user_id, at(0)).await;
    let use_of = async |digest: KeyDigest, second: i64| {
        let mut key_use = KeyUse::default();
        key_use.add(Some(digest), None, at(second));
        storage
            .record_uses(vec![(key.id.clone(), key_use)])
            .await
            .unwrap();
    };
    use_of(key.digest, 60).await;
    let new = rotation(&key, 100, 9_000);
    rotated(storage, &new).await;
    let last_uses = async || -> Vec<_> {
        let secrets = storage.secrets_of_key(&key.id, at(100)).await.unwrap();
        secrets.into_iter().map(|secret| secret.last_used).collect()
    };
    assert_eq!(last_uses().await, [None, Some(at(60))]);
    use_of(new.digest, 180).await;
    use_of(key.digest, 120).await;
    use_of(key.digest, 60).await;
    assert_eq!(last_uses().await, [Some(at(180)), Some(at(120))]);
}

pub(super) async fn actor_tokens_go_with_their_key(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let key = key(storage, &user_id, at(0)).await;
    let token = |second: i64| NewActorToken {
        digest: new_key(&user_id, at(0)).digest,
        key_id: key.id.clone(),
        secret_created: at(0),
        most: 2,
        scopes: ScopeSet::new([Scope::MeRead]).unwrap(),
        actor: Some("Figma".into()),
        created: at(second),
        expires: at(second + 60),
    };
    let add = async |token| storage.add_actor_token(token).await.unwrap();
    let (first, second) = (token(10), token(69));
    for token in [&first, &second] {
        assert_eq!(add(token.clone()).await, ActorTokenAdded::Yes);
    }
    assert_eq!(add(token(69)).await, ActorTokenAdded::TooMany);
    let found = storage.secret_by_digest(first.digest).await.unwrap().unwrap();
    let facts = ActorTokenFacts {
        actor: first.actor.clone(),
        expires: at(70),
    };
    assert_eq!((&found.key_id, &found.scopes), (&key.id, &first.scopes));
    assert_eq!((found.actor_token, found.created), (Some(facts), at(10)));
    assert_eq!(add(token(70)).await, ActorTokenAdded::Yes);
    assert_eq!(storage.secret_by_digest(first.digest).await.unwrap(), None);
    let before = storage.freshness().mark();
    storage.delete_key(None, &key.id, at(71)).await.unwrap();
    let found = storage.secret_by_digest(second.digest).await.unwrap().unwrap();
    assert_eq!(found.key_deleted, Some(at(71)));
    assert!(!storage.freshness().holds(before, &found.key_id));
    assert_eq!(add(token(140)).await, ActorTokenAdded::KeyEnded);
}

pub(super) async fn services_are_registered_once(storage: &dyn Storage) {
    let service = |name: &str, second: i64| RegisteredService {
        name: name.into(),
        created: at(second),
    };
    let user_id = user(storage).await;
    let [first, second] = [0, 1].map(|second| new_key(&user_id, at(second)).digest);
    assert!(storage.add_service(service("cdn", 1), first).await.unwrap());
    assert!(storage.add_service(service("app", 2), second).await.unwrap());
    let third = new_key(&user_id, at(2)).digest;
    assert!(!storage.add_service(service("cdn", 3), third).await.unwrap());
    assert_eq!(
        storage.services().await.unwrap(),
        [service("app", 2), service("cdn", 1)]
    );
    assert_eq!(storage.service_digest("cdn").await.unwrap(), Some(first));
    assert!(storage.remove_service("cdn").await.unwrap());
    assert!(!storage.remove_service("cdn").await.unwrap());
    assert_eq!(storage.service_digest("cdn").await.unwrap(), None);
}
