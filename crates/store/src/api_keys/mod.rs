//! Use-cases about API keys. What a key is belongs to the crate `keys`.

mod create;
mod expiry;
mod find;
mod list;
mod register;
mod revoke;

pub(crate) use create::{CreateKey, CreatedKey};
pub(crate) use register::RegisterKey;
