//! Why a membership was not changed.

use crate::access::Denied;
use crate::error::StoreError;
use crate::storage::{Member, MembershipChange};

/// The member as it was, and the revision of the change.
pub(super) fn done(change: MembershipChange) -> Result<(Member, i64), StoreError> {
    match change {
        MembershipChange::Done(member, revision) => Ok((member, revision)),
        MembershipChange::NoMember => Err(StoreError::NotFound("member")),
        MembershipChange::NotAllowed => Err(StoreError::Forbidden(Denied::Role.to_string())),
        MembershipChange::OwnersOnly => Err(StoreError::Forbidden(
            "Only an owner can do this to an owner, or make somebody one. Ask one of the owners.".into(),
        )),
        MembershipChange::LastOwner => Err(StoreError::Conflict(
            "This is the only owner of the organization. Make somebody else an owner first.".into(),
        )),
    }
}
