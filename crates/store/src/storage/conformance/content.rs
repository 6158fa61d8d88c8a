//! Promises about token sets and themes.

use super::{
    ALL, Content, Storage, at, content, default_branch, household, project, project_with, theme_group,
};
use crate::storage::{NameFilter, Page, TokenSet};

/// Texts that a database or a JSON library might write in another way.
const EXACT: [(&str, &str); 5] = [
    ("z/last first", "{ \"z\":1.0,\n\t\"a\": 1e3, \"0\": 0.10 }"),
    (
        "a",
        "{\"n\": 123456789012345678901234567890, \"e\": 1E400, \"m\": -0.0}",
    ),
    (
        "ü 🎨",
        "{\"u\": \"\\u00e9é\\ud83c\\udfa8🎨\", \"s\": \"\\/ / \\\\ \\u0000\"}",
    ),
    ("empty", "{}"),
    ("A", "{  }"),
];

/// A branch that holds these sets: its id.
async fn branch_with(storage: &dyn Storage, content: Content) -> String {
    let (_, acme) = household(storage).await;
    let brand = project_with(storage, "Brand", &acme, content).await;
    default_branch(storage, &brand).await.id
}

async fn sets(storage: &dyn Storage, branch_id: &str) -> Vec<TokenSet> {
    storage
        .token_sets(branch_id, NameFilter::default(), ALL)
        .await
        .unwrap()
        .rows
}

pub(super) async fn sets_keep_their_order_and_text(storage: &dyn Storage) {
    let branch = branch_with(storage, content(&EXACT)).await;
    let stored = sets(storage, &branch).await;
    let texts: Vec<(&str, &str)> = stored
        .iter()
        .map(|set| (set.name.as_str(), set.raw.as_str()))
        .collect();
    assert_eq!(texts, EXACT);
    let positions: Vec<u32> = stored.iter().map(|set| set.position).collect();
    assert_eq!(positions, [0, 1, 2, 3, 4]);
    for set in stored {
        assert_eq!((set.created, set.updated), (at(0), at(0)));
        assert_eq!(storage.token_set(&branch, &set.name).await.unwrap(), Some(set));
    }
    assert_eq!(storage.token_set(&branch, "EMPTY").await.unwrap(), None);
    assert_eq!(storage.token_set("none", "a").await.unwrap(), None);
}

pub(super) async fn sets_are_filtered(storage: &dyn Storage) {
    let names = ["core", "core/color", "Core/size", "brand", "co%re"];
    let branch = branch_with(storage, content(&names.map(|name| (name, "{}")))).await;
    let filtered = async |filter: NameFilter| -> Vec<String> {
        let list = storage.token_sets(&branch, filter, ALL).await.unwrap();
        assert_eq!(list.total as usize, list.rows.len());
        list.rows.into_iter().map(|set| set.name).collect()
    };
    let (core, some) = (|| Some("core".to_owned()), |text: &str| Some(text.to_owned()));
    assert_eq!(
        filtered(NameFilter {
            equal: core(),
            ..NameFilter::default()
        })
        .await,
        ["core"]
    );
    assert_eq!(
        filtered(NameFilter {
            not_equal: core(),
            ..NameFilter::default()
        })
        .await,
        ["core/color", "Core/size", "brand", "co%re"]
    );
    let starts = |text: &str| NameFilter {
        starts_with: some(text),
        ..NameFilter::default()
    };
    assert_eq!(filtered(starts("core")).await, ["core", "core/color"]);
    assert_eq!(filtered(starts("co%")).await, ["co%re"]);
    assert_eq!(filtered(starts("")).await, names);
    let all_three = NameFilter {
        equal: some("core/color"),
        not_equal: core(),
        starts_with: some("core/"),
    };
    assert_eq!(filtered(all_three).await, ["core/color"]);
    assert!(
        filtered(NameFilter {
            equal: core(),
            not_equal: core(),
            starts_with: None
        })
        .await
        .is_empty()
    );
}

pub(super) async fn sets_come_in_pages(storage: &dyn Storage) {
    let names: Vec<String> = (0..25).map(|n| format!("set {}", 24 - n)).collect();
    let written: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "{}")).collect();
    let branch = branch_with(storage, content(&written)).await;
    let mut seen = Vec::new();
    for (number, length) in [(1, 10), (2, 10), (3, 5), (4, 0)] {
        let page = Page { number, limit: 10 };
        let list = storage
            .token_sets(&branch, NameFilter::default(), page)
            .await
            .unwrap();
        assert_eq!((list.rows.len(), list.total, list.page), (length, 25, page));
        seen.extend(list.rows.into_iter().map(|set| set.name));
    }
    assert_eq!(seen, names);
}

pub(super) async fn replaced_sets_keep_what_stays(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let brand = project_with(
        storage,
        "Brand",
        &acme,
        content(&[("same", "{}"), ("new text", "{}"), ("gone", "{}")]),
    )
    .await;
    let branch = default_branch(storage, &brand).await.id;
    let before = sets(storage, &branch).await;
    let next = content(&[("new", "{}"), ("new text", "{ }"), ("same", "{}")]);
    assert!(storage.replace_content(&brand, next, at(60)).await.unwrap());
    let after = sets(storage, &branch).await;
    let names: Vec<&str> = after.iter().map(|set| set.name.as_str()).collect();
    assert_eq!(names, ["new", "new text", "same"]);
    assert_eq!((after[0].created, after[0].updated), (at(60), at(60)));
    assert_eq!(
        (&after[1].id, after[1].created, after[1].updated),
        (&before[1].id, at(0), at(60))
    );
    assert_eq!(
        (&after[2].id, after[2].created, after[2].updated),
        (&before[0].id, at(0), at(0))
    );
    assert_eq!(after[2].position, 2);
}

pub(super) async fn theme_groups_keep_their_order(storage: &dyn Storage) {
    let written = vec![
        theme_group("Mode", &["Light", "Dark"]),
        theme_group("Brand", &["B", "A", "C"]),
        theme_group("Alone", &["Alone"]),
    ];
    let whole = Content {
        theme_groups: written.clone(),
        ..content(&[])
    };
    let branch = branch_with(storage, whole).await;
    let list = storage.theme_groups(&branch, ALL).await.unwrap();
    assert_eq!(list.total, 3);
    for (group, expected) in list.rows.iter().zip(&written) {
        assert_eq!((&group.name, &group.themes), (&expected.name, &expected.themes));
        assert_eq!((group.created, group.updated), (at(0), at(0)));
    }
    let second = storage
        .theme_groups(&branch, Page { number: 2, limit: 1 })
        .await
        .unwrap();
    assert_eq!((second.rows.as_slice(), second.total), (&list.rows[1..2], 3));
    assert_eq!(storage.theme_groups("none", ALL).await.unwrap().total, 0);
}

pub(super) async fn replaced_theme_groups_keep_what_stays(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let groups = |groups: &[(&str, &[&str])]| Content {
        theme_groups: groups
            .iter()
            .map(|(name, themes)| theme_group(name, themes))
            .collect(),
        ..content(&[])
    };
    let first = groups(&[
        ("Mode", &["Light", "Dark"]),
        ("Size", &["S", "M"]),
        ("Gone", &["Gone"]),
    ]);
    let brand = project_with(storage, "Brand", &acme, first).await;
    let branch = default_branch(storage, &brand).await.id;
    let next = groups(&[
        ("New", &["New"]),
        ("Size", &["M", "S"]),
        ("Mode", &["Light", "Dark"]),
    ]);
    assert!(storage.replace_content(&brand, next, at(60)).await.unwrap());
    let list = storage.theme_groups(&branch, ALL).await.unwrap();
    let moments = list
        .rows
        .iter()
        .map(|group| (group.name.as_str(), group.created, group.updated));
    let expected = [
        ("New", at(60), at(60)),
        ("Size", at(0), at(60)),
        ("Mode", at(0), at(0)),
    ];
    assert_eq!(moments.collect::<Vec<_>>(), expected);
    assert_eq!(list.rows[1].themes[0].name, "M");
}

pub(super) async fn branches_are_apart(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let full = Content {
        theme_groups: vec![theme_group("Mode", &["Light"])],
        ..content(&[("a", "{}")])
    };
    let first = project_with(storage, "First", &acme, full).await;
    let second = project(storage, "Second", &acme).await;
    let branch = default_branch(storage, &second).await.id;
    assert!(sets(storage, &branch).await.is_empty());
    assert_eq!(storage.theme_groups(&branch, ALL).await.unwrap().total, 0);
    storage
        .replace_content(&second, Content::default(), at(60))
        .await
        .unwrap();
    let branch = default_branch(storage, &first).await.id;
    assert_eq!(sets(storage, &branch).await.len(), 1);
    assert_eq!(storage.theme_groups(&branch, ALL).await.unwrap().total, 1);
}
