//! The Secret Service of Linux desktops, which GNOME and KDE offer, among others.
//!
//! Using what is locked would have the library ask the person for a password and wait for the answer for all time. So
//! the service is asked first, over a connection with a time limit, and left alone when it is locked.

use std::collections::HashMap;
use std::time::Duration;

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue};
use zbus_secret_service_keyring_store::Store;

use super::KeychainError;

const SERVICE: &str = "design.studiokeys.desktop.vault";
const LABEL: &str = "Studio Keys: key to the vault";

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

/// How long the service may take for one answer; less than anybody waits for it.
const ANSWER_CAP: Duration = Duration::from_secs(4);

/// The place of a vault's key, in a service that is open.
pub(super) fn entry(vault_id: &str) -> Result<Entry, KeychainError> {
    Service::connect()?.check_open(vault_id)?;
    let label = HashMap::from([("label", LABEL)]);
    Ok(Store::new()?.build(SERVICE, vault_id, Some(&label))?)
}

struct Service(Connection);

impl Service {
    fn connect() -> Result<Self, KeychainError> {
        let connection = Builder::session().and_then(|builder| builder.method_timeout(ANSWER_CAP).build());
        connection.map(Self).map_err(|error| {
            tracing::warn!(%error, "there is no session bus, so no keychain");
            KeychainError::NotThere
        })
    }

    /// Whether nothing that is going to be used is locked.
    fn check_open(&self, vault_id: &str) -> Result<(), KeychainError> {
        let attributes = HashMap::from([("service", SERVICE), ("username", vault_id)]);
        let found = self.ask(
            PATH,
            "org.freedesktop.Secret.Service",
            "SearchItems",
            &(attributes,),
        )?;
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            found.body().deserialize().map_err(|error| problem(&error))?;
        if !locked.is_empty() {
            return Err(KeychainError::Locked);
        }
        if open.is_empty() {
            self.check_usual_collection()?;
        }
        Ok(())
    }

    /// Whether something can be put into the collection that the person uses for everything.
    fn check_usual_collection(&self) -> Result<(), KeychainError> {
        let usual = self.ask(PATH, "org.freedesktop.Secret.Service", "ReadAlias", &("default",))?;
        let usual: OwnedObjectPath = usual.body().deserialize().map_err(|error| problem(&error))?;
        if usual.as_str() == "/" {
            return Err(KeychainError::NotThere);
        }
        let property = ("org.freedesktop.Secret.Collection", "Locked");
        let locked = self.ask(
            usual.as_str(),
            "org.freedesktop.DBus.Properties",
            "Get",
            &property,
        )?;
        let locked: OwnedValue = locked.body().deserialize().map_err(|error| problem(&error))?;
        match bool::try_from(locked) {
            Ok(false) => Ok(()),
            Ok(true) => Err(KeychainError::Locked),
            Err(error) => Err(problem(&error.into())),
        }
    }

    fn ask(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl serde::Serialize + DynamicType),
    ) -> Result<zbus::Message, KeychainError> {
        self.0
            .call_method(Some(NAME), path, Some(interface), method, body)
            .map_err(|error| problem(&error))
    }
}

fn problem(error: &zbus::Error) -> KeychainError {
    tracing::warn!(%error, "the keychain can’t be used");
    match error {
        zbus::Error::InputOutput(cause) if cause.kind() == std::io::ErrorKind::TimedOut => {
            KeychainError::DoesNotAnswer
        }
        zbus::Error::MethodError(name, ..) => match name.as_str() {
            "org.freedesktop.DBus.Error.NoReply" => KeychainError::DoesNotAnswer,
            "org.freedesktop.Secret.Error.IsLocked" => KeychainError::Locked,
            // Nobody offers it, or who should could not be started.
            "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
                KeychainError::NotThere
            }
            name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => KeychainError::NotThere,
            _ => KeychainError::Refused(error.to_string()),
        },
        _ => KeychainError::Refused(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_told_from_absence() {
        let silence = std::io::Error::from(std::io::ErrorKind::TimedOut);
        let silent = problem(&zbus::Error::InputOutput(silence.into()));
        assert!(matches!(silent, KeychainError::DoesNotAnswer));
        let broken = problem(&zbus::Error::InvalidReply);
        assert!(matches!(broken, KeychainError::Refused(_)));
    }
}
