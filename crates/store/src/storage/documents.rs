//! What a storage takes and gives back of whole documents, and of what they replaced.

use jiff::{SignedDuration, Timestamp};

use super::Content;

/// How long what was replaced is kept, in hours (30 days).
const KEPT_HOURS: i64 = 30 * 24;

/// The moment at and before which what was replaced is no longer kept.
pub(crate) fn kept_since(now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(KEPT_HOURS))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Which of its states a project is in: no two are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProjectState {
    /// The counter's value at its last change.
    pub revision: i64,
    /// When its content last changed.
    pub updated: Timestamp,
}

/// What is around the sets of a document, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The version of the format.
    pub version: String,
    /// When it was written, in the writer's own words.
    pub updated_at: String,
    /// All themes: a JSON list.
    pub themes: String,
}

/// All that a project's default branch holds.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// The state it is read in.
    pub state: ProjectState,
    /// The sets and themes.
    pub content: Content,
    /// The frame that was last written.
    pub frame: Option<Frame>,
    /// Whether nothing changed since that was written.
    pub is_as_written: bool,
}

/// A document to be stored in the place of what is there.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewDocument {
    /// The sets and themes.
    pub content: Content,
    /// What is around them; without one, that of the last document stays.
    pub frame: Option<Frame>,
    /// The user who does it, if known.
    pub by: Option<String>,
    /// Only in one of these states; none for all.
    pub only_in: Option<Vec<ProjectState>>,
    /// Only when there is no token set yet.
    pub only_first: bool,
}

/// What became of a document that was to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replacement {
    /// It was stored, and this is the new state.
    Done(ProjectState),
    /// The project is in none of the states; nothing changed.
    Stale,
    /// There are token sets already; nothing changed.
    NotFirst,
    /// There is no such project.
    NoProject,
}

/// Something that was replaced, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryEntry {
    /// A UUID.
    pub id: String,
    /// When it was replaced.
    pub kept: Timestamp,
    /// The name of the set, unless it is a whole document.
    pub set_name: Option<String>,
    /// The name of the user who replaced it, if known.
    pub by: Option<String>,
}

/// Something that was replaced, with all that is kept of it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// As it is listed.
    pub entry: HistoryEntry,
    /// The whole document's content, or the one set alone.
    pub content: Content,
    /// The version and the themes of the frame that was there.
    pub version_and_themes: Option<(String, String)>,
    /// The place that a set alone had among the others.
    pub position: u32,
}
