//! The list of keys: searched, filtered, sorted, a part at a time.

use jiff::Timestamp;

use crate::database::api_keys;
use crate::device::Device;
use crate::error::DeviceError;
use crate::moment;
use crate::view::{KeyCounts, KeyPage, KeyQuery, KeyView, NamedKey};

/// The most rows that one page has.
const LARGEST_PAGE: u32 = 500;

impl Device {
    /// A page of the keys that a question asks for.
    pub fn query_keys(&self, query: &KeyQuery, now: Timestamp) -> Result<KeyPage, DeviceError> {
        let now = moment::to_the_millisecond(now);
        let limit = query.limit.min(LARGEST_PAGE);
        self.read(|connection| {
            let rows = api_keys::list(connection, query, limit, now)?;
            // The last page says by itself how many there are; counting costs as much as finding.
            let total = match u32::try_from(rows.len()) {
                Ok(found) if 0 < found && found < limit => query.offset.saturating_add(found),
                _ => api_keys::total(connection, query, now)?,
            };
            Ok(KeyPage { rows, total })
        })
    }

    /// All keys at a glance.
    pub fn key_counts(&self, now: Timestamp) -> Result<KeyCounts, DeviceError> {
        let now = moment::to_the_millisecond(now);
        self.read(|connection| Ok(api_keys::counts(connection, now)?))
    }

    /// The ids of all keys that a question asks for, in its order, whatever its offset and limit.
    pub fn key_ids(&self, query: &KeyQuery, now: Timestamp) -> Result<Vec<String>, DeviceError> {
        let now = moment::to_the_millisecond(now);
        self.read(|connection| Ok(api_keys::ids(connection, query, now)?))
    }

    /// The names of all live keys, in their order: for menus, which look through all of them.
    pub fn key_names(&self, now: Timestamp) -> Result<Vec<NamedKey>, DeviceError> {
        let now = moment::to_the_millisecond(now);
        self.read(|connection| Ok(api_keys::names(connection, now)?))
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
    use jiff::SignedDuration;
    use keys::Scope;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};
    use crate::database::remote_keys::{self, RemoteKey};
    use crate::view::{KeyShelf, KeySort, KeyStatus};

    fn all() -> KeyQuery {
        KeyQuery {
            shelf: KeyShelf::Current,
            search: String::new(),
            status: None,
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
        let only = |status, query: &KeyQuery| {
            names(
                &device,
                &KeyQuery {
                    status: Some(status),
                    ..query.clone()
                },
            )
        };
        assert_eq!(only(KeyStatus::Active, &all()), ["active"]);
        assert_eq!(only(KeyStatus::Unused, &all()), ["unused"]);
        assert_eq!(only(KeyStatus::ExpiringSoon, &all()), ["soon"]);
        assert_eq!(only(KeyStatus::Expired, &ended), ["expired"]);
        assert_eq!(only(KeyStatus::Deleted, &ended), ["deleted"]);
        let counts = device.key_counts(now()).unwrap();
        let numbers = [
            counts.current,
            counts.active,
            counts.ended,
            counts.expiring_soon,
            counts.expired,
            counts.never_used,
        ];
        assert_eq!(numbers, [3, 1, 2, 1, 1, 2]);
    }

    #[test]
    fn the_names_are_those_of_live_keys_in_order() {
        let (_folder, device) = begun();
        let gone = RemoteKey {
            deleted: Some(now()),
            ..remote(3, "gone")
        };
        fetched(&device, &[remote(1, "beta"), remote(2, "Alpha"), gone]);
        let names = device.key_names(now()).unwrap();
        let names: Vec<_> = names.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(names, ["Alpha", "beta"]);
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
}
