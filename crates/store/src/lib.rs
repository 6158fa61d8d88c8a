//! The organization store: accounts, organizations, projects with their token sets, API keys, and the answer to
//! "may this key do that?". It runs inside the app for one person, or as the binary `studio-store` for a team.
//!
//! - [`Store`] is the data, opened; its methods are the use-cases, one file each.
//! - [`serve::Server`] answers over HTTP: GraphQL, and the import of token files.
//! - [`commands`] is the command line.
//!
//! What a key is (format, checksum, scopes, expiry, names) belongs to `keys`; what one computer remembers to `device`.

mod access;
mod accounts;
mod actor_tokens;
mod api_keys;
mod audit;
mod changes;
pub mod commands;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod graphql;
mod heavy_work;
mod http;
mod invitations;
mod key_uses;
mod members;
mod moment;
mod network;
mod picture;
pub mod policy;
mod projects;
mod scope_names;
pub mod serve;
mod services;
mod sessions;
mod storage;
mod store;
mod text;
mod theme_groups;
mod token_file;
mod token_sets;
mod verification;

pub use accounts::Password;
pub use error::{ErrorCode, StoreError};
pub use storage::{LocalOwner, OpenStorageError as OpenStoreError, StorageError};
pub use store::Store;
pub use token_file::LARGEST as LARGEST_TOKEN_FILE;
