//! Signing in with an email address and a password.
//!
//! Whether there is somebody with an address can't be told from the answer, nor from how long it takes.

use std::net::IpAddr;

use super::Opened;
use crate::accounts::{Password, Verdict};
use crate::error::StoreError;
use crate::storage::Credentials;
use crate::store::Store;
use crate::text;

/// Somebody who wants to sign in.
pub(crate) struct SignIn {
    pub(crate) email: String,
    pub(crate) password: Password,
    pub(crate) device_name: String,
    /// From where on the network.
    pub(crate) address: IpAddr,
}

impl Store {
    /// Signs a person in.
    pub(crate) async fn sign_in(&self, request: SignIn) -> Result<Opened, StoreError> {
        let email = text::email(&request.email)?;
        let device_name = text::device_name(&request.device_name)?;
        let attempt = self.attempts().begin(&email, request.address)?;
        let known = self.storage().credentials(&email).await?;
        let (user, kept) = known.map_or((None, None), |Credentials { user, password_hash }| {
            (Some(user), password_hash)
        });
        let verdict = request.password.verify(self.hashing(), kept.clone()).await?;
        let (Some(user), Verdict::Right { better }) = (user, verdict) else {
            tracing::info!(address = %request.address, "somebody could not sign in");
            return Err(wrong());
        };
        attempt.succeeded();
        let mut password = kept;
        if let (Some(before), Some(better)) = (password.clone(), better) {
            let better_one = better.clone();
            self.storage()
                .upgrade_password(&user.id, before, better_one)
                .await?;
            password = Some(better);
        }
        let opened = self.open_session(user, device_name, password).await?;
        opened.ok_or_else(wrong)
    }
}

fn wrong() -> StoreError {
    StoreError::Unauthenticated(
        "The email address or the password is wrong. Check both, then try again.".into(),
    )
}
