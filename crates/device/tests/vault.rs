//! The vault under many threads at once, and when the process ends at any moment.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use device::view::CreateKeyRequest;
use device::{BeginRequest, Device, Passphrase, VaultError, VaultKey, VaultState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, PlainKey, Scope};

const FOLDER: &str = "STUDIO_KEYS_TEST_VAULT";
const ROUNDS: u32 = 20;
const THREADS: usize = 6;
const KEYS_EACH: usize = 15;

fn passphrase() -> Passphrase {
    Passphrase::new("lantern orbit velvet mosaic".into())
}

/// Somebody with an open vault, and its key as a keychain would have it.
fn with_vault(folder: &Path) -> (Device, String) {
    let device = Device::open(folder).unwrap();
    let begin = BeginRequest {
        user_id: "user".into(),
        user_name: "Mira".into(),
        organization_id: "northwind".into(),
        organization_name: "Northwind".into(),
        store_url: "http://127.0.0.1:9".into(),
    };
    device.begin_on_this_computer(begin).unwrap();
    device.set_up_vault(&passphrase()).unwrap();
    let key = device.vault_key().unwrap().to_keychain().to_string();
    (device, key)
}

fn create(device: &Device, name: &str) -> (String, PlainKey) {
    let request = CreateKeyRequest {
        name: name.into(),
        expiry: ExpiryChoice::Never,
        scopes: vec![Scope::ProjectsRead],
    };
    let (key, secret) = device
        .create_key(&request, Timestamp::now(), &TimeZone::UTC)
        .unwrap();
    (key.id, secret)
}

fn unlock(device: &Device, key: &str) -> Result<(), VaultError> {
    device.unlock_vault_with(|| VaultKey::from_keychain(key).ok_or(VaultError::ForeignKey))
}

/// Does it however often somebody else locks the vault in between.
fn however_often_locked<T>(device: &Device, key: &str, work: impl Fn() -> Result<T, VaultError>) -> T {
    loop {
        match work() {
            Ok(done) => return done,
            Err(VaultError::Locked) => match unlock(device, key) {
                Ok(()) | Err(VaultError::Locked) => {}
                Err(error) => panic!("{error}"),
            },
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn many_threads_seal_open_and_lock() {
    let folder = tempfile::tempdir().unwrap();
    let (device, key) = with_vault(folder.path());
    let secrets: Vec<(String, PlainKey)> = thread::scope(|scope| {
        let sealing: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (device, key) = (&device, &key);
                scope.spawn(move || {
                    let mut secrets = Vec::new();
                    for number in 0..KEYS_EACH {
                        let (id, secret) = create(device, &format!("{number} of {thread}"));
                        however_often_locked(device, key, || device.keep_key(&id, &secret));
                        let opened = however_often_locked(device, key, || device.kept_secret(&id));
                        assert_eq!(opened.digest(), secret.digest());
                        secrets.push((id, secret));
                    }
                    secrets
                })
            })
            .collect();
        let locking = scope.spawn(|| {
            for _ in 0..200 {
                device.lock_vault();
                assert!(device.vault_view().damaged.is_empty());
                thread::yield_now();
            }
        });
        locking.join().unwrap();
        sealing
            .into_iter()
            .flat_map(|sealing| sealing.join().unwrap())
            .collect()
    });
    device.lock_vault();
    assert_eq!(device.vault_view().state, VaultState::Locked);
    device.unlock_vault(&passphrase()).unwrap();
    assert_eq!(device.kept_keys().len(), THREADS * KEYS_EACH);
    for (id, secret) in &secrets {
        assert_eq!(device.kept_secret(id).unwrap().digest(), secret.digest());
    }
}

/// Not a test of its own: the process that the test below starts and kills. Keeps copies, tells of each once it is
/// kept, seals every third anew and forgets every fifth, until it is ended.
#[test]
#[ignore = "is run and killed by the other test of this file"]
fn keeps_copies_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let device = Device::open(Path::new(&folder)).unwrap();
    unlock(&device, &std::env::var("STUDIO_KEYS_TEST_VAULT_KEY").unwrap()).unwrap();
    let mut output = std::io::stdout();
    for number in 0.. {
        let (id, secret) = create(&device, &format!("key {number}"));
        device.keep_key(&id, &secret).unwrap();
        writeln!(output, "kept {id}").unwrap();
        if number % 3 == 2 {
            device.keep_key(&id, &secret).unwrap();
        }
        if number % 5 == 4 {
            writeln!(output, "forgets {id}").unwrap();
            device.forget_copies(std::slice::from_ref(&id)).unwrap();
        }
    }
}

/// What the process told before it was ended after so many lines.
fn killed_after(folder: &Path, key: &str, lines: usize, wait: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "keeps_copies_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .env("STUDIO_KEYS_TEST_VAULT_KEY", key)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let told = BufReader::new(output).lines().map_while(Result::ok);
        // The line that the test runner begins ends with our first word.
        let ours = |line: String| {
            let at = line.find("kept ").or(line.find("forgets "))?;
            Some(line[at..].to_owned())
        };
        told.filter_map(ours)
            .inspect(|_| sender.send(()).unwrap_or_default())
            .collect::<Vec<String>>()
    });
    for _ in 0..lines {
        receiver.recv_timeout(Duration::from_secs(30)).unwrap();
    }
    thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn a_killed_process_leaves_every_copy_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (device, key) = with_vault(folder.path());
    drop(device);
    let (mut kept, mut forgotten) = (HashSet::new(), HashSet::new());
    for round in 0..ROUNDS {
        let wait = Duration::from_micros(u64::from(rand::random_range(0..20_000_u32)));
        for line in killed_after(folder.path(), &key, 1 + round as usize % 6, wait) {
            match line.split_once(' ') {
                Some(("kept", id)) => kept.insert(id.to_owned()),
                Some((_, id)) => forgotten.insert(id.to_owned()),
                None => panic!("{line}"),
            };
        }
        let device = Device::open(folder.path()).unwrap();
        unlock(&device, &key).unwrap();
        assert!(device.vault_view().damaged.is_empty(), "round {round}");
        let here: HashSet<String> = device.kept_keys().into_iter().map(|key| key.key_id).collect();
        assert!(
            kept.difference(&forgotten).all(|id| here.contains(id)),
            "a copy that was told of is missing"
        );
        assert!(here.iter().all(|id| device.kept_secret(id).is_ok()));
        let leftovers = std::fs::read_dir(folder.path().join("vault/copies")).unwrap();
        assert_eq!(leftovers.count(), here.len(), "nothing unfinished is left");
    }
    assert!(kept.len() >= ROUNDS as usize, "{}", kept.len());
}
