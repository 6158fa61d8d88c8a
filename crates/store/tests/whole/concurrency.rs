//! Many at once: nothing doubled, nothing lost, nobody refused for it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::common::binary::{Desk, Serving, printed, run_in};
use crate::common::people::{INVITE, Team, team};
use crate::common::{House, good, integrity, made_here, only_error, text};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const MANY: usize = 200;

/// The ids of all keys that the user sees.
async fn listed(house: &House) -> Vec<String> {
    let data = house
        .data(&house.session, "{ self { apiKeys { total data { id } } } }")
        .await;
    let keys = data["self"]["apiKeys"]["data"].as_array().unwrap().clone();
    assert_eq!(data["self"]["apiKeys"]["total"], keys.len());
    keys.iter().map(|key| text(&key["id"])).collect()
}

/// Registers a key, uses it, and deletes it when its number is odd: its id and secret.
async fn live(house: &House, number: usize) -> (String, String) {
    let (secret, input) = made_here(&format!("Key {number}"), &["me:read"]);
    let (id, secret) = (text(&input["id"]), secret.expose().to_owned());
    let made = good(house.register(&input).await);
    assert_eq!(made["registerAPIKey"]["id"], id.as_str());
    let used = house.data(&secret, "{ self { id } }").await;
    assert_eq!(used["self"]["id"], house.user_id.as_str());
    if number % 2 == 1 {
        assert_eq!(
            good(house.delete_key(&id).await)["deleteAPIKey"]["state"],
            "DELETED"
        );
    }
    (id, secret)
}

#[tokio::test(flavor = "multi_thread")]
async fn many_register_use_delete_and_read() {
    let house = Arc::new(House::open().await);
    let (mut lives, mut reads) = (JoinSet::new(), JoinSet::new());
    for number in 0..MANY {
        let (living, reading) = (Arc::clone(&house), Arc::clone(&house));
        lives.spawn(async move { (number, live(&living, number).await) });
        reads.spawn(async move { listed(&reading).await });
    }
    let lives = lives.join_all().await;
    for seen in reads.join_all().await {
        assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len());
    }
    let ids: HashSet<String> = listed(&house).await.into_iter().collect();
    assert_eq!(ids, lives.iter().map(|(_, (id, _))| id.clone()).collect());
    for (number, (_, secret)) in lives {
        let response = house
            .post("{ self { id } }")
            .bearer_auth(secret)
            .send()
            .await
            .unwrap();
        // After so many ended ones, further ones are answered with 429.
        assert_eq!(response.status() == 200, number % 2 == 0);
    }
    assert_eq!(integrity(&house.database()), "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_from_many_sides_is_one() {
    let house = Arc::new(House::open().await);
    let (_, input) = made_here("Same", &["projects:read"]);
    let mut tasks = JoinSet::new();
    for _ in 0..MANY {
        let (house, input) = (Arc::clone(&house), input.clone());
        tasks.spawn(async move { good(house.register(&input).await)["registerAPIKey"].take() });
    }
    let answers: HashSet<String> = tasks.join_all().await.iter().map(Value::to_string).collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(listed(&house).await, [text(&input["id"])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_id_for_many_keys_goes_to_the_first() {
    let house = Arc::new(House::open().await);
    let id = uuid::Uuid::now_v7().to_string();
    let mut tasks = JoinSet::new();
    for _ in 0..MANY {
        let (house, id) = (Arc::clone(&house), id.clone());
        tasks.spawn(async move {
            let (_, mut input) = made_here("One of many", &["projects:read"]);
            input["id"] = json!(id);
            house.register(&input).await
        });
    }
    let answers = tasks.join_all().await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer["errors"].is_null());
    assert_eq!((taken.len(), refused.len()), (1, MANY - 1));
    assert!(refused.iter().all(|answer| only_error(answer).0 == "CONFLICT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_deleted_from_many_sides_keeps_one_moment() {
    let house = Arc::new(House::open().await);
    let (id, _) = house.key(&["projects:read"]).await;
    let mut tasks = JoinSet::new();
    for _ in 0..MANY {
        let (house, id) = (Arc::clone(&house), id.clone());
        tasks.spawn(async move { text(&good(house.delete_key(&id).await)["deleteAPIKey"]["deletedAt"]) });
    }
    let moments: HashSet<String> = tasks.join_all().await.into_iter().collect();
    assert_eq!(moments.len(), 1, "{moments:?}");
}

/// A device that pulls again and again misses nothing of what others do meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn changes_are_complete_while_others_write() {
    let house = Arc::new(House::open().await);
    let writing = Arc::clone(&house);
    let writer = tokio::spawn(async move {
        let mut tasks = JoinSet::new();
        for number in 0..MANY {
            let house = Arc::clone(&writing);
            tasks.spawn(async move { live(&house, number).await.0 });
        }
        tasks.join_all().await.into_iter().collect::<HashSet<String>>()
    });
    let (mut cursor, mut states) = (Value::Null, std::collections::HashMap::new());
    loop {
        let written = writer.is_finished();
        let query = "query($since: String) { self { changes(since: $since, limit: 7) {
            cursor hasMore apiKeys { id state } } } }";
        let mut data = house
            .data_with(&house.session, query, json!({ "since": cursor }))
            .await;
        let changes = data["self"]["changes"].take();
        for key in changes["apiKeys"].as_array().unwrap() {
            states.insert(text(&key["id"]), text(&key["state"]));
        }
        cursor = changes["cursor"].clone();
        if written && changes["hasMore"] == false {
            break;
        }
    }
    let ids: HashSet<String> = states.keys().cloned().collect();
    assert_eq!(ids, writer.await.unwrap());
    let deleted = states.values().filter(|state| *state == "DELETED").count();
    assert_eq!(deleted, MANY / 2);
}

#[test]
fn commands_work_while_a_server_runs() {
    let desk = Desk::new();
    desk.add_user("mia@example.com", "Mia");
    let serving = Serving::start(&desk.data());
    let create = || desk.add_key("mia@example.com", "me:read", "7d");
    let secrets: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for secret in &secrets {
        let ask = reqwest::Client::new().post(format!("{}/graphql", serving.url));
        let ask = ask
            .bearer_auth(secret)
            .json(&json!({ "query": "{ self { user { name } } }" }));
        let answer: Value = runtime.block_on(async { ask.send().await.unwrap().json().await.unwrap() });
        assert_eq!(answer["data"]["self"]["user"]["name"], "Mia", "{answer}");
    }
    assert_eq!(
        desk.printed(&["key", "list", "--user", "mia@example.com"])
            .lines()
            .count(),
        8
    );
}

/// Each of them makes the file and its tables, or finds them made.
#[test]
fn many_commands_may_come_first() {
    let desk = Desk::new();
    let data = desk.data();
    let add = |number: usize| {
        let email = format!("user{number}@example.com");
        let arguments = [
            "user",
            "add",
            "--email",
            &email,
            "--name",
            "One of many",
            "--password-stdin",
        ];
        run_in(&data, &arguments, "correct horse battery staple")
    };
    std::thread::scope(|scope| {
        for number in 0..12 {
            let add = &add;
            scope.spawn(move || printed(&add(number)));
        }
    });
    let database = rusqlite::Connection::open(data.join("store.sqlite3")).unwrap();
    let users: i64 = database
        .query_row("SELECT count(*) FROM users", [], |row| row.get(0))
        .unwrap();
    assert_eq!((users, integrity(&database)), (12, "ok".to_owned()));
}

/// The audit log tells in which order things were done.
#[tokio::test(flavor = "multi_thread")]
async fn whose_role_is_taken_away_invites_nobody_after_that() {
    let Team {
        house,
        organization,
        owner,
        admin,
        ..
    } = &team().await;
    let change = async |role: &str| {
        let query = "mutation($o: String!, $user: String!, $role: OrganizationRole!) {
            updateMemberRole(organization: $o, user: $user, role: $role) { id } }";
        let variables = json!({ "o": organization, "user": admin.id, "role": role });
        good(house.ask_with(&owner.session, query, variables).await);
    };
    let mut refused = 0;
    for round in 0..5 {
        let invitations = (0..20).map(|number| async move {
            let email = format!("guest-{round}-{number}@example.com");
            let variables = json!({ "organization": organization, "email": email, "groups": ["viewer"] });
            let answer = house.ask_with(&admin.session, INVITE, variables).await;
            answer["errors"].is_array().then(|| only_error(&answer).0)
        });
        let (answers, ()) = tokio::join!(join_all(invitations), change("VIEWER"));
        let codes: Vec<String> = answers.into_iter().flatten().collect();
        assert!(codes.iter().all(|code| code == "FORBIDDEN"), "{codes:?}");
        refused += codes.len();
        change("ADMIN").await;
    }
    let query = "SELECT entry FROM audit_log ORDER BY number";
    let database = house.database();
    let mut statement = database.prepare(query).unwrap();
    let entries = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let (mut is_viewer, mut invited) = (false, 0);
    for entry in entries {
        let entry: Value = serde_json::from_str(&entry.unwrap()).unwrap();
        match entry["event"].as_str() {
            Some("member.role") => is_viewer = entry["details"]["role"] == "viewer",
            Some("invitation.added") if entry["actor"] == admin.id.as_str() => {
                assert!(!is_viewer, "{entry}");
                invited += 1;
            }
            _ => {}
        }
    }
    assert_eq!(invited + refused, 100);
}
