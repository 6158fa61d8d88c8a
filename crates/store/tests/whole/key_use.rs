//! How keys are used: from where, for what, how often.

use crate::common::{House, database, text};
use serde_json::{Value, json};

async fn used(house: &House, id: &str) -> Value {
    let query = format!(
        "{{ self {{ apiKey(id: \"{id}\") {{ use {{ lastUsed places {{ address client lastUsed }} scopes days {{ day count }} }} }} }} }}"
    );
    house.data(&house.session, &query).await["self"]["apiKey"]["use"].take()
}

async fn ask(house: &House, secret: &str, query: &str, agent: &str) {
    let request = house.post(query).bearer_auth(secret).header("user-agent", agent);
    assert_eq!(request.send().await.unwrap().status(), 200);
    // Places of the same millisecond are in no order.
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
}

#[tokio::test]
async fn a_key_tells_how_it_is_used() {
    let house = House::open().await;
    let (id, key) = house
        .key(&["projects:write", "me:read", "organizations:read"])
        .await;
    let nothing = json!({ "lastUsed": null, "places": [], "scopes": [], "days": [] });
    assert_eq!(used(&house, &id).await, nothing);
    ask(&house, &key, "{ self { id } }", "curl/8.5.0").await;
    ask(&house, &key, "{ self { id } }", "curl/8.6.0").await;
    ask(&house, &key, "{ __typename }", "Mozilla/5.0 Figma/124 Chrome/1").await;
    let key_use = used(&house, &id).await;
    let places: Vec<Value> = key_use["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["client"].clone())
        .collect();
    assert_eq!(places, ["Figma", "curl"]);
    assert_eq!(key_use["places"][0]["address"], "127.0.0.1");
    assert_eq!(key_use["scopes"], json!(["me:read"]));
    assert_eq!(key_use["days"].as_array().unwrap().len(), 1);
    assert_eq!(key_use["days"][0]["count"], 3);
    assert!(
        text(&key_use["days"][0]["day"]).ends_with("T00:00:00Z"),
        "{key_use}"
    );
    assert!(text(&key_use["lastUsed"]).ends_with(":00Z"), "{key_use}");
    let address = format!("{}/v1/authorize?scope=projects:write", house.url);
    house.client.get(address).bearer_auth(&key).send().await.unwrap();
    let key_use = used(&house, &id).await;
    assert_eq!(key_use["scopes"], json!(["projects:write", "me:read"]));
    assert_eq!(key_use["days"][0]["count"], 4);
}

#[tokio::test]
async fn five_places_are_kept() {
    let house = House::open().await;
    let (id, key) = house.key(&["me:read"]).await;
    for number in 0..8 {
        ask(&house, &key, "{ self { id } }", &format!("tool-{number}/1")).await;
        if number == 4 {
            used(&house, &id).await;
        }
    }
    let key_use = used(&house, &id).await;
    let places: Vec<String> = key_use["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| text(&place["client"]))
        .collect();
    assert_eq!(places, ["tool-7", "tool-6", "tool-5", "tool-4", "tool-3"]);
}

#[tokio::test]
async fn wrong_uses_leave_no_trace() {
    let house = House::open().await;
    let (id, key) = house.key(&["me:read"]).await;
    house.delete_key(&id).await;
    house
        .post("{ self { id } }")
        .bearer_auth(&key)
        .send()
        .await
        .unwrap();
    assert_eq!(used(&house, &id).await["days"], json!([]));
    let (id, key) = house.key(&["me:read"]).await;
    house.ask(&key, "{ organizations { total } }").await;
    assert_eq!(used(&house, &id).await["scopes"], json!([]));
}

/// Every use counts once, however many ask and write at once, and none is lost when the server ends.
#[tokio::test(flavor = "multi_thread")]
async fn no_use_is_lost_or_counted_twice() {
    let house = House::open().await;
    let (id, key) = house.key(&["me:read"]).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (client, address, key) = (
                house.client.clone(),
                format!("{}/v1/authorize?scope=me:read", house.url),
                key.clone(),
            );
            tokio::spawn(async move {
                for _ in 0..50 {
                    let response = client.get(&address).bearer_auth(&key).send().await.unwrap();
                    assert_eq!(response.status(), 200);
                }
            })
        })
        .collect();
    for _ in 0..20 {
        used(&house, &id).await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    let folder = house.close().await;
    let count: i64 = database(&folder)
        .query_row(
            "SELECT sum(uses) FROM key_use_days WHERE key_id = ?1",
            [&id],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(count, 400);
}
