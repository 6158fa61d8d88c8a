//! Who belongs to an organization, over HTTP: listing people, their roles, leaving and being removed.

use crate::common::people::{Person, Team, team};
use crate::common::{House, OTHER_SCOPES, good, only_error, text};
use serde_json::{Value, json};

async fn set_role(house: &House, secret: &str, organization: &str, user: &str, role: &str) -> Value {
    let query = "mutation($organization: String!, $user: String!, $role: OrganizationRole!) {
        updateMemberRole(organization: $organization, user: $user, role: $role) { id role email } }";
    let variables = json!({ "organization": organization, "user": user, "role": role });
    house.ask_with(secret, query, variables).await
}

async fn remove(house: &House, secret: &str, organization: &str, user: &str) -> Value {
    let query = "mutation($organization: String!, $user: String!) {
        removeFromOrganization(organization: $organization, user: $user) { id } }";
    let variables = json!({ "organization": organization, "user": user });
    house.ask_with(secret, query, variables).await
}

#[tokio::test]
async fn people_are_listed_and_admins_see_addresses() {
    let Team {
        house,
        organization,
        owner,
        admin,
        member,
        viewer,
    } = &team().await;
    let list = async |secret: &str, filter: &str| {
        let query = format!(
            "{{ organization(id: \"{organization}\") {{ users({filter}) {{ total totalPages data {{ id name role email }} }} }} }}"
        );
        house.data(secret, &query).await["organization"]["users"].take()
    };
    let person = |who: &Person, role: &str, sees: bool| json!({ "id": who.id, "name": who.name, "role": role, "email": sees.then_some(&who.email) });
    let all = list(&owner.session, "limit: 2").await;
    assert_eq!((&all["total"], &all["totalPages"]), (&json!(4), &json!(2)));
    assert_eq!(
        all["data"],
        json!([person(admin, "ADMIN", true), person(member, "MEMBER", true)])
    );
    let mine = list(&viewer.session, "filter: {name: {startsWith: \"V\"}}").await;
    assert_eq!(
        mine["data"],
        json!([person(viewer, "VIEWER", true)]),
        "one's own address"
    );
    let others = list(&viewer.session, "filter: {name: {eq: \"Owen\"}}").await;
    assert_eq!(others["data"], json!([person(owner, "OWNER", false)]));
    let alone = house
        .data(&owner.session, "{ self { user { role email } } }")
        .await;
    assert_eq!(
        alone["self"]["user"],
        json!({ "role": null, "email": owner.email })
    );
}

#[tokio::test]
async fn roles_change_within_limits() {
    let Team {
        house,
        organization,
        owner,
        admin,
        member,
        viewer,
    } = &team().await;
    let role = async |who: &Person, about: &Person, role: &str| {
        set_role(house, &who.session, organization, &about.id, role).await
    };
    let changed = good(role(admin, viewer, "MEMBER").await)["updateMemberRole"].take();
    assert_eq!(
        changed,
        json!({ "id": viewer.id, "role": "MEMBER", "email": viewer.email })
    );
    let only_owners = "Only an owner can do this to an owner, or make somebody one. Ask one of the owners.";
    let no_role = "Your role in this organization does not allow this. Ask one of its owners.";
    for (who, about, to, code, message) in [
        (admin, viewer, "OWNER", "FORBIDDEN", only_owners),
        (admin, admin, "OWNER", "FORBIDDEN", only_owners),
        (admin, owner, "MEMBER", "FORBIDDEN", only_owners),
        (member, viewer, "VIEWER", "FORBIDDEN", no_role),
        (member, member, "ADMIN", "FORBIDDEN", no_role),
        (
            owner,
            owner,
            "ADMIN",
            "CONFLICT",
            "This is the only owner of the organization. Make somebody else an owner first.",
        ),
    ] {
        let refused = only_error(&role(who, about, to).await);
        assert_eq!(refused, (code.to_owned(), message.to_owned()), "{to}");
    }
    good(role(owner, admin, "OWNER").await);
    good(role(admin, owner, "VIEWER").await);
    assert_eq!(only_error(&role(owner, viewer, "VIEWER").await).0, "FORBIDDEN");
}

#[tokio::test]
async fn unknown_people_and_organizations_are_not_found() {
    let Team {
        house,
        organization,
        owner,
        viewer,
        ..
    } = &team().await;
    let (stranger_id, foreign, stranger) = house.stranger().await;
    let unknown = uuid::Uuid::now_v7().to_string();
    for (secret, organization, user) in [
        (&owner.session, organization.as_str(), stranger_id.as_str()),
        (&owner.session, organization, &unknown),
        (&owner.session, organization, "a\u{0}b"),
        (&owner.session, &foreign, &stranger_id),
        (&owner.session, "7", &viewer.id),
        (&stranger, organization, &viewer.id),
        (&stranger, organization, &stranger_id),
    ] {
        let answers = [
            set_role(house, secret, organization, user, "VIEWER").await,
            remove(house, secret, organization, user).await,
        ];
        for answer in answers {
            assert_eq!(only_error(&answer).0, "NOT_FOUND", "{organization} {user}");
        }
    }
    let answer = set_role(house, &owner.session, organization, &viewer.id, "BOSS").await;
    assert_eq!(only_error(&answer).0, "BAD_QUERY");
}

#[tokio::test]
async fn memberships_end_within_limits() {
    let Team {
        house,
        organization,
        owner,
        admin,
        member,
        viewer,
    } = &team().await;
    let end = async |who: &Person, about: &Person| remove(house, &who.session, organization, &about.id).await;
    for (who, about, code) in [
        (viewer, member, "FORBIDDEN"),
        (member, viewer, "FORBIDDEN"),
        (admin, owner, "FORBIDDEN"),
        (owner, owner, "CONFLICT"),
    ] {
        assert_eq!(only_error(&end(who, about).await).0, code);
    }
    let left = good(end(viewer, viewer).await);
    assert!(
        text(&left["removeFromOrganization"]["id"]).starts_with('r'),
        "{left}"
    );
    good(end(admin, member).await);
    good(end(owner, admin).await);
    for gone in [viewer, member, admin] {
        assert_eq!(only_error(&end(gone, gone).await).0, "NOT_FOUND");
    }
}

#[tokio::test]
async fn keys_of_whoever_left_open_nothing_of_it() {
    let Team {
        house,
        organization,
        owner,
        member,
        ..
    } = &team().await;
    let query = "mutation { createAPIKey(input: {name: \"CI\", scopes: [\"projects:read\", \"organizations:user:write\"]}) { value } }";
    let key = house.data(&member.session, query).await;
    let key = text(&key["createAPIKey"]["value"]);
    let query = format!("{{ organization(id: \"{organization}\") {{ name }} }}");
    house.data(&key, &query).await;
    let answer = remove(house, &key, organization, &member.id).await;
    assert_eq!(
        only_error(&answer).0,
        "FORBIDDEN",
        "leaving takes a session, or the role for it"
    );
    good(remove(house, &owner.session, organization, &member.id).await);
    assert_eq!(only_error(&house.ask(&key, &query).await).0, "NOT_FOUND");
    assert_eq!(
        house.data(&key, "{ organizations { total } }").await["organizations"]["total"],
        0
    );
}

#[tokio::test]
async fn devices_hear_of_memberships() {
    let Team {
        house,
        organization,
        owner,
        viewer,
        ..
    } = &team().await;
    let followed = async |since: &Value| {
        let query = "query($since: String) { self { changes(since: $since) { cursor organizations { id role }
            projects { id } removedOrganizations removedProjects } } }";
        let variables = json!({ "since": since });
        house.data_with(&viewer.session, query, variables).await["self"]["changes"].take()
    };
    let before = followed(&Value::Null).await;
    assert_eq!(
        before["organizations"],
        json!([{ "id": organization, "role": "VIEWER" }])
    );
    good(set_role(house, &owner.session, organization, &viewer.id, "ADMIN").await);
    let changed = followed(&before["cursor"]).await;
    assert_eq!(
        changed["organizations"],
        json!([{ "id": organization, "role": "ADMIN" }])
    );
    good(remove(house, &owner.session, organization, &viewer.id).await);
    let left = followed(&changed["cursor"]).await;
    assert_eq!(
        (&left["removedOrganizations"], &left["organizations"]),
        (&json!([organization]), &json!([]))
    );
}

#[tokio::test]
async fn owners_who_remove_each_other_leave_one() {
    let Team {
        house,
        organization,
        owner,
        admin,
        ..
    } = &team().await;
    good(set_role(house, &owner.session, organization, &admin.id, "OWNER").await);
    let (one, other) = tokio::join!(
        remove(house, &owner.session, organization, &admin.id),
        remove(house, &admin.session, organization, &owner.id)
    );
    let refused = [&one, &other]
        .into_iter()
        .filter(|answer| !answer["errors"].is_null())
        .count();
    assert_eq!(refused, 1, "{one} {other}");
}

/// Every operation about people and organizations, and the scopes that open it.
fn doors(organization: &str) -> Vec<(String, &'static [&'static str])> {
    let other = uuid::Uuid::now_v7();
    let invite: &[&str] = &["organizations:user:invite", "organizations:user:write"];
    vec![
        (
            format!("removeFromOrganization(organization: \"{organization}\", user: \"{other}\") {{ id }}"),
            &["organizations:user:write"],
        ),
        (
            format!(
                "updateMemberRole(organization: \"{organization}\", user: \"{other}\", role: VIEWER) {{ id }}"
            ),
            &["organizations:user:write"],
        ),
        (
            format!(
                "inviteToOrganization(organization: \"{organization}\", email: \"x\", groups: []) {{ id }}"
            ),
            invite,
        ),
        (
            format!("resendInvitation(organization: \"{organization}\", id: \"{other}\") {{ id }}"),
            invite,
        ),
        (
            format!("deleteInvitation(organization: \"{organization}\", id: \"{other}\") {{ id }}"),
            invite,
        ),
        (
            "createOrganization(input: {name: \"\"}) { id }".into(),
            &["organizations:admin"],
        ),
        (
            format!("updateOrganization(organization: \"{organization}\", input: {{name: \"\"}}) {{ id }}"),
            &["organizations:write", "organizations:admin"],
        ),
        (
            format!("deleteOrganization(organization: \"{other}\") {{ id }}"),
            &["organizations:admin"],
        ),
        (
            format!("acceptInvitation(id: \"{other}\", confirmCode: \"\") {{ id }}"),
            &[],
        ),
        (format!("declineInvitation(id: \"{other}\", code: \"\")"), &[]),
        ("updateSelf(input: {name: \"\"})".into(), &[]),
        (format!("endSession(id: \"{other}\") {{ id }}"), &[]),
    ]
}

#[tokio::test]
async fn each_door_opens_with_its_scopes_alone() {
    let house = House::open().await;
    let projects = ["projects:read", "projects:write", "projects:admin"];
    for scope in projects.into_iter().chain(OTHER_SCOPES) {
        let (_, key) = house.key(&[scope]).await;
        for (mutation, open_with) in doors(&house.organization_id) {
            let (code, message) = only_error(&house.ask(&key, &format!("mutation {{ {mutation} }}")).await);
            if open_with.contains(&scope) {
                assert!(
                    ["NOT_FOUND", "INVALID_INPUT"].contains(&code.as_str()),
                    "{scope} {mutation}: {message}"
                );
            } else {
                assert_eq!(code, "FORBIDDEN", "{scope} {mutation}: {message}");
            }
        }
        let query = format!(
            "{{ userInvitations(organization: \"{}\") {{ total }} }}",
            house.organization_id
        );
        let is_open = house.ask(&key, &query).await["errors"].is_null();
        assert_eq!(is_open, scope.starts_with("organizations:user:"), "{scope}");
    }
}
