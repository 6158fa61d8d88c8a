//! Use-cases about people and their organizations.

mod add_organization;
mod add_user;
mod change_organization;
mod change_user;
mod local_owner;
mod password;
mod set_password;

pub(crate) use add_user::check_new_user;
pub(crate) use change_organization::OrganizationRequest;
pub(crate) use change_user::UserRequest;
pub use password::Password;
pub(crate) use password::{LONGEST_IN_BYTES as LONGEST_PASSWORD_IN_BYTES, Verdict};
