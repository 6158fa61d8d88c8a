//! Promises about people and organizations.

use super::{
    ALL, Storage, at, content, default_branch, household, new_organization, new_user, organization, project,
    project_with, user,
};
use crate::storage::{Page, Role};

pub(super) async fn users_are_found(storage: &dyn Storage) {
    let new = new_user(Some("mia@example.com"));
    assert!(storage.add_user(new.clone()).await.unwrap());
    let found = Some(new.user.clone());
    assert_eq!(storage.user(&new.user.id).await.unwrap(), found);
    assert_eq!(storage.user_by_email("mia@example.com").await.unwrap(), found);
    assert_eq!(storage.user("nobody").await.unwrap(), None);
    assert_eq!(storage.user_by_email("sam@example.com").await.unwrap(), None);
}

pub(super) async fn email_addresses_are_unique(storage: &dyn Storage) {
    let first = new_user(Some("mia@example.com"));
    let second = new_user(Some("mia@example.com"));
    assert!(storage.add_user(first.clone()).await.unwrap());
    assert!(!storage.add_user(second.clone()).await.unwrap());
    assert_eq!(storage.user(&second.user.id).await.unwrap(), None);
    let found = storage.user_by_email("mia@example.com").await.unwrap();
    assert_eq!(found, Some(first.user));
    for _ in 0..2 {
        assert!(storage.add_user(new_user(None)).await.unwrap());
    }
}

pub(super) async fn organizations_are_for_members(storage: &dyn Storage) {
    let (mia, sam) = (user(storage).await, user(storage).await);
    let zoo = organization(storage, "Zoo", &mia).await;
    let acme = organization(storage, "Acme", &mia).await;
    let other = organization(storage, "Other", &sam).await;
    let list = storage.organizations(&mia, ALL).await.unwrap();
    let ids: Vec<&str> = list.rows.iter().map(|found| found.id.as_str()).collect();
    assert_eq!((ids, list.total), (vec![acme.as_str(), zoo.as_str()], 2));
    let found = storage.organization(&mia, &acme).await.unwrap().unwrap();
    assert_eq!(found, list.rows[0]);
    assert_eq!(
        (found.name.as_str(), found.role, found.created),
        ("Acme", Role::Owner, at(0))
    );
    assert_eq!(storage.organization(&mia, &other).await.unwrap(), None);
    assert_eq!(storage.organization("nobody", &acme).await.unwrap(), None);
    assert!(storage.organization_exists(&other).await.unwrap());
    assert!(!storage.organization_exists("none").await.unwrap());
    let second = Page { number: 2, limit: 1 };
    let list = storage.organizations(&mia, second).await.unwrap();
    assert_eq!(
        (list.rows[0].id.as_str(), list.rows.len(), list.total),
        (zoo.as_str(), 1, 2)
    );
}

pub(super) async fn organizations_go_with_all_in_them(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let stays = organization(storage, "Stays", &user_id).await;
    let gone = project_with(storage, "Gone", &acme, content(&[("a", "{}")])).await;
    let kept = project(storage, "Kept", &stays).await;
    let branch = default_branch(storage, &gone).await;
    assert!(storage.remove_organization(&acme, "somebody").await.unwrap());
    assert!(!storage.remove_organization(&acme, "somebody").await.unwrap());
    assert!(!storage.organization_exists(&acme).await.unwrap());
    assert!(!storage.project_exists(&gone).await.unwrap());
    assert_eq!(storage.organization(&user_id, &acme).await.unwrap(), None);
    assert_eq!(storage.token_set(&branch.id, "a").await.unwrap(), None);
    assert!(storage.project(&user_id, &kept).await.unwrap().is_some());
}

pub(super) async fn the_local_owner_is_made_once(storage: &dyn Storage) {
    let make = async |name: &str| {
        let user = new_user(None);
        let organization = new_organization(name, &user.user.id);
        storage.ensure_local_owner(user, organization).await.unwrap()
    };
    let first = make("First").await;
    assert_eq!(make("Second").await, first);
    let list = storage.organizations(&first.user_id, ALL).await.unwrap();
    assert_eq!((list.total, list.rows[0].name.as_str()), (1, "First"));
    assert_eq!(list.rows[0].id, first.organization_id);
}
