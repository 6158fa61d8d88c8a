//! Stretching a passphrase into a key with Argon2id (RFC 9106), as slowly as a person will stand.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};

use super::error::VaultError;
use super::passphrase::Passphrase;
use super::vault_key::VaultKey;

/// Bytes of a salt.
pub(super) const SALT: usize = 16;

/// How long unlocking is to take.
const WANTED: Duration = Duration::from_millis(500);

const MEBIBYTE: u32 = 1024;
/// RFC 9106 recommends 64 MiB and three passes where there is little memory: less is never chosen.
const LEAST_MEMORY: u32 = 64 * MEBIBYTE;
const LEAST_PASSES: u32 = 3;
const MOST_PASSES: u32 = 32;

/// What is accepted from a file: more would let a damaged one take all memory, or hours.
const ACCEPTED_MEMORY: std::ops::RangeInclusive<u32> = 8 * MEBIBYTE..=1024 * MEBIBYTE;
const ACCEPTED_PASSES: std::ops::RangeInclusive<u32> = 1..=64;
const ACCEPTED_LANES: std::ops::RangeInclusive<u32> = 1..=4;

/// What stretching costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// In KiB.
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl Cost {
    /// About half a second on this computer, never less than the least.
    pub(super) fn calibrated() -> Result<Self, VaultError> {
        let probe = Self {
            memory: LEAST_MEMORY,
            passes: 1,
            lanes: 1,
        };
        let begun = Instant::now();
        probe.stretch(&Passphrase::new("probe".into()), &[0; SALT])?;
        Ok(Self::for_pass_of(begun.elapsed()))
    }

    /// The cost for a computer on which one pass over the least memory takes so long: the most memory with which
    /// three passes fit, then as many passes as fit.
    fn for_pass_of(pass: Duration) -> Self {
        let passes_over =
            |times: u32| WANTED.as_micros() / (pass.as_micros().max(1) * u128::from(times)).max(1);
        let fits = |times: &u32| passes_over(*times) >= u128::from(LEAST_PASSES);
        let times = [4, 2].into_iter().find(fits).unwrap_or(1);
        let passes = u32::try_from(passes_over(times)).unwrap_or(MOST_PASSES);
        Self {
            memory: LEAST_MEMORY * times,
            passes: passes.clamp(LEAST_PASSES, MOST_PASSES),
            lanes: 1,
        }
    }

    /// Whether a file may ask for it.
    pub(super) fn is_acceptable(&self) -> bool {
        ACCEPTED_MEMORY.contains(&self.memory)
            && ACCEPTED_PASSES.contains(&self.passes)
            && ACCEPTED_LANES.contains(&self.lanes)
    }

    /// The key that the passphrase stands for.
    pub(super) fn stretch(&self, passphrase: &Passphrase, salt: &[u8; SALT]) -> Result<VaultKey, VaultError> {
        let params = Params::new(self.memory, self.passes, self.lanes, None)
            .map_err(|error| VaultError::Stretching(error.to_string()))?;
        let mut key = VaultKey::zeroed();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            // Exposed to be stretched.
            .hash_password_into(passphrase.expose().as_bytes(), salt, key.bytes_mut())
            .map_err(|error| VaultError::Stretching(error.to_string()))?;
        Ok(key)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// As little as is accepted, so that tests do not wait.
    pub(crate) const CHEAP: Cost = Cost {
        memory: 8 * MEBIBYTE,
        passes: 1,
        lanes: 1,
    };

    #[test]
    fn a_fast_computer_takes_more_memory_and_a_slow_one_never_less_than_the_least() {
        let cost = |milliseconds| Cost::for_pass_of(Duration::from_millis(milliseconds));
        let of = |memory, passes| Cost {
            memory: memory * MEBIBYTE,
            passes,
            lanes: 1,
        };
        assert_eq!(cost(0), of(256, 32));
        assert_eq!(cost(20), of(256, 6));
        assert_eq!(cost(60), of(128, 4));
        assert_eq!(cost(100), of(64, 5));
        assert_eq!(cost(5_000), of(64, 3));
        assert!(cost(0).is_acceptable());
    }

    #[test]
    fn absurd_costs_are_not_accepted() {
        let absurd = [
            Cost {
                memory: u32::MAX,
                ..CHEAP
            },
            Cost { memory: 8, ..CHEAP },
            Cost { passes: 0, ..CHEAP },
            Cost { passes: 65, ..CHEAP },
            Cost { lanes: 200, ..CHEAP },
        ];
        assert!(CHEAP.is_acceptable());
        assert!(absurd.iter().all(|cost| !cost.is_acceptable()));
    }

    #[test]
    fn salt_and_passphrase_make_the_key() {
        let key = |text: &str, salt| {
            let stretched = CHEAP.stretch(&Passphrase::new(text.into()), &[salt; SALT]);
            stretched.unwrap().bytes().to_vec()
        };
        assert_eq!(key("a", 1), key("a", 1));
        assert_ne!(key("a", 1), key("b", 1));
        assert_ne!(key("a", 1), key("a", 2));
    }
}
