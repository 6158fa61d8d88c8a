//! Use-cases about people and their organizations.

mod add_organization;
mod add_user;
mod local_owner;
mod password;

pub(crate) use password::LONGEST as LONGEST_PASSWORD;
pub use password::Password;
