//! Who may write what is in projects, who hears of it, and many at once.

use std::sync::Arc;

use crate::common::desk::{CREATE, Desk, UPDATE, mutations};
use crate::common::{only_error, text};
use serde_json::json;
use tokio::task::JoinSet;

#[tokio::test]
async fn only_members_with_the_scope_write() {
    let desk = Desk::open().await;
    let before = desk.project().await;
    let house = &desk.house;
    let (_, reader) = house.key(&["projects:read"]).await;
    let (_, others) = house.key(&crate::common::OTHER_SCOPES).await;
    let (_, other_organization, stranger) = house.stranger().await;
    for (field, query, variables) in mutations() {
        let variables = desk.variables(&variables);
        for key in [&reader, &others] {
            let answer = house.ask_with(key, query, variables.clone()).await;
            assert_eq!(answer["data"], json!({ field: null }));
            assert_eq!(
                answer["errors"][0]["extensions"],
                json!({ "code": "FORBIDDEN", "requiredScopes": ["projects:write"] })
            );
        }
        let mut elsewhere = variables.clone();
        elsewhere["o"] = json!(other_organization);
        let mut unknown = variables.clone();
        unknown["p"] = json!(uuid::Uuid::now_v7().to_string());
        let mut no_id = variables.clone();
        no_id["p"] = json!("a\u{0}");
        for (secret, variables) in [
            (&stranger, &variables),
            (&stranger, &elsewhere),
            (&desk.key, &elsewhere),
            (&desk.key, &unknown),
            (&desk.key, &no_id),
        ] {
            let answer = house.ask_with(secret, query, variables.clone()).await;
            assert_eq!(only_error(&answer).0, "NOT_FOUND", "{field}");
        }
    }
    let roles = |role: &str| {
        house
            .database()
            .execute("UPDATE memberships SET role = ?1 WHERE role <> ?1", [role])
            .unwrap()
    };
    roles("viewer");
    for (field, query, variables) in mutations() {
        let (code, message) = desk.refused(query, variables).await;
        assert_eq!(code, "FORBIDDEN", "{field}");
        assert_eq!(
            message,
            "Your role in this organization does not allow this. Ask one of its owners."
        );
    }
    house
        .database()
        .execute("DELETE FROM memberships WHERE user_id = ?1", [&house.user_id])
        .unwrap();
    for (field, query, variables) in mutations() {
        assert_eq!(desk.refused(query, variables).await.0, "NOT_FOUND", "{field}");
    }
    let add = "INSERT INTO memberships (organization_id, user_id, role) VALUES (?1, ?2, 'member')";
    house
        .database()
        .execute(add, [&house.organization_id, &house.user_id])
        .unwrap();
    assert_eq!(desk.project().await, before);
    for (_, query, variables) in mutations() {
        desk.data(query, variables).await;
    }
}

#[tokio::test]
async fn devices_hear_of_each_change() {
    let desk = Desk::open().await;
    let query =
        "query($since: String) { self { changes(since: $since) { cursor projects { id tokenSetCount } } } }";
    let house = &desk.house;
    let mut since = json!({ "since": null });
    let data = house.data_with(&house.session, query, since.clone()).await;
    since["since"] = data["self"]["changes"]["cursor"].clone();
    let mut counts = Vec::new();
    for (field, mutation, variables) in mutations() {
        desk.data(mutation, variables).await;
        let mut data = house.data_with(&house.session, query, since.clone()).await;
        let changes = data["self"]["changes"].take();
        assert_eq!(changes["projects"][0]["id"], desk.project, "{field}");
        counts.push(changes["projects"][0]["tokenSetCount"].as_u64().unwrap());
        since["since"] = changes["cursor"].clone();
    }
    assert_eq!(counts, [4, 4, 5, 5, 5, 3, 2, 2, 2, 2]);
}

/// Many write at once: each set has what was written to it, none is lost, and the counts are right.
#[tokio::test(flavor = "multi_thread")]
async fn edits_of_different_sets_do_not_disturb_each_other() {
    let desk = Arc::new(Desk::open().await);
    let mut tasks = JoinSet::new();
    for number in 0..60 {
        let desk = Arc::clone(&desk);
        tasks.spawn(async move {
            let path = format!("set {number}");
            desk.data(CREATE, json!({ "input": { "path": path } })).await;
            for value in 0..3 {
                let raw = json!({ "t": { "$value": value }, "u": { "$value": number } });
                desk.data(UPDATE, json!({ "input": { "path": path, "raw": raw } }))
                    .await;
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(desk.counts().await, [63, 122, 2]);
    let project = desk.project().await;
    let sets = project["branch"]["tokenSets"]["data"].as_array().unwrap();
    let mut places: Vec<u64> = sets
        .iter()
        .map(|set| set["orderIndex"].as_u64().unwrap())
        .collect();
    places.dedup();
    assert_eq!(places.len(), 63, "each has a place of its own");
    for set in &sets[3..] {
        let number: u64 = text(&set["name"])[4..].parse().unwrap();
        assert_eq!(
            set["raw"],
            json!({ "t": { "$value": 2 }, "u": { "$value": number } })
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_edits_of_one_set_one_stands_whole() {
    let desk = Arc::new(Desk::open().await);
    let mut tasks = JoinSet::new();
    for number in 0..40 {
        let desk = Arc::clone(&desk);
        tasks.spawn(async move {
            let raw = json!({ "n": { "$value": number }, "m": { "$value": number } });
            desk.ask(UPDATE, json!({ "input": { "path": "ab", "raw": raw } }))
                .await;
            desk.ask(CREATE, json!({ "input": { "path": "one" } })).await["errors"].is_null()
        });
    }
    let created = tasks.join_all().await;
    assert_eq!(created.iter().filter(|created| **created).count(), 1);
    let project = desk.project().await;
    let raw = &project["branch"]["tokenSets"]["data"][2]["raw"];
    assert_eq!(raw["n"], raw["m"]);
    assert_eq!(desk.counts().await, [4, 4, 2]);
}
