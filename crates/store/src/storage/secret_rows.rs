//! What a storage takes and gives back about secrets: what lets somebody in.

use jiff::Timestamp;
use keys::{KeyDigest, ScopeSet};

use super::User;

/// What a secret opens and until when: all that must be known to let its holder in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownSecret {
    /// The key whose secret it is, or with which the actor token was made.
    pub key_id: String,
    /// Whose that key is.
    pub user: User,
    /// What the secret may open.
    pub scopes: ScopeSet,
    /// When the secret was made.
    pub created: Timestamp,
    /// When the key ends.
    pub key_expires: Option<Timestamp>,
    /// When somebody ended the key.
    pub key_deleted: Option<Timestamp>,
    /// When the secret ends because the key got another one.
    pub replaced: Option<Timestamp>,
    /// What is different about an actor token.
    pub actor_token: Option<ActorTokenFacts>,
}

/// What an actor token has that a key has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActorTokenFacts {
    /// The device or tool that acts.
    pub actor: Option<String>,
    /// When the token ends by itself.
    pub expires: Timestamp,
}

impl KnownSecret {
    /// When it ends, if it does and nobody ends it before.
    pub(crate) fn ends(&self) -> Option<Timestamp> {
        let of_token = self.actor_token.as_ref().map(|facts| facts.expires);
        [self.key_expires, self.replaced, of_token]
            .into_iter()
            .flatten()
            .min()
    }
}

/// An actor token to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewActorToken {
    /// What is kept of the token.
    pub digest: KeyDigest,
    /// With which key it was made.
    pub key_id: String,
    /// When the secret of that key with which it was made was made itself.
    pub secret_created: Timestamp,
    /// How many the key may have at once.
    pub most: u32,
    /// What it may open.
    pub scopes: ScopeSet,
    /// The device or tool that acts.
    pub actor: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// What became of an actor token that was to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActorTokenAdded {
    /// It is stored.
    Yes,
    /// Its key was deleted, or the secret with which it was made ends before it.
    KeyEnded,
    /// The key has as many already as it may have at once.
    TooMany,
}

/// A new secret for a key.
#[derive(Debug, Clone)]
pub(crate) struct Rotation {
    /// The key's id.
    pub key_id: String,
    /// Whose it is.
    pub user_id: String,
    /// What is kept of the new secret.
    pub digest: KeyDigest,
    /// What lists show of it.
    pub hint: String,
    /// When.
    pub now: Timestamp,
    /// When the secret that it has now ends, unless the key ends before.
    pub overlap_ends: Timestamp,
}

/// What became of a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rotated {
    /// The key has the new secret.
    New(super::ApiKey),
    /// The key had this secret already, now or before; this is the key as it is.
    Known(super::ApiKey),
    /// The digest is that of another key's secret.
    Taken,
    /// The key has ended.
    Ended,
    /// The user has no such key.
    Missing,
}

/// One of the secrets of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretOfKey {
    /// What is kept of it.
    pub digest: KeyDigest,
    /// What lists show of it.
    pub hint: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub ends: Option<Timestamp>,
    /// When it last opened something.
    pub last_used: Option<Timestamp>,
}

/// A program that may ask about keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisteredService {
    /// What it is called, and as what it signs in.
    pub name: String,
    /// When it was registered.
    pub created: Timestamp,
}
