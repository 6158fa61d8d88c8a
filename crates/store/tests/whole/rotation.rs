//! Giving keys other secrets: both are good for a while, and what a key is stays.

use crate::common::{House, good, made_here, only_error, text};
use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};
use serde_json::{Value, json};

const ROTATE: &str = "mutation($input: RotateAPIKeyInput!) { rotateAPIKey(input: $input) {
    id name hint scopes expiresAt createdAt value secrets { hint endsAt lastUsed } } }";

/// A new secret, and what a device sends about it.
fn another(id: &str, overlap: i64) -> (PlainKey, Value) {
    let secret = PlainKey::generate(KeyKind::Api).unwrap();
    let input = json!({
        "id": id,
        "digest": secret.digest().to_string(),
        "hint": secret.hint().as_str(),
        "overlapMinutes": overlap,
    });
    (secret, input)
}

async fn rotate(house: &House, input: &Value) -> Value {
    house
        .ask_with(&house.session, ROTATE, json!({ "input": input }))
        .await
}

async fn status(house: &House, secret: &str) -> u16 {
    let request = house.post("{ self { id } }").bearer_auth(secret);
    request.send().await.unwrap().status().as_u16()
}

async fn secrets(house: &House, id: &str) -> Value {
    let query =
        format!("{{ self {{ apiKey(id: \"{id}\") {{ secrets {{ hint createdAt endsAt lastUsed }} }} }} }}");
    house.data(&house.session, &query).await["self"]["apiKey"]["secrets"].take()
}

#[tokio::test]
async fn both_secrets_are_good_for_a_while() {
    let house = House::open().await;
    let (id, old) = house.key(&["me:read"]).await;
    assert_eq!(status(&house, &old).await, 200);
    let (new, input) = another(&id, 60);
    let key = good(rotate(&house, &input).await)["rotateAPIKey"].take();
    assert_eq!(
        (&key["id"], &key["hint"]),
        (&json!(id), &json!(new.hint().as_str()))
    );
    assert_eq!(
        (&key["name"], &key["scopes"]),
        (&json!("For a test"), &json!(["me:read"]))
    );
    assert_eq!(key["value"], Value::Null);
    assert_eq!(
        (status(&house, &old).await, status(&house, new.expose()).await),
        (200, 200)
    );
    // Each notes its own use.
    let listed = secrets(&house, &id).await;
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(
        (&listed[0]["hint"], &listed[0]["endsAt"]),
        (&key["hint"], &Value::Null)
    );
    let left = text(&listed[1]["endsAt"]).parse::<Timestamp>().unwrap();
    let left = left.duration_since(Timestamp::now());
    assert!((3_500..=3_600).contains(&left.as_secs()), "{left}");
    for secret in listed.as_array().unwrap() {
        text(&secret["lastUsed"]).parse::<Timestamp>().unwrap();
    }
    let past = Timestamp::now().as_millisecond() - 1;
    house
        .database()
        .execute("UPDATE replaced_secrets SET ends_at = ?1", [past])
        .unwrap();
    let request = house.post("{ self { id } }").bearer_auth(&old);
    let refused = request.send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert!(
        refused
            .text()
            .await
            .unwrap()
            .contains("was replaced by a new one")
    );
    assert_eq!(status(&house, new.expose()).await, 200);
    assert_eq!(secrets(&house, &id).await.as_array().unwrap().len(), 1);
    house.delete_key(&id).await;
    assert_eq!(status(&house, new.expose()).await, 401);
}

#[tokio::test]
async fn no_more_than_two_secrets_are_good() {
    let house = House::open().await;
    let (id, first) = house.key(&["me:read"]).await;
    let (second, input) = another(&id, 60);
    good(rotate(&house, &input).await);
    let (third, input) = another(&id, 60);
    good(rotate(&house, &input).await);
    assert_eq!(status(&house, &first).await, 401);
    assert_eq!(
        (
            status(&house, second.expose()).await,
            status(&house, third.expose()).await
        ),
        (200, 200)
    );
    let (fourth, input) = another(&id, 0);
    good(rotate(&house, &input).await);
    assert_eq!(
        (
            status(&house, third.expose()).await,
            status(&house, fourth.expose()).await
        ),
        (401, 200)
    );
}

#[tokio::test]
async fn sent_again_it_changes_nothing() {
    let house = House::open().await;
    let (id, _) = house.key(&["me:read"]).await;
    let (_, input) = another(&id, 60);
    let first = good(rotate(&house, &input).await);
    assert_eq!(good(rotate(&house, &input).await), first);
    let (_, later) = another(&id, 60);
    let second = good(rotate(&house, &later).await);
    // Late, after another one: the key as it is.
    assert_eq!(good(rotate(&house, &input).await), second);
    house.delete_key(&id).await;
    good(rotate(&house, &input).await);
}

#[tokio::test]
async fn registering_again_after_a_rotation_changes_nothing() {
    let house = House::open().await;
    let (_, input) = made_here("First", &["me:read"]);
    good(house.register(&input).await);
    let (new, rotation) = another(&text(&input["id"]), 0);
    good(rotate(&house, &rotation).await);
    let key = good(house.register(&input).await)["registerAPIKey"].take();
    assert_eq!(key["hint"], new.hint().as_str());
    assert_eq!(status(&house, new.expose()).await, 200);
}

#[tokio::test]
async fn the_old_secret_never_outlives_the_key() {
    let house = House::open().await;
    let (_, mut input) = made_here("Ends soon", &["me:read"]);
    let end = Timestamp::now() + SignedDuration::from_mins(10);
    let end = Timestamp::from_second(end.as_second()).unwrap().to_string();
    input["expiresAt"] = json!(end);
    good(house.register(&input).await);
    let (_, rotation) = another(&text(&input["id"]), 43_200);
    let key = good(rotate(&house, &rotation).await)["rotateAPIKey"].take();
    assert_eq!(
        (&key["expiresAt"], &key["secrets"][1]["endsAt"]),
        (&json!(end), &json!(end))
    );
}

#[tokio::test]
async fn what_can_not_be_rotated_is_told() {
    let house = House::open().await;
    let (id, _) = house.key(&["me:read"]).await;
    let (ended, _) = house.key(&["me:read"]).await;
    house.delete_key(&ended).await;
    let (expired, _) = house.key(&["me:read"]).await;
    let expire = "UPDATE api_keys SET expires_at = 1 WHERE id = ?1";
    house.database().execute(expire, [&expired]).unwrap();
    let (_, _, stranger) = house.stranger().await;
    let (_, other) = made_here("Other", &["me:read"]);
    good(house.register(&other).await);
    let with = |field: &str, value: Value| {
        let (_, mut input) = another(&id, 60);
        input[field] = value;
        input
    };
    for (input, code) in [
        (with("id", json!(ended)), "CONFLICT"),
        (with("id", json!(expired)), "CONFLICT"),
        (with("digest", other["digest"].clone()), "CONFLICT"),
        (with("id", json!(uuid::Uuid::now_v7().to_string())), "NOT_FOUND"),
        (with("id", json!("7")), "NOT_FOUND"),
        (with("digest", json!("abc")), "INVALID_INPUT"),
        (with("hint", json!("tsa_AbCd…wxYZ")), "INVALID_INPUT"),
        (with("hint", json!("a\u{0}b")), "INVALID_INPUT"),
        (with("overlapMinutes", json!(-1)), "INVALID_INPUT"),
        (with("overlapMinutes", json!(43_201)), "INVALID_INPUT"),
        (with("overlapMinutes", json!(0.5)), "BAD_QUERY"),
    ] {
        let (found, message) = only_error(&rotate(&house, &input).await);
        assert_eq!(found, code, "{input}: {message}");
    }
    let (_, input) = another(&id, 60);
    let answer = house.ask_with(&stranger, ROTATE, json!({ "input": input })).await;
    assert_eq!(only_error(&answer).0, "NOT_FOUND");
    let (_, key) = house
        .key(&["projects:admin", "organizations:admin", "me:read"])
        .await;
    let answer = house.ask_with(&key, ROTATE, json!({ "input": input })).await;
    assert_eq!(only_error(&answer).0, "FORBIDDEN");
    // A digest is taken once, also after it was replaced.
    good(rotate(&house, &input).await);
    let (_, again) = another(&id, 0);
    good(rotate(&house, &again).await);
    let (_, mut register) = made_here("Again", &["me:read"]);
    register["digest"] = input["digest"].clone();
    assert_eq!(only_error(&house.register(&register).await).0, "CONFLICT");
}

#[tokio::test]
async fn the_store_makes_new_secrets_too() {
    let house = House::open().await;
    let (id, old) = house.key(&["me:read"]).await;
    let query = format!("mutation {{ regenerateApiKey(id: \"{id}\") {{ id name hint value }} }}");
    let key = house.data(&house.session, &query).await["regenerateApiKey"].take();
    let new = PlainKey::parse(text(&key["value"]).as_bytes()).unwrap();
    assert_eq!(
        (&key["id"], &key["hint"]),
        (&json!(id), &json!(new.hint().as_str()))
    );
    assert_eq!(
        (status(&house, &old).await, status(&house, new.expose()).await),
        (401, 200)
    );
    let query = format!("{{ self {{ apiKey(id: \"{id}\") {{ value }} }} }}");
    let value = house.data(&house.session, &query).await["self"]["apiKey"]["value"].take();
    assert_eq!(value, Value::Null);
    let query = format!("mutation {{ regenerateApiKey(id: \"{id}\") {{ id }} }}");
    assert_eq!(only_error(&house.ask(new.expose(), &query).await).0, "FORBIDDEN");
    house.delete_key(&id).await;
    assert_eq!(only_error(&house.ask(&house.session, &query).await).0, "CONFLICT");
}

#[tokio::test]
async fn devices_hear_of_a_new_secret() {
    let house = House::open().await;
    let (id, _) = house.key(&["me:read"]).await;
    let query = "query($since: String) { self { changes(since: $since) { cursor apiKeys { id hint } } } }";
    let changes = async |since: Value| {
        house
            .data_with(&house.session, query, json!({ "since": since }))
            .await["self"]["changes"]
            .take()
    };
    let before = changes(Value::Null).await;
    let (new, input) = another(&id, 60);
    good(rotate(&house, &input).await);
    let after = changes(before["cursor"].clone()).await;
    assert_eq!(
        after["apiKeys"],
        json!([{ "id": id, "hint": new.hint().as_str() }])
    );
}
