//! `POST /oauth/introspect`: what registered services are told about keys, and nobody else.

use crate::common::binary::{Desk, printed, refusal, run_in};
use crate::common::{House, good, made_here, text};
use jiff::{SignedDuration, Timestamp};
use reqwest::Response;
use serde_json::{Value, json};

async fn send(house: &House, service: Option<(&str, &str)>, body: String) -> Response {
    let request = house.client.post(format!("{}/oauth/introspect", house.url));
    let mut request = request.header("content-type", "application/x-www-form-urlencoded");
    if let Some((name, secret)) = service {
        request = request.basic_auth(name, Some(secret));
    }
    request.body(body).send().await.unwrap()
}

/// A house with a service: the service's secret, too.
async fn house_with_service() -> (House, String) {
    let house = House::open().await;
    let secret = printed(&run_in(house.folder.path(), &["service", "add", "token-cdn"], ""));
    (house, secret)
}

async fn ask(house: &House, service_secret: &str, token: &str) -> (String, Value) {
    let response = send(
        house,
        Some(("token-cdn", service_secret)),
        format!("token={token}"),
    )
    .await;
    assert_eq!(response.status(), 200);
    let kept = response.headers()["cache-control"].to_str().unwrap().to_owned();
    (kept, response.json().await.unwrap())
}

#[tokio::test]
async fn a_service_is_told_what_a_key_opens() {
    let (house, service) = house_with_service().await;
    assert!(service.starts_with("tsv_"), "{service}");
    let (id, key) = house.key(&["projects:write"]).await;
    let (kept, answer) = ask(&house, &service, &key).await;
    assert_eq!(kept, "private, max-age=30");
    let iat = answer["iat"].as_i64().unwrap();
    assert!((Timestamp::now().as_second() - iat).abs() < 60, "{iat}");
    let expected = json!({
        "active": true,
        "scope": "projects:read projects:write",
        "client_id": id,
        "username": "Mia",
        "token_type": "Bearer",
        "iat": iat,
        "sub": house.user_id,
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn answers_are_kept_no_longer_than_the_key_lives() {
    let (house, service) = house_with_service().await;
    let (secret, mut input) = made_here("Ends soon", &["me:read", "actor_tokens:create"]);
    let end = Timestamp::now() + SignedDuration::from_secs(12);
    input["expiresAt"] = json!(end.to_string());
    good(house.register(&input).await);
    let (kept, answer) = ask(&house, &service, secret.expose()).await;
    let seconds: i64 = kept.strip_prefix("private, max-age=").unwrap().parse().unwrap();
    assert!((1..=12).contains(&seconds), "{seconds}");
    assert_eq!(answer["exp"], json!(end.as_second()));
    let query =
        "mutation { createActorToken(input: {scopes: [\"me:read\"], minutes: 5, actor: \"CI\"}) { value } }";
    let made = house.data(secret.expose(), query).await;
    let (_, answer) = ask(&house, &service, &text(&made["createActorToken"]["value"])).await;
    assert_eq!(
        (&answer["act"], &answer["scope"]),
        (&json!({ "sub": "CI" }), &json!("me:read"))
    );
    assert_eq!(answer["exp"], json!(end.as_second()));
}

#[tokio::test]
async fn of_what_opens_nothing_nothing_is_told() {
    let (house, service) = house_with_service().await;
    let (id, deleted) = house.key(&["me:read"]).await;
    house.delete_key(&id).await;
    let (stranger, _) = made_here("Nobody's", &["me:read"]);
    for token in [&deleted, stranger.expose(), &house.session, &service, "x", "%00"] {
        let (kept, answer) = ask(&house, &service, token).await;
        assert_eq!(
            (kept.as_str(), answer),
            ("no-store", json!({ "active": false })),
            "{token}"
        );
    }
}

#[tokio::test]
async fn only_registered_services_may_ask() {
    let (house, service) = house_with_service().await;
    let (_, key) = house.key(&["me:read"]).await;
    let (stranger, _) = made_here("Nobody's", &["me:read"]);
    let body = format!("token={key}");
    for who in [
        None,
        Some(("token-cdn", "")),
        Some(("token-cdn", stranger.expose())),
        Some(("token-cdn", key.as_str())),
        Some(("token-cdn", house.session.as_str())),
        Some(("other", service.as_str())),
        Some(("", service.as_str())),
    ] {
        let response = send(&house, who, body.clone()).await;
        assert_eq!(response.status(), 401, "{who:?}");
        assert!(
            response.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Basic ")
        );
        assert_eq!(response.json::<Value>().await.unwrap()["error"], "invalid_client");
    }
    let request = house.client.post(format!("{}/oauth/introspect", house.url));
    assert_eq!(request.bearer_auth(&key).send().await.unwrap().status(), 401);
    for body in ["", "token=", "token=a&token=b"] {
        let response = send(&house, Some(("token-cdn", &service)), body.into()).await;
        assert_eq!(response.status(), 400, "{body}");
        assert_eq!(
            response.json::<Value>().await.unwrap()["error"],
            "invalid_request"
        );
    }
    let address = format!("{}/oauth/introspect?token={key}", house.url);
    let get = house.client.get(address).basic_auth("token-cdn", Some(&service));
    assert_eq!(get.send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn whoever_tries_secrets_of_services_is_slowed_down() {
    let (house, service) = house_with_service().await;
    let wrong = async || send(&house, Some(("token-cdn", "guess")), "token=x".into()).await;
    for _ in 0..30 {
        assert_eq!(wrong().await.status(), 401);
    }
    // On a machine that is busy, some that are let off in between come first.
    let mut response = wrong().await;
    for _ in 0..30 {
        if response.status() == 401 {
            response = wrong().await;
        }
    }
    assert_eq!(response.status(), 429);
    assert!(response.headers().contains_key("retry-after"));
    ask(&house, &service, "x").await;
}

#[tokio::test]
async fn a_removed_service_may_ask_no_more() {
    let (house, service) = house_with_service().await;
    ask(&house, &service, "x").await;
    let removed = run_in(house.folder.path(), &["service", "remove", "token-cdn"], "");
    assert!(removed.status.success(), "{removed:?}");
    let response = send(&house, Some(("token-cdn", &service)), "token=x".into()).await;
    assert_eq!(response.status(), 401);
}

#[test]
fn services_are_named_once_and_listed() {
    let desk = Desk::new();
    assert!(desk.refused(&["service", "list"]).contains("there is no store"));
    desk.add_user("mia@example.com", "Mia");
    assert_eq!(desk.printed(&["service", "list"]), "");
    let secret = desk.printed(&["service", "add", "token-cdn"]);
    assert_eq!(secret.len(), 42);
    desk.printed(&["service", "add", "ci.example.com"]);
    let said = desk.refused(&["service", "add", "token-cdn"]);
    assert!(said.contains("There is a service “token-cdn” already."), "{said}");
    let listed = desk.printed(&["service", "list"]);
    let names: Vec<&str> = listed
        .lines()
        .map(|line| line.split('\t').next().unwrap())
        .collect();
    assert_eq!(names, ["ci.example.com", "token-cdn"]);
    assert!(!listed.contains(&secret), "{listed}");
    for name in ["", "two words", "a:b", "ключ", &"x".repeat(81)] {
        let said = refusal(&run_in(&desk.data(), &["service", "add", name], ""));
        assert!(said.contains("Choose such a name."), "{said}");
    }
    desk.printed(&["service", "remove", "token-cdn"]);
    let said = desk.refused(&["service", "remove", "token-cdn"]);
    assert!(said.contains("there is no service “token-cdn”."), "{said}");
}
