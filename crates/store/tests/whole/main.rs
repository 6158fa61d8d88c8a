//! The store from outside: through its doors, and by its command line.
//!
//! One program, so that it is linked once. What needs nothing served is tested beside its code.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod actor_tokens;
mod api_keys;
mod audit;
mod authorization;
mod backup;
mod bad_input;
mod budget;
mod command_line;
mod command_line_refusals;
mod common;
mod concurrency;
mod content;
mod cors;
mod crash;
mod ending;
mod every_door;
mod every_operation;
mod figma;
mod figma_failures;
mod forward_auth;
mod history;
mod import;
mod introspection;
mod invitations;
mod key_use;
mod known_secrets;
mod matrix;
mod members;
#[cfg(target_os = "linux")]
mod nginx;
mod operations;
mod organizations;
mod people_command_line;
mod projects;
mod query_limits;
mod reads;
mod rotation;
mod scopes;
mod sessions;
mod subscriptions;
mod theme_groups;
mod tls;
mod token_sets;
mod well_known;
mod wrong_keys;
