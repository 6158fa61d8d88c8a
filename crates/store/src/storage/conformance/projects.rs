//! Promises about projects and their branches.

use super::{
    ALL, Content, ContentCounts, Storage, at, content, default_branch, household, new_project, organization,
    project, project_with, user,
};
use crate::storage::{DEFAULT_BRANCH, NameFilter, Page};

async fn names(
    storage: &dyn Storage,
    user_id: &str,
    organization_id: &str,
    filter: NameFilter,
) -> Vec<String> {
    let list = storage
        .projects(user_id, organization_id, filter, ALL)
        .await
        .unwrap();
    assert_eq!(list.total as usize, list.rows.len());
    list.rows.into_iter().map(|project| project.name).collect()
}

pub(super) async fn projects_are_for_members(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let sam = user(storage).await;
    let other = organization(storage, "Other", &sam).await;
    let (brand, secret) = (
        project(storage, "Brand", &acme).await,
        project(storage, "Secret", &other).await,
    );
    let found = storage.project(&mia, &brand).await.unwrap().unwrap();
    assert_eq!(
        (found.id.as_str(), found.organization_id.as_str()),
        (brand.as_str(), acme.as_str())
    );
    assert_eq!((found.name.as_str(), found.updated), ("Brand", at(0)));
    assert_eq!(found.counts, ContentCounts::default());
    assert_eq!(storage.project(&mia, &secret).await.unwrap(), None);
    assert_eq!(storage.project(&mia, "none").await.unwrap(), None);
    assert!(
        names(storage, &mia, &other, NameFilter::default())
            .await
            .is_empty()
    );
    assert_eq!(
        names(storage, &sam, &other, NameFilter::default()).await,
        ["Secret"]
    );
    assert!(storage.project_exists(&secret).await.unwrap());
    assert!(!storage.project_exists("none").await.unwrap());
}

pub(super) async fn ids_of_projects_are_taken_once(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let other = organization(storage, "Other", &user_id).await;
    let first = new_project("Brand", &acme);
    assert!(
        storage
            .add_project(first.clone(), content(&[("a", "{}")]))
            .await
            .unwrap()
    );
    let before = storage.project(&user_id, &first.id).await.unwrap();
    for organization_id in [&acme, &other] {
        let mut again = new_project("Again", organization_id);
        again.id.clone_from(&first.id);
        assert!(!storage.add_project(again, Content::default()).await.unwrap());
    }
    assert_eq!(storage.project(&user_id, &first.id).await.unwrap(), before);
    assert_eq!(storage.branches(&first.id, ALL).await.unwrap().total, 1);
}

pub(super) async fn projects_are_by_name_and_filtered(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    for name in ["Web", "App", "Web 2", "web", "100%_"] {
        project(storage, name, &acme).await;
    }
    let filtered = async |filter| names(storage, &user_id, &acme, filter).await;
    assert_eq!(
        filtered(NameFilter::default()).await,
        ["100%_", "App", "Web", "Web 2", "web"]
    );
    let web = || Some("Web".to_owned());
    assert_eq!(
        filtered(NameFilter {
            equal: web(),
            ..NameFilter::default()
        })
        .await,
        ["Web"]
    );
    let not = NameFilter {
        not_equal: web(),
        ..NameFilter::default()
    };
    assert_eq!(filtered(not).await, ["100%_", "App", "Web 2", "web"]);
    assert_eq!(
        filtered(NameFilter {
            starts_with: web(),
            ..NameFilter::default()
        })
        .await,
        ["Web", "Web 2"]
    );
    let both = NameFilter {
        starts_with: web(),
        not_equal: web(),
        equal: None,
    };
    assert_eq!(filtered(both).await, ["Web 2"]);
    for wildcard in ["%", "_", "1%", "W_b"] {
        let filter = NameFilter {
            starts_with: Some(wildcard.into()),
            ..NameFilter::default()
        };
        assert!(filtered(filter).await.is_empty(), "{wildcard}");
    }
    let page = Page { number: 2, limit: 2 };
    let list = storage
        .projects(&user_id, &acme, NameFilter::default(), page)
        .await
        .unwrap();
    let names: Vec<&str> = list.rows.iter().map(|project| project.name.as_str()).collect();
    assert_eq!((names, list.total, list.page), (vec!["Web", "Web 2"], 5, page));
    let beyond = Page {
        number: u32::MAX,
        limit: 1_000,
    };
    let list = storage
        .projects(&user_id, &acme, NameFilter::default(), beyond)
        .await
        .unwrap();
    assert_eq!((list.rows.len(), list.total), (0, 5));
}

pub(super) async fn projects_have_a_default_branch(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    let branch = default_branch(storage, &brand).await;
    assert_eq!(
        (branch.name.as_str(), branch.is_default, branch.created),
        (DEFAULT_BRANCH, true, at(0))
    );
    assert_eq!((&branch.project_id, &branch.organization_id), (&brand, &acme));
    let named = storage.branch(&brand, Some(DEFAULT_BRANCH)).await.unwrap();
    assert_eq!(named.as_ref(), Some(&branch));
    for (project_id, name) in [(brand.as_str(), Some("Main")), (&brand, Some("")), ("none", None)] {
        assert_eq!(storage.branch(project_id, name).await.unwrap(), None);
    }
    let list = storage.branches(&brand, ALL).await.unwrap();
    assert_eq!((list.rows, list.total), (vec![branch], 1));
    assert_eq!(storage.branches("none", ALL).await.unwrap().total, 0);
}

pub(super) async fn projects_go_with_all_in_them(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let gone = project_with(storage, "Gone", &acme, content(&[("a", "{}")])).await;
    let kept = project_with(storage, "Kept", &acme, content(&[("a", "{}")])).await;
    let (branch, other) = (
        default_branch(storage, &gone).await,
        default_branch(storage, &kept).await,
    );
    assert!(storage.remove_project(&gone, "somebody").await.unwrap());
    assert!(!storage.remove_project(&gone, "somebody").await.unwrap());
    assert_eq!(storage.project(&user_id, &gone).await.unwrap(), None);
    assert_eq!(storage.branch(&gone, None).await.unwrap(), None);
    assert_eq!(storage.token_set(&branch.id, "a").await.unwrap(), None);
    assert!(storage.token_set(&other.id, "a").await.unwrap().is_some());
    assert_eq!(
        names(storage, &user_id, &acme, NameFilter::default()).await,
        ["Kept"]
    );
}

pub(super) async fn content_is_replaced_as_a_whole(storage: &dyn Storage) {
    let (user_id, acme) = household(storage).await;
    let brand = project_with(storage, "Brand", &acme, content(&[("a", "{}"), ("b", "{}")])).await;
    let before = storage.project(&user_id, &brand).await.unwrap().unwrap();
    assert_eq!(before.counts.token_sets, 2);
    let new = content(&[("c", "{}")]);
    assert!(
        storage
            .replace_content(&brand, new.clone(), at(60))
            .await
            .unwrap()
    );
    let after = storage.project(&user_id, &brand).await.unwrap().unwrap();
    assert_eq!((after.counts, after.updated), (new.counts, at(60)));
    assert!(after.revision > before.revision);
    let branch = default_branch(storage, &brand).await;
    let sets = storage
        .token_sets(&branch.id, NameFilter::default(), ALL)
        .await
        .unwrap();
    assert_eq!((sets.total, sets.rows[0].name.as_str()), (1, "c"));
    // A name that is there twice can't be stored, so nothing of it is.
    let twice = content(&[("d", "{}"), ("d", "{}")]);
    assert!(storage.replace_content(&brand, twice, at(90)).await.is_err());
    assert_eq!(storage.project(&user_id, &brand).await.unwrap().unwrap(), after);
    assert_eq!(
        storage
            .token_sets(&branch.id, NameFilter::default(), ALL)
            .await
            .unwrap(),
        sets
    );
}

pub(super) async fn replacing_nothing_is_told(storage: &dyn Storage) {
    assert!(
        !storage
            .replace_content("none", Content::default(), at(0))
            .await
            .unwrap()
    );
}
