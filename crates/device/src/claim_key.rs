//! A person says that a new key's secret is saved.

use crate::database::api_keys;
use crate::device::{Changed, Device};
use crate::error::DeviceError;

impl Device {
    /// Notes that the secret of this key was saved by its user. Saying so again is no error.
    pub fn claim_key(&self, id: &str) -> Result<(), DeviceError> {
        self.write(|transaction| {
            let is_there = api_keys::claim(transaction, id)?;
            is_there
                .then_some(())
                .ok_or_else(|| DeviceError::UnknownKey(id.to_owned()))
        })?;
        self.announce(Changed::Keys);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};

    #[test]
    fn a_claimed_key_stays_claimed() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        for _ in 0..2 {
            device.claim_key(&id).unwrap();
            assert!(!device.key(&id, now()).unwrap().unclaimed);
        }
    }

    #[test]
    fn an_unknown_key_can_not_be_claimed() {
        let (_folder, device) = begun();
        let error = device.claim_key("nothing").unwrap_err();
        assert!(matches!(error, DeviceError::UnknownKey(_)), "{error}");
    }
}
