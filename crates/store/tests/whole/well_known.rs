//! What clients read to find their way.

use crate::common::binary::{Desk, Serving};
use crate::common::{House, text};
use reqwest::Response;
use serde_json::{Value, json};

const PLUGIN: &str = "/.well-known/plugin-config.json";
const SERVER: &str = "/.well-known/oauth-authorization-server";

async fn get(house: &House, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = house.client.get(format!("{}{path}", house.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn read(house: &House, path: &str, headers: &[(&str, &str)]) -> Value {
    let response = get(house, path, headers).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

#[tokio::test]
async fn the_plugin_finds_its_way() {
    let house = House::open().await;
    let host = house.url.strip_prefix("http://").unwrap();
    let response = get(&house, PLUGIN, &[("origin", "null")]).await;
    assert_eq!(response.headers()["access-control-allow-origin"], "null");
    let config: Value = response.json().await.unwrap();
    assert_eq!(config["legacy_graphql_endpoint"], host);
    assert_eq!(config["frontend_base_url"], house.url.as_str());
    // The plugin refuses what has an empty one of these.
    for pointer in [
        "/frontend_base_url",
        "/auth_domain",
        "/legacy_graphql_endpoint",
        "/auth_graphql_endpoint",
        "/oauth/authorization_endpoint",
        "/oauth/token_endpoint",
        "/oauth/generate_keypair",
        "/oauth/read_code",
        "/oauth/callback",
    ] {
        assert_ne!(text(config.pointer(pointer).unwrap()), "", "{pointer}");
    }
    assert_eq!(config["oauth"]["client_id"], Value::Null);
    assert_eq!(config["features"], json!({}));
    // The endpoint takes what its clients append.
    let (_, key) = house.key(&["me:read"]).await;
    let address = format!("http://{}/graphql", text(&config["legacy_graphql_endpoint"]));
    let request = house
        .client
        .post(address)
        .bearer_auth(key)
        .json(&json!({ "query": "{ self { id } }" }));
    assert_eq!(request.send().await.unwrap().status(), 200);
    // What there is not says so.
    for pointer in [
        "authorization_endpoint",
        "generate_keypair",
        "read_code",
        "callback",
    ] {
        let page = house
            .client
            .get(text(&config["oauth"][pointer]))
            .send()
            .await
            .unwrap();
        assert_eq!(page.status(), 200, "{pointer}");
        assert!(
            page.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(
            page.text()
                .await
                .unwrap()
                .contains("There is no sign-in page here")
        );
    }
}

#[tokio::test]
async fn only_what_exists_is_named() {
    let house = House::open().await;
    let found = read(&house, SERVER, &[]).await;
    assert_eq!(found["issuer"], house.url.as_str());
    assert_eq!(found["scopes_supported"].as_array().unwrap().len(), 11);
    assert_eq!(found["response_types_supported"], json!([]));
    let endpoints: Vec<&Value> = found
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(name, value)| name.ends_with("_endpoint").then_some(value))
        .collect();
    assert_eq!(endpoints.len(), 2);
    for endpoint in endpoints {
        let response = house.client.post(text(endpoint)).send().await.unwrap();
        assert!([400, 401].contains(&response.status().as_u16()), "{endpoint}");
    }
}

#[tokio::test]
async fn the_address_is_that_of_the_request() {
    let house = House::open().await;
    let issuer = async |headers: &[(&str, &str)]| text(&read(&house, SERVER, headers).await["issuer"]);
    assert_eq!(
        issuer(&[("host", "store.example.com")]).await,
        "http://store.example.com"
    );
    let forged = [("host", "store.example.com"), ("x-forwarded-proto", "https")];
    assert_eq!(issuer(&forged).await, "http://store.example.com");
    for host in ["a b", "mia@store.example.com"] {
        let response = get(&house, PLUGIN, &[("host", host)]).await;
        assert_eq!(response.status(), 400, "{host}");
    }
    let house = House::open_behind(["127.0.0.1".parse().unwrap()]).await;
    let issuer = read(&house, SERVER, &forged).await["issuer"].take();
    assert_eq!(issuer, "https://store.example.com");
}

#[tokio::test]
async fn the_address_can_be_set() {
    let desk = Desk::new();
    let more = [
        "--public-url",
        "https://store.example.com/",
        "--trusted-proxy",
        "127.0.0.1",
    ];
    let server = Serving::start_with(&desk.data(), &more);
    let found = reqwest::get(format!("{}{PLUGIN}", server.url)).await.unwrap();
    let config: Value = found.json().await.unwrap();
    assert_eq!(config["frontend_base_url"], "https://store.example.com");
    assert_eq!(config["legacy_graphql_endpoint"], "store.example.com");
    assert_eq!(
        config["oauth"]["token_endpoint"],
        "https://store.example.com/oauth/token"
    );
    for bad in ["store.example.com", "https://store.example.com/tokens"] {
        let refused = desk.run(&["serve", "--public-url", bad]);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("like https://store.example.com"), "{said}");
    }
}
