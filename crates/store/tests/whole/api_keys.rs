//! Keys over HTTP: made on a device or by the store, listed, deleted, and followed by devices.

use crate::common::{House, good, made_here, only_error, text};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// A moment some days from now, in whole seconds.
fn in_days(days: i64) -> String {
    let moment = Timestamp::now() + SignedDuration::from_hours(24 * days);
    Timestamp::from_second(moment.as_second()).unwrap().to_string()
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

#[tokio::test]
async fn a_key_made_on_a_device_works_at_once() {
    let house = House::open().await;
    let (secret, input) = made_here("  Figma on Mia’s laptop ", &["projects:write"]);
    let input = with(
        with(input, "expiresAt", json!(in_days(90))),
        "description",
        json!(" For\nplugins "),
    );
    let key = good(house.register(&input).await)["registerAPIKey"].take();
    assert_eq!(key["name"], "Figma on Mia’s laptop");
    assert_eq!(key["description"], "For\nplugins");
    assert_eq!(
        (&key["id"], &key["hint"], &key["expiresAt"]),
        (&input["id"], &input["hint"], &input["expiresAt"])
    );
    assert_eq!(key["scopes"], json!(["projects:read", "projects:write"]));
    assert_eq!(
        (&key["state"], &key["deletedAt"]),
        (&json!("ACTIVE"), &Value::Null)
    );
    let data = house.data(secret.expose(), "{ organizations { total } }").await;
    assert_eq!(data["organizations"]["total"], 1);
}

#[tokio::test]
async fn registering_again_changes_nothing() {
    let house = House::open().await;
    let (_, input) = made_here("First", &["projects:read"]);
    let first = good(house.register(&input).await);
    assert_eq!(good(house.register(&input).await), first);
    for again in [
        with(input.clone(), "name", json!("Second")),
        with(input.clone(), "scopes", json!(["projects:admin"])),
        with(input.clone(), "expiresAt", json!("2020-01-01T00:00:00Z")),
        with(input.clone(), "id", json!(text(&input["id"]).to_uppercase())),
        with(
            input.clone(),
            "digest",
            json!(text(&input["digest"]).to_uppercase()),
        ),
    ] {
        assert_eq!(good(house.register(&again).await), first, "{again}");
    }
    house.delete_key(&text(&input["id"])).await;
    let ended = good(house.register(&input).await)["registerAPIKey"].take();
    assert_eq!(ended["state"], "DELETED");
}

#[tokio::test]
async fn ids_and_digests_are_taken_once() {
    let house = House::open().await;
    let (_, first) = made_here("First", &["projects:read"]);
    let (_, second) = made_here("Second", &["projects:read"]);
    good(house.register(&first).await);
    let (_, _, stranger) = house.stranger().await;
    let conflicts = [
        (&house.session, with(second.clone(), "id", first["id"].clone())),
        (&house.session, with(second, "digest", first["digest"].clone())),
        (&stranger, first.clone()),
    ];
    for (session, input) in conflicts {
        let answer = house
            .ask_with(session, crate::common::REGISTER, json!({ "input": input }))
            .await;
        let (code, message) = only_error(&answer);
        assert_eq!(code, "CONFLICT");
        assert_eq!(
            message,
            "Another API key has this id or this digest. Make a new key."
        );
    }
    let data = house
        .data(&house.session, "{ self { apiKeys { data { name } } } }")
        .await;
    assert_eq!(data["self"]["apiKeys"]["data"], json!([{ "name": "First" }]));
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let house = House::open().await;
    let (_, input) = made_here("Key", &["projects:read"]);
    let bad = [
        ("id", json!("7"), "An id is a UUID"),
        (
            "digest",
            json!("abc"),
            "The digest of a key is its SHA-256, as 64 hexadecimal digits.",
        ),
        (
            "digest",
            json!("g".repeat(64)),
            "The digest of a key is its SHA-256, as 64 hexadecimal digits.",
        ),
        ("hint", json!("tsk_"), "The hint of a key looks like"),
        ("hint", json!("tss_AbCd…wxYZ"), "The hint of a key looks like"),
        ("hint", json!("tsk_AbCd...wxYZ"), "The hint of a key looks like"),
        ("name", json!("  "), "Give the key a name"),
        ("name", json!("a\nb"), "A name is one line of visible characters"),
        (
            "name",
            json!("x".repeat(81)),
            "A name has at most 80 characters; this one has 81.",
        ),
        (
            "description",
            json!("x".repeat(1_001)),
            "A description has at most 1000 characters",
        ),
        (
            "description",
            json!("a\u{0}b"),
            "The description has a character that can't be seen.",
        ),
        ("scopes", json!([]), "Choose at least one scope"),
        (
            "scopes",
            json!(["projects:read", "projects:all"]),
            "“projects:all” is not a scope.",
        ),
        ("scopes", json!([""]), "“” is not a scope."),
        (
            "expiresAt",
            json!("2020-01-01T00:00:00Z"),
            "The expiration is in the past.",
        ),
        (
            "expiresAt",
            json!(in_days(3_652)),
            "A key lives for at most 10 years.",
        ),
        (
            "expiresAt",
            json!("9999-12-30T00:00:00Z"),
            "A key lives for at most 10 years.",
        ),
    ];
    for (field, value, reason) in bad {
        let (code, message) = only_error(&house.register(&with(input.clone(), field, value)).await);
        assert_eq!(code, "INVALID_INPUT", "{field}: {message}");
        assert!(message.starts_with(reason), "{field}: {message}");
        assert!(message.ends_with('.'), "{message}");
    }
    for value in [
        json!("tomorrow"),
        json!("2027-03-01"),
        json!(7),
        json!("99999-01-01T00:00:00Z"),
    ] {
        let answer = house.register(&with(input.clone(), "expiresAt", value)).await;
        assert_eq!(only_error(&answer).0, "BAD_QUERY");
    }
    let data = house.data(&house.session, "{ self { apiKeys { total } } }").await;
    assert_eq!(data["self"]["apiKeys"]["total"], 0);
    good(house.register(&input).await);
}

#[tokio::test]
async fn the_store_makes_keys_too() {
    let house = House::open().await;
    let query = "mutation { createAPIKey(input: {name: \"CI\", description: \"Build\"}) { id name description value } }";
    let made = house.data(&house.session, query).await["createAPIKey"].take();
    assert_eq!(
        (&made["name"], &made["description"]),
        (&json!("CI"), &json!("Build"))
    );
    let secret = keys::PlainKey::parse(text(&made["value"]).as_bytes()).unwrap();
    let query = format!(
        "{{ self {{ apiKey(id: \"{}\") {{ scopes expiresAt hint }} }} }}",
        text(&made["id"])
    );
    let key = house.data(&house.session, &query).await["self"]["apiKey"].take();
    let expected = json!({ "scopes": ["projects:read"], "expiresAt": null, "hint": secret.hint().as_str() });
    assert_eq!(key, expected);
    house.data(secret.expose(), "{ organizations { total } }").await;
    for input in [
        "name: \"\"",
        "name: \"CI\", scopes: []",
        "name: \"CI\", scopes: [\"all\"]",
        "name: \"CI\", expiresAt: \"2020-01-01T00:00:00Z\"",
    ] {
        let answer = house
            .ask(
                &house.session,
                &format!("mutation {{ createAPIKey(input: {{{input}}}) {{ id }} }}"),
            )
            .await;
        assert_eq!(only_error(&answer).0, "INVALID_INPUT", "{input}");
    }
}

#[tokio::test]
async fn a_deleted_key_opens_nothing_and_keeps_its_moment() {
    let house = House::open().await;
    let (id, secret) = house.key(&["me:read"]).await;
    house.data(&secret, "{ self { id } }").await;
    let deleted = good(house.delete_key(&id).await);
    assert_eq!(deleted["deleteAPIKey"]["state"], "DELETED");
    let refused = house
        .post("{ self { id } }")
        .bearer_auth(&secret)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(good(house.delete_key(&id).await), deleted);
    assert_eq!(good(house.delete_key(&id.to_uppercase()).await), deleted);
    for unknown in [uuid::Uuid::now_v7().to_string(), "7".into(), String::new()] {
        assert_eq!(only_error(&house.delete_key(&unknown).await).0, "NOT_FOUND");
    }
}

#[tokio::test]
async fn others_keys_can_not_be_deleted() {
    let house = House::open().await;
    let (id, secret) = house.key(&["me:read"]).await;
    let (_, _, stranger) = house.stranger().await;
    let answer = house
        .ask(
            &stranger,
            &format!("mutation {{ deleteAPIKey(id: \"{id}\") {{ id }} }}"),
        )
        .await;
    assert_eq!(only_error(&answer).0, "NOT_FOUND");
    house.data(&secret, "{ self { id } }").await;
}

#[tokio::test]
async fn keys_are_listed_newest_first_with_their_states() {
    let house = House::open().await;
    for (name, days) in [("Active", 90), ("Soon", 10), ("Deleted", 90), ("Expired", 90)] {
        let (_, input) = made_here(name, &["me:read"]);
        good(
            house
                .register(&with(input.clone(), "expiresAt", json!(in_days(days))))
                .await,
        );
        if name == "Deleted" {
            good(house.delete_key(&text(&input["id"])).await);
        }
    }
    let ended = (Timestamp::now() - SignedDuration::from_hours(1)).as_millisecond();
    let expire = "UPDATE api_keys SET expires_at = ?1 WHERE name = 'Expired'";
    assert_eq!(house.database().execute(expire, [ended]).unwrap(), 1);
    let query = "{ self { apiKeys(limit: 3) { total totalPages data { name state } } } }";
    let keys = house.data(&house.session, query).await["self"]["apiKeys"].take();
    let expected = json!([
        { "name": "Expired", "state": "EXPIRED" },
        { "name": "Deleted", "state": "DELETED" },
        { "name": "Soon", "state": "EXPIRING_SOON" },
    ]);
    assert_eq!(keys, json!({ "total": 4, "totalPages": 2, "data": expected }));
    let long_ago = (Timestamp::now() - SignedDuration::from_hours(31 * 24)).as_millisecond();
    house.database().execute(expire, [long_ago]).unwrap();
    let keys = house.data(&house.session, query).await["self"]["apiKeys"].take();
    assert_eq!(
        (&keys["total"], &keys["data"][0]["name"]),
        (&json!(3), &json!("Deleted"))
    );
}

#[tokio::test]
async fn devices_follow_what_changes() {
    let house = House::open().await;
    let query = "query($since: String, $limit: Int) { self { changes(since: $since, limit: $limit) { cursor hasMore
        apiKeys { name state } organizations { name role } projects { name tokenSetCount } removedProjects } } }";
    let changes = async |since: Value, limit: i64| {
        let variables = json!({ "since": since, "limit": limit });
        house.data_with(&house.session, query, variables).await["self"]["changes"].take()
    };
    let first = changes(Value::Null, 500).await;
    assert_eq!(
        first["organizations"],
        json!([{ "name": "Northwind", "role": "OWNER" }])
    );
    let project = house.project("Brand", r#"{"a": {}}"#).await;
    let (id, _) = house.key(&["me:read"]).await;
    let second = changes(first["cursor"].clone(), 1).await;
    assert_eq!(
        (&second["hasMore"], &second["apiKeys"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(
        second["projects"],
        json!([{ "name": "Brand", "tokenSetCount": 1 }])
    );
    good(house.delete_key(&id).await);
    let delete = format!(
        "mutation {{ deleteProject(organization: \"{}\", id: \"{project}\") {{ id }} }}",
        house.organization_id
    );
    house.data(&house.session, &delete).await;
    let third = changes(second["cursor"].clone(), 500).await;
    assert_eq!(
        third["apiKeys"],
        json!([{ "name": "For a test", "state": "DELETED" }])
    );
    assert_eq!(
        (&third["removedProjects"], &third["hasMore"]),
        (&json!([project]), &json!(false))
    );
    let nothing = changes(third["cursor"].clone(), 500).await;
    assert_eq!(
        (&nothing["cursor"], &nothing["apiKeys"]),
        (&third["cursor"], &json!([]))
    );
    for (since, limit) in [
        (json!("x"), 5),
        (json!("r-1"), 5),
        (Value::Null, 0),
        (Value::Null, 501),
    ] {
        let answer = house
            .ask_with(&house.session, query, json!({ "since": since, "limit": limit }))
            .await;
        assert_eq!(only_error(&answer).0, "INVALID_INPUT", "{since} {limit}");
    }
}
