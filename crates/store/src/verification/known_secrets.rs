//! What was read of secrets that were asked for lately. What is not known is not kept: strangers can't fill it.

use std::mem::size_of;
use std::sync::Arc;
use std::time::Duration;

use keys::KeyDigest;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::storage::{KnownSecret, Mark, Storage, StorageError};

/// About how much memory it may take, in bytes: a million keys of people with usual names.
const ROOM: u64 = 380 * 1024 * 1024;

/// How many fit in.
const ABOUT: usize = 1_000_000;

/// What an entry takes besides its texts, measured: places in tables, counts, and what the allocator adds.
const OVERHEAD: usize = 150;

/// For how long another process may have changed something of which nothing is known here.
const LONGEST_TRUST: Duration = Duration::from_secs(10);

/// Secrets by their digest.
pub(crate) struct KnownSecrets {
    cache: Cache<[u8; 32], Entry, Weight>,
}

#[derive(Clone)]
struct Entry {
    asked: Mark,
    secret: Arc<KnownSecret>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<[u8; 32], Entry> for Weight {
    fn weight(&self, digest: &[u8; 32], entry: &Entry) -> u64 {
        let secret = &entry.secret;
        let texts = [
            Some(&secret.key_id),
            Some(&secret.user.id),
            Some(&secret.user.name),
            secret.user.email.as_ref(),
            secret.actor_token.as_ref().and_then(|facts| facts.actor.as_ref()),
        ];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        let all = size_of_val(digest) + size_of::<Entry>() + size_of::<KnownSecret>() + OVERHEAD + texts;
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
            && freshness.holds(asked, &secret.key_id)
        {
            return Ok(Some(secret));
        }
        let asked = freshness.mark();
        let Some(secret) = storage.secret_by_digest(digest).await?.map(Arc::new) else {
            self.cache.remove(digest.as_bytes());
            return Ok(None);
        };
        let entry = Entry {
            asked,
            secret: Arc::clone(&secret),
        };
        self.cache.insert(*digest.as_bytes(), entry);
        Ok(Some(secret))
    }
}
