//! Registering a program.

use keys::{KeyKind, PlainKey};

use crate::error::StoreError;
use crate::moment;
use crate::storage::RegisteredService;
use crate::store::Store;

/// The longest name, in characters.
const LONGEST: usize = 80;

/// A program with its secret, which nobody can give again.
pub(crate) struct AddedService {
    pub(crate) name: String,
    pub(crate) secret: PlainKey,
}

impl Store {
    /// Registers a program under a name, as which it signs in.
    pub(crate) async fn add_service(&self, name: &str) -> Result<AddedService, StoreError> {
        let name = self::name(name)?;
        let secret = PlainKey::generate(KeyKind::Service)?;
        let service = RegisteredService {
            name: name.clone(),
            created: moment::now(),
        };
        if self.storage().add_service(service, secret.digest()).await? {
            tracing::info!(service = name, "a service was registered");
            Ok(AddedService { name, secret })
        } else {
            let reason =
                format!("There is a service “{name}” already. Remove it first, or choose another name.");
            Err(StoreError::Conflict(reason))
        }
    }
}

/// Plain characters, so that every program sends the name in the same way.
fn name(text: &str) -> Result<String, StoreError> {
    let text = text.trim();
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if (1..=LONGEST).contains(&text.len()) && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(StoreError::invalid(
            "A service is called by 1 to 80 letters, digits, dots, dashes and underscores, like token-cdn. Choose such a name.",
        ))
    }
}
