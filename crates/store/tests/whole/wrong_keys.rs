//! Whoever tries keys is slowed down at every door; whoever has a good one is not.

use crate::common::{House, made_here, text};
use keys::{KeyKind, PlainKey};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const MOST: usize = 30;

type Door = fn(&House) -> RequestBuilder;

/// Every door that takes a key as `Authorization: Bearer`.
const DOORS: [Door; 4] = [
    |house| house.post("{ self { id } }"),
    |house| house.import("Brand", r#"{"a": {}}"#),
    |house| {
        house
            .client
            .get(format!("{}/v1/authorize?scope=me:read", house.url))
    },
    |house| house.client.get(format!("{}/figma/some", house.url)),
];

async fn wrong(house: &House, door: Door) -> Response {
    let (secret, _) = made_here("Nobody's", &["me:read"]);
    let request = door(house).bearer_auth(secret.expose());
    request.header("origin", "null").send().await.unwrap()
}

/// What comes of one wrong key too many. On a machine that is busy, some that are let off in between come first.
async fn one_too_many(house: &House, door: Door) -> Response {
    for _ in 0..2 * MOST {
        let response = wrong(house, door).await;
        if response.status() != 401 {
            return response;
        }
    }
    panic!("nobody was slowed down");
}

#[tokio::test]
async fn wrong_keys_are_slowed_down_at_every_door() {
    for door in DOORS {
        let house = House::open().await;
        let (_, good) = house.key(&["me:read"]).await;
        for _ in 0..MOST {
            assert_eq!(wrong(&house, door).await.status(), 401);
        }
        for door in DOORS {
            let response = one_too_many(&house, door).await;
            assert_eq!(response.status(), 429);
            let wait: u64 = response.headers()["retry-after"]
                .to_str()
                .unwrap()
                .parse()
                .unwrap();
            assert!((1..=60).contains(&wait), "{wait}");
            assert!(!response.headers().contains_key("www-authenticate"));
            // Else a page could not read why.
            assert_eq!(response.headers()["access-control-allow-origin"], "null");
            let body: Value = response.json().await.unwrap();
            let body = if body["errors"].is_array() {
                &body["errors"][0]
            } else {
                &body
            };
            let message = text(&body["message"]);
            assert!(message.starts_with("Too many wrong keys"), "{message}");
            assert!(!message.contains("Unauthorized"), "{message}");
        }
        house.data(&good, "{ self { id } }").await;
        house.data(&house.session, "{ self { id } }").await;
    }
}

#[tokio::test]
async fn every_kind_of_wrong_key_counts_and_no_key_does_not() {
    let house = House::open().await;
    let (id, ended) = house.key(&["me:read"]).await;
    house.delete_key(&id).await;
    for _ in 0..2 * MOST {
        let response = house.post("{ self { id } }").send().await.unwrap();
        assert_eq!(response.status(), 401);
    }
    let kinds = [ended.as_str(), "tsk_short", "ghp_other"];
    for number in 0..MOST {
        let secret = kinds[number % kinds.len()];
        let response = house
            .post("{ self { id } }")
            .bearer_auth(secret)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401);
    }
    assert_eq!(one_too_many(&house, DOORS[0]).await.status(), 429);
}

#[tokio::test]
async fn wrong_refresh_tokens_count_like_wrong_keys() {
    let house = House::open().await;
    let password = "correct horse battery staple";
    let added = house
        .store
        .add_user("ada@example.com", "Ada", password.to_owned().into());
    added.await.unwrap();
    let post = async |path: &str, body: &Value| {
        let address = format!("{}/v1/sessions{path}", house.url);
        house.client.post(address).json(body).send().await.unwrap()
    };
    let body = json!({ "email": "ada@example.com", "password": password, "deviceName": "A laptop" });
    let session: Value = post("", &body).await.json().await.unwrap();
    let wrong = async || {
        let secret = PlainKey::generate(KeyKind::Refresh).unwrap();
        post("/refresh", &json!({ "refreshToken": secret.expose() })).await
    };
    for _ in 0..2 * MOST {
        let unread = post("/refresh", &json!({ "token": "tsr_x" })).await;
        assert_eq!(unread.status(), 400, "that is none");
    }
    for _ in 0..MOST {
        assert_eq!(wrong().await.status(), 401);
    }
    let mut response = wrong().await;
    for _ in 0..MOST {
        if response.status() != 401 {
            break;
        }
        response = wrong().await;
    }
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let wait: u64 = response.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let refused: Value = response.json().await.unwrap();
    assert_eq!(refused["code"], "TOO_MANY_REQUESTS");
    assert_eq!(one_too_many(&house, DOORS[0]).await.status(), 429);
    let renewed = post("/refresh", &json!({ "refreshToken": session["refreshToken"] })).await;
    assert_eq!(renewed.status(), 200, "good ones are not slowed");
}

#[tokio::test]
async fn what_a_client_says_of_its_address_is_not_believed() {
    let house = House::open().await;
    let slowed = async |header: &'static str| {
        for number in 0..3 * MOST {
            let request = house.post("{ self { id } }").bearer_auth("tsk_short");
            let request = request.header(header, format!("192.0.2.{number}"));
            if request.send().await.unwrap().status() == 429 {
                return true;
            }
        }
        false
    };
    assert!(slowed("x-forwarded-for").await);
    assert!(slowed("x-studio-store-caller").await);
}

#[tokio::test]
async fn behind_a_trusted_proxy_addresses_are_counted_apart() {
    let house = House::open_behind(["127.0.0.1".parse().unwrap()]).await;
    let ask = async |forwarded: &str| {
        let request = house.post("{ self { id } }").bearer_auth("tsk_short");
        let request = request.header("x-forwarded-for", forwarded);
        request.send().await.unwrap().status().as_u16()
    };
    for number in 0..MOST {
        // What the caller itself wrote stands further to the left.
        assert_eq!(ask(&format!("198.51.100.{number}, 192.0.2.1")).await, 401);
    }
    let mut tries = 0;
    while ask("192.0.2.1").await != 429 {
        tries += 1;
        assert!(tries < MOST, "nobody was slowed down");
    }
    assert_eq!(ask("192.0.2.1, 192.0.2.2").await, 401);
}
