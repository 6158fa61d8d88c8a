//! Work on large texts: off the async threads, and little of it at once, since each may hold a few hundred megabytes.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::StoreError;

/// Texts that are longer (1 MiB) are read and written off the async threads.
pub(crate) const LONG: usize = 1024 * 1024;

/// How much of it may happen at once; more of it waits.
const AT_ONCE: usize = 2;

/// The places for such work. Clones share them.
#[derive(Clone)]
pub(crate) struct HeavyWork(Arc<Semaphore>);

impl Default for HeavyWork {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl HeavyWork {
    /// Does it when its turn has come.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        // Held by the work itself, which goes on when nobody waits for it any more.
        let permit = Arc::clone(&self.0).acquire_owned().await;
        let done = spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| StoreError::System(error.to_string()))
    }
}

/// Does what takes a while with long texts where it keeps nobody waiting.
pub(crate) async fn aside<T: Send + 'static>(
    length: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    if length <= LONG {
        return Ok(work());
    }
    spawn_blocking(work)
        .await
        .map_err(|error| StoreError::System(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn few_at_once_and_all_in_the_end() {
        let (work, now, most) = (
            HeavyWork::default(),
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicUsize::new(0)),
        );
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..20 {
            let (work, now, most) = (work.clone(), Arc::clone(&now), Arc::clone(&most));
            tasks.spawn(async move {
                let done = work.run(move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, Ordering::SeqCst);
                    number
                });
                done.await.unwrap()
            });
        }
        let mut done = tasks.join_all().await;
        done.sort_unstable();
        assert_eq!(done, (0..20).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
    }

    #[tokio::test]
    async fn a_panic_frees_its_place() {
        let work = HeavyWork::default();
        for _ in 0..=AT_ONCE {
            assert!(work.run(|| panic!("in work")).await.is_err());
        }
        assert_eq!(work.run(|| 1).await.unwrap(), 1);
    }
}
