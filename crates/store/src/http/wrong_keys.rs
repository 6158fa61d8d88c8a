//! Slowing down whoever tries keys: 30 wrong ones a minute from one address, and then `429 Too Many Requests` for further
//! wrong ones. Refresh tokens count as keys here. Good ones are not slowed, wherever they come from.
//!
//! This is a layer around all doors; a door marks a refusal that is to be counted by its [`WrongKey`]. A WebSocket hears
//! of keys when it is open already, and counts by itself.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::caller;
use super::refusal::Refusal;
use crate::error::ErrorCode;
use crate::network::network;

/// Wrong keys of one address in a minute.
const MOST: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Above so many addresses, those that sent nothing wrong lately are forgotten now and then.
const MANY_ADDRESSES: usize = 10_000;

/// Part of an answer that refuses a wrong key: how that door writes its refusals.
#[derive(Clone, Copy)]
pub(super) struct WrongKey(pub(super) fn(Refusal) -> Response);

/// Counts wrong keys.
pub(super) struct WrongKeys {
    limits: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
    /// Above how many addresses to look next which can be forgotten.
    many: AtomicUsize,
}

impl Default for WrongKeys {
    fn default() -> Self {
        Self {
            limits: RateLimiter::keyed(Quota::per_minute(MOST)),
            clock: DefaultClock::default(),
            many: AtomicUsize::new(MANY_ADDRESSES),
        }
    }
}

impl WrongKeys {
    /// Counts one that came with these headers. When it is one too many, gives the refusal that says so.
    pub(super) fn count_from(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let counted = caller::address(headers).map_or(Ok(()), |address| self.count(address));
        counted.map_err(too_many)
    }

    /// Counts one. When it is one too many, says how long to wait.
    fn count(&self, address: IpAddr) -> Result<(), Duration> {
        self.forget_some();
        let counted = self.limits.check_key(&network(address));
        counted.map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Looking through all of them each time would help whoever comes from very many.
    fn forget_some(&self) {
        if self.limits.len() > self.many.load(Ordering::Relaxed) {
            self.limits.retain_recent();
            let many = MANY_ADDRESSES.max(2 * self.limits.len());
            self.many.store(many, Ordering::Relaxed);
        }
    }
}

/// Counts what a door refuses, and puts another refusal in its place when it is too much.
pub(super) async fn slow_down(
    State(wrong_keys): State<Arc<WrongKeys>>,
    request: Request,
    next: Next,
) -> Response {
    let address = caller::address(request.headers());
    let response = next.run(request).await;
    let marked = response.extensions().get::<WrongKey>().copied();
    let (Some(WrongKey(written)), Some(address)) = (marked, address) else {
        return response;
    };
    match wrong_keys.count(address) {
        Ok(()) => response,
        Err(wait) => {
            let mut response = written(too_many(wait));
            let no_store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, no_store);
            response
        }
    }
}

fn too_many(wait: Duration) -> Refusal {
    let wait = Duration::from_secs(wait.as_secs() + 1);
    let message = format!(
        "Too many wrong keys came from this address. Try again in {} seconds, with a key that is good.",
        wait.as_secs()
    );
    let mut refusal = Refusal::new(ErrorCode::TooManyRequests, message);
    refusal.retry_after = Some(wait);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted_apart() {
        let wrong_keys = WrongKeys::default();
        let [first, second] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap());
        for _ in 0..MOST.get() {
            assert_eq!(wrong_keys.count(first), Ok(()));
        }
        let wait = wrong_keys.count(first).unwrap_err();
        assert!(wait <= Duration::from_secs(2), "{wait:?}");
        assert_eq!(wrong_keys.count(second), Ok(()));
    }
}
