//! Projects, made, changed and deleted by clients.

use crate::common::{House, good, only_error, text};
use serde_json::{Value, json};

const CREATE: &str = "mutation($o: String!, $input: ProjectInput!) { createProject(organization: $o, input: $input) {
    id name description icon organizationId visibility defaultBranchName tokenSetCount branch { name tokenSets { total } } } }";
const UPDATE: &str = "mutation($o: String!, $id: String!, $input: UpdateProjectInput!) {
    updateProject(organization: $o, id: $id, input: $input) { id name description icon updatedAt } }";
const DELETE: &str =
    "mutation($o: String!, $id: String!) { deleteProject(organization: $o, id: $id) { id name } }";

/// One pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn icon(kind: &str, data: &str) -> Value {
    json!({ "name": "logo.png", "type": kind, "data": data })
}

async fn create(house: &House, secret: &str, input: Value) -> Value {
    let variables = json!({ "o": house.organization_id, "input": input });
    house.ask_with(secret, CREATE, variables).await
}

async fn update(house: &House, secret: &str, id: &str, input: Value) -> Value {
    let variables = json!({ "o": house.organization_id, "id": id, "input": input });
    house.ask_with(secret, UPDATE, variables).await
}

async fn delete(house: &House, secret: &str, id: &str) -> Value {
    let variables = json!({ "o": house.organization_id, "id": id });
    house.ask_with(secret, DELETE, variables).await
}

#[tokio::test]
async fn a_project_is_made_changed_and_deleted() {
    let house = House::open().await;
    let (_, key) = house.key(&["projects:admin"]).await;
    let input = json!({ "name": " Brand ", "description": "All\nof it", "icon": icon("image/png", PNG), "visibility": "PRIVATE" });
    let made = good(create(&house, &key, input).await)["createProject"].take();
    let url = format!("data:image/png;base64,{PNG}");
    let id = text(&made["id"]);
    let expected = json!({
        "id": id, "name": "Brand", "description": "All\nof it", "icon": url, "organizationId": house.organization_id,
        "visibility": "PRIVATE", "defaultBranchName": "main", "tokenSetCount": 0,
        "branch": { "name": "main", "tokenSets": { "total": 0 } },
    });
    assert_eq!(made, expected);
    let changed = good(update(&house, &key, &id, json!({ "name": "Brand 2" })).await)["updateProject"].take();
    assert_eq!(
        (&changed["name"], &changed["description"], &changed["icon"]),
        (&json!("Brand 2"), &json!("All\nof it"), &json!(url))
    );
    let cleared = good(
        update(
            &house,
            &key,
            &id,
            json!({ "description": null, "icon": null, "name": null }),
        )
        .await,
    );
    let cleared = &cleared["updateProject"];
    assert_eq!(
        (&cleared["name"], &cleared["description"], &cleared["icon"]),
        (&json!("Brand 2"), &Value::Null, &Value::Null)
    );
    assert_eq!(
        cleared["updatedAt"], changed["updatedAt"],
        "the content is as it was"
    );
    let gone = good(delete(&house, &key, &id).await);
    assert_eq!(gone["deleteProject"], json!({ "id": id, "name": "Brand 2" }));
    assert_eq!(only_error(&delete(&house, &key, &id).await).0, "NOT_FOUND");
    assert_eq!(
        only_error(&update(&house, &key, &id, json!({})).await).0,
        "NOT_FOUND"
    );
    let data = house
        .data(&key, "{ organizations { data { projects { total } } } }")
        .await;
    assert_eq!(data["organizations"]["data"][0]["projects"]["total"], 0);
}

#[tokio::test]
async fn bad_projects_are_told() {
    let house = House::open().await;
    let id = house.project("Brand", r#"{"a": {}}"#).await;
    let large = "A".repeat(4 * 88_000);
    for (input, reason) in [
        (json!({ "name": "" }), "The name is empty."),
        (
            json!({ "name": "x".repeat(81) }),
            "A name has at most 80 characters; this one has 81.",
        ),
        (
            json!({ "name": "a\u{0}b" }),
            "A name is one line of visible characters",
        ),
        (
            json!({ "name": "B", "description": "a\u{0}b" }),
            "The description has a character",
        ),
        (
            json!({ "name": "B", "description": "x".repeat(1_001) }),
            "A description has at most 1000",
        ),
        (
            json!({ "name": "B", "visibility": "PUBLIC" }),
            "In this store, projects are for the members",
        ),
        (
            json!({ "name": "B", "icon": icon("text/html", PNG) }),
            "The icon “logo.png” is of no type that is taken.",
        ),
        (
            json!({ "name": "B", "icon": icon("image/gif", PNG) }),
            "The icon “logo.png” is not what its type says (image/gif).",
        ),
        (
            json!({ "name": "B", "icon": icon("image/png", "no base64") }),
            "The data of the icon “logo.png” is not in base64.",
        ),
        (
            json!({ "name": "B", "icon": icon("image/png", &large) }),
            "The icon “logo.png” is larger than 256 KiB.",
        ),
    ] {
        for answer in [
            create(&house, &house.session, input.clone()).await,
            update(&house, &house.session, &id, input).await,
        ] {
            let (code, message) = only_error(&answer);
            assert_eq!(code, "INVALID_INPUT", "{message}");
            assert!(message.starts_with(reason) && message.ends_with('.'), "{message}");
        }
    }
    for input in [
        json!({}),
        json!({ "name": null }),
        json!({ "name": "B", "visibility": "SOME" }),
        json!({ "name": "B", "icon": "x" }),
    ] {
        assert_eq!(
            only_error(&create(&house, &house.session, input).await).0,
            "BAD_QUERY"
        );
    }
    let data = house
        .data(
            &house.session,
            "{ organizations { data { projects { data { name description icon } } } } }",
        )
        .await;
    let projects = &data["organizations"]["data"][0]["projects"]["data"];
    assert_eq!(
        projects,
        &json!([{ "name": "Brand", "description": null, "icon": null }])
    );
}

#[tokio::test]
async fn scopes_and_roles_are_asked_for() {
    let house = House::open().await;
    let id = house.project("Brand", r#"{"a": {}}"#).await;
    let (_, writer) = house.key(&["projects:write"]).await;
    let (_, reader) = house.key(&["projects:read"]).await;
    let (_, admin) = house.key(&["projects:admin"]).await;
    let (_, others) = house.key(&crate::common::OTHER_SCOPES).await;
    let required = |answer: &Value| answer["errors"][0]["extensions"]["requiredScopes"].clone();
    for key in [&reader, &writer, &others] {
        assert_eq!(
            required(&create(&house, key, json!({ "name": "B" })).await),
            json!(["projects:admin"])
        );
        assert_eq!(
            required(&delete(&house, key, &id).await),
            json!(["projects:admin"])
        );
    }
    for key in [&reader, &others] {
        assert_eq!(
            required(&update(&house, key, &id, json!({})).await),
            json!(["projects:write"])
        );
    }
    let (_, other, stranger) = house.stranger().await;
    for answer in [
        create(&house, &stranger, json!({ "name": "B" })).await,
        update(&house, &stranger, &id, json!({ "name": "B" })).await,
        delete(&house, &stranger, &id).await,
        house
            .ask_with(&stranger, DELETE, json!({ "o": other, "id": id }))
            .await,
        house
            .ask_with(&stranger, UPDATE, json!({ "o": other, "id": id, "input": {} }))
            .await,
        house
            .ask_with(&admin, DELETE, json!({ "o": "\u{0}", "id": id }))
            .await,
        delete(&house, &admin, "7").await,
    ] {
        assert_eq!(only_error(&answer).0, "NOT_FOUND");
    }
    let as_role = async |role: &str| {
        house
            .database()
            .execute("UPDATE memberships SET role = ?1", [role])
            .unwrap();
        let codes = [
            create(&house, &admin, json!({ "name": "New" })).await,
            update(&house, &admin, &id, json!({ "name": "Named" })).await,
            delete(&house, &admin, &id).await,
        ];
        codes.map(|answer| answer["errors"][0]["extensions"]["code"].clone())
    };
    let no = || json!("FORBIDDEN");
    assert_eq!(as_role("viewer").await, [no(), no(), no()]);
    assert_eq!(as_role("member").await, [no(), Value::Null, no()]);
    assert_eq!(as_role("admin").await, [Value::Null, Value::Null, Value::Null]);
}

#[tokio::test]
async fn devices_hear_of_projects_and_of_their_end() {
    let house = House::open().await;
    let query = "query($since: String) { self { changes(since: $since) { cursor projects { name } removedProjects } } }";
    let changes = async |since: &Value| {
        let data = house
            .data_with(&house.session, query, json!({ "since": since }))
            .await;
        data["self"]["changes"].clone()
    };
    let start = changes(&Value::Null).await;
    let made = good(create(&house, &house.session, json!({ "name": "Brand" })).await);
    let id = text(&made["createProject"]["id"]);
    let first = changes(&start["cursor"]).await;
    assert_eq!(first["projects"], json!([{ "name": "Brand" }]));
    good(update(&house, &house.session, &id, json!({ "name": "Brand 2" })).await);
    let second = changes(&first["cursor"]).await;
    assert_eq!(second["projects"], json!([{ "name": "Brand 2" }]));
    good(delete(&house, &house.session, &id).await);
    let third = changes(&second["cursor"]).await;
    assert_eq!(
        (&third["projects"], &third["removedProjects"]),
        (&json!([]), &json!([id]))
    );
}

#[tokio::test]
async fn lists_can_be_asked_by_visibility() {
    let house = House::open().await;
    house.project("Brand", r#"{"a": {}}"#).await;
    let query = "query($o: String!, $filter: ProjectFilterInput) {
        organization(id: $o) { projects(filter: $filter) { total data { name } } } }";
    for (filter, total) in [
        (json!({ "visibility": { "eq": "PRIVATE" } }), 1),
        (json!({ "visibility": { "eq": "PUBLIC" } }), 0),
        (json!({ "visibility": null, "name": { "eq": "Brand" } }), 1),
        (
            json!({ "visibility": { "eq": "PRIVATE" }, "name": { "eq": "Other" } }),
            0,
        ),
    ] {
        let variables = json!({ "o": house.organization_id, "filter": filter });
        let data = house.data_with(&house.session, query, variables).await;
        assert_eq!(data["organization"]["projects"]["total"], total, "{filter}");
    }
}
