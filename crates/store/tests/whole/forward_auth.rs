//! `GET /v1/authorize`: what proxies and other services are told about a key.

use crate::common::{House, made_here, text};
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn ask(house: &House, secret: &str, query: &str) -> Response {
    let address = format!("{}/v1/authorize?{query}", house.url);
    let request = house.client.get(address).bearer_auth(secret);
    request.send().await.unwrap()
}

async fn status(house: &House, secret: &str, query: &str) -> u16 {
    ask(house, secret, query).await.status().as_u16()
}

fn header(response: &Response, name: &str) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

/// Puts the user into the organization of somebody else; nothing in the product does it yet.
fn join(house: &House, organization_id: &str, role: &str) {
    let statement = "INSERT INTO memberships VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET role = excluded.role";
    let joined = [organization_id, &house.user_id, role];
    assert_eq!(house.database().execute(statement, joined).unwrap(), 1);
}

#[tokio::test]
async fn a_good_key_is_let_through_with_what_is_known_of_it() {
    let house = House::open().await;
    let (id, secret) = house.key(&["projects:write"]).await;
    let response = ask(&house, &secret, "scope=projects:read").await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "x-key-id"), Some(id));
    assert_eq!(header(&response, "x-key-user"), Some(house.user_id.clone()));
    assert_eq!(
        header(&response, "x-key-scopes").unwrap(),
        "projects:read projects:write"
    );
    assert_eq!(header(&response, "x-key-expires-at"), None);
    assert_eq!(header(&response, "cache-control").unwrap(), "no-store");
    assert_eq!(response.text().await.unwrap(), "");

    let (secret, mut input) = made_here("Ends", &["projects:read"]);
    input["expiresAt"] = json!("2027-03-01T12:00:00Z");
    crate::common::good(house.register(&input).await);
    let response = ask(&house, secret.expose(), "scope=projects:read").await;
    assert_eq!(
        header(&response, "x-key-expires-at").unwrap(),
        "2027-03-01T12:00:00Z"
    );
    let address = format!("{}/v1/authorize?scope=projects:read", house.url);
    let head = house
        .client
        .request(Method::HEAD, address)
        .bearer_auth(secret.expose());
    assert_eq!(head.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn all_scopes_are_needed_and_the_missing_ones_named() {
    let house = House::open().await;
    let (_, secret) = house.key(&["projects:read", "me:read"]).await;
    for query in [
        "scope=projects:read",
        "scope=projects:read%20me:read",
        "scope=me:read&scope=project:read",
    ] {
        assert_eq!(status(&house, &secret, query).await, 200, "{query}");
    }
    for query in [
        "scope=projects:read+projects:write+me:read",
        "scope=me:read&scope=projects:write",
    ] {
        let response = ask(&house, &secret, query).await;
        assert_eq!(response.status(), 403, "{query}");
        assert_eq!(
            header(&response, "www-authenticate").unwrap(),
            "Bearer error=\"insufficient_scope\", scope=\"projects:write\""
        );
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], "FORBIDDEN");
        assert!(text(&body["message"]).contains("lacks projects:write."), "{body}");
    }
    for query in [
        "",
        "scope=",
        "scope=projects:all",
        "scope=a%00b",
        "scope=me:read&project=1&project=2",
    ] {
        let response = ask(&house, &secret, query).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], "INVALID_INPUT");
    }
}

#[tokio::test]
async fn without_a_good_key_nothing_is_let_through() {
    let house = House::open().await;
    let (id, secret) = house.key(&["projects:read"]).await;
    assert_eq!(status(&house, &secret, "scope=projects:read").await, 200);
    house.delete_key(&id).await;
    let (stranger, _) = made_here("Nobody's", &["projects:read"]);
    for (secret, reason) in [
        (secret.as_str(), "this API key was deleted on"),
        (stranger.expose(), "this key opens nothing here."),
        (&house.session, "this is a session"),
        ("tsk_short", "copy it again, whole"),
    ] {
        let response = ask(&house, secret, "scope=projects:read").await;
        assert_eq!(response.status(), 401);
        let challenge = header(&response, "www-authenticate").unwrap();
        assert_eq!(challenge, "Bearer error=\"invalid_token\"");
        assert_eq!(header(&response, "x-key-id"), None);
        let body: Value = response.json().await.unwrap();
        assert!(text(&body["message"]).contains(reason), "{body}");
    }
    let address = format!("{}/v1/authorize?scope=projects:read", house.url);
    let response = house.client.get(&address).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(
        header(&response, "www-authenticate").unwrap(),
        "Bearer realm=\"studio-store\""
    );
    let response = house
        .client
        .post(&address)
        .bearer_auth(&secret)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 405);
}

#[tokio::test]
async fn a_key_in_the_address_is_refused() {
    let house = House::open().await;
    let (_, secret) = house.key(&["projects:read"]).await;
    let query = format!("scope=projects:read&access_token={secret}");
    let response = ask(&house, &secret, &query).await;
    assert_eq!(response.status(), 400);
    let body = response.text().await.unwrap();
    assert!(
        body.contains("ends up in logs") && !body.contains(&secret),
        "{body}"
    );
}

#[tokio::test]
async fn projects_are_for_members_whose_role_reaches_so_far() {
    let house = House::open().await;
    let own = house.project("Brand", r#"{"a": {}}"#).await;
    let (_, organization, stranger) = house.stranger().await;
    let import = format!(
        "{}/v1/organizations/{organization}/projects?name=Theirs",
        house.url
    );
    let made = house
        .client
        .post(import)
        .bearer_auth(&stranger)
        .body(r#"{"a": {}}"#)
        .send()
        .await;
    let others = text(&made.unwrap().json::<Value>().await.unwrap()["id"]);
    let (_, secret) = house.key(&["projects:admin"]).await;
    for scope in ["projects:read", "projects:write", "projects:admin"] {
        let query = format!("scope={scope}&project={own}");
        assert_eq!(status(&house, &secret, &query).await, 200, "{query}");
    }
    // Whether there is such a project is not told.
    let mut refusals = Vec::new();
    for project in [
        others.as_str(),
        "0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8e",
        "7",
        "",
        "%00",
    ] {
        let response = ask(&house, &secret, &format!("scope=projects:read&project={project}")).await;
        assert_eq!(response.status(), 403, "{project}");
        let challenge = header(&response, "www-authenticate");
        refusals.push((challenge, response.text().await.unwrap()));
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    for (role, reach) in [("viewer", 1), ("member", 2), ("admin", 3), ("owner", 3)] {
        join(&house, &organization, role);
        for (scope, expected) in ["read", "write", "admin"].into_iter().zip(1..) {
            let query = format!("scope=projects:{scope}&project={others}");
            let expected = if expected <= reach { 200 } else { 403 };
            assert_eq!(status(&house, &secret, &query).await, expected, "{role} {query}");
        }
    }
    let leave = "DELETE FROM memberships WHERE organization_id = ?1 AND user_id = ?2";
    house
        .database()
        .execute(leave, [&organization, &house.user_id])
        .unwrap();
    let query = format!("scope=projects:read&project={others}");
    assert_eq!(status(&house, &secret, &query).await, 403);
}
