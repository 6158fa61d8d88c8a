//! Many keys at once, made the way the app makes them, while it is closed.

use crate::failure::{Failure, Outcome};
use device::Device;
use device::view::CreateKeyRequest;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, Scope};
use std::path::Path;

/// Makes `count` keys in the app's data folder, named by their number.
pub fn keys(data: &Path, count: u32, name: impl Fn(u32) -> String) -> Outcome {
    let device = Device::open(data)?;
    for number in 1..=count {
        let expiry = match number % 4 {
            0 => ExpiryChoice::Never,
            1 => ExpiryChoice::Days { days: 7 },
            _ => ExpiryChoice::Days { days: 90 },
        };
        let scopes = if number % 3 == 0 {
            vec![Scope::ProjectsRead, Scope::ProjectsWrite]
        } else {
            vec![Scope::ProjectsRead]
        };
        let request = CreateKeyRequest {
            name: name(number),
            expiry,
            scopes,
        };
        let (key, _) = device
            .create_key(&request, Timestamp::now(), &TimeZone::UTC)
            .map_err(|error| Failure::new(error.to_string()))?;
        device.claim_key(&key.id)?;
    }
    Ok(())
}
