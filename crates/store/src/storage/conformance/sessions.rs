//! Promises about sessions and passwords.

use keys::{KeyDigest, KeyKind, PlainKey};

use super::{Storage, at, id, new_user, user};
use crate::storage::{AccessSecret, NewSession, PasswordHash, Renewal, Renewed, Session};

fn secret(kind: KeyKind) -> KeyDigest {
    PlainKey::generate(kind).unwrap().digest()
}

fn access(end: i64) -> AccessSecret {
    AccessSecret {
        digest: secret(KeyKind::Session),
        expires: at(end),
    }
}

fn new_session(user_id: &str, begin: i64, end: i64) -> NewSession {
    let session = Session {
        id: id(),
        user_id: user_id.into(),
        device_name: "Mia’s laptop".into(),
        created: at(begin),
        last_used: at(begin),
        expires: at(end),
    };
    NewSession {
        session,
        access: access(end),
        refresh: Some(secret(KeyKind::Refresh)),
        password: None,
    }
}

async fn started(storage: &dyn Storage, user_id: &str, begin: i64, end: i64) -> NewSession {
    let new = new_session(user_id, begin, end);
    assert!(storage.start_session(new.clone()).await.unwrap());
    new
}

async fn opens(storage: &dyn Storage, digest: KeyDigest) -> bool {
    storage.session_by_digest(digest).await.unwrap().is_some()
}

fn renewal(presented: KeyDigest, now: i64) -> Renewal {
    Renewal {
        presented,
        lost_since: at(now - 30),
        access: access(now + 100),
        next: secret(KeyKind::Refresh),
        now: at(now),
        expires: at(now + 1_000),
    }
}

/// Renews a session that can be, and gives what it is renewed with next.
async fn renewed(storage: &dyn Storage, presented: KeyDigest, now: i64) -> KeyDigest {
    let renewal = renewal(presented, now);
    let next = renewal.next;
    let outcome = storage.renew_session(renewal).await.unwrap();
    assert!(matches!(outcome, Renewed::Yes(..)), "{outcome:?}");
    next
}

pub(super) async fn sessions_are_found(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let mut writes = storage.writes();
    writes.mark_unchanged();
    let new = started(storage, &user_id, 0, 100).await;
    assert!(!writes.has_changed().unwrap(), "nobody is shown sessions");
    let ended = started(storage, &user_id, 0, 100).await;
    storage.end_session(&user_id, &ended.session.id).await.unwrap();
    assert!(
        writes.has_changed().unwrap(),
        "whoever follows with one hears its end"
    );
    let found = storage
        .session_by_digest(new.access.digest)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.session, found.user.id, found.until),
        (new.session, user_id, at(100))
    );
    for unknown in [secret(KeyKind::Session), new.refresh.unwrap()] {
        assert!(!opens(storage, unknown).await);
    }
}

pub(super) async fn starting_a_session_drops_ended_ones(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let ended = started(storage, &user_id, 0, 100).await;
    let live = started(storage, &user_id, 0, 101).await;
    let new = started(storage, &user_id, 100, 200).await;
    assert!(!opens(storage, ended.access.digest).await);
    assert!(opens(storage, live.access.digest).await);
    assert!(opens(storage, new.access.digest).await);
}

pub(super) async fn sessions_are_listed_for_their_user(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    let first = started(storage, &mia, 0, 100).await.session;
    let second = started(storage, &mia, 10, 90).await.session;
    started(storage, &sam, 0, 100).await;
    let listed = async |now| {
        let sessions = storage.sessions(&mia, at(now)).await.unwrap();
        sessions.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(20).await, [second.id.clone(), first.id.clone()]);
    storage.note_session_use(&first.id, at(30)).await.unwrap();
    storage.note_session_use(&second.id, at(5)).await.unwrap();
    assert_eq!(listed(40).await, [first.id.clone(), second.id]);
    assert_eq!(listed(90).await, [first.id]);
    assert!(listed(100).await.is_empty());
}

pub(super) async fn a_session_is_renewed(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let new = started(storage, &user_id, 0, 100).await;
    let renewal = renewal(new.refresh.unwrap(), 50);
    let outcome = storage.renew_session(renewal.clone()).await.unwrap();
    let expected = Session {
        last_used: at(50),
        expires: at(1_050),
        ..new.session
    };
    let Renewed::Yes(session, owner) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((&session, owner.id), (&expected, user_id));
    let found = storage
        .session_by_digest(renewal.access.digest)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.session, found.until), (expected, at(150)));
    assert!(
        opens(storage, new.access.digest).await,
        "a request may be under way"
    );
    assert_eq!(
        storage
            .renew_session(super::sessions::renewal(secret(KeyKind::Refresh), 60))
            .await
            .unwrap(),
        Renewed::Unknown
    );
    let late = super::sessions::renewal(renewal.next, 1_050);
    assert_eq!(storage.renew_session(late).await.unwrap(), Renewed::Unknown);
}

pub(super) async fn a_lost_answer_is_forgiven(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let first = started(storage, &user_id, 0, 1_000).await.refresh.unwrap();
    let lost = renewed(storage, first, 50).await;
    renewed(storage, first, 60).await;
    let third = renewed(storage, first, 80).await;
    renewed(storage, third, 81).await;
    // What the lost answers brought was replaced: only a thief could have it.
    let outcome = storage.renew_session(renewal(lost, 82)).await.unwrap();
    assert!(matches!(outcome, Renewed::Reused(_)), "{outcome:?}");
}

pub(super) async fn a_second_use_ends_the_session(storage: &dyn Storage) {
    let user_id = user(storage).await;
    for later in [[81, 82], [51, 52]] {
        let new = started(storage, &user_id, 0, 1_000).await;
        let second = renewed(storage, new.refresh.unwrap(), 50).await;
        // One step back is too late after 30 seconds, two steps back at once.
        let next = match later {
            [81, _] => second,
            _ => renewed(storage, second, 51).await,
        };
        let outcome = storage
            .renew_session(renewal(new.refresh.unwrap(), later[0]))
            .await
            .unwrap();
        assert!(matches!(outcome, Renewed::Reused(_)), "{outcome:?}");
        assert!(!opens(storage, new.access.digest).await);
        let outcome = storage.renew_session(renewal(next, later[1])).await.unwrap();
        assert_eq!(outcome, Renewed::Unknown);
    }
}

pub(super) async fn a_session_ends_with_its_secrets(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    let new = started(storage, &mia, 0, 1_000).await;
    let end = async |user_id: &str| storage.end_session(user_id, &new.session.id).await.unwrap();
    assert_eq!(end(&sam).await, None);
    assert!(opens(storage, new.access.digest).await);
    assert_eq!(end(&mia).await, Some(new.session.clone()));
    assert_eq!(end(&mia).await, None);
    assert!(!opens(storage, new.access.digest).await);
    let outcome = storage
        .renew_session(renewal(new.refresh.unwrap(), 50))
        .await
        .unwrap();
    assert_eq!(outcome, Renewed::Unknown);
}

async fn kept(storage: &dyn Storage, email: &str) -> Option<String> {
    let found = storage.credentials(email).await.unwrap();
    found.and_then(|found| found.password_hash).map(|hash| hash.0)
}

pub(super) async fn passwords_are_kept_and_upgraded(storage: &dyn Storage) {
    let mut mia = new_user(Some("mia@example.com"));
    mia.password_hash = Some(PasswordHash("old".into()));
    storage.add_user(mia.clone()).await.unwrap();
    storage.add_user(new_user(Some("sam@example.com"))).await.unwrap();
    assert_eq!(kept(storage, "mia@example.com").await.as_deref(), Some("old"));
    assert_eq!(kept(storage, "sam@example.com").await, None);
    assert!(storage.credentials("nobody@example.com").await.unwrap().is_none());
    for (before, now, expected) in [("other", "new", "old"), ("old", "new", "new")] {
        let (before, now) = (PasswordHash(before.into()), PasswordHash(now.into()));
        storage.upgrade_password(&mia.user.id, before, now).await.unwrap();
        assert_eq!(kept(storage, "mia@example.com").await.as_deref(), Some(expected));
    }
}

pub(super) async fn a_new_password_ends_sessions(storage: &dyn Storage) {
    let mia = new_user(Some("mia@example.com"));
    storage.add_user(mia.clone()).await.unwrap();
    let sam = user(storage).await;
    let (ended, other) = (
        started(storage, &mia.user.id, 0, 100).await,
        started(storage, &sam, 0, 100).await,
    );
    let set = async |user_id: &str| {
        let hash = PasswordHash("new".into());
        storage.set_password(user_id, hash).await.unwrap()
    };
    assert!(set(&mia.user.id).await);
    assert!(!set("nobody").await);
    assert_eq!(kept(storage, "mia@example.com").await.as_deref(), Some("new"));
    assert!(!opens(storage, ended.access.digest).await);
    assert!(opens(storage, other.access.digest).await);
    // Who was let in by the one before, a moment ago, comes too late.
    for (password, is_kept) in [("old", false), ("new", true)] {
        let late = NewSession {
            password: Some(PasswordHash(password.into())),
            ..new_session(&mia.user.id, 0, 100)
        };
        assert_eq!(storage.start_session(late.clone()).await.unwrap(), is_kept);
        assert_eq!(opens(storage, late.access.digest).await, is_kept);
    }
}
