//! Many threads at once: nothing is lost, nothing is doubled.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::thread;

use device::view::{CreateKeyRequest, KeyQuery, KeyShelf, KeySort};
use device::{BeginRequest, Device};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, Scope};

const THREADS: usize = 8;
const KEYS_EACH: usize = 25;

fn create(device: &Device, name: &str) -> String {
    let request = CreateKeyRequest {
        name: name.into(),
        expiry: ExpiryChoice::Never,
        scopes: vec![Scope::ProjectsRead],
    };
    let (key, _) = device
        .create_key(&request, Timestamp::now(), &TimeZone::UTC)
        .unwrap();
    key.id
}

fn ids(device: &Device, shelf: KeyShelf) -> HashSet<String> {
    let query = KeyQuery {
        shelf,
        search: String::new(),
        status: None,
        sort: KeySort::Created,
        descending: false,
        offset: 0,
        limit: 500,
    };
    let ids = device.key_ids(&query, Timestamp::now()).unwrap();
    let distinct: HashSet<String> = ids.iter().cloned().collect();
    assert_eq!(distinct.len(), ids.len());
    distinct
}

/// Makes keys and deletes every second one, twice; which are kept and which are not.
fn work(device: &Device, thread: usize) -> (Vec<String>, Vec<String>) {
    let (mut kept, mut deleted) = (Vec::new(), Vec::new());
    for number in 0..KEYS_EACH {
        let id = create(device, &format!("key {number} of {thread}"));
        if number % 2 == 0 {
            device.claim_key(&id).unwrap();
            kept.push(id);
        } else {
            let twice = [id.clone(), id.clone()];
            device.delete_keys(&twice, Timestamp::now()).unwrap();
            deleted.push(id);
        }
        assert!(device.sync_view().unwrap().waiting > 0);
    }
    (kept, deleted)
}

#[test]
fn nothing_is_lost_or_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::open(folder.path()).unwrap();
    let begin = BeginRequest {
        user_id: "user".into(),
        user_name: "Mira".into(),
        organization_id: "northwind".into(),
        organization_name: "Northwind".into(),
        store_url: "http://127.0.0.1:9".into(),
    };
    device.begin_on_this_computer(begin).unwrap();
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let device = device.clone();
            thread::spawn(move || work(&device, thread))
        })
        .collect();
    let (mut kept, mut deleted) = (HashSet::new(), HashSet::new());
    for thread in threads {
        let (its_kept, its_deleted) = thread.join().unwrap();
        kept.extend(its_kept);
        deleted.extend(its_deleted);
    }
    assert_eq!(kept.len() + deleted.len(), THREADS * KEYS_EACH);
    assert_eq!(ids(&device, KeyShelf::Current), kept);
    assert_eq!(ids(&device, KeyShelf::Ended), deleted);
    let waiting = device.sync_view().unwrap().waiting;
    assert_eq!(
        waiting as usize,
        kept.len(),
        "one entry for each, none for those that were never sent"
    );
}
