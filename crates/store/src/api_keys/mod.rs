//! Use-cases about API keys. What a key is belongs to the crate `keys`.

mod create;
mod expiry;
mod find;
mod list;
mod register;
mod revoke;
mod rotate;
mod secrets;

pub(crate) use create::{CreateKey, CreatedKey};
pub(crate) use register::RegisterKey;
pub(crate) use rotate::RotateKey;
