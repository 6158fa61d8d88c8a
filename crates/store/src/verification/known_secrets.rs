//! What was read of secrets that were asked for lately. What is not known is not kept: strangers can't fill it.

use std::sync::Arc;
use std::time::Duration;

use keys::KeyDigest;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::kept_secret::KeptSecret;
use crate::storage::{KnownSecret, Mark, Storage, StorageError};

/// About how much memory it may take, in bytes: a million keys of people with usual names.
const ROOM: u64 = 370 * 1024 * 1024;

/// How many fit in.
const ABOUT: usize = 1_000_000;

/// What an entry takes besides itself, its digest and its texts: places in tables, and what the allocator adds.
const OVERHEAD: usize = 110;

/// For how long another process may have changed something of which nothing is known here.
const LONGEST_TRUST: Duration = Duration::from_secs(10);

/// Secrets by their digest.
pub(crate) struct KnownSecrets {
    cache: Cache<[u8; 32], Entry, Weight>,
}

#[derive(Clone)]
struct Entry {
    asked: Mark,
    secret: KeptSecret,
}

#[derive(Clone)]
struct Weight;

impl Weighter<[u8; 32], Entry> for Weight {
    fn weight(&self, digest: &[u8; 32], entry: &Entry) -> u64 {
        let all = size_of_val(digest) + size_of::<Entry>() + OVERHEAD + entry.secret.length();
        all.try_into().unwrap_or(u64::MAX)
    }
}

impl Default for KnownSecrets {
    fn default() -> Self {
        Self {
            cache: Cache::with_weighter(ABOUT, ROOM, Weight),
        }
    }
}

impl KnownSecrets {
    /// The secret with this digest, be it ended. The storage is asked when it was not, or when something changed since.
    pub(super) async fn find(
        &self,
        storage: &dyn Storage,
        digest: KeyDigest,
    ) -> Result<Option<Arc<KnownSecret>>, StorageError> {
        storage.notice_others(LONGEST_TRUST).await?;
        let freshness = storage.freshness();
        if let Some(Entry { asked, secret }) = self.cache.get(digest.as_bytes())
            && let Some(secret) = secret.read()
            && freshness.holds(asked, &secret.key_id)
        {
            return Ok(Some(Arc::new(secret)));
        }
        let asked = freshness.mark();
        let secret = storage.secret_by_digest(digest).await?;
        match secret.as_ref().and_then(KeptSecret::of) {
            Some(secret) => self.cache.insert(*digest.as_bytes(), Entry { asked, secret }),
            None => drop(self.cache.remove(digest.as_bytes())),
        }
        Ok(secret.map(Arc::new))
    }
}

#[cfg(test)]
mod tests {
    use keys::{Scope, ScopeSet};

    use super::*;
    use crate::storage::{Freshness, User};

    /// A key of a user of its own, with texts as long as they mostly are.
    fn usual(number: u32, asked: Mark) -> ([u8; 32], Entry) {
        let mut digest = [7; 32];
        digest[..4].copy_from_slice(&number.to_le_bytes());
        let id = |kind: &str| format!("0191e5c2-{kind}-7c1e-9d2b-3f4a{number:08x}");
        let user = User {
            id: id("aaaa"),
            email: Some(format!("mira.lindqvist.{number}@example.com")),
            name: "Mira Lindqvist".into(),
        };
        let secret = KnownSecret {
            key_id: id("bbbb"),
            user,
            scopes: ScopeSet::new([Scope::ProjectsWrite]).unwrap(),
            created: jiff::Timestamp::UNIX_EPOCH,
            key_expires: None,
            key_deleted: None,
            replaced: None,
            actor_token: None,
        };
        let secret = KeptSecret::of(&secret).unwrap();
        (digest, Entry { asked, secret })
    }

    /// In megabytes.
    #[cfg(target_os = "linux")]
    fn resident() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes / 1024
    }

    /// Measured in a process of its own: other tests take memory, too.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_million_keys_take_less_than_400_megabytes() {
        const ALONE: &str = "STUDIO_STORE_TEST_ALONE";
        if std::env::var_os(ALONE).is_none() {
            let name = "verification::known_secrets::tests::a_million_keys_take_less_than_400_megabytes";
            let alone = std::process::Command::new(std::env::current_exe().unwrap())
                .args([name, "--exact", "--nocapture"])
                .env(ALONE, "1")
                .output()
                .unwrap();
            assert!(alone.status.success(), "{alone:?}");
            return;
        }
        let (known, asked) = (KnownSecrets::default(), Freshness::default().mark());
        let before = resident();
        for number in 0..1_000_000 {
            let (digest, entry) = usual(number, asked);
            known.cache.insert(digest, entry);
        }
        let (kept, taken) = (known.cache.len(), resident() - before);
        println!(
            "{kept} keys, {taken} MB, weight {} MB",
            known.cache.weight() / 1024 / 1024
        );
        assert!(kept >= 990_000, "{kept}");
        for number in 1_000_000..1_500_000 {
            let (digest, entry) = usual(number, asked);
            known.cache.insert(digest, entry);
        }
        let taken = taken.max(resident() - before);
        println!("{} keys, {taken} MB", known.cache.len());
        assert!(taken < 400, "{taken} MB");
    }
}
