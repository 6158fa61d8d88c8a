//! Use-cases about invitations into organizations. Whom a door lets in belongs to `policy`.

mod accept;
mod answer;
mod decline;
mod invite;
mod join;
mod list;
mod resend;

pub(crate) use invite::{Invite, Invited, role_of_groups};
pub(crate) use join::Join;
