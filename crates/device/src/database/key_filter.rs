//! The rules of `keys::KeyState` and of [`KeyStatus`], written as conditions of the database. A test holds that they agree.

use jiff::Timestamp;
use keys::{EXPIRING_SOON_DAYS, UNUSED_AFTER_DAYS};
use rusqlite::ToSql;

use crate::fold;
use crate::moment;
use crate::view::{KeyQuery, KeyShelf, KeySort, KeyStatus};

/// How long deleted and expired keys stay in the list, in days.
const ENDED_KEYS_STAY_DAYS: u16 = 30;

pub(crate) const IS_LIVE: &str = "(deleted_at IS NULL AND (expires_at IS NULL OR expires_at > :now))";
pub(crate) const IS_EXPIRING_SOON: &str =
    "(deleted_at IS NULL AND expires_at > :now AND expires_at <= :soon)";
pub(crate) const IS_UNUSED: &str = "(deleted_at IS NULL AND (expires_at IS NULL OR expires_at > :soon) \
    AND coalesce(last_used_at, created_at) < :quiet)";
const IS_ACTIVE: &str = "(deleted_at IS NULL AND (expires_at IS NULL OR expires_at > :soon) \
    AND coalesce(last_used_at, created_at) >= :quiet)";
const IS_EXPIRED: &str = "(deleted_at IS NULL AND expires_at <= :now)";
const IS_WITHOUT_MORE_TO_SAY: &str = "(sync = 'confirmed' AND claimed = 1)";
/// Expired, and still listed.
pub(crate) const IS_EXPIRED_LATELY: &str =
    "(deleted_at IS NULL AND expires_at <= :now AND expires_at > :gone)";
/// Ended and still listed. One that the store has not yet been told of stays until it is.
pub(crate) const IS_ENDED_LATELY: &str = "(deleted_at > :gone OR (deleted_at IS NOT NULL AND sync = 'stillLive') \
    OR (deleted_at IS NULL AND expires_at <= :now AND expires_at > :gone))";
/// Ended, no longer listed, and as the store has it: not needed here any more.
pub(crate) const IS_GONE: &str = "((deleted_at <= :gone AND sync <> 'stillLive') \
    OR (deleted_at IS NULL AND expires_at <= :gone AND sync <> 'queued'))";

/// The moments that the conditions compare with.
pub(crate) struct Moments {
    now: i64,
    soon: i64,
    quiet: i64,
    gone: i64,
}

impl Moments {
    pub(crate) fn at(now: Timestamp) -> Self {
        let now = now.as_millisecond();
        Self {
            now,
            soon: now.saturating_add(moment::days(EXPIRING_SOON_DAYS)),
            quiet: now.saturating_sub(moment::days(UNUSED_AFTER_DAYS)),
            gone: now.saturating_sub(moment::days(ENDED_KEYS_STAY_DAYS)),
        }
    }

    /// The named parameters; a statement binds those that it has.
    pub(crate) fn parameters(&self) -> [(&'static str, &dyn ToSql); 4] {
        [
            (":now", &self.now),
            (":soon", &self.soon),
            (":quiet", &self.quiet),
            (":gone", &self.gone),
        ]
    }
}

/// What a question to the list of keys comes to.
pub(crate) struct KeyFilter {
    /// Where its rows come from, in order. The planner would rather sort all rows than walk along an index.
    pub(crate) ordered_rows: &'static str,
    /// Where they are counted.
    pub(crate) counted_rows: &'static str,
    pub(crate) condition: String,
    /// The words that the search text must hold, as `:word0`, `:word1`, …
    pub(crate) words: Vec<(String, String)>,
    pub(crate) order: String,
}

impl KeyFilter {
    pub(crate) fn of(query: &KeyQuery) -> Self {
        let words: Vec<(String, String)> = fold::words(&query.search)
            .into_iter()
            .enumerate()
            .map(|(place, word)| (format!(":word{place}"), word))
            .collect();
        let mut conditions = vec![shelf_condition(query.shelf).to_owned()];
        conditions.extend(query.status.map(status_condition));
        conditions.extend(
            words
                .iter()
                .map(|(name, _)| format!("instr(search_text, {name}) > 0")),
        );
        let (ordered_rows, counted_rows) = match (query.shelf, words.is_empty()) {
            (KeyShelf::Current, true) => (live_rows(query.sort), "api_keys"),
            (KeyShelf::Current, false) => ("api_keys INDEXED BY key_words", "api_keys INDEXED BY key_words"),
            (KeyShelf::Ended, _) => ("api_keys", "api_keys"),
        };
        Self {
            ordered_rows,
            counted_rows,
            condition: conditions.join(" AND "),
            words,
            order: order(query.sort, query.descending),
        }
    }
}

fn live_rows(sort: KeySort) -> &'static str {
    match sort {
        KeySort::Name => "api_keys INDEXED BY live_keys_by_name",
        KeySort::Created => "api_keys INDEXED BY live_keys_by_creation",
        KeySort::Expires => "api_keys INDEXED BY live_keys_by_end",
        KeySort::LastUsed => "api_keys INDEXED BY live_keys_by_last_use",
    }
}

fn shelf_condition(shelf: KeyShelf) -> &'static str {
    match shelf {
        KeyShelf::Current => IS_LIVE,
        KeyShelf::Ended => IS_ENDED_LATELY,
    }
}

pub(crate) fn status_condition(status: KeyStatus) -> String {
    let without_more = |state: &str| format!("({state} AND {IS_WITHOUT_MORE_TO_SAY})");
    match status {
        KeyStatus::Active => without_more(IS_ACTIVE),
        KeyStatus::ExpiringSoon => without_more(IS_EXPIRING_SOON),
        KeyStatus::Unused => without_more(IS_UNUSED),
        KeyStatus::Unclaimed => format!("({IS_LIVE} AND sync = 'confirmed' AND claimed = 0)"),
        KeyStatus::Queued => format!("({IS_LIVE} AND sync = 'queued')"),
        KeyStatus::Refused => format!("({IS_LIVE} AND sync = 'refused')"),
        KeyStatus::Expired => IS_EXPIRED.to_owned(),
        KeyStatus::Deleted => "(deleted_at IS NOT NULL AND sync <> 'stillLive')".to_owned(),
        KeyStatus::StillLive => "(deleted_at IS NOT NULL AND sync = 'stillLive')".to_owned(),
    }
}

/// Spelled exactly as in the indexes, or they would not be used.
fn order(sort: KeySort, descending: bool) -> String {
    let direction = if descending { "DESC" } else { "ASC" };
    match sort {
        KeySort::Name => format!("folded_name {direction}, id {direction}"),
        KeySort::Created => format!("created_at {direction}, folded_name, id"),
        KeySort::Expires => {
            format!("coalesce(expires_at, 9223372036854775807) {direction}, folded_name, id")
        }
        KeySort::LastUsed => {
            format!("coalesce(last_used_at, -9223372036854775807) {direction}, folded_name, id")
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{KeyMoments, KeyState};
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;
    use crate::view::KeySync;

    const DAY: i64 = 86_400_000;

    /// Moments around the edges of every rule, to the millisecond.
    fn around(now: i64) -> impl Strategy<Value = i64> {
        let edges = [0, 1, 14, 15, -1, -30, -31, -90, -91].map(|day| now + day * DAY);
        (proptest::sample::select(edges.to_vec()), -2_i64..=2).prop_map(|(edge, step)| edge + step)
    }

    fn holds(
        condition: &str,
        row: [Option<i64>; 4],
        sync: &str,
        is_claimed: bool,
        moments: &Moments,
    ) -> bool {
        let connection = Connection::open_in_memory().unwrap();
        let sql = format!(
            "WITH api_keys (created_at, expires_at, last_used_at, deleted_at, sync, claimed)
                AS (VALUES (:c, :e, :l, :d, '{sync}', {is_claimed}))
             SELECT coalesce({condition}, 0) FROM api_keys"
        );
        let mut statement = connection.prepare(&sql).unwrap();
        let names = [":c", ":e", ":l", ":d"];
        for (name, value) in names.iter().zip(row) {
            let index = statement.parameter_index(name).unwrap().unwrap();
            statement.raw_bind_parameter(index, value).unwrap();
        }
        for (name, value) in moments.parameters() {
            if let Some(index) = statement.parameter_index(name).unwrap() {
                statement.raw_bind_parameter(index, value).unwrap();
            }
        }
        let mut rows = statement.raw_query();
        rows.next().unwrap().unwrap().get(0).unwrap()
    }

    const NOW: i64 = 1_795_478_400_000;
    const STATUSES: [KeyStatus; 9] = [
        KeyStatus::Active,
        KeyStatus::ExpiringSoon,
        KeyStatus::Unused,
        KeyStatus::Unclaimed,
        KeyStatus::Queued,
        KeyStatus::Refused,
        KeyStatus::Expired,
        KeyStatus::Deleted,
        KeyStatus::StillLive,
    ];
    const SYNCS: [(&str, KeySync); 4] = [
        ("queued", KeySync::Queued),
        ("confirmed", KeySync::Confirmed),
        ("refused", KeySync::Refused),
        ("stillLive", KeySync::StillLive),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn the_conditions_are_the_rules_of_keys(
            created in around(NOW),
            expires in proptest::option::of(around(NOW)),
            last_used in proptest::option::of(around(NOW)),
            deleted in proptest::option::weighted(0.2, around(NOW)),
            sync in 0_usize..4,
            is_claimed in any::<bool>(),
        ) {
            // Only a deletion can be one that the store has not heard of.
            let (sync_name, sync) = SYNCS[if deleted.is_none() && sync == 3 { 1 } else { sync }];
            let now = moment::from_milliseconds(NOW);
            let state = KeyState::at(now, &KeyMoments {
                created: moment::from_milliseconds(created),
                expires: expires.map(moment::from_milliseconds),
                last_used: last_used.map(moment::from_milliseconds),
                deleted: deleted.map(moment::from_milliseconds),
            });
            let moments = Moments::at(now);
            let row = [Some(created), expires, last_used, deleted];
            let is = |condition: &str| holds(condition, row, sync_name, is_claimed, &moments);
            let status = KeyStatus::of(state, sync, is_claimed);
            for other in STATUSES {
                prop_assert_eq!(is(&status_condition(other)), other == status, "{:?} {:?}", other, status);
            }
            let is_live = !matches!(state, KeyState::Expired | KeyState::Deleted);
            prop_assert_eq!(is(IS_LIVE), is_live);
            let waits = matches!(sync, KeySync::Queued | KeySync::StillLive);
            if !waits {
                prop_assert_eq!(is(IS_GONE), !is(IS_LIVE) && !is(IS_ENDED_LATELY));
            }
        }
    }
}
