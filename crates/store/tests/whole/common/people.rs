//! An organization with somebody in each role.

use serde_json::json;

use super::{House, session, text};

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) session: String,
}

/// Everybody of an organization that is not the house's own.
pub(crate) struct Team {
    pub(crate) house: House,
    pub(crate) organization: String,
    pub(crate) owner: Person,
    pub(crate) admin: Person,
    pub(crate) member: Person,
    pub(crate) viewer: Person,
}

pub(crate) async fn person(house: &House, name: &str) -> Person {
    let email = format!("{}@example.com", name.to_lowercase());
    let password = "correct horse battery staple".to_owned().into();
    let id = house.store.add_user(&email, name, password).await.unwrap();
    Person {
        session: session(&house.store, &id).await,
        name: name.to_owned(),
        id,
        email,
    }
}

/// Invites somebody: the invitation's id and its code.
pub(crate) async fn invite(
    house: &House,
    secret: &str,
    organization: &str,
    email: &str,
    groups: &[&str],
) -> (String, String) {
    let variables = json!({ "organization": organization, "email": email, "groups": groups });
    let made = house.data_with(secret, INVITE, variables).await["inviteToOrganization"].take();
    (text(&made["id"]), text(&made["confirmCode"]))
}

pub(crate) const INVITE: &str = "mutation($organization: String!, $email: String!, $groups: [String!]!) {
    inviteToOrganization(organization: $organization, email: $email, groups: $groups) {
        id organizationId organizationName email status role confirmCode expiresAt } }";

pub(crate) const ACCEPT: &str = "mutation($id: String!, $code: String!) {
    acceptInvitation(id: $id, confirmCode: $code) { id name role } }";

pub(crate) async fn team() -> Team {
    let house = House::open().await;
    let owner = person(&house, "Owen").await;
    let organization = house.store.add_organization("Acme", &owner.id).await.unwrap();
    let join = async |name: &str, role: &str| {
        let somebody = person(&house, name).await;
        let (id, code) = invite(&house, &owner.session, &organization, &somebody.email, &[role]).await;
        let variables = json!({ "id": id, "code": code });
        house.data_with(&somebody.session, ACCEPT, variables).await;
        somebody
    };
    let (admin, member, viewer) = (
        join("Ada", "admin").await,
        join("Mel", "member").await,
        join("Vera", "viewer").await,
    );
    Team {
        house,
        organization,
        owner,
        admin,
        member,
        viewer,
    }
}
