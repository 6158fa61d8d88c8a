//! The list of keys: searched, filtered, sorted, a part at a time.

use jiff::Timestamp;

use crate::database::api_keys;
use crate::device::Device;
use crate::error::DeviceError;
use crate::moment;
use crate::view::{KeyPage, KeyQuery, KeyView};

/// The most rows that one page has.
const LARGEST_PAGE: u32 = 500;

impl Device {
    /// A page of the keys that a question asks for.
    pub fn query_keys(&self, query: &KeyQuery, now: Timestamp) -> Result<KeyPage, DeviceError> {
        let now = moment::to_the_millisecond(now);
        let limit = query.limit.min(LARGEST_PAGE);
        self.read(|connection| {
            Ok(KeyPage {
                rows: api_keys::list(connection, query, limit, now)?,
                total: api_keys::total(connection, query, now)?,
                counts: api_keys::counts(connection, now)?,
            })
        })
    }

    /// The ids of all keys that a question asks for, in its order, whatever its offset and limit.
    pub fn key_ids(&self, query: &KeyQuery, now: Timestamp) -> Result<Vec<String>, DeviceError> {
        let now = moment::to_the_millisecond(now);
        self.read(|connection| Ok(api_keys::ids(connection, query, now)?))
    }

    /// One key.
    pub fn key(&self, id: &str, now: Timestamp) -> Result<KeyView, DeviceError> {
        let now = moment::to_the_millisecond(now);
        self.read(|connection| {
            api_keys::get(connection, id, now)?.ok_or_else(|| DeviceError::UnknownKey(id.to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use jiff::SignedDuration;
    use keys::{KeyState, Scope};

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};
    use crate::database::remote_keys::{self, RemoteKey};
    use crate::view::{KeyShelf, KeySort};

    fn all() -> KeyQuery {
        KeyQuery {
            shelf: KeyShelf::Current,
            search: String::new(),
            state: None,
            sort: KeySort::Name,
            descending: false,
            offset: 0,
            limit: 100,
        }
    }

    fn in_days(days: i64) -> Timestamp {
        now() + SignedDuration::from_hours(24 * days)
    }

    fn remote(id: u32, name: &str) -> RemoteKey {
        RemoteKey {
            id: format!("{id:08}"),
            name: name.into(),
            hint: "tsk_AbCd…wxYZ".into(),
            scopes: "projects:read".into(),
            created: in_days(-1),
            expires: None,
            last_used: None,
            deleted: None,
        }
    }

    fn fetched(device: &Device, keys: &[RemoteKey]) {
        device
            .write(|transaction| {
                keys.iter()
                    .try_for_each(|key| remote_keys::apply(transaction, key))
                    .map_err(DeviceError::from)
            })
            .unwrap();
    }

    fn names(device: &Device, query: &KeyQuery) -> Vec<String> {
        let rows = device.query_keys(query, now()).unwrap().rows;
        rows.into_iter().map(|key| key.name).collect()
    }

    #[test]
    fn sorts_names_as_people_do() {
        let (_folder, device) = begun();
        for name in ["Zebra", "équipe", "Equator", "apple", "Äpfel"] {
            made(&device, name);
        }
        let sorted = ["Äpfel", "apple", "Equator", "équipe", "Zebra"];
        assert_eq!(names(&device, &all()), sorted);
        let mut reversed = names(
            &device,
            &KeyQuery {
                descending: true,
                ..all()
            },
        );
        reversed.reverse();
        assert_eq!(reversed, sorted);
    }

    #[test]
    fn sorts_by_moments_with_never_at_its_place() {
        let (_folder, device) = begun();
        let key = |id, name, expires: Option<i64>, used: Option<i64>| RemoteKey {
            expires: expires.map(in_days),
            last_used: used.map(in_days),
            created: in_days(-i64::from(id)),
            ..remote(id, name)
        };
        fetched(
            &device,
            &[
                key(1, "a", None, Some(-3)),
                key(2, "b", Some(9), None),
                key(3, "c", Some(40), Some(-1)),
            ],
        );
        let by = |sort, descending| {
            names(
                &device,
                &KeyQuery {
                    sort,
                    descending,
                    ..all()
                },
            )
            .concat()
        };
        assert_eq!(
            (by(KeySort::Created, false), by(KeySort::Created, true)),
            ("cba".into(), "abc".into())
        );
        assert_eq!(
            (by(KeySort::Expires, false), by(KeySort::Expires, true)),
            ("bca".into(), "acb".into())
        );
        assert_eq!(
            (by(KeySort::LastUsed, false), by(KeySort::LastUsed, true)),
            ("bac".into(), "cab".into())
        );
    }

    #[test]
    fn finds_words_in_name_hint_and_scopes() {
        let (_folder, device) = begun();
        let writer = RemoteKey {
            scopes: "projects:read,projects:write".into(),
            ..remote(1, "Figma Équipe")
        };
        let other = RemoteKey {
            hint: "tsk_zzzz…9999".into(),
            ..remote(2, "100% _done_")
        };
        fetched(&device, &[writer, other]);
        let found = |search: &str| {
            names(
                &device,
                &KeyQuery {
                    search: search.into(),
                    ..all()
                },
            )
        };
        for search in ["equipe", "ÉQUIPE figma", "  figma   projects:write ", "abcd…WXYZ"] {
            assert_eq!(found(search), ["Figma Équipe"], "{search}");
        }
        for search in ["%", "_done_", "ZZZZ"] {
            assert_eq!(found(search), ["100% _done_"], "{search}");
        }
        assert!(found("figma done").is_empty());
        assert!(found("' OR 1=1 --").is_empty());
        assert_eq!(found(" ").len(), 2);
    }

    #[test]
    fn shelves_states_and_counts() {
        let (_folder, device) = begun();
        let key = |id, name, expires: Option<i64>, deleted: Option<i64>| RemoteKey {
            created: in_days(-100),
            expires: expires.map(in_days),
            deleted: deleted.map(in_days),
            last_used: (id == 1).then(|| in_days(-1)),
            ..remote(id, name)
        };
        fetched(
            &device,
            &[
                key(1, "active", None, None),
                key(2, "unused", None, None),
                key(3, "soon", Some(14), None),
                key(4, "expired", Some(-29), None),
                key(5, "long expired", Some(-30), None),
                key(6, "deleted", None, Some(-29)),
                key(7, "long deleted", None, Some(-31)),
            ],
        );
        let ended = KeyQuery {
            shelf: KeyShelf::Ended,
            ..all()
        };
        assert_eq!(names(&device, &all()), ["active", "soon", "unused"]);
        assert_eq!(names(&device, &ended), ["deleted", "expired"]);
        let only = |state, query: &KeyQuery| {
            names(
                &device,
                &KeyQuery {
                    state: Some(state),
                    ..query.clone()
                },
            )
        };
        assert_eq!(only(KeyState::Active, &all()), ["active"]);
        assert_eq!(only(KeyState::Unused, &all()), ["unused"]);
        assert_eq!(only(KeyState::ExpiringSoon, &all()), ["soon"]);
        assert_eq!(only(KeyState::Expired, &ended), ["expired"]);
        assert_eq!(only(KeyState::Deleted, &ended), ["deleted"]);
        let counts = device.query_keys(&all(), now()).unwrap().counts;
        let numbers = [
            counts.current,
            counts.ended,
            counts.expiring_soon,
            counts.expired,
            counts.never_used,
        ];
        assert_eq!(numbers, [3, 2, 1, 1, 2]);
    }

    #[test]
    fn pages_and_select_all() {
        let (_folder, device) = begun();
        let keys: Vec<RemoteKey> = (0..700)
            .map(|number| remote(number, &format!("key {number:03}")))
            .collect();
        fetched(&device, &keys);
        let page = device
            .query_keys(
                &KeyQuery {
                    offset: 650,
                    limit: 100,
                    ..all()
                },
                now(),
            )
            .unwrap();
        assert_eq!((page.rows.len(), page.total), (50, 700));
        assert_eq!(page.rows[0].name, "key 650");
        assert_eq!(page.rows[0].scopes, [Scope::ProjectsRead]);
        let largest = device
            .query_keys(
                &KeyQuery {
                    limit: u32::MAX,
                    ..all()
                },
                now(),
            )
            .unwrap();
        assert_eq!(largest.rows.len(), 500);
        let ids = device
            .key_ids(
                &KeyQuery {
                    search: "key 69".into(),
                    limit: 1,
                    ..all()
                },
                now(),
            )
            .unwrap();
        assert_eq!(ids.len(), 17, "690 to 699, and those that end with 69");
    }

    /// The quickest of some, so that other work on the machine does not count.
    fn quickest(device: &Device, query: &KeyQuery) -> Duration {
        let time = |_| {
            let begin = Instant::now();
            device.query_keys(query, now()).unwrap();
            begin.elapsed()
        };
        (0..15).map(time).min().unwrap()
    }

    #[test]
    fn ten_thousand_keys_are_quick() {
        let (_folder, device) = begun();
        let key = |number: u32| RemoteKey {
            created: in_days(-i64::from(number % 200)),
            expires: (!number.is_multiple_of(3)).then(|| in_days(i64::from(number % 400) - 20)),
            last_used: number
                .is_multiple_of(2)
                .then(|| in_days(-i64::from(number % 120))),
            deleted: number.is_multiple_of(17).then(|| in_days(-2)),
            scopes: "projects:read,projects:write,actor_tokens:create".into(),
            ..remote(
                number,
                &format!("Figma équipe {} of studio {number}", number % 97),
            )
        };
        fetched(&device, &(0..10_000).map(key).collect::<Vec<_>>());
        let limit = Duration::from_millis(if cfg!(debug_assertions) { 40 } else { 10 });
        let base = KeyQuery {
            descending: true,
            ..all()
        };
        for sort in [
            KeySort::Name,
            KeySort::Created,
            KeySort::Expires,
            KeySort::LastUsed,
        ] {
            for search in ["", "equipe 12", "nothing of this kind"] {
                let query = KeyQuery {
                    sort,
                    search: search.into(),
                    ..base.clone()
                };
                let time = quickest(&device, &query);
                println!("{sort:?} “{search}”: {time:?}");
                assert!(time < limit, "{sort:?} “{search}”: {time:?}");
            }
        }
        let state = Some(KeyState::Unused);
        for query in [
            KeyQuery {
                state,
                ..base.clone()
            },
            KeyQuery {
                offset: 8_000,
                ..base.clone()
            },
            KeyQuery {
                shelf: KeyShelf::Ended,
                ..base
            },
        ] {
            let time = quickest(&device, &query);
            println!("{query:?}: {time:?}");
            assert!(time < limit, "{query:?}: {time:?}");
        }
    }
}
