//! Bringing back something that was replaced: a whole document, or one token set of it.
//!
//! It is a write like any other, so what it replaces is kept as well: the whole document, also when one set comes back.

use jiff::Timestamp;

use super::document::later;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{
    Content, Document, Frame, HistoryEntry, Kept, NewDocument, NewTokenSet, Replacement, kept_since,
};
use crate::store::Store;
use crate::text;
use crate::token_file;

/// How often to begin anew when somebody else writes at the same moment.
const ATTEMPTS: usize = 5;

impl Store {
    /// Brings back an entry of a project's history, and gives that entry.
    pub(crate) async fn restore(&self, project_id: &str, id: &str) -> Result<HistoryEntry, StoreError> {
        let project_id = text::known_id(project_id, "project")?;
        let id = text::known_id(id, "entry in this project's history")?;
        if !self.storage().project_exists(&project_id).await? {
            return Err(StoreError::NotFound("project"));
        }
        for _ in 0..ATTEMPTS {
            let now = moment::now();
            let kept = self.storage().kept(&project_id, &id, kept_since(now)).await?;
            let kept = kept.ok_or(StoreError::NotFound("entry in this project's history"))?;
            let found = self.storage().document(&project_id).await?;
            let entry = kept.entry.clone();
            let new = restored(kept, found.ok_or(StoreError::NotFound("project"))?, now);
            match self.storage().replace_document(&project_id, new, now).await? {
                Replacement::Done(_) => return Ok(entry),
                Replacement::NoProject => return Err(StoreError::NotFound("project")),
                Replacement::Stale | Replacement::NotFirst => {}
            }
        }
        Err(StoreError::Conflict(
            "Others keep writing to this project. Try again in a moment.".into(),
        ))
    }
}

fn restored(kept: Kept, there: Document, now: Timestamp) -> NewDocument {
    let only_in = Some(vec![there.state]);
    let frame = kept
        .version_and_themes
        .map(|(version, themes)| frame(version, themes, there.frame.as_ref(), now));
    let content = if kept.entry.set_name.is_some() {
        let sets = kept.content.token_sets.into_iter();
        sets.fold(there.content, |content, set| {
            with_set(content, set, kept.position)
        })
    } else {
        kept.content
    };
    NewDocument {
        content,
        frame,
        only_in,
        ..NewDocument::default()
    }
}

/// What comes back is the newest again.
fn frame(version: String, themes: String, there: Option<&Frame>, now: Timestamp) -> Frame {
    let updated_at = there.map_or(now, |there| later(now, &there.updated_at));
    Frame {
        version,
        updated_at: updated_at.to_string(),
        themes,
    }
}

/// Puts a set in the place of the one of its name, or in its former place.
fn with_set(mut content: Content, set: NewTokenSet, position: u32) -> Content {
    let count = |set: &NewTokenSet| token_file::count_design_tokens(&set.raw);
    let counts = &mut content.counts;
    counts.design_tokens = counts.design_tokens.saturating_add(count(&set));
    let sets = &mut content.token_sets;
    if let Some(there) = sets.iter_mut().find(|there| there.name == set.name) {
        counts.design_tokens = counts.design_tokens.saturating_sub(count(there));
        *there = set;
    } else {
        let place = usize::try_from(position).unwrap_or(usize::MAX).min(sets.len());
        sets.insert(place, set);
        counts.token_sets = counts.token_sets.saturating_add(1);
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::ContentCounts;

    fn set(name: &str, raw: &str) -> NewTokenSet {
        NewTokenSet {
            name: name.into(),
            raw: raw.into(),
        }
    }

    fn two_sets() -> Content {
        Content {
            token_sets: vec![set("a", r#"{"x": {"$value": 1}}"#), set("b", "{}")],
            theme_groups: Vec::new(),
            counts: ContentCounts {
                token_sets: 2,
                design_tokens: 1,
                themes: 0,
            },
        }
    }

    fn names(content: &Content) -> Vec<&str> {
        content.token_sets.iter().map(|set| set.name.as_str()).collect()
    }

    #[test]
    fn a_set_that_changed_comes_back_in_its_place() {
        let former = set("a", r#"{"x": {"$value": 1}, "y": {"$value": 2}}"#);
        let content = with_set(two_sets(), former.clone(), 1);
        assert_eq!(names(&content), ["a", "b"]);
        assert_eq!(content.token_sets[0], former);
        assert_eq!((content.counts.token_sets, content.counts.design_tokens), (2, 2));
    }

    #[test]
    fn a_set_that_is_gone_comes_back_where_it_was() {
        let gone = set("c", r#"{"z": {"$value": 1}}"#);
        for (position, expected) in [(0, ["c", "a", "b"]), (1, ["a", "c", "b"]), (9, ["a", "b", "c"])] {
            let content = with_set(two_sets(), gone.clone(), position);
            assert_eq!(names(&content), expected);
            assert_eq!((content.counts.token_sets, content.counts.design_tokens), (3, 2));
        }
    }
}
