//! Passwords: held so that they are in no log and not left in memory, and kept as a slow hash alone.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::storage::PasswordHash;

/// The shortest password, in characters.
const SHORTEST: usize = 8;

/// The longest password, in characters: hashing an endless one would be a way to keep the store busy.
pub(crate) const LONGEST: usize = 1_024;

/// What a person signs in with. It can't be printed, and is wiped out of memory when it is dropped.
pub struct Password(Zeroizing<String>);

impl Password {
    fn check(&self) -> Result<(), StoreError> {
        let length = self.0.chars().count();
        if length < SHORTEST {
            return Err(StoreError::InvalidInput(format!(
                "The password is too short. Take at least {SHORTEST} characters."
            )));
        }
        if length > LONGEST {
            return Err(Self::too_long());
        }
        Ok(())
    }

    pub(crate) fn too_long() -> StoreError {
        StoreError::InvalidInput(format!(
            "The password is too long. Take at most {LONGEST} characters."
        ))
    }

    /// Hashes it with Argon2id, in PHC form. Slow on purpose.
    pub(super) async fn hash(self) -> Result<PasswordHash, StoreError> {
        self.check()?;
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default()
                .hash_password(self.0.as_bytes())
                .map(|hash| PasswordHash(hash.to_string()))
        });
        match hashed.await {
            Ok(Ok(hash)) => Ok(hash),
            Ok(Err(error)) => Err(StoreError::System(format!(
                "the password could not be hashed: {error}"
            ))),
            Err(error) => Err(StoreError::System(error.to_string())),
        }
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;
    use argon2::password_hash::phc;

    use super::*;

    async fn hash(text: impl Into<String>) -> Result<PasswordHash, StoreError> {
        Password::from(text.into()).hash().await
    }

    #[tokio::test]
    async fn is_argon2id_and_verifies() {
        let hashed = hash("correct horse").await.unwrap();
        assert!(hashed.0.starts_with("$argon2id$v=19$"), "{}", hashed.0);
        let read = phc::PasswordHash::new(&hashed.0).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &read).is_ok());
        assert!(
            Argon2::default()
                .verify_password(b"correct house", &read)
                .is_err()
        );
    }

    #[tokio::test]
    async fn short_and_endless_ones_are_refused() {
        for good in ["пароль12".to_owned(), "ж".repeat(LONGEST), "🗝".repeat(LONGEST)] {
            assert!(hash(good).await.is_ok());
        }
        for (bad, reason) in [
            ("пароль1".to_owned(), "too short. Take at least 8 characters"),
            ("x".repeat(LONGEST + 1), "too long. Take at most 1024 characters"),
        ] {
            let said = hash(bad).await.unwrap_err().to_string();
            assert!(said.contains(reason), "{said}");
        }
    }

    #[test]
    fn debugging_shows_nothing_of_it() {
        let shown = format!("{:?}", Some(Password::from("correct horse".to_owned())));
        assert_eq!(shown, "Some(Password(…))");
        let shown = format!("{:?}", Some(PasswordHash("$argon2id$v=19$".to_owned())));
        assert_eq!(shown, "Some(PasswordHash(…))");
    }
}
