//! Actor tokens: made with a key over GraphQL or OAuth, good for a while and for a part, and never longer than their key.

use crate::common::{House, good, made_here, only_error, text};
use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};
use reqwest::Response;
use serde_json::{Value, json};

const CREATE: &str = "mutation($input: CreateActorTokenInput!) {
    createActorToken(input: $input) { value scopes actor createdAt expiresAt } }";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// What is sent besides, or instead.
type More = &'static [(&'static str, &'static str)];

const WIDE: [&str; 3] = ["projects:write", "me:read", "actor_tokens:create"];

async fn create(house: &House, secret: &str, input: Value) -> Value {
    house.ask_with(secret, CREATE, json!({ "input": input })).await
}

async fn token(house: &House, secret: &str, scopes: &[&str]) -> String {
    let made = create(house, secret, json!({ "scopes": scopes, "minutes": 60 })).await;
    text(&good(made)["createActorToken"]["value"])
}

async fn status(house: &House, secret: &str) -> u16 {
    let request = house.post("{ self { id } }").bearer_auth(secret);
    request.send().await.unwrap().status().as_u16()
}

/// Sends what stands there, and nothing besides.
async fn send(house: &House, parameters: &[(&str, &str)]) -> Response {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(parameters);
    let request = house.client.post(format!("{}/oauth/token", house.url));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body(body.finish()).send().await.unwrap()
}

async fn exchange(house: &House, secret: &str, more: &[(&str, &str)]) -> (u16, Value) {
    let mut parameters = vec![
        ("grant_type", EXCHANGE),
        ("subject_token", secret),
        ("subject_token_type", ACCESS_TOKEN),
    ];
    parameters.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    parameters.extend_from_slice(more);
    let response = send(house, &parameters).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_token_opens_its_part_for_a_while() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    let input = json!({ "scopes": ["project:read"], "minutes": 5, "actor": " Figma on Mia’s laptop " });
    let made = good(create(&house, &key, input).await)["createActorToken"].take();
    assert_eq!(made["scopes"], json!(["projects:read"]));
    assert_eq!(made["actor"], "Figma on Mia’s laptop");
    let moment = |name: &str| text(&made[name]).parse::<Timestamp>().unwrap();
    assert_eq!(
        moment("expiresAt"),
        moment("createdAt") + SignedDuration::from_mins(5)
    );
    let value = text(&made["value"]);
    assert!(value.starts_with("tsa_"), "{value}");
    house.data(&value, "{ organizations { total } }").await;
    let (code, message) = only_error(&house.ask(&value, "{ self { id } }").await);
    assert_eq!(code, "FORBIDDEN");
    assert!(message.contains("lacks the scope me:read"), "{message}");

    let past = Timestamp::now().as_millisecond() - 1;
    let expire = "UPDATE actor_tokens SET expires_at = ?1";
    assert_eq!(house.database().execute(expire, [past]).unwrap(), 1);
    assert_eq!(status(&house, &value).await, 401);
}

#[tokio::test]
async fn nothing_of_a_token_is_kept_in_plain() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    let value = token(&house, &key, &["me:read"]).await;
    let folder = house.close().await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let part = &value.as_bytes()[4..20];
        assert!(!bytes.windows(part.len()).any(|window| window == part));
    }
}

#[tokio::test]
async fn a_token_dies_with_its_key_and_makes_no_others() {
    let house = House::open().await;
    let (id, key) = house.key(&WIDE).await;
    let value = token(&house, &key, &["me:read", "projects:write"]).await;
    let input = json!({ "scopes": ["me:read"], "minutes": 5 });
    assert_eq!(
        only_error(&create(&house, &value, input.clone()).await).0,
        "FORBIDDEN"
    );
    let (status_of_exchange, body) = exchange(&house, &value, &[]).await;
    assert_eq!(
        (status_of_exchange, &body["error"]),
        (400, &json!("invalid_request"))
    );
    assert_eq!(
        only_error(&create(&house, &house.session, input).await).0,
        "FORBIDDEN"
    );
    house.delete_key(&id).await;
    assert_eq!(status(&house, &value).await, 401);
    assert_eq!(status(&house, &key).await, 401);
}

#[tokio::test]
async fn a_token_never_outlives_its_key() {
    let house = House::open().await;
    let (secret, mut input) = made_here("Ends soon", &WIDE);
    let end = (Timestamp::now() + SignedDuration::from_mins(10)).as_second();
    let end = Timestamp::from_second(end).unwrap().to_string();
    input["expiresAt"] = json!(end);
    good(house.register(&input).await);
    let made = create(
        &house,
        secret.expose(),
        json!({ "scopes": ["me:read"], "minutes": 60 }),
    )
    .await;
    assert_eq!(good(made)["createActorToken"]["expiresAt"], end.as_str());
    let (_, made) = exchange(&house, secret.expose(), &[]).await;
    let left = made["expires_in"].as_i64().unwrap();
    assert!((500..=600).contains(&left), "{left}");
}

/// Gives a key another secret, and gives that.
async fn rotate(house: &House, id: &str, overlap: i64) -> String {
    let secret = PlainKey::generate(KeyKind::Api).unwrap();
    let query = "mutation($input: RotateAPIKeyInput!) { rotateAPIKey(input: $input) { id } }";
    let input = json!({ "id": id, "digest": secret.digest().to_string(), "hint": secret.hint().as_str(),
        "overlapMinutes": overlap });
    house
        .data_with(&house.session, query, json!({ "input": input }))
        .await;
    secret.expose().to_owned()
}

#[tokio::test]
async fn a_token_never_outlives_the_secret_that_made_it() {
    let house = House::open().await;
    let (id, first) = house.key(&WIDE).await;
    let of_first = token(&house, &first, &["me:read"]).await;
    let second = rotate(&house, &id, 10).await;
    let (early, late) = (
        token(&house, &first, &["me:read"]).await,
        token(&house, &second, &["me:read"]).await,
    );
    for token in [&of_first, &early, &late] {
        assert_eq!(status(&house, token).await, 200);
    }
    // The first one ends early now, and the second one lives on for a while.
    let third = rotate(&house, &id, 30).await;
    assert_eq!(status(&house, &of_first).await, 401);
    assert_eq!(status(&house, &early).await, 401);
    assert_eq!(status(&house, &late).await, 200);
    let ends = "SELECT expires_at FROM actor_tokens ORDER BY expires_at DESC LIMIT 1";
    let ends: i64 = house.database().query_row(ends, [], |row| row.get(0)).unwrap();
    let left = Timestamp::from_millisecond(ends)
        .unwrap()
        .duration_since(Timestamp::now());
    assert!((1_700..=1_800).contains(&left.as_secs()), "{left}");
    // A secret that has leaked is replaced at once, and leaves nothing behind.
    let of_third = token(&house, &third, &["me:read"]).await;
    rotate(&house, &id, 0).await;
    for token in [&late, &of_third] {
        assert_eq!(status(&house, token).await, 401);
    }
}

#[tokio::test]
async fn a_key_has_no_more_than_a_thousand_tokens() {
    let house = House::open().await;
    let (id, key) = house.key(&WIDE).await;
    let hour = Timestamp::now().as_millisecond() + 3_600_000;
    let many =
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers LIMIT 1000)
        INSERT INTO actor_tokens (digest, key_id, scopes, created_at, expires_at)
        SELECT randomblob(32), ?1, 'me:read', 0, ?2 FROM numbers";
    let made = house.database().execute(many, rusqlite::params![id, hour]);
    assert_eq!(made.unwrap(), 1_000);
    let input = json!({ "scopes": ["me:read"], "minutes": 5 });
    let (code, message) = only_error(&create(&house, &key, input.clone()).await);
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("1000 actor tokens"), "{message}");
    let (status, body) = exchange(&house, &key, &[]).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_request")));
    // Other keys have their own, and those that ended make room.
    let (_, other) = house.key(&WIDE).await;
    good(create(&house, &other, input.clone()).await);
    let past = Timestamp::now().as_millisecond() - 1;
    let end = "UPDATE actor_tokens SET expires_at = ?1";
    house.database().execute(end, [past]).unwrap();
    good(create(&house, &key, input).await);
}

#[tokio::test]
async fn a_token_goes_with_the_role_of_its_user() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    let value = token(&house, &key, &["projects:read"]).await;
    house
        .data(
            &value,
            &format!("{{ organization(id: \"{}\") {{ id }} }}", house.organization_id),
        )
        .await;
    house.database().execute("DELETE FROM memberships", []).unwrap();
    let data = house.data(&value, "{ organizations { total } }").await;
    assert_eq!(data["organizations"]["total"], 0);
}

#[tokio::test]
async fn what_no_token_can_be_is_refused() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    for (input, reason) in [
        (
            json!({ "scopes": ["projects:admin"], "minutes": 5 }),
            "this key lacks projects:admin.",
        ),
        (
            json!({ "scopes": ["actor_tokens:create"], "minutes": 5 }),
            "can't make others",
        ),
        (json!({ "scopes": [], "minutes": 5 }), "Choose at least one scope"),
        (json!({ "scopes": ["all"], "minutes": 5 }), "is not a scope"),
        (json!({ "scopes": ["me:read"], "minutes": 0 }), "1 to 60 minutes"),
        (json!({ "scopes": ["me:read"], "minutes": 61 }), "1 to 60 minutes"),
        (json!({ "scopes": ["me:read"], "minutes": -5 }), "1 to 60 minutes"),
        (
            json!({ "scopes": ["me:read"], "minutes": 5, "actor": "a\u{0}b" }),
            "visible characters",
        ),
        (
            json!({ "scopes": ["me:read"], "minutes": 5, "actor": "x".repeat(81) }),
            "at most 80",
        ),
    ] {
        let (code, message) = only_error(&create(&house, &key, input.clone()).await);
        assert_eq!(code, "INVALID_INPUT", "{input}");
        assert!(message.contains(reason), "{input}: {message}");
    }
    let (_, narrow) = house.key(&["me:read"]).await;
    let input = json!({ "scopes": ["me:read"], "minutes": 5 });
    let (code, message) = only_error(&create(&house, &narrow, input).await);
    assert_eq!(code, "FORBIDDEN");
    assert!(
        message.contains("lacks the scope actor_tokens:create"),
        "{message}"
    );
}

#[tokio::test]
async fn a_key_is_exchanged_for_a_token() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    let (status, made) = exchange(&house, &key, &[]).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(made["issued_token_type"], ACCESS_TOKEN);
    assert_eq!(
        (&made["token_type"], &made["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    assert_eq!(made["scope"], "projects:read projects:write me:read");
    house.data(&text(&made["access_token"]), "{ self { id } }").await;
    let part = [
        ("scope", "projects:read"),
        ("actor", "CI"),
        ("requested_token_type", ACCESS_TOKEN),
        ("audience", ""),
    ];
    let (_, made) = exchange(&house, &key, &part).await;
    assert_eq!(made["scope"], "projects:read");
    house
        .data(&text(&made["access_token"]), "{ organizations { total } }")
        .await;
}

#[tokio::test]
async fn an_exchange_that_can_not_be_is_told_as_oauth_has_it() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    let (_, narrow) = house.key(&["me:read"]).await;
    let (stranger, _) = made_here("Nobody's", &WIDE);
    let session = house.session.clone();
    let cases: [(&str, More, &str); 15] = [
        (&key, &[("grant_type", "password")], "unsupported_grant_type"),
        (&key, &[("grant_type", "")], "invalid_request"),
        (&key, &[("subject_token_type", "x")], "invalid_request"),
        (&key, &[("subject_token_type", "")], "invalid_request"),
        (&key, &[("subject_token", "")], "invalid_request"),
        (&key, &[("requested_token_type", "x")], "invalid_request"),
        (&key, &[("actor_token", "x")], "invalid_request"),
        (&key, &[("scope", "a"), ("scope", "b")], "invalid_request"),
        (&key, &[("actor", "a\u{0}b")], "invalid_request"),
        (&key, &[("scope", "projects:admin")], "invalid_scope"),
        (&key, &[("scope", "all")], "invalid_scope"),
        (&narrow, &[], "invalid_request"),
        (&session, &[], "invalid_request"),
        (stranger.expose(), &[], "invalid_request"),
        ("tsk_short", &[], "invalid_request"),
    ];
    for (secret, more, error) in cases {
        let (status, body) = exchange(&house, secret, more).await;
        assert_eq!((status, &body["error"]), (400, &json!(error)), "{more:?}: {body}");
        let reason = text(&body["error_description"]);
        assert!(reason.ends_with('.') && !reason.contains(secret), "{reason}");
        assert!(!reason.contains("Unauthorized") && reason.is_ascii(), "{reason}");
    }
    let request = house.client.post(format!("{}/oauth/token", house.url));
    let response = request
        .json(&json!({ "grant_type": EXCHANGE }))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 400);
    assert_eq!(
        response.json::<Value>().await.unwrap()["error"],
        "invalid_request"
    );
    let get = house
        .client
        .get(format!("{}/oauth/token", house.url))
        .send()
        .await
        .unwrap();
    assert_eq!(get.status(), 405);
}

#[tokio::test]
async fn trying_keys_here_is_slowed_down_too() {
    let house = House::open().await;
    let (_, key) = house.key(&WIDE).await;
    for _ in 0..30 {
        assert_eq!(exchange(&house, "tsk_short", &[]).await.0, 400);
    }
    // On a machine that is busy, some that are let off in between come first.
    let mut refused = exchange(&house, "tsk_short", &[]).await;
    for _ in 0..30 {
        if refused.0 == 400 {
            refused = exchange(&house, "tsk_short", &[]).await;
        }
    }
    let (status, body) = refused;
    assert_eq!((status, &body["error"]), (429, &json!("temporarily_unavailable")));
    assert_eq!(exchange(&house, &key, &[]).await.0, 200);
}
