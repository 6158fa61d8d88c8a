//! Short lists that are asked for again and again, like those of a sign-in form. What is remembered is good until anything
//! at all is written, by whomever: lists may depend on any table.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::storage::{Organization, Page, PageOf, Project};

/// About how much memory the lists of one kind may take, in bytes.
const ROOM: u64 = 8 * 1024 * 1024;

/// About how many fit in.
const ABOUT: usize = 4_096;

/// The longest list that is remembered, in bytes.
const LONGEST: usize = 64 * 1024;

/// What a row and an entry take besides their texts, in bytes.
const OVERHEAD: usize = 400;

/// Who asked for which list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) user_id: String,
    /// In which organization, for lists within one.
    pub(super) organization_id: Option<String>,
    pub(super) page: Page,
}

/// Counts what is written, and holds what was read since.
pub(super) struct Remembered {
    writes: AtomicU64,
    pub(super) organizations: Lists<Organization>,
    pub(super) projects: Lists<Project>,
}

impl Default for Remembered {
    fn default() -> Self {
        Self {
            writes: AtomicU64::new(0),
            organizations: Lists::new(),
            projects: Lists::new(),
        }
    }
}

impl Remembered {
    /// Something was written. Said once it is kept, and before whoever asked for it hears so.
    pub(super) fn forget(&self) {
        self.writes.fetch_add(1, Ordering::SeqCst);
    }

    /// The present, to be taken before a list is read.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }
}

/// Lists of one kind of row.
pub(super) struct Lists<Row>(Cache<Question, Known<Row>, Weight>);

struct Known<Row> {
    writes: u64,
    page: Arc<PageOf<Row>>,
}

impl<Row> Clone for Known<Row> {
    fn clone(&self) -> Self {
        Self {
            writes: self.writes,
            page: Arc::clone(&self.page),
        }
    }
}

impl<Row: Short + Clone> Lists<Row> {
    fn new() -> Self {
        Self(Cache::with_weighter(ABOUT, ROOM, Weight))
    }

    /// The list, if it was read after so many writes.
    pub(super) fn get(&self, question: &Question, writes: u64) -> Option<PageOf<Row>> {
        let known = self.0.get(question).filter(|known| known.writes == writes)?;
        Some(PageOf::clone(&known.page))
    }

    /// Remembers a list for which was asked after so many writes, unless it is long.
    pub(super) fn put(&self, question: Question, writes: u64, page: &PageOf<Row>) {
        if length(page) <= LONGEST {
            let page = Arc::new(page.clone());
            self.0.insert(question, Known { writes, page });
        }
    }
}

#[derive(Clone)]
struct Weight;

impl<Row: Short> Weighter<Question, Known<Row>> for Weight {
    fn weight(&self, _: &Question, known: &Known<Row>) -> u64 {
        length(&known.page).try_into().unwrap_or(u64::MAX)
    }
}

fn length<Row: Short>(page: &PageOf<Row>) -> usize {
    let rows = page.rows.iter().map(|row| OVERHEAD + row.length());
    OVERHEAD + rows.sum::<usize>()
}

/// Rows of which some are remembered.
pub(super) trait Short {
    /// How long its texts are, in bytes.
    fn length(&self) -> usize;
}

impl Short for Organization {
    fn length(&self) -> usize {
        self.name.len() + length_of([&self.description, &self.icon])
    }
}

impl Short for Project {
    fn length(&self) -> usize {
        self.name.len() + length_of([&self.description, &self.icon])
    }
}

fn length_of(texts: [&Option<String>; 2]) -> usize {
    texts.into_iter().flatten().map(String::len).sum()
}
