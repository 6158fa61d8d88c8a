//! Promises about single changes of token sets, theme groups and projects.

use super::{
    ALL, Content, ContentCounts, Storage, at, content, default_branch, household, project_with, theme_group,
};
use crate::storage::{
    AddedTokenSet, Change, Edited, NameFilter, Project, ProjectEdit, ThemeGroup, TokenSet, TokenSetEdit,
    TokenSetKind,
};

/// Two design tokens.
const TWO: &str = r#"{ "b":{"$value": 1.0}, "a": {"$value": 1e3} }"#;

/// A project with the sets `a`, `a/b`, `a0` and `b`, and two theme groups.
struct Place<'storage> {
    storage: &'storage dyn Storage,
    user_id: String,
    project_id: String,
    branch_id: String,
}

impl<'storage> Place<'storage> {
    async fn new(storage: &'storage dyn Storage) -> Self {
        let (user_id, acme) = household(storage).await;
        let whole = Content {
            theme_groups: vec![
                theme_group("Mode", &["Light", "Dark"]),
                theme_group("Size", &["S"]),
            ],
            ..content(&[("a", TWO), ("a/b", "{}"), ("a0", "{}"), ("b", "{}")])
        };
        let project_id = project_with(storage, "Brand", &acme, whole).await;
        let branch_id = default_branch(storage, &project_id).await.id;
        Self {
            storage,
            user_id,
            project_id,
            branch_id,
        }
    }

    async fn sets(&self) -> Vec<TokenSet> {
        let all = self
            .storage
            .token_sets(&self.branch_id, NameFilter::default(), ALL);
        all.await.unwrap().rows
    }

    async fn names(&self) -> Vec<String> {
        self.sets().await.into_iter().map(|set| set.name).collect()
    }

    async fn groups(&self) -> Vec<ThemeGroup> {
        self.storage
            .theme_groups(&self.branch_id, ALL)
            .await
            .unwrap()
            .rows
    }

    async fn project(&self) -> Project {
        let found = self.storage.project(&self.user_id, &self.project_id).await;
        found.unwrap().unwrap()
    }

    async fn add(&self, name: &str, position: Option<u32>) -> Edited<TokenSet> {
        let set = AddedTokenSet {
            name: name.into(),
            position,
            kind: TokenSetKind::Dynamic,
            raw: TWO.into(),
        };
        self.storage
            .add_token_set(&self.branch_id, set, at(60))
            .await
            .unwrap()
    }

    async fn edit(&self, name: &str, edit: TokenSetEdit) -> Edited<TokenSet> {
        let edited = self
            .storage
            .edit_token_set(&self.branch_id, name, edit, &self.user_id, at(60));
        edited.await.unwrap()
    }
}

fn done<Rows: std::fmt::Debug>(edited: Edited<Rows>) -> Rows {
    match edited {
        Edited::Done(rows) => rows,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn sets_are_added_in_their_place(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let last = done(place.add("last", None).await);
    assert_eq!(
        (last.position, last.kind, last.raw.as_str()),
        (4, TokenSetKind::Dynamic, TWO)
    );
    assert_eq!((last.created, last.updated), (at(60), at(60)));
    done(place.add("second", Some(0)).await);
    assert_eq!(place.names().await, ["a", "second", "a/b", "a0", "b", "last"]);
    assert_eq!(place.add("a", None).await, Edited::Taken("a".into()));
    let farthest = u32::try_from(i32::MAX).unwrap();
    assert_eq!(done(place.add("far", Some(farthest)).await).position, farthest);
    assert_eq!(done(place.add("farther", None).await).position, farthest);
    let found = storage.token_set(&place.branch_id, "last").await.unwrap();
    assert_eq!(found, Some(last));
}

pub(super) async fn sets_are_copied(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let copy = async |from: &str, name: &str| {
        let copied = storage.copy_token_set(&place.branch_id, from, name, None, at(60));
        copied.await.unwrap()
    };
    let made = done(copy("a", "c").await);
    assert_eq!(
        (made.name.as_str(), made.raw.as_str(), made.created),
        ("c", TWO, at(60))
    );
    assert_ne!(made.id, place.sets().await[0].id);
    assert_eq!(copy("none", "d").await, Edited::Missing("none".into()));
    assert_eq!(copy("a", "b").await, Edited::Taken("b".into()));
}

pub(super) async fn an_edit_touches_one_set(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let before = place.sets().await;
    let edit = TokenSetEdit {
        name: Some("z".into()),
        position: Some(9),
        kind: Some(TokenSetKind::Dynamic),
        raw: Some("{ }".into()),
    };
    let after = done(place.edit("a", edit.clone()).await);
    assert_eq!(
        (&after.id, after.created, after.updated),
        (&before[0].id, at(0), at(60))
    );
    let sets = place.sets().await;
    assert_eq!((&sets[..3], &sets[3]), (&before[1..], &after));
    let moved = TokenSetEdit {
        position: Some(0),
        ..TokenSetEdit::default()
    };
    let moved = done(place.edit("b", moved).await);
    assert_eq!((moved.position, moved.updated), (0, at(0)));
    assert_eq!(
        place.edit("none", edit.clone()).await,
        Edited::Missing("none".into())
    );
    assert_eq!(place.edit("b", edit).await, Edited::Taken("z".into()));
}

pub(super) async fn an_edit_that_changes_nothing_is_none(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let before = place.project().await;
    let same = TokenSetEdit {
        name: Some("a".into()),
        raw: Some(TWO.into()),
        ..TokenSetEdit::default()
    };
    done(place.edit("a", same).await);
    let group = theme_group("Mode", &["Light", "Dark"]);
    done(
        storage
            .edit_theme_group(&place.branch_id, "Mode", group, at(60))
            .await
            .unwrap(),
    );
    assert_eq!(place.project().await, before);
}

pub(super) async fn sets_are_ordered_all_or_none(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let order = async |places: &[(&str, u32)]| {
        let places = places
            .iter()
            .map(|(name, position)| ((*name).into(), *position))
            .collect();
        storage
            .order_token_sets(&place.branch_id, places, at(60))
            .await
            .unwrap()
    };
    let sets = done(order(&[("b", 0), ("a", 3), ("b", 1)]).await);
    assert_eq!(
        sets.iter()
            .map(|set| (set.name.as_str(), set.position))
            .collect::<Vec<_>>(),
        [("b", 1), ("a", 3)]
    );
    assert_eq!(place.names().await, ["a/b", "b", "a0", "a"]);
    assert_eq!(
        order(&[("b", 7), ("none", 0)]).await,
        Edited::Missing("none".into())
    );
    assert_eq!(place.names().await, ["a/b", "b", "a0", "a"]);
}

pub(super) async fn sets_are_removed_below_a_path(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let before = place.sets().await;
    let removed = storage
        .remove_token_sets_below(&place.branch_id, "a", &place.user_id, at(60))
        .await
        .unwrap();
    assert_eq!(removed, before[..2]);
    assert_eq!(place.names().await, ["a0", "b"]);
    let again = storage
        .remove_token_sets_below(&place.branch_id, "a", &place.user_id, at(60))
        .await
        .unwrap();
    assert!(again.is_empty());
    let one = storage
        .remove_token_set(&place.branch_id, "b", &place.user_id, at(60))
        .await
        .unwrap();
    assert_eq!(one, Some(before[3].clone()));
    assert_eq!(
        storage
            .remove_token_set(&place.branch_id, "b", &place.user_id, at(60))
            .await
            .unwrap(),
        None
    );
    assert_eq!(place.names().await, ["a0"]);
}

pub(super) async fn sets_are_renamed_below_a_path(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let before = place.sets().await;
    let rename = async |path: &str, new_path: &str| {
        let fits = |name: &str| name.len() < 10;
        let renamed = storage.rename_token_sets_below(&place.branch_id, path, new_path, fits, at(60));
        renamed.await.unwrap()
    };
    let sets = done(rename("a", "a/b").await);
    assert_eq!(
        sets.iter().map(|set| set.name.as_str()).collect::<Vec<_>>(),
        ["a/b", "a/b/b"]
    );
    assert_eq!((&sets[0].id, sets[0].updated), (&before[0].id, at(60)));
    assert_eq!(place.sets().await[..2], sets);
    assert_eq!(place.names().await, ["a/b", "a/b/b", "a0", "b"]);
    assert_eq!(rename("a/b", "b").await, Edited::Taken("b".into()));
    assert_eq!(rename("a", "12345678").await, Edited::Unfit("12345678/b".into()));
    assert_eq!(rename("none", "x").await, Edited::Missing("none".into()));
    assert_eq!(place.names().await, ["a/b", "a/b/b", "a0", "b"]);
}

pub(super) async fn theme_groups_are_edited_in_their_place(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let (storage, branch) = (place.storage, place.branch_id.as_str());
    let added = done(
        storage
            .add_theme_group(branch, theme_group("New", &["A", "B"]), at(60))
            .await
            .unwrap(),
    );
    assert_eq!(
        (added.created, added.updated, added.themes.len()),
        (at(60), at(60), 2)
    );
    let again = storage
        .add_theme_group(branch, theme_group("Mode", &["A"]), at(60))
        .await
        .unwrap();
    assert_eq!(again, Edited::Taken("Mode".into()));
    let edited = storage
        .edit_theme_group(branch, "Mode", theme_group("Modes", &["Dim"]), at(90))
        .await
        .unwrap();
    let edited = done(edited);
    assert_eq!((edited.created, edited.updated), (at(0), at(90)));
    assert_eq!(place.groups().await[0], edited);
    assert_eq!(storage.theme_group(branch, "Modes").await.unwrap(), Some(edited));
    assert_eq!(storage.theme_group(branch, "Mode").await.unwrap(), None);
    let edit = async |name: &str, new: &str| {
        let edited = storage.edit_theme_group(branch, name, theme_group(new, &["A"]), at(90));
        edited.await.unwrap()
    };
    assert_eq!(edit("none", "x").await, Edited::Missing("none".into()));
    assert_eq!(edit("New", "Size").await, Edited::Taken("Size".into()));
    let names = |groups: Vec<ThemeGroup>| groups.into_iter().map(|group| group.name).collect::<Vec<_>>();
    assert_eq!(names(place.groups().await), ["Modes", "Size", "New"]);
    let gone = storage.remove_theme_group(branch, "Size", at(90)).await.unwrap();
    assert_eq!(gone.map(|group| group.name), Some("Size".into()));
    assert_eq!(
        storage.remove_theme_group(branch, "Size", at(90)).await.unwrap(),
        None
    );
    assert_eq!(names(place.groups().await), ["Modes", "New"]);
}

/// The project says how much it holds after each change, and when and in which revision that was.
pub(super) async fn each_edit_is_one_of_the_project(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let branch = place.branch_id.as_str();
    let mut before = place.project().await;
    // What was carried along: see `content`.
    assert_eq!(before.counts, counts(4, 7, 3));
    let mut next = async |expected: ContentCounts| {
        let after = place.project().await;
        assert_eq!((after.counts, after.updated), (expected, at(60)));
        assert!(after.revision > before.revision);
        before = after;
    };
    done(place.add("c", None).await);
    next(counts(5, 9, 3)).await;
    let one = TokenSetEdit {
        raw: Some(r#"{"a": {"$value": 1}}"#.into()),
        ..TokenSetEdit::default()
    };
    done(place.edit("c", one).await);
    next(counts(5, 8, 3)).await;
    done(
        storage
            .copy_token_set(branch, "c", "d", None, at(60))
            .await
            .unwrap(),
    );
    next(counts(6, 9, 3)).await;
    done(
        storage
            .order_token_sets(branch, vec![("c".into(), 0)], at(60))
            .await
            .unwrap(),
    );
    next(counts(6, 9, 3)).await;
    storage
        .remove_token_set(branch, "d", &place.user_id, at(60))
        .await
        .unwrap();
    next(counts(5, 8, 3)).await;
    done(
        storage
            .rename_token_sets_below(branch, "a", "x", |_| true, at(60))
            .await
            .unwrap(),
    );
    next(counts(5, 8, 3)).await;
    storage
        .remove_token_sets_below(branch, "x", &place.user_id, at(60))
        .await
        .unwrap();
    next(counts(3, 6, 3)).await;
    done(
        storage
            .add_theme_group(branch, theme_group("New", &["A", "B"]), at(60))
            .await
            .unwrap(),
    );
    next(counts(3, 6, 5)).await;
    done(
        storage
            .edit_theme_group(branch, "New", theme_group("New", &["A"]), at(60))
            .await
            .unwrap(),
    );
    next(counts(3, 6, 4)).await;
    storage.remove_theme_group(branch, "Mode", at(60)).await.unwrap();
    next(counts(3, 6, 2)).await;
}

fn counts(token_sets: u32, design_tokens: u32, themes: u32) -> ContentCounts {
    ContentCounts {
        token_sets,
        design_tokens,
        themes,
    }
}

pub(super) async fn replaced_sets_keep_their_kind(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    done(place.add("c", None).await);
    let next = content(&[("c", "{}"), ("new", "{}")]);
    assert!(
        storage
            .replace_content(&place.project_id, next, at(90))
            .await
            .unwrap()
    );
    let kinds: Vec<TokenSetKind> = place.sets().await.iter().map(|set| set.kind).collect();
    assert_eq!(kinds, [TokenSetKind::Dynamic, TokenSetKind::Static]);
}

pub(super) async fn projects_are_edited_in_part(storage: &dyn Storage) {
    let place = Place::new(storage).await;
    let before = place.project().await;
    let edit = async |edit: ProjectEdit| {
        storage
            .edit_project(&place.user_id, &place.project_id, edit)
            .await
            .unwrap()
            .unwrap()
    };
    let to = |text: &str| Change::To(Some(text.to_owned()));
    let all = edit(ProjectEdit {
        name: Some("Brand 2".into()),
        description: to("About it"),
        icon: to("data:"),
    })
    .await;
    let shown = |project: &Project| {
        (
            project.name.clone(),
            project.description.clone(),
            project.icon.clone(),
        )
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(shown(&all), ("Brand 2".into(), some("About it"), some("data:")));
    assert_eq!((all.updated, all.counts), (before.updated, before.counts));
    assert!(all.revision > before.revision);
    let nothing = edit(ProjectEdit::default()).await;
    assert_eq!(shown(&nothing), shown(&all));
    let cleared = edit(ProjectEdit {
        description: Change::To(None),
        ..ProjectEdit::default()
    })
    .await;
    assert_eq!(shown(&cleared), ("Brand 2".into(), None, some("data:")));
    let none = storage
        .edit_project(&place.user_id, "none", ProjectEdit::default())
        .await
        .unwrap();
    assert_eq!(none, None);
}
