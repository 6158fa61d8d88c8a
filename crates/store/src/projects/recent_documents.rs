//! Whole documents that were asked for lately: a large one is long in the making, and is asked for again and again.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::WholeDocument;
use crate::storage::ProjectState;

/// About how much memory they may take, in bytes: two of the largest that are taken in.
const ROOM: u64 = 48 * 1024 * 1024;

/// About how many fit in.
const ABOUT: usize = 100;

/// Documents by the ids of their projects.
pub(crate) struct RecentDocuments(Cache<String, Arc<WholeDocument>, Length>);

#[derive(Clone)]
struct Length;

impl Weighter<String, Arc<WholeDocument>> for Length {
    fn weight(&self, _: &String, document: &Arc<WholeDocument>) -> u64 {
        // What is around it counts as well, so that small ones do not add up to much.
        (document.json.len() + 1_024).try_into().unwrap_or(u64::MAX)
    }
}

impl Default for RecentDocuments {
    fn default() -> Self {
        Self(Cache::with_weighter(ABOUT, ROOM, Length))
    }
}

impl RecentDocuments {
    /// A project's document in this state.
    pub(super) fn find(&self, project_id: &str, state: ProjectState) -> Option<Arc<WholeDocument>> {
        let document = self.0.get(project_id)?;
        (document.head.state == state).then_some(document)
    }

    pub(super) fn keep(&self, project_id: &str, document: &Arc<WholeDocument>) {
        self.0.insert(project_id.to_owned(), Arc::clone(document));
    }
}
