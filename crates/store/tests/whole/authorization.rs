//! Who is let in: each refusal with its status, its headers and its words, as the published clients read them.

use crate::common::{House, answered, database, text, until};
use keys::{KeyKind, PlainKey};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const QUERY: &str = "{ self { id } }";

/// The message of a refusal that has all that the contract asks for.
async fn refused(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 401);
    let headers = response.headers();
    assert_eq!(headers["www-authenticate"], "Bearer error=\"invalid_token\"");
    assert_eq!(headers["content-type"], "application/json");
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["data"], Value::Null);
    let message = text(&answer["errors"][0]["message"]);
    assert!(message.starts_with("Unauthorized: "), "{message}");
    assert!(message.ends_with('.'), "{message}");
    let error = json!({ "message": message, "extensions": { "code": "UNAUTHENTICATED" } });
    assert_eq!(answer["errors"], json!([error]));
    message
}

async fn refused_with(house: &House, authorization: &str) -> String {
    refused(house.post(QUERY).header("authorization", authorization)).await
}

/// A key with its character at an index replaced by another one.
fn mistyped(secret: &str, index: usize) -> String {
    let mut letters: Vec<char> = secret.chars().collect();
    letters[index] = if letters[index] == 'a' { 'b' } else { 'a' };
    letters.into_iter().collect()
}

#[tokio::test]
async fn a_good_key_and_a_session_are_let_in() {
    let house = House::open().await;
    let (_, key) = house.key(&["me:read"]).await;
    for secret in [&key, &house.session] {
        for scheme in ["Bearer", "bearer", "BEARER", "Bearer  "] {
            let request = house
                .post(QUERY)
                .header("authorization", format!("{scheme} {secret} "));
            let answer = answered(request.send().await.unwrap()).await;
            assert_eq!(answer, json!({ "data": { "self": { "id": house.user_id } } }));
        }
    }
}

#[tokio::test]
async fn without_the_one_header_nobody_is_let_in() {
    let house = House::open().await;
    let (_, key) = house.key(&["me:read"]).await;
    let missing = "Unauthorized: send one header “Authorization: Bearer <API key>”.";
    assert_eq!(refused(house.post(QUERY)).await, missing);
    for (name, value) in [
        ("x-api-key", key.clone()),
        ("cookie", format!("Authorization=Bearer {key}")),
        ("proxy-authorization", format!("Bearer {key}")),
    ] {
        assert_eq!(refused(house.post(QUERY).header(name, value)).await, missing);
    }
    let twice = house.post(QUERY).bearer_auth(&key).bearer_auth(&key);
    assert_eq!(refused(twice).await, missing);
    let in_address = house
        .client
        .post(format!("{}/graphql?access_token={key}", house.url));
    assert_eq!(
        refused(in_address.json(&json!({ "query": QUERY }))).await,
        missing
    );
}

#[tokio::test]
async fn another_scheme_is_told() {
    let house = House::open().await;
    let (_, key) = house.key(&["me:read"]).await;
    let wrong = "Unauthorized: the header must say “Bearer”, a space, and the API key.";
    for value in [
        "",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        &key,
        &format!("Token {key}"),
        &format!("Bearer:{key}"),
    ] {
        assert_eq!(refused_with(&house, value).await, wrong, "{value}");
    }
    let no_text = reqwest::header::HeaderValue::from_bytes(b"Bearer \xff\xfe").unwrap();
    refused(house.post(QUERY).header("authorization", no_text)).await;
}

#[tokio::test]
async fn a_damaged_key_is_told_before_it_is_looked_up() {
    let house = House::open().await;
    let (_, key) = house.key(&["me:read"]).await;
    let said = async |secret: &str| refused_with(&house, &format!("Bearer {secret}")).await;
    let checksum =
        "Unauthorized: a character of this key is wrong (its checksum does not fit); copy it again.";
    for index in [4, 20, 35, 36, 41] {
        assert_eq!(said(&mistyped(&key, index)).await, checksum);
    }
    let truncated = said(&key[..41]).await;
    assert_eq!(
        truncated,
        "Unauthorized: a key has 42 characters, this has 41; copy it again, whole."
    );
    assert!(said(&format!("{key}x")).await.contains("this has 43"));
    assert!(
        said(&format!("{} {}", &key[..20], &key[20..]))
            .await
            .contains("this has 43")
    );
    assert!(
        said(&format!("{}-{}", &key[..20], &key[21..]))
            .await
            .contains("only letters and digits")
    );
    assert!(said("ghp_0123456789").await.contains("a key begins with tsk_"));
    assert!(
        said(&format!("\"{key}\""))
            .await
            .contains("a key begins with tsk_")
    );
}

#[tokio::test]
async fn a_stranger_learns_nothing() {
    let house = House::open().await;
    let unknown = "Unauthorized: this key opens nothing here. Check that it is whole and for this store, or make another one in Studio Keys.";
    for kind in [KeyKind::Api, KeyKind::Session, KeyKind::Actor] {
        let secret = PlainKey::generate(kind).unwrap();
        assert_eq!(
            refused_with(&house, &format!("Bearer {}", secret.expose())).await,
            unknown
        );
    }
}

#[tokio::test]
async fn the_holder_of_an_ended_key_learns_why() {
    let house = House::open().await;
    let (id, expired) = house.key(&["me:read"]).await;
    let at = "2024-03-12T23:59:59Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_millisecond();
    let set = "UPDATE api_keys SET expires_at = ?1 WHERE id = ?2";
    assert_eq!(house.database().execute(set, (at, &id)).unwrap(), 1);
    assert_eq!(
        refused_with(&house, &format!("Bearer {expired}")).await,
        "Unauthorized: this API key expired on 12 Mar 2024. Make another one in Studio Keys."
    );
    let (id, deleted) = house.key(&["me:read"]).await;
    house.delete_key(&id).await;
    let today = jiff::Timestamp::now()
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .strftime("%-d %b %Y")
        .to_string();
    assert_eq!(
        refused_with(&house, &format!("Bearer {deleted}")).await,
        format!("Unauthorized: this API key was deleted on {today}. Make another one in Studio Keys.")
    );
}

#[tokio::test]
async fn an_ended_session_is_told() {
    let house = House::open().await;
    let now = jiff::Timestamp::now().as_millisecond();
    house
        .database()
        .execute("UPDATE sessions SET expires_at = ?1", [now])
        .unwrap();
    let said = refused_with(&house, &format!("Bearer {}", house.session)).await;
    assert_eq!(said, "Unauthorized: this session has ended. Sign in again.");
}

#[tokio::test]
async fn refusals_come_before_the_body_is_looked_at() {
    let house = House::open().await;
    let address = format!("{}/graphql", house.url);
    refused(house.client.post(&address).body("not json")).await;
    refused(house.client.post(&address).body("x".repeat(6 * 1024 * 1024))).await;
}

#[tokio::test]
async fn other_failures_never_say_unauthorized() {
    let house = House::open().await;
    let (_, key) = house.key(&["me:read"]).await;
    let forbidden = "{ organizations { total } self { changes { cursor } apiKey(id: \"x\") { id } } }";
    for (secret, query) in [
        (&key, forbidden),
        (
            &house.session,
            "{ project(id: \"x\", organization: \"y\") { id } }",
        ),
        (&house.session, "{ nonsense }"),
    ] {
        let answer = house.ask(secret, query).await;
        assert!(!answer["errors"].as_array().unwrap().is_empty());
        assert!(
            !answer.to_string().to_lowercase().contains("unauthor"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn importing_needs_a_header_too() {
    let house = House::open().await;
    let response = house.import("Brand", "{}").send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(
        response.headers()["www-authenticate"],
        "Bearer error=\"invalid_token\""
    );
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["code"], "UNAUTHENTICATED");
    assert!(
        text(&body["message"]).starts_with("Unauthorized: send one header"),
        "{body}"
    );
}

async fn health(house: &House) -> Response {
    house
        .client
        .get(format!("{}/healthz", house.url))
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn health_is_for_everybody() {
    let house = House::open().await;
    let response = health(&house).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), "ok");
}

/// Last use is noted by good keys only, soon written down, and never goes back.
#[tokio::test]
async fn good_keys_note_that_they_were_used() {
    let house = House::open().await;
    let (id, key) = house.key(&["me:read"]).await;
    let query = format!("{{ self {{ apiKey(id: \"{id}\") {{ lastUsed }} }} }}");
    let last_used = async || house.data(&house.session, &query).await["self"]["apiKey"]["lastUsed"].take();
    assert_eq!(last_used().await, Value::Null);
    refused_with(&house, &format!("Bearer {}", mistyped(&key, 10))).await;
    assert_eq!(last_used().await, Value::Null);
    house.data(&key, QUERY).await;
    let seen: jiff::Timestamp = text(&last_used().await).parse().unwrap();
    let stored = || {
        let query = "SELECT coalesce(last_used_at, 0) FROM api_keys WHERE id = ?1";
        database(&house.folder)
            .query_row(query, [&id], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    until("the last use is written down", async || {
        stored() == seen.as_millisecond()
    })
    .await;
    until("it is no longer only in memory", async || {
        text(&last_used().await).parse::<jiff::Timestamp>().unwrap() == seen
    })
    .await;
}
