//! Whether a secret is good now, and what it opens: asked with each request, so answered from memory where it can be.
//!
//! What a good key may do belongs to `access`; how it is sent to `http`.

mod kept_secret;
mod known_secrets;
mod verify;

pub(crate) use known_secrets::KnownSecrets;
pub(crate) use verify::NotGood;
