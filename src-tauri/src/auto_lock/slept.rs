//! Sleep, where the system is not asked to tell of it: the clock that stands still while the computer sleeps falls
//! behind the one on the wall, or a round takes far longer than it should. Noticed within a minute of waking up.

use std::time::{Duration, Instant, SystemTime};

use tokio::time::sleep;

use super::{Locker, Trigger};

const ROUND: Duration = Duration::from_secs(60);

/// More than the wall's clock is ever corrected by. Somebody who sets it may find the vault locked.
const GAP: Duration = Duration::from_secs(20);

/// Runs until the app ends.
pub(super) async fn follow(locker: Locker) {
    loop {
        let (wall, awake) = (SystemTime::now(), Instant::now());
        sleep(ROUND).await;
        // A wall's clock that was set back tells nothing; on some systems the other one counts sleep, too.
        let passed = wall.elapsed().unwrap_or_default().max(awake.elapsed());
        if passed > ROUND + GAP {
            locker.lock(Trigger::Sleep).await;
        }
    }
}
