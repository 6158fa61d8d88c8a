//! Inviting somebody. The code is given once, to whoever invites; the store keeps its digest.

use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};
use uuid::Uuid;

use crate::access::Denied;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{Invitation, InvitationAdded, InvitationStatus, NoInviter, Organization, Role};
use crate::store::Store;
use crate::text;

/// How long an invitation can be answered.
const DAYS: i64 = 14;

/// Somebody to be invited.
pub(crate) struct Invite {
    /// The user who invites; none when an administrator does.
    pub(crate) by: Option<String>,
    pub(crate) email: String,
    pub(crate) role: Role,
}

/// An invitation with its code, which nobody can give again.
pub(crate) struct Invited {
    pub(crate) invitation: Invitation,
    pub(crate) code: PlainKey,
}

impl Store {
    /// Invites somebody into an organization, to be at most what the one who invites is.
    pub(crate) async fn invite(
        &self,
        organization: &Organization,
        request: Invite,
    ) -> Result<Invited, StoreError> {
        let now = moment::now();
        let invitation = Invitation {
            id: Uuid::now_v7().to_string(),
            organization_id: organization.id.clone(),
            organization_name: organization.name.clone(),
            email: text::email(&request.email)?,
            role: request.role,
            status: InvitationStatus::Pending,
            created: now,
            expires: end(now)?,
        };
        let code = PlainKey::generate(KeyKind::Invitation)?;
        let added = self
            .storage()
            .add_invitation(request.by.as_deref(), invitation.clone(), code.digest());
        match added.await? {
            InvitationAdded::Yes => {
                tracing::info!(
                    invitation = invitation.id,
                    organization = organization.id,
                    "somebody was invited"
                );
                Ok(Invited { invitation, code })
            }
            InvitationAdded::Refused(reason) => Err(refused(reason)),
            InvitationAdded::IsMember => Err(StoreError::Conflict(
                "Somebody with this email address is in the organization already.".into(),
            )),
            InvitationAdded::IsInvited => Err(StoreError::Conflict(
                "This email address is invited already. Send that invitation again, or delete it first."
                    .into(),
            )),
        }
    }
}

/// When an invitation that is sent now ends.
pub(super) fn end(now: Timestamp) -> Result<Timestamp, StoreError> {
    now.checked_add(SignedDuration::from_hours(24 * DAYS))
        .map_err(StoreError::invalid)
}

/// Whoever holds a code can become what it says, so nobody gets one for more than the own role.
pub(super) fn refused(reason: NoInviter) -> StoreError {
    StoreError::Forbidden(match reason {
        NoInviter::NotAllowed => Denied::Role.to_string(),
        NoInviter::Beyond { own, wanted } => format!(
            "Nobody can invite somebody who may do more. You are {} here, so ask {} to invite this person.",
            with_article(own),
            with_article(wanted)
        ),
    })
}

fn with_article(role: Role) -> &'static str {
    match role {
        Role::Owner => "an owner",
        Role::Admin => "an admin",
        Role::Member => "a member",
        Role::Viewer => "a viewer",
    }
}

/// The role that the groups of the published schema name; without any, that of a member.
pub(crate) fn role_of_groups(groups: &[String]) -> Result<Role, StoreError> {
    match groups {
        [] => Ok(Role::Member),
        [group] => Role::parse(group).ok_or_else(|| {
            StoreError::invalid("There is no such group. Name one of owner, admin, member and viewer.")
        }),
        _ => Err(StoreError::invalid(
            "A person has one role. Name one of owner, admin, member and viewer.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_name_one_role() {
        let role = |groups: &[&str]| {
            let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            role_of_groups(&groups).ok()
        };
        assert_eq!(role(&[]), Some(Role::Member));
        assert_eq!(role(&["Viewer"]), Some(Role::Viewer));
        for bad in [["admin", "viewer"].as_slice(), &["boss"], &[""]] {
            assert_eq!(role(bad), None, "{bad:?}");
        }
    }
}
