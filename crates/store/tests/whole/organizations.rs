//! Organizations and people, changed over HTTP.

use crate::common::people::{Team, team};
use crate::common::{House, good, only_error, text};
use serde_json::{Value, json};

/// The shortest thing that begins as a PNG does.
const PNG: &str = "iVBORw0KGgo=";

const CREATE: &str = "mutation($input: OrganizationInput!) {
    createOrganization(input: $input) { id name description icon role } }";
const UPDATE: &str = "mutation($organization: String!, $input: OrganizationInput!) {
    updateOrganization(organization: $organization, input: $input) { name description icon } }";
const DELETE: &str =
    "mutation($organization: String!) { deleteOrganization(organization: $organization) { id name } }";
const UPDATE_SELF: &str = "mutation($input: UpdateSelfInput!) { updateSelf(input: $input) }";

#[tokio::test]
async fn an_organization_is_made_changed_and_deleted() {
    let house = House::open().await;
    let (_, key) = house.key(&["organizations:admin"]).await;
    let input = json!({ "name": " Studio ", "description": "Tools", "icon": PNG });
    let made = house.data_with(&key, CREATE, json!({ "input": input })).await["createOrganization"].take();
    let icon = format!("data:image/png;base64,{PNG}");
    assert_eq!(
        (&made["name"], &made["description"], &made["icon"], &made["role"]),
        (&json!("Studio"), &json!("Tools"), &json!(icon), &json!("OWNER"))
    );
    let organization = &made["id"];
    let change = async |input: Value| {
        let variables = json!({ "organization": organization, "input": input });
        house.data_with(&key, UPDATE, variables).await["updateOrganization"].take()
    };
    let changed = change(json!({ "name": "Studio 2" })).await;
    assert_eq!(
        changed,
        json!({ "name": "Studio 2", "description": "Tools", "icon": icon }),
        "what is left out stays"
    );
    let changed = change(json!({ "name": "Studio 2", "description": null, "icon": null })).await;
    assert_eq!(
        changed,
        json!({ "name": "Studio 2", "description": null, "icon": null })
    );
    let query = "query($since: String) { self { changes(since: $since) { cursor organizations { name } removedOrganizations } } }";
    let followed = async |since: &Value| {
        house
            .data_with(&house.session, query, json!({ "since": since }))
            .await["self"]["changes"]
            .take()
    };
    let before = followed(&Value::Null).await;
    assert_eq!(
        before["organizations"],
        json!([{ "name": "Northwind" }, { "name": "Studio 2" }])
    );
    let deleted = house
        .data_with(&key, DELETE, json!({ "organization": organization }))
        .await;
    assert_eq!(
        deleted["deleteOrganization"],
        json!({ "id": organization, "name": "Studio 2" })
    );
    assert_eq!(
        followed(&before["cursor"]).await["removedOrganizations"],
        json!([organization])
    );
    let again = house
        .ask_with(&key, DELETE, json!({ "organization": organization }))
        .await;
    assert_eq!(only_error(&again).0, "NOT_FOUND");
}

#[tokio::test]
async fn roles_decide_who_changes_and_deletes() {
    let Team {
        house,
        organization,
        owner,
        admin,
        member,
        viewer,
    } = &team().await;
    let (_, _, stranger) = house.stranger().await;
    for (secret, may_change, may_delete) in [
        (&stranger, "NOT_FOUND", "NOT_FOUND"),
        (&viewer.session, "FORBIDDEN", "FORBIDDEN"),
        (&member.session, "FORBIDDEN", "FORBIDDEN"),
        (&admin.session, "", "FORBIDDEN"),
        (&owner.session, "", ""),
    ] {
        let variables = json!({ "organization": organization, "input": { "name": "Acme" } });
        let answers = [
            (house.ask_with(secret, UPDATE, variables).await, may_change),
            (
                house
                    .ask_with(secret, DELETE, json!({ "organization": organization }))
                    .await,
                may_delete,
            ),
        ];
        for (answer, code) in answers {
            if code.is_empty() {
                good(answer);
            } else {
                assert_eq!(only_error(&answer).0, code);
            }
        }
    }
}

#[tokio::test]
async fn the_organization_of_this_computer_stays() {
    let house = House::open().await;
    let variables = json!({ "organization": house.organization_id });
    let (code, message) = only_error(&house.ask_with(&house.session, DELETE, variables).await);
    assert_eq!(code, "CONFLICT");
    assert!(
        message.starts_with("This organization belongs to the store on this computer"),
        "{message}"
    );
}

#[tokio::test]
async fn what_is_no_organization_is_refused() {
    let house = House::open().await;
    for (input, reason) in [
        (json!({ "name": " " }), "The name is empty."),
        (json!({ "name": "a\u{0}b" }), "A name is one line"),
        (
            json!({ "name": "x".repeat(81) }),
            "A name has at most 80 characters",
        ),
        (
            json!({ "name": "A", "description": "x".repeat(1_001) }),
            "A description has at most 1000",
        ),
        (
            json!({ "name": "A", "icon": "<svg/>" }),
            "The picture can't be read.",
        ),
        (
            json!({ "name": "A", "icon": "A".repeat(400_000) }),
            "The picture is larger than 256 KiB.",
        ),
    ] {
        let update = json!({ "organization": house.organization_id, "input": input });
        for answer in [
            house
                .ask_with(&house.session, CREATE, json!({ "input": input }))
                .await,
            house.ask_with(&house.session, UPDATE, update).await,
        ] {
            let (code, message) = only_error(&answer);
            assert_eq!(code, "INVALID_INPUT");
            assert!(message.starts_with(reason), "{message}");
        }
    }
    let answer = house
        .ask_with(&house.session, CREATE, json!({ "input": { "name": 7 } }))
        .await;
    assert_eq!(only_error(&answer).0, "BAD_QUERY");
}

#[tokio::test]
async fn people_change_what_is_known_of_them() {
    let house = House::open().await;
    let query = "{ self { user { name } givenName description icon } }";
    let change = async |input: Value| {
        let answer = house
            .data_with(&house.session, UPDATE_SELF, json!({ "input": input }))
            .await;
        text(&answer["updateSelf"]).parse::<jiff::Timestamp>().unwrap();
        house.data(&house.session, query).await["self"].take()
    };
    let input = json!({ "name": "Mia L.", "givenName": "Mi", "description": "Draws", "icon": PNG, "visibility": "PRIVATE" });
    let icon = format!("data:image/png;base64,{PNG}");
    let expected =
        json!({ "user": { "name": "Mia L." }, "givenName": "Mi", "description": "Draws", "icon": icon });
    assert_eq!(change(input).await, expected);
    assert_eq!(change(json!({})).await, expected);
    let without =
        json!({ "user": { "name": "Mia L." }, "givenName": null, "description": null, "icon": icon });
    assert_eq!(
        change(json!({ "givenName": " ", "description": null })).await,
        without
    );
    for (input, reason) in [
        (json!({ "name": "" }), "The name is empty."),
        (json!({ "givenName": "a\nb" }), "A name is one line"),
        (json!({ "icon": "x" }), "The picture can't be read."),
        (
            json!({ "visibility": "PUBLIC" }),
            "This store shows people to the members",
        ),
    ] {
        let (code, message) = only_error(
            &house
                .ask_with(&house.session, UPDATE_SELF, json!({ "input": input }))
                .await,
        );
        assert_eq!(code, "INVALID_INPUT");
        assert!(message.starts_with(reason), "{message}");
    }
}
