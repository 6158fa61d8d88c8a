//! Until when what was read of a secret may be trusted.
//!
//! Whoever keeps an answer takes a [`Mark`] before asking for it. Once a change is kept, and before whoever asked for it
//! hears so, the change is told here, and answers with an older mark are worth nothing any more. So an answer that was
//! read before a change but arrives after it can't pass for a new one.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Things share a place when there are more of them. What is forgotten too often is only asked for again.
const PLACES: usize = 4_096;

/// Counts changes, and knows by place which was the last one.
pub(crate) struct Freshness {
    changes: AtomicU64,
    of_everything: AtomicU64,
    by_place: Box<[AtomicU64]>,
    hashing: RandomState,
}

/// When something was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark(u64);

impl Default for Freshness {
    fn default() -> Self {
        Self {
            changes: AtomicU64::new(0),
            of_everything: AtomicU64::new(0),
            by_place: (0..PLACES).map(|_| AtomicU64::new(0)).collect(),
            hashing: RandomState::new(),
        }
    }
}

impl Freshness {
    /// The present, to be taken before asking.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.changes.load(Ordering::SeqCst))
    }

    /// Whether nothing changed about the thing with this id since then.
    pub(crate) fn holds(&self, mark: Mark, id: &str) -> bool {
        let last = self.of_everything.load(Ordering::SeqCst);
        mark.0 >= last.max(self.place(id).load(Ordering::SeqCst))
    }

    /// Something changed about the thing with this id.
    pub(crate) fn changed(&self, id: &str) {
        self.place(id).fetch_max(self.next(), Ordering::SeqCst);
    }

    /// Anything may have changed.
    pub(crate) fn everything_changed(&self) {
        self.of_everything.fetch_max(self.next(), Ordering::SeqCst);
    }

    fn next(&self) -> u64 {
        self.changes.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn place(&self, id: &str) -> &AtomicU64 {
        let hash = usize::try_from(self.hashing.hash_one(id) % PLACES as u64).unwrap_or_default();
        &self.by_place[hash]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_outdates_what_was_asked_before_it() {
        let freshness = Freshness::default();
        let before = freshness.mark();
        assert!(freshness.holds(before, "a"));
        freshness.changed("a");
        assert!(!freshness.holds(before, "a"));
        let after = freshness.mark();
        assert!(freshness.holds(after, "a"));
        freshness.everything_changed();
        assert!(!freshness.holds(after, "a") && !freshness.holds(after, "b"));
        assert!(freshness.holds(freshness.mark(), "a"));
    }

    #[test]
    fn a_change_leaves_most_others_as_they_are() {
        let freshness = Freshness::default();
        let before = freshness.mark();
        freshness.changed("a");
        let outdated = (0..1_000).filter(|number| !freshness.holds(before, &number.to_string()));
        assert!(outdated.count() < 20);
    }
}
