//! What a project holds as one document, in the form that the Figma plugin's *Generic Versioned* provider reads.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;

use crate::error::StoreError;
use crate::heavy_work::LONG;
use crate::storage::{Document, ProjectState};
use crate::store::Store;

/// The version of the format, until somebody writes another one.
pub(super) const FIRST_VERSION: &str = "1";

/// A document as it is given out.
#[derive(Debug)]
pub(crate) struct WholeDocument {
    pub(crate) head: DocumentHead,
    /// The whole, in JSON.
    pub(crate) json: String,
}

/// What tells one state of a document from another.
#[derive(Debug, Clone)]
pub(crate) struct DocumentHead {
    pub(crate) state: ProjectState,
    pub(crate) version: String,
    pub(crate) updated_at: String,
}

/// About how long what is around a set is, and around all, in bytes.
const AROUND_A_SET: usize = 16;
const AROUND_ALL: usize = 256;

impl Store {
    /// What a project holds that is in this state, or in a later one. Who may see it is not asked here.
    pub(crate) async fn document_in(
        &self,
        project_id: &str,
        state: ProjectState,
    ) -> Result<Arc<WholeDocument>, StoreError> {
        if let Some(document) = self.recent_documents().find(project_id, state) {
            return Ok(document);
        }
        let document = Arc::new(self.document(project_id).await?);
        self.recent_documents().keep(project_id, &document);
        Ok(document)
    }

    /// What a project holds now.
    pub(super) async fn document(&self, project_id: &str) -> Result<WholeDocument, StoreError> {
        let found = self.storage().document(project_id).await?;
        let document = found.ok_or(StoreError::NotFound("project"))?;
        let length = document.content.token_sets.iter().map(|set| set.raw.len());
        let write = if length.sum::<usize>() > LONG {
            self.heavy_work().run(move || whole(&document)).await?
        } else {
            whole(&document)
        };
        write.map_err(|error| StoreError::System(error.to_string()))
    }
}

/// Texts are put together as they are kept, so that each keeps its spelling.
fn whole(document: &Document) -> serde_json::Result<WholeDocument> {
    let head = head(document);
    let themes = themes(document);
    let sets = document.content.token_sets.iter();
    let length = sets.map(|set| set.name.len() + set.raw.len() + AROUND_A_SET);
    let mut json = String::with_capacity(length.sum::<usize>() + themes.len() + AROUND_ALL);
    json.push_str("{\"version\":");
    json.push_str(&serde_json::to_string(&head.version)?);
    json.push_str(",\"updatedAt\":");
    json.push_str(&serde_json::to_string(&head.updated_at)?);
    json.push_str(",\"values\":{");
    for (number, set) in document.content.token_sets.iter().enumerate() {
        if number > 0 {
            json.push(',');
        }
        json.push_str(&serde_json::to_string(&set.name)?);
        json.push(':');
        json.push_str(&set.raw);
    }
    json.push_str("},\"$themes\":");
    json.push_str(&themes);
    json.push('}');
    Ok(WholeDocument { head, json })
}

/// As they were written, which the groups alone would not tell: themes of two groups may take turns.
fn themes(document: &Document) -> String {
    let groups = document.content.theme_groups.iter();
    let mut themes: Vec<&str> = groups
        .flat_map(|group| group.themes.iter().map(|theme| theme.raw.as_str()))
        .collect();
    let in_order = format!("[{}]", themes.join(","));
    themes.sort_unstable();
    match &document.frame {
        Some(frame) if sorted(&frame.themes).is_some_and(|written| written == themes) => frame.themes.clone(),
        _ => in_order,
    }
}

/// The texts in a list.
fn sorted(list: &str) -> Option<Vec<&str>> {
    let list: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    let mut texts: Vec<&str> = list.into_iter().map(RawValue::get).collect();
    texts.sort_unstable();
    Some(texts)
}

pub(super) fn head(document: &Document) -> DocumentHead {
    let version = document.frame.as_ref().map(|frame| frame.version.as_str());
    let updated_at = match &document.frame {
        Some(frame) if document.is_as_written => frame.updated_at.clone(),
        Some(frame) => later(document.state.updated, &frame.updated_at).to_string(),
        None => document.state.updated.to_string(),
    };
    DocumentHead {
        state: document.state,
        version: version.unwrap_or(FIRST_VERSION).to_owned(),
        updated_at,
    }
}

/// A moment of this store that is after one that a writer's clock gave, which may be fast: what came after must look newer
/// to that writer.
pub(super) fn later(moment: Timestamp, written: &str) -> Timestamp {
    let written = written.parse::<Timestamp>().ok();
    let after = written.and_then(|written| written.checked_add(SignedDuration::from_millis(1)).ok());
    after.map_or(moment, |after| moment.max(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Content, Frame, NewThemeGroup, NewTokenSet, Theme};

    fn document(is_as_written: bool) -> Document {
        let theme = |name: &str| Theme {
            name: name.into(),
            raw: format!("{{ \"name\":\"{name}\" }}"),
        };
        let set = NewTokenSet {
            name: "a\"b".into(),
            raw: "{ \"n\": 1.0 }".into(),
        };
        let groups = [("Mode", theme("Light")), ("Size", theme("S"))];
        let group = |(name, theme): (&str, Theme)| NewThemeGroup {
            name: name.into(),
            themes: vec![theme],
        };
        Document {
            state: ProjectState {
                revision: 7,
                updated: "2026-11-24T12:00:00Z".parse().unwrap(),
            },
            content: Content {
                token_sets: vec![set],
                theme_groups: groups.map(group).into(),
                ..Content::default()
            },
            frame: Some(Frame {
                version: "2".into(),
                updated_at: "2026-11-24T12:00:05.000Z".into(),
                themes: r#"[ { "name":"S" }, { "name":"Light" } ]"#.into(),
            }),
            is_as_written,
        }
    }

    #[test]
    fn what_was_written_comes_back_as_it_was() {
        let written = whole(&document(true)).unwrap();
        assert_eq!(
            written.json,
            r#"{"version":"2","updatedAt":"2026-11-24T12:00:05.000Z","values":{"a\"b":{ "n": 1.0 }},"$themes":[ { "name":"S" }, { "name":"Light" } ]}"#
        );
    }

    #[test]
    fn what_changed_since_looks_newer_to_a_fast_clock() {
        let mut changed = document(false);
        changed.frame.as_mut().unwrap().themes = "[]".into();
        let changed = whole(&changed).unwrap();
        assert_eq!(
            changed.json,
            r#"{"version":"2","updatedAt":"2026-11-24T12:00:05.001Z","values":{"a\"b":{ "n": 1.0 }},"$themes":[{ "name":"Light" },{ "name":"S" }]}"#
        );
        assert_eq!(changed.head.updated_at, "2026-11-24T12:00:05.001Z");
    }

    #[test]
    fn what_was_never_written_has_a_version_and_a_moment() {
        let imported = Document {
            frame: None,
            ..document(false)
        };
        let head = head(&imported);
        assert_eq!(
            (head.version.as_str(), head.updated_at.as_str()),
            ("1", "2026-11-24T12:00:00Z")
        );
    }
}
