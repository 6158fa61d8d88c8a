//! What no client of ours sends: each time a clear answer, soon, from a server that goes on.

use crate::common::{House, answered, many, only_error, refused_soon, text};
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn send(house: &House, body: impl Into<reqwest::Body>) -> Response {
    let request = house.client.post(format!("{}/graphql", house.url)).body(body);
    request.bearer_auth(&house.session).send().await.unwrap()
}

/// Status, code and message of a refusal in the shape of GraphQL.
async fn refused(house: &House, body: impl Into<reqwest::Body>) -> (u16, String, String) {
    let response = send(house, body).await;
    let status = response.status().as_u16();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["data"], Value::Null);
    let (code, message) = only_error(&answer);
    (status, code, message)
}

#[tokio::test]
async fn what_is_no_graphql_request_is_told() {
    let house = House::open().await;
    for body in [
        "",
        "not json",
        "{",
        "{\"query\": }",
        "[]",
        " [{\"query\": \"{ self { id } }\"}]",
        "3",
        "null",
        "\u{feff}{}",
        "{\"query\": 3}",
    ] {
        let (status, code, message) = refused(&house, body).await;
        assert_eq!((status, code.as_str()), (400, "INVALID_INPUT"), "{body}");
        assert!(
            message.starts_with("The body is not a GraphQL request in JSON: "),
            "{message}"
        );
    }
}

#[tokio::test]
async fn what_is_no_query_has_a_code() {
    let house = House::open().await;
    let bodies = [
        json!({}),
        json!({ "query": "" }),
        json!({ "query": "nonsense" }),
        json!({ "query": "{ self { id }" }),
        json!({ "query": "{ nobody }" }),
        json!({ "query": "{ organization { id } }" }),
        json!({ "query": "{ organization(id: 3) { id } }" }),
        json!({ "query": "query One { self { id } }", "operationName": "Two" }),
        json!({ "query": "query($id: String!) { organization(id: $id) { id } }" }),
        json!({ "query": "query($id: String!) { organization(id: $id) { id } }", "variables": { "id": 3 } }),
        json!({ "query": "subscription { self { id } }" }),
    ];
    for body in bodies {
        let answer = answered(send(&house, body.to_string()).await).await;
        assert_eq!(answer["data"], Value::Null);
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_QUERY", "{body}: {error}");
        assert!(!error.to_string().contains("Unauthorized"), "{error}");
    }
}

#[tokio::test]
async fn the_content_type_does_not_matter_and_nulls_are_nothing() {
    let house = House::open().await;
    let body =
        r#"{"query": "{ self { id } }", "variables": null, "operationName": null, "extensions": null}"#;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "nonsense"] {
        let request = house.client.post(format!("{}/graphql", house.url)).body(body);
        let request = request.header("content-type", kind).bearer_auth(&house.session);
        let answer = answered(request.send().await.unwrap()).await;
        assert_eq!(answer["data"]["self"]["id"], house.user_id.as_str(), "{answer}");
    }
}

#[tokio::test]
async fn other_methods_and_addresses_are_told() {
    let house = House::open().await;
    for (method, path, status, code) in [
        (Method::GET, "/graphql", 405, "METHOD_NOT_ALLOWED"),
        (Method::PUT, "/graphql", 405, "METHOD_NOT_ALLOWED"),
        (Method::POST, "/healthz", 405, "METHOD_NOT_ALLOWED"),
        (
            Method::GET,
            "/v1/organizations/x/projects",
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (Method::GET, "/", 404, "NOT_FOUND"),
        (Method::POST, "/graphql/", 404, "NOT_FOUND"),
        (Method::GET, "/../store.sqlite3", 404, "NOT_FOUND"),
    ] {
        let response = house.client.request(method, format!("{}{path}", house.url));
        let response = response.bearer_auth(&house.session).send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers().contains_key("allow"), status == 405, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], code);
        assert!(text(&body["message"]).ends_with('.'));
    }
}

#[tokio::test]
async fn caches_keep_nothing_of_graphql() {
    let house = House::open().await;
    let query = "{ self { id } }";
    let answered = house.post(query).bearer_auth(&house.session);
    let no_request = house.post(query).bearer_auth(&house.session).body("[]");
    let wrong_method = house.client.get(format!("{}/graphql", house.url));
    for (request, status) in [
        (answered, 200),
        (house.post(query), 401),
        (no_request, 400),
        (wrong_method, 405),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["cache-control"], "no-store", "{status}");
    }
}

#[tokio::test]
async fn what_tools_and_clients_ask_is_not_too_deep() {
    let house = House::open().await;
    let project = house.project("Brand", r#"{"$themes": [], "core": {}}"#).await;
    let introspection = "{ __schema { types { fields { type { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } }";
    assert!(house.data(&house.session, introspection).await["__schema"]["types"].is_array());
    let query = "{ organizations { data { projects { data { id branches { data { tokenSets { data { tokens { name } } } } } } } } } }";
    let data = house.data(&house.session, query).await;
    assert_eq!(
        data["organizations"]["data"][0]["projects"]["data"][0]["id"],
        project.as_str()
    );
}

#[tokio::test]
async fn fragments_can_not_multiply_without_end() {
    let house = House::open().await;
    let doubling = |count: usize, last: &str| {
        let fragments = many(count, |n| {
            format!("fragment f{n} on Self {{ ...f{next} ...f{next} }} ", next = n + 1)
        });
        format!("{fragments} fragment f{count} on Self {{ {last} }}")
    };
    let circle = "fragment f0 on Self { ...f1 } fragment f1 on Self { ...f0 }";
    for (fragments, reason) in [
        (doubling(40, "id"), "asks for more than 1000 fields"),
        (doubling(60, "id"), "asks for more than 1000 fields"),
        (doubling(40, "...none"), "There is no fragment “none”."),
        (doubling(60, "...none"), "There is no fragment “none”."),
        (
            doubling(60, "... on Self { ...none }"),
            "There is no fragment “none”.",
        ),
        (circle.to_owned(), "spreads itself"),
    ] {
        let (code, message) = refused_soon(&house, &format!("{{ self {{ ...f0 }} }} {fragments}")).await;
        assert_eq!(code, "BAD_QUERY");
        assert!(message.contains(reason), "{message}");
    }
}

#[tokio::test]
async fn what_failed_is_null_and_the_rest_is_answered() {
    let house = House::open().await;
    house.project("Brand", r#"{"$themes": [], "core": {}}"#).await;
    let query = "{ self { id nothing: apiKey(id: \"x\") { id } }
        organizations { data { projects { data {
            none: branch(name: \"x\") { name }
            branch { name none: tokenSet(path: \"x\") { id } tokenSets(limit: 0) { total } } } } } } }";
    let answer = house.ask(&house.session, query).await;
    let myself = json!({ "id": house.user_id, "nothing": null });
    assert_eq!(answer["data"]["self"], myself);
    let project = &answer["data"]["organizations"]["data"][0]["projects"]["data"][0];
    let branch = json!({ "name": "main", "none": null, "tokenSets": null });
    assert_eq!(project, &json!({ "none": null, "branch": branch }));
    let mut codes: Vec<String> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            format!(
                "{} {}",
                text(&error["extensions"]["code"]),
                error["path"].as_array().unwrap().last().unwrap()
            )
        })
        .collect();
    codes.sort();
    let expected = [
        "INVALID_INPUT \"tokenSets\"",
        "NOT_FOUND \"none\"",
        "NOT_FOUND \"none\"",
        "NOT_FOUND \"nothing\"",
    ];
    assert_eq!(codes, expected);
}

/// An object around failed fields stands, also when nothing else was asked of it.
#[tokio::test]
async fn a_failed_field_alone_is_null_and_not_what_is_around_it() {
    let house = House::open().await;
    let (_, key) = house.key(&["organizations:read"]).await;
    let organization = |fields: &str| {
        format!(
            "{{ organization(id: \"{}\") {{ {fields} }} }}",
            house.organization_id
        )
    };
    for (secret, fields, expected, code) in [
        (
            &house.session,
            "projects(limit: 0) { total }",
            json!({ "projects": null }),
            "INVALID_INPUT",
        ),
        (
            &house.session,
            "projects(limit: 0) { total } name",
            json!({ "projects": null, "name": "Northwind" }),
            "INVALID_INPUT",
        ),
        (
            &key,
            "projects { total }",
            json!({ "projects": null }),
            "FORBIDDEN",
        ),
        (
            &key,
            "projects { total } name",
            json!({ "projects": null, "name": "Northwind" }),
            "FORBIDDEN",
        ),
    ] {
        let answer = house.ask(secret, &organization(fields)).await;
        assert_eq!(only_error(&answer).0, code);
        assert_eq!(answer["data"]["organization"], expected, "{fields}");
    }
}

#[tokio::test]
async fn a_request_of_over_four_mebibytes_is_told() {
    let house = House::open().await;
    let padded = |length: usize| {
        let body = r#"{"query": "{ self { id } }"}"#;
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    let largest = 4 * 1024 * 1024;
    let answer = answered(send(&house, padded(largest)).await).await;
    assert_eq!(answer["data"]["self"]["id"], house.user_id.as_str());
    for length in [largest + 1, 2 * largest, 8 * largest] {
        let (status, code, message) = refused(&house, padded(length)).await;
        assert_eq!((status, code.as_str()), (413, "TOO_LARGE"));
        assert!(message.contains("4 MiB"), "{message}");
    }
}
