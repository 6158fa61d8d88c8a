//! The server's process is killed while it works: what it had answered is so after it was started again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::binary::Serving;
use common::{PATIENCE, REGISTER, database, integrity, made_here, many, session, text};
use reqwest::Client;
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;

const ROUNDS: usize = 10;
const CLIENTS: usize = 4;

/// What the server acknowledged: secrets by the key's id, and ids that it deleted.
#[derive(Default)]
struct Acknowledged {
    registered: Vec<(String, String)>,
    deleted: Vec<String>,
}

/// One of the clients, which goes on until nobody answers.
struct Worker {
    url: String,
    session: String,
    acknowledged: Arc<Mutex<Acknowledged>>,
    count: Arc<AtomicUsize>,
}

impl Worker {
    /// The data of an answer; none when the server is gone.
    async fn ask(&self, client: &Client, body: &Value) -> Option<Value> {
        let request = client
            .post(format!("{}/graphql", self.url))
            .bearer_auth(&self.session);
        let response = request.json(body).send().await.ok()?;
        let answer: Value = response.json().await.ok()?;
        assert_eq!(answer["errors"], Value::Null, "{answer}");
        Some(answer)
    }

    async fn work(self) {
        let client = Client::new();
        for number in 0.. {
            let (secret, input) = made_here("Killed", &["me:read"]);
            let register = json!({ "query": REGISTER, "variables": { "input": input } });
            if self.ask(&client, &register).await.is_none() {
                return;
            }
            let id = text(&input["id"]);
            self.count.fetch_add(1, Ordering::SeqCst);
            self.acknowledged
                .lock()
                .unwrap()
                .registered
                .push((id.clone(), secret.expose().to_owned()));
            if number % 3 == 2 {
                let delete =
                    json!({ "query": format!("mutation {{ deleteAPIKey(id: \"{id}\") {{ id }} }}") });
                if self.ask(&client, &delete).await.is_none() {
                    // It may have been deleted all the same; so nothing is known of it.
                    self.acknowledged
                        .lock()
                        .unwrap()
                        .registered
                        .retain(|(known, _)| *known != id);
                    return;
                }
                self.acknowledged.lock().unwrap().deleted.push(id);
            }
        }
    }
}

/// Lets clients work and kills the server as soon as it has acknowledged so many keys.
async fn work_and_kill(
    data: &TempDir,
    session: &str,
    acknowledged: &Arc<Mutex<Acknowledged>>,
    kill_after: usize,
) {
    let mut serving = Serving::start(data.path());
    let count = Arc::new(AtomicUsize::new(0));
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let worker = Worker {
            url: serving.url.clone(),
            session: session.to_owned(),
            acknowledged: Arc::clone(acknowledged),
            count: Arc::clone(&count),
        };
        clients.spawn(worker.work());
    }
    let begin = Instant::now();
    while count.load(Ordering::SeqCst) < kill_after {
        assert!(
            begin.elapsed() < PATIENCE,
            "only {} keys",
            count.load(Ordering::SeqCst)
        );
        tokio::time::sleep(Duration::from_micros(300)).await;
    }
    serving.kill();
    clients.join_all().await;
}

async fn status(url: &str, secret: &str) -> u16 {
    let body = json!({ "query": "{ self { id } }" });
    let request = Client::new()
        .post(format!("{url}/graphql"))
        .bearer_auth(secret)
        .json(&body);
    request.send().await.unwrap().status().as_u16()
}

async fn assert_all_is_there(data: &TempDir, acknowledged: &Acknowledged) {
    let serving = Serving::start(data.path());
    for (id, secret) in &acknowledged.registered {
        let expected = if acknowledged.deleted.contains(id) {
            401
        } else {
            200
        };
        assert_eq!(status(&serving.url, secret).await, expected, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_being_killed() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).await.unwrap();
    let owner = store.ensure_local_owner("Mia", "Northwind").await.unwrap();
    let session = session(&store, &owner.user_id).await;
    drop(store);
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    for round in 0..ROUNDS {
        // The very first keys, somewhere in the middle, and after many.
        work_and_kill(&data, &session, &acknowledged, round * round / 2 + 1).await;
        let latest = std::mem::take(&mut *acknowledged.lock().unwrap());
        assert!(!latest.registered.is_empty());
        assert_all_is_there(&data, &latest).await;
        assert_eq!(integrity(&database(&data)), "ok", "round {round}");
    }
}

/// A project is there as a whole or not at all, whenever the import was cut short.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_cut_short_leaves_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path()).await.unwrap();
    let owner = store.ensure_local_owner("Mia", "Northwind").await.unwrap();
    let session = session(&store, &owner.user_id).await;
    drop(store);
    let sets = many(3_000, |n| {
        format!("\"set {n}\": {{\"a\": {{\"$value\": {n}}}}}, ")
    });
    let file = format!("{{{sets} \"$themes\": []}}");
    for pause in [5, 20, 60, 120] {
        let mut serving = Serving::start(data.path());
        let address = format!(
            "{}/v1/organizations/{}/projects?name=Big",
            serving.url, owner.organization_id
        );
        let request = Client::new()
            .post(address)
            .bearer_auth(&session)
            .body(file.clone());
        let importing = tokio::spawn(request.send());
        tokio::time::sleep(Duration::from_millis(pause)).await;
        serving.kill();
        let _ = importing.await.unwrap();
        let database = database(&data);
        let halves = "SELECT count(*) FROM projects p WHERE 3000 <>
            (SELECT count(*) FROM branches b JOIN token_sets t ON t.branch_id = b.id WHERE b.project_id = p.id)";
        let halves: i64 = database.query_row(halves, [], |row| row.get(0)).unwrap();
        assert_eq!((halves, integrity(&database)), (0, "ok".to_owned()));
    }
}
