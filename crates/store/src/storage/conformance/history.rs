//! Promises about whole documents, and about what they and changes of single sets replace.

use jiff::{SignedDuration, Timestamp};

use super::{at, content, default_branch, household, id, project, project_with, theme_group};
use crate::storage::{
    Content, Edited, Frame, HistoryEntry, Kept, NewDocument, ProjectState, Replacement, Storage,
    TokenSetEdit, kept_since,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn frame(updated_at: &str) -> Frame {
    Frame {
        version: "2".into(),
        updated_at: updated_at.into(),
        themes: "[ ]".into(),
    }
}

fn written(sets: &[(&str, &str)]) -> NewDocument {
    NewDocument {
        content: content(sets),
        ..NewDocument::default()
    }
}

fn one_group(sets: &[(&str, &str)]) -> Content {
    Content {
        theme_groups: vec![theme_group("Mode", &["Light", "Dark"])],
        ..content(sets)
    }
}

async fn replaced(storage: &dyn Storage, project: &str, new: NewDocument, now: Timestamp) -> ProjectState {
    match storage.replace_document(project, new, now).await.unwrap() {
        Replacement::Done(state) => state,
        other => panic!("{other:?}"),
    }
}

async fn entries(storage: &dyn Storage, project: &str) -> Vec<HistoryEntry> {
    storage.history(project, Timestamp::UNIX_EPOCH).await.unwrap()
}

async fn kept(storage: &dyn Storage, project: &str, entry: &HistoryEntry) -> Kept {
    let found = storage.kept(project, &entry.id, Timestamp::UNIX_EPOCH).await;
    found.unwrap().unwrap()
}

fn texts(content: &Content) -> Vec<(&str, &str)> {
    let sets = content.token_sets.iter();
    sets.map(|set| (set.name.as_str(), set.raw.as_str())).collect()
}

pub(super) async fn a_document_is_given_back_as_written(storage: &dyn Storage) {
    let (user, acme) = household(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    let sets = [("b", "{ \"x\":1.0 }"), ("a", "{}")];
    let new = NewDocument {
        content: one_group(&sets),
        frame: Some(frame("then")),
        ..NewDocument::default()
    };
    let state = replaced(storage, &brand, new.clone(), at(60)).await;
    let there = storage.document(&brand).await.unwrap().unwrap();
    assert_eq!((there.state, there.state.updated), (state, at(60)));
    assert_eq!(texts(&there.content), sets);
    assert_eq!(there.content.theme_groups, new.content.theme_groups);
    assert_eq!(there.content.counts, new.content.counts);
    assert_eq!((there.frame, there.is_as_written), (new.frame, true));
    let seen = storage.project(&user, &brand).await.unwrap().unwrap();
    assert_eq!((seen.revision, seen.updated), (state.revision, state.updated));
    assert!(storage.document("none").await.unwrap().is_none());
}

pub(super) async fn a_frame_outlives_other_writes(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    let first = storage.document(&brand).await.unwrap().unwrap();
    assert_eq!((first.frame, first.is_as_written), (None, false));
    let new = NewDocument {
        frame: Some(frame("then")),
        ..written(&[("a", "{}")])
    };
    replaced(storage, &brand, new, at(60)).await;
    // At the very same moment.
    assert!(
        storage
            .replace_content(&brand, content(&[("b", "{}")]), at(60))
            .await
            .unwrap()
    );
    let there = storage.document(&brand).await.unwrap().unwrap();
    assert_eq!((there.frame, there.is_as_written), (Some(frame("then")), false));
    let new = NewDocument {
        frame: Some(frame("now")),
        ..written(&[("a", "{}")])
    };
    replaced(storage, &brand, new, at(61)).await;
    let there = storage.document(&brand).await.unwrap().unwrap();
    assert_eq!((there.frame, there.is_as_written), (Some(frame("now")), true));
}

pub(super) async fn a_document_is_replaced_only_as_asked(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let brand = project(storage, "Brand", &acme).await;
    let first = NewDocument {
        only_first: true,
        ..written(&[("a", "{}")])
    };
    let state = replaced(storage, &brand, first.clone(), at(60)).await;
    let ask = async |new: NewDocument| storage.replace_document(&brand, new, at(90)).await.unwrap();
    assert_eq!(ask(first).await, Replacement::NotFirst);
    let in_states = |states: &[ProjectState]| NewDocument {
        only_in: Some(states.to_vec()),
        ..written(&[("b", "{}")])
    };
    let older = ProjectState {
        revision: state.revision - 1,
        ..state
    };
    let other = ProjectState {
        updated: at(61),
        ..state
    };
    for states in [&[][..], &[older], &[other, older]] {
        assert_eq!(ask(in_states(states)).await, Replacement::Stale);
    }
    let there = storage.document(&brand).await.unwrap().unwrap();
    assert_eq!((texts(&there.content), there.state), (vec![("a", "{}")], state));
    assert!(entries(storage, &brand).await.is_empty());
    assert!(matches!(
        ask(in_states(&[older, state])).await,
        Replacement::Done(_)
    ));
    assert_eq!(ask(in_states(&[state])).await, Replacement::Stale);
    let nowhere = storage.replace_document("none", written(&[]), at(90)).await;
    assert_eq!(nowhere.unwrap(), Replacement::NoProject);
}

pub(super) async fn what_is_replaced_is_kept(storage: &dyn Storage) {
    let (user, acme) = household(storage).await;
    let first = one_group(&[("z", "{ \"x\":1.0 }"), ("a", "{}")]);
    let brand = project_with(storage, "Brand", &acme, first.clone()).await;
    assert!(entries(storage, &brand).await.is_empty());
    let by_mia = NewDocument {
        by: Some(user),
        frame: Some(frame("then")),
        ..written(&[("b", "{}")])
    };
    replaced(storage, &brand, by_mia, at(60)).await;
    let third = content(&[("c", "{}")]);
    assert!(storage.replace_content(&brand, third, at(90)).await.unwrap());
    let list = entries(storage, &brand).await;
    let seen: Vec<_> = list
        .iter()
        .map(|entry| (entry.kept, entry.by.as_deref(), entry.set_name.as_deref()))
        .collect();
    assert_eq!(seen, [(at(90), None, None), (at(60), Some("Mia"), None)]);
    let oldest = kept(storage, &brand, &list[1]).await;
    assert_eq!(oldest.entry, list[1]);
    assert_eq!(texts(&oldest.content), texts(&first));
    assert_eq!(oldest.content.theme_groups, first.theme_groups);
    assert_eq!(oldest.content.counts, first.counts);
    assert_eq!(oldest.version_and_themes, None);
    let framed = kept(storage, &brand, &list[0]).await;
    assert_eq!(framed.version_and_themes, Some(("2".into(), "[ ]".into())));
    // Of other projects it is none.
    let other = project(storage, "Other", &acme).await;
    assert!(entries(storage, &other).await.is_empty());
    for (project, id) in [(other, list[0].id.clone()), (brand, id())] {
        let found = storage.kept(&project, &id, Timestamp::UNIX_EPOCH).await.unwrap();
        assert!(found.is_none());
    }
}

pub(super) async fn what_is_written_again_replaces_nothing(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let sets = [("a", "{}"), ("b", "{}")];
    let same = one_group(&sets);
    let brand = project_with(storage, "Brand", &acme, same.clone()).await;
    let replace = async |content: Content| {
        assert!(storage.replace_content(&brand, content, at(60)).await.unwrap());
        entries(storage, &brand).await.len()
    };
    assert_eq!(replace(same.clone()).await, 0);
    let others = [
        one_group(&[("b", "{}"), ("a", "{}")]),
        one_group(&[("b", "{}"), ("a", "{ }")]),
        one_group(&[("b", "{}")]),
        one_group(&sets),
        content(&sets),
        Content {
            theme_groups: vec![theme_group("Mode", &["Dark", "Light"])],
            ..content(&sets)
        },
        Content::default(),
    ];
    for (count, other) in (1..).zip(others) {
        assert_eq!(replace(other).await, count);
    }
    // And where nothing was, nothing is kept.
    assert_eq!(replace(same).await, 7);
}

pub(super) async fn sets_that_share_a_place_are_kept(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let sets = content(&[("a", "{ }"), ("b", "{}"), ("c", "{ \"x\":1.0 }")]);
    let brand = project_with(storage, "Brand", &acme, sets).await;
    // In another order than they were made.
    let turned = content(&[("c", "{ \"x\":1.0 }"), ("b", "{}"), ("a", "{ }")]);
    assert!(storage.replace_content(&brand, turned, at(60)).await.unwrap());
    let branch = default_branch(storage, &brand).await.id;
    let places = ["a", "b", "c"].map(|name| (name.to_owned(), 7)).to_vec();
    let ordered = storage.order_token_sets(&branch, places, at(65)).await;
    assert!(matches!(ordered.unwrap(), Edited::Done(_)));
    let shown = storage.document(&brand).await.unwrap().unwrap().content;
    // As they are shown, they are written again.
    replaced(storage, &brand, written(&texts(&shown)), at(70)).await;
    assert_eq!(entries(storage, &brand).await.len(), 1);

    let places = ["a", "b"].map(|name| (name.to_owned(), 3)).to_vec();
    let ordered = storage.order_token_sets(&branch, places, at(75)).await;
    assert!(matches!(ordered.unwrap(), Edited::Done(_)));
    let shown = storage.document(&brand).await.unwrap().unwrap().content;
    replaced(storage, &brand, written(&[("z", "{}")]), at(80)).await;
    let newest = &entries(storage, &brand).await[0];
    assert_eq!(texts(&kept(storage, &brand, newest).await.content), texts(&shown));
}

pub(super) async fn a_set_is_kept_alone(storage: &dyn Storage) {
    let (user, acme) = household(storage).await;
    let sets = [("a", "{}"), ("b", "{ \"x\":1.0 }")];
    let brand = project_with(storage, "Brand", &acme, one_group(&sets)).await;
    let branch = default_branch(storage, &brand).await.id;
    let becomes = async |raw: &str, now| {
        let edit = TokenSetEdit {
            raw: Some(raw.to_owned()),
            ..TokenSetEdit::default()
        };
        let edited = storage.edit_token_set(&branch, "b", edit, &user, now).await;
        assert!(matches!(edited.unwrap(), Edited::Done(_)));
    };
    becomes("{}", at(60)).await;
    // Nothing new, so nothing old.
    becomes("{}", at(65)).await;
    let removed = storage
        .remove_token_set(&branch, "b", &user, at(70))
        .await
        .unwrap();
    assert!(removed.is_some());
    let list = entries(storage, &brand).await;
    assert_eq!(list.len(), 2);
    assert_eq!(
        (list[1].kept, list[1].set_name.as_deref(), list[1].by.as_deref()),
        (at(60), Some("b"), Some("Mia"))
    );
    let found = kept(storage, &brand, &list[1]).await;
    assert_eq!((texts(&found.content), found.position), (vec![sets[1]], 1));
    assert!(found.content.theme_groups.is_empty());
}

pub(super) async fn what_is_old_is_dropped(storage: &dyn Storage) {
    let (user, acme) = household(storage).await;
    let brand = project_with(storage, "Brand", &acme, content(&[("a", "{}")])).await;
    let other = project_with(storage, "Other", &acme, content(&[("a", "{}")])).await;
    replaced(storage, &brand, written(&[("b", "{}")]), at(0)).await;
    replaced(storage, &brand, written(&[("c", "{}")]), at(1)).await;
    let list = entries(storage, &brand).await;
    let end = at(0) + 30 * DAY;
    // It is not shown any more, even before something drops it.
    assert_eq!(storage.history(&brand, kept_since(end)).await.unwrap(), list[..1]);
    let old = storage.kept(&brand, &list[1].id, kept_since(end)).await.unwrap();
    assert!(old.is_none());
    assert_eq!(entries(storage, &brand).await.len(), 2);
    replaced(storage, &other, written(&[("b", "{}")]), end).await;
    assert_eq!(entries(storage, &brand).await, list[..1]);
    let branch = default_branch(storage, &brand).await.id;
    let later = storage.remove_token_set(&branch, "c", &user, end + DAY).await;
    assert!(later.unwrap().is_some());
    let left = entries(storage, &brand).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].set_name.as_deref(), Some("c"));
}

pub(super) async fn history_goes_with_its_project(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let brand = project_with(storage, "Brand", &acme, content(&[("a", "{}")])).await;
    replaced(storage, &brand, written(&[("b", "{}")]), at(60)).await;
    let list = entries(storage, &brand).await;
    assert!(storage.remove_project(&brand, "somebody").await.unwrap());
    assert!(entries(storage, &brand).await.is_empty());
    let found = storage.kept(&brand, &list[0].id, Timestamp::UNIX_EPOCH).await;
    assert!(found.unwrap().is_none());
}
