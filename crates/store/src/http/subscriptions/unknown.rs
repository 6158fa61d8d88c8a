//! Connections of which nobody knows yet who is behind them. They cost memory and a place in the system's tables, and
//! anybody can open them, so there is an end to how many there are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::connection::INTRODUCTION;
use crate::error::ErrorCode;
use crate::http::refusal::Refusal;
use crate::network::network;

/// From one network address at once.
const MOST_OF_ADDRESS: usize = 20;

/// From everywhere.
const MOST: usize = 1_000;

/// The connections that are open and have shown no good key.
#[derive(Default)]
pub(in crate::http) struct Unknown(Mutex<Open>);

#[derive(Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// One of them, until it is dropped.
pub(super) struct Place {
    unknown: Arc<Unknown>,
    address: Option<IpAddr>,
}

impl Unknown {
    /// A place for one more from this address, if it is known.
    pub(super) fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Result<Place, Refusal> {
        let address = address.map(network);
        let mut open = self.open();
        if open.all >= MOST {
            return Err(everywhere());
        }
        if let Some(address) = address {
            let count = open.by_address.entry(address).or_default();
            if *count >= MOST_OF_ADDRESS {
                return Err(from_there());
            }
            *count += 1;
        }
        open.all += 1;
        Ok(Place {
            unknown: Arc::clone(self),
            address,
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.unknown.open();
        open.all = open.all.saturating_sub(1);
        let Some(address) = self.address else {
            return;
        };
        if let Entry::Occupied(mut count) = open.by_address.entry(address) {
            *count.get_mut() = count.get().saturating_sub(1);
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

fn from_there() -> Refusal {
    let message = format!(
        "{MOST_OF_ADDRESS} connections from this address have not said yet who they are. Send connection_init on those, or try again in {} seconds.",
        INTRODUCTION.as_secs()
    );
    later(ErrorCode::TooManyRequests, message)
}

fn everywhere() -> Refusal {
    let message = format!(
        "Too many connections wait to say who they are. Try again in {} seconds.",
        INTRODUCTION.as_secs()
    );
    later(ErrorCode::Busy, message)
}

/// Whoever says nothing is gone by then.
fn later(code: ErrorCode, message: String) -> Refusal {
    let mut refusal = Refusal::new(code, message);
    refusal.retry_after = Some(INTRODUCTION);
    refusal
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    fn refused(unknown: &Arc<Unknown>, address: Option<IpAddr>) -> (u16, String) {
        let response = unknown.enter(address).err().unwrap().into_response();
        let wait = response.headers()["retry-after"].to_str().unwrap().to_owned();
        (response.status().as_u16(), wait)
    }

    fn address(number: usize) -> IpAddr {
        IpAddr::V4(u32::try_from(number).unwrap().into())
    }

    #[test]
    fn one_address_does_not_take_all_places() {
        let unknown = Arc::<Unknown>::default();
        let mut places: Vec<Place> = (0..MOST_OF_ADDRESS)
            .map(|_| unknown.enter(Some(address(1))).ok().unwrap())
            .collect();
        assert_eq!(refused(&unknown, Some(address(1))), (429, "10".to_owned()));
        places.push(unknown.enter(Some(address(2))).ok().unwrap());
        places.remove(0);
        places.push(unknown.enter(Some(address(1))).ok().unwrap());
        assert!(unknown.enter(Some(address(1))).is_err());
    }

    #[test]
    fn there_is_an_end_to_all_places_together() {
        let unknown = Arc::<Unknown>::default();
        let mut places: Vec<Place> = (0..MOST)
            .map(|number| unknown.enter(Some(address(number))).ok().unwrap())
            .collect();
        for refused_one in [Some(address(MOST)), None] {
            assert_eq!(refused(&unknown, refused_one), (503, "10".to_owned()));
        }
        places.pop();
        places.push(unknown.enter(None).ok().unwrap());
        assert!(unknown.enter(None).is_err());
        places.clear();
        assert!(unknown.open().by_address.is_empty(), "nothing is left behind");
        assert_eq!(unknown.open().all, 0);
    }
}
