//! Promises about what changed since a revision.

use super::{
    ALL, ApiKey, Content, Storage, always, at, household, key, new_key, organization, project, registered,
    user,
};
use crate::storage::Changes;

async fn since(storage: &dyn Storage, user_id: &str, revision: i64) -> Changes {
    storage.changes(user_id, revision, 1_000, always()).await.unwrap()
}

/// How many rows there are of keys, organizations, projects, and removals.
fn counts(changes: &Changes) -> [usize; 5] {
    [
        changes.api_keys.len(),
        changes.organizations.len(),
        changes.projects.len(),
        changes.removed_organizations.len(),
        changes.removed_projects.len(),
    ]
}

pub(super) async fn everything_changed_since_the_beginning(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    let key = key(storage, &user_id, at(0)).await;
    let changes = since(storage, &user_id, 0).await;
    assert_eq!((counts(&changes), changes.has_more), ([1, 1, 1, 0, 0], false));
    assert_eq!(changes.api_keys, [key]);
    assert_eq!(
        Some(&changes.projects[0]),
        storage.project(&user_id, &brand).await.unwrap().as_ref()
    );
    assert_eq!(
        changes.organizations,
        storage.organizations(&user_id, ALL).await.unwrap().rows
    );
    assert_eq!(changes.cursor, changes.api_keys[0].revision);
}

pub(super) async fn nothing_changes_without_a_change(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let new = new_key(&user_id, at(0));
    registered(storage, new.clone()).await;
    storage.delete_key(None, &new.id, at(1)).await.unwrap();
    let cursor = since(storage, &user_id, 0).await.cursor;
    storage.register_key(new.clone()).await.unwrap();
    storage.delete_key(None, &new.id, at(2)).await.unwrap();
    storage.remove_project("none", "somebody").await.unwrap();
    storage.remove_organization("none", "somebody").await.unwrap();
    storage
        .replace_content("none", Content::default(), at(3))
        .await
        .unwrap();
    storage.organization(&user_id, &acme).await.unwrap();
    let changes = since(storage, &user_id, cursor).await;
    assert_eq!(
        (counts(&changes), changes.has_more, changes.cursor),
        ([0; 5], false, cursor)
    );
}

pub(super) async fn each_change_takes_a_revision(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    let key = key(storage, &user_id, at(0)).await;
    let mut cursor = since(storage, &user_id, 0).await.cursor;
    let mut next = async |expected: [usize; 5]| {
        let changes = since(storage, &user_id, cursor).await;
        assert_eq!(counts(&changes), expected);
        assert!(changes.cursor > cursor);
        cursor = changes.cursor;
        changes
    };
    storage
        .record_uses(vec![(key.id.clone(), super::verification::used(60))])
        .await
        .unwrap();
    assert_eq!(next([1, 0, 0, 0, 0]).await.api_keys[0].last_used, Some(at(60)));
    storage.delete_key(None, &key.id, at(6)).await.unwrap();
    assert_eq!(next([1, 0, 0, 0, 0]).await.api_keys[0].deleted, Some(at(6)));
    storage
        .replace_content(&brand, Content::default(), at(7))
        .await
        .unwrap();
    assert_eq!(next([0, 0, 1, 0, 0]).await.projects[0].updated, at(7));
    storage.remove_project(&brand, "somebody").await.unwrap();
    assert_eq!(next([0, 0, 0, 0, 1]).await.removed_projects, [brand]);
    storage.remove_organization(&acme, "somebody").await.unwrap();
    assert_eq!(next([0, 0, 0, 1, 0]).await.removed_organizations, [acme]);
}

pub(super) async fn a_limit_loses_nothing(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    for number in 0..10 {
        project(storage, &format!("Project {number}"), &acme).await;
        key(storage, &user_id, at(number)).await;
    }
    for limit in [1, 3, 20, 21, 22] {
        let (mut cursor, mut revisions, mut rounds) = (0, Vec::new(), 0);
        loop {
            let batch = storage.changes(&user_id, cursor, limit, always()).await.unwrap();
            let rows: usize = counts(&batch).iter().sum();
            assert!(rows >= 1 && rows <= limit as usize);
            revisions.extend(batch.api_keys.iter().map(|key| key.revision));
            revisions.extend(batch.projects.iter().map(|project| project.revision));
            revisions.extend(
                batch
                    .organizations
                    .iter()
                    .map(|organization| organization.revision),
            );
            assert!(revisions.iter().all(|revision| *revision <= batch.cursor));
            (cursor, rounds) = (batch.cursor, rounds + 1);
            if !batch.has_more {
                break;
            }
        }
        revisions.sort_unstable();
        revisions.dedup();
        assert_eq!((revisions.len(), rounds), (21, 21_u32.div_ceil(limit)));
    }
}

/// What one removal took away has one revision, so a cursor can't stand in the middle of it.
pub(super) async fn a_removal_comes_as_one(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    for number in 0..5 {
        project(storage, &format!("Project {number}"), &acme).await;
    }
    let later = organization(storage, "Later", &user_id).await;
    storage.remove_organization(&acme, "somebody").await.unwrap();
    let cursor = since(storage, &user_id, 0).await.organizations[0].revision;
    let changes = storage.changes(&user_id, cursor, 1, always()).await.unwrap();
    assert_eq!((counts(&changes), changes.has_more), ([0, 0, 0, 1, 5], false));
    let whole = since(storage, &user_id, 0).await;
    assert_eq!(whole.organizations[0].id, later);
    assert_eq!(whole.cursor, changes.cursor);
}

pub(super) async fn changes_are_for_members(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let sam = user(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    key(storage, &mia, at(0)).await;
    storage.remove_project(&brand, "somebody").await.unwrap();
    storage.remove_organization(&acme, "somebody").await.unwrap();
    let changes = since(storage, &sam, 0).await;
    assert_eq!(
        (counts(&changes), changes.has_more, changes.cursor),
        ([0; 5], false, 0)
    );
}

pub(super) async fn ended_keys_are_left_out(storage: &dyn Storage) {
    let user_id = user(storage).await;
    let expired = ApiKey {
        expires: Some(at(50)),
        ..new_key(&user_id, at(0))
    };
    registered(storage, expired).await;
    let deleted = key(storage, &user_id, at(0)).await;
    storage.delete_key(None, &deleted.id, at(60)).await.unwrap();
    let live = key(storage, &user_id, at(0)).await;
    for (moment, count) in [(49, 3), (50, 2), (60, 1)] {
        let changes = storage.changes(&user_id, 0, 1_000, at(moment)).await.unwrap();
        assert_eq!(changes.api_keys.len(), count, "{moment}");
        assert_eq!(changes.api_keys.last().unwrap().id, live.id);
    }
}

/// Data that was put back from a backup knows nothing of later revisions.
pub(super) async fn a_cursor_from_beyond_begins_anew(storage: &dyn Storage) {
    let (user_id, _) = household(storage).await;
    let whole = since(storage, &user_id, 0).await;
    assert_eq!(since(storage, &user_id, i64::MAX).await, whole);
    assert_eq!(since(storage, &user_id, whole.cursor + 1).await, whole);
    let empty = user(storage).await;
    assert_eq!(since(storage, &empty, i64::MAX).await, Changes::default());
}
