//! Members and invitations.

use serde_json::json;
use store::policy::{Role, Rule};

use super::Request;
use crate::common::people::{ACCEPT, INVITE};
use crate::matrix::askers::Asker;
use crate::matrix::town::Town;

const USERS: &str = "query($o: String!) { organization(id: $o) { users { total data { id name role } } } }";
const INVITATIONS: &str = "query($o: String!) { userInvitations(organization: $o) { total data { id } } }";
const RESEND: &str =
    "mutation($o: String!, $id: String!) { resendInvitation(organization: $o, id: $id) { id confirmCode } }";
const DELETE: &str =
    "mutation($o: String!, $id: String!) { deleteInvitation(organization: $o, id: $id) { id } }";
const DECLINE: &str = "mutation($id: String!, $code: String!) { declineInvitation(id: $id, code: $code) }";
const REMOVE: &str =
    "mutation($o: String!, $user: String!) { removeFromOrganization(organization: $o, user: $user) { id } }";
const CHANGE_ROLE: &str = "mutation($o: String!, $user: String!, $role: OrganizationRole!) {
    updateMemberRole(organization: $o, user: $user, role: $role) { id role } }";

pub(super) async fn requests(town: &Town, rule: &Rule, asker: &Asker) -> Vec<Request> {
    let of_organization = json!({ "o": town.organization });
    let request = match rule.operation {
        "Organization.users" => Request::query(USERS, of_organization, "/organization/users"),
        "Query.userInvitations" => Request::query(INVITATIONS, of_organization, "/userInvitations"),
        "Mutation.removeFromOrganization" => {
            let variables = json!({ "o": town.organization, "user": town.guest().await });
            Request::query(REMOVE, variables, "/removeFromOrganization")
        }
        "Mutation.updateMemberRole" => {
            let user = town.guest().await;
            let another = if town.role_of_guest() == "viewer" {
                "MEMBER"
            } else {
                "VIEWER"
            };
            let variables = json!({ "o": town.organization, "user": user, "role": another });
            Request::query(CHANGE_ROLE, variables, "/updateMemberRole")
        }
        _ => return invitations(town, rule, asker).await.into_iter().collect(),
    };
    vec![request]
}

async fn invitations(town: &Town, rule: &Rule, asker: &Asker) -> Option<Request> {
    Some(match rule.operation {
        "Mutation.inviteToOrganization" => invite_as(town, Role::Viewer),
        "Mutation.inviteToOrganization: as admin or owner" => invite_as(town, Role::Admin),
        "Mutation.resendInvitation" => resend_as(town, Role::Member).await,
        "Mutation.resendInvitation: as admin or owner" => resend_as(town, Role::Admin).await,
        "Mutation.deleteInvitation" => {
            let id = town.fresh_invitation(Role::Admin).await;
            let variables = json!({ "o": town.organization, "id": id });
            Request::query(DELETE, variables, "/deleteInvitation")
        }
        "Mutation.acceptInvitation" => {
            let (id, code) = town.invitation_for(asker).await;
            Request::query(ACCEPT, json!({ "id": id, "code": code }), "/acceptInvitation")
        }
        "Mutation.declineInvitation" => {
            let (id, code) = town.invitation_for(asker).await;
            Request::query(DECLINE, json!({ "id": id, "code": code }), "/declineInvitation")
        }
        _ => return None,
    })
}

fn invite_as(town: &Town, role: Role) -> Request {
    let email = format!("new-{}@example.com", town.number());
    let variables = json!({ "organization": town.organization, "email": email, "groups": [role.as_str()] });
    Request::query(INVITE, variables, "/inviteToOrganization")
}

async fn resend_as(town: &Town, role: Role) -> Request {
    let variables = json!({ "o": town.organization, "id": town.fresh_invitation(role).await });
    Request::query(RESEND, variables, "/resendInvitation")
}
