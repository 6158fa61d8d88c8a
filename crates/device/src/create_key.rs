//! Making a key on this computer.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{
    EmptyScopeSet, ExpiryError, KeyKind, KeyName, KeyNameError, PlainKey, RandomnessUnavailable, ScopeSet,
};
use uuid::Uuid;

use crate::database::account;
use crate::database::api_keys::{self, NewKey};
use crate::database::outbox::{self, ChangeKind};
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::moment;
use crate::view::{CreateKeyRequest, KeyView};

/// Why a key was not made. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// Its name can't be a name.
    #[error(transparent)]
    Name(#[from] KeyNameError),
    /// It can't end then.
    #[error(transparent)]
    Expiry(#[from] ExpiryError),
    /// It would open nothing.
    #[error(transparent)]
    Scopes(#[from] EmptyScopeSet),
    /// The system gave no random bytes.
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    /// It could not be saved.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

impl Device {
    /// Makes a key, saves all of it but the secret, and returns it with the secret: the one time that it is seen.
    /// It opens nothing until the store has heard of it, and is unclaimed until [`Device::claim_key`].
    pub fn create_key(
        &self,
        request: &CreateKeyRequest,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<(KeyView, PlainKey), CreateKeyError> {
        let now = moment::to_the_millisecond(now);
        let name = KeyName::parse(&request.name)?;
        let expires = request.expiry.resolve(now, zone)?;
        let scopes = ScopeSet::new(request.scopes.iter().copied())?;
        let plain = PlainKey::generate(KeyKind::Api)?;
        let id = Uuid::now_v7().to_string();
        let key = NewKey {
            id: &id,
            name: &name,
            plain: &plain,
            scopes: &scopes,
            created: now,
            expires,
        };
        let view = self.save(&key)?;
        self.announce(Changed::Keys);
        self.nudge();
        Ok((view, plain))
    }

    fn save(&self, key: &NewKey<'_>) -> Result<KeyView, DeviceError> {
        self.write(|transaction| {
            if account::get(transaction)?.is_none() {
                return Err(DeviceError::NotStarted);
            }
            api_keys::insert(transaction, key)?;
            outbox::add(
                transaction,
                ChangeKind::RegisterApiKey,
                key.id,
                key.created.as_millisecond(),
            )?;
            api_keys::get(transaction, key.id, key.created)?
                .ok_or_else(|| DeviceError::UnknownKey(key.id.to_owned()))
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use keys::{ExpiryChoice, KeyState, Scope};

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::view::{KeySync, SyncState};

    pub(crate) fn now() -> Timestamp {
        "2026-11-24T12:00:00.5Z".parse().unwrap()
    }

    pub(crate) fn named(name: &str) -> CreateKeyRequest {
        CreateKeyRequest {
            name: name.into(),
            expiry: ExpiryChoice::Days { days: 90 },
            scopes: vec![Scope::ProjectsWrite],
        }
    }

    /// Makes a key and returns its id.
    pub(crate) fn made(device: &Device, name: &str) -> String {
        let (view, _) = device.create_key(&named(name), now(), &TimeZone::UTC).unwrap();
        view.id
    }

    #[test]
    fn a_made_key_is_listed_and_waits_to_be_sent() {
        let (_folder, device) = begun();
        let mut changes = device.subscribe();
        let (view, plain) = device
            .create_key(&named("  Figma "), now(), &TimeZone::UTC)
            .unwrap();
        assert_eq!(plain.kind(), KeyKind::Api);
        assert_eq!(
            (view.name.as_str(), view.hint.as_str()),
            ("Figma", plain.hint().as_str())
        );
        assert_eq!(view.scopes, [Scope::ProjectsRead, Scope::ProjectsWrite]);
        assert_eq!(view.created_at, "2026-11-24T12:00:00.5Z");
        assert_eq!(view.expires_at.as_deref(), Some("2027-02-22T12:00:00Z"));
        assert_eq!(
            (view.state, view.sync, view.unclaimed),
            (KeyState::Active, KeySync::Queued, true)
        );
        assert_eq!(device.key(&view.id, now()).unwrap(), view);
        let sync = device.sync_view().unwrap();
        assert_eq!((sync.waiting, sync.state), (1, SyncState::Starting));
        assert_eq!(changes.try_recv(), Ok(Changed::Keys));
    }

    #[test]
    fn the_secret_is_in_no_file() {
        let (folder, device) = begun();
        let (_, plain) = device.create_key(&named("Figma"), now(), &TimeZone::UTC).unwrap();
        let secret = plain.expose().as_bytes();
        let body = &secret[4..36];
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(body.len()).any(|window| window == body));
        }
    }

    #[test]
    fn bad_input_leaves_nothing() {
        let (_folder, device) = begun();
        let refused =
            |request: CreateKeyRequest| device.create_key(&request, now(), &TimeZone::UTC).unwrap_err();
        assert!(matches!(refused(named(" ")), CreateKeyError::Name(_)));
        assert!(matches!(refused(named("a\nb")), CreateKeyError::Name(_)));
        let expiry = ExpiryChoice::Days { days: 0 };
        let without_days = CreateKeyRequest { expiry, ..named("a") };
        assert!(matches!(refused(without_days), CreateKeyError::Expiry(_)));
        let scopes = vec![];
        let without_scopes = CreateKeyRequest { scopes, ..named("a") };
        assert!(matches!(refused(without_scopes), CreateKeyError::Scopes(_)));
        assert_eq!(device.sync_view().unwrap().waiting, 0);
    }

    #[test]
    fn needs_an_account() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path()).unwrap();
        let error = device.create_key(&named("a"), now(), &TimeZone::UTC).unwrap_err();
        assert!(matches!(error, CreateKeyError::Device(DeviceError::NotStarted)));
    }
}
