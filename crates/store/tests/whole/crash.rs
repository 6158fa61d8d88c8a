//! The server's process is killed while it works: what it had answered is so after it was started again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::common::binary::{Serving, printed, run_in};
use crate::common::{PATIENCE, REGISTER, database, integrity, made_here, many, session, text};
use reqwest::Client;
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;

const ROUNDS: usize = 100;
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
        work_and_kill(&data, &session, &acknowledged, (round % 10).pow(2) / 2 + 1).await;
        let latest = std::mem::take(&mut *acknowledged.lock().unwrap());
        assert!(!latest.registered.is_empty());
        assert_all_is_there(&data, &latest).await;
        assert_eq!(integrity(&database(&data)), "ok", "round {round}");
        printed(&run_in(data.path(), &["audit", "verify"], ""));
    }
}

/// How many token sets the imported project has; none when there is no project.
fn imported_sets(data: &TempDir) -> Option<i64> {
    let database = database(data);
    assert_eq!(integrity(&database), "ok");
    let count = "SELECT (SELECT count(*) FROM branches b JOIN token_sets t ON t.branch_id = b.id
        WHERE b.project_id = p.id) FROM projects p WHERE p.id = ?1";
    let mut projects = database.prepare(count).unwrap();
    let mut counts = projects.query_map([PROJECT], |row| row.get(0)).unwrap();
    counts.next().map(Result::unwrap)
}

const PROJECT: &str = "0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8e";
const SETS: usize = 3_000;

/// A project is there as a whole or not at all, whenever the import was cut short; and the same again completes it.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_cut_short_leaves_nothing_behind() {
    let sets = many(SETS, |n| format!("\"set {n}\": {{\"a\": {{\"$value\": {n}}}}}, "));
    let file = format!("{{{sets} \"$themes\": []}}");
    let (mut whole, mut none, mut pause) = (0, 0, Duration::from_millis(2));
    // Sooner after it was whole and later after it was not: so both come, and what lies between them is looked for.
    for _ in 0..30 {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path()).await.unwrap();
        let owner = store.ensure_local_owner("Mia", "Northwind").await.unwrap();
        let session = session(&store, &owner.user_id).await;
        drop(store);
        let import = |url: &str| {
            let organization = &owner.organization_id;
            let address = format!("{url}/v1/organizations/{organization}/projects?name=Big&id={PROJECT}");
            let request = Client::new().post(address).bearer_auth(&session);
            request.body(file.clone()).send()
        };
        let mut serving = Serving::start(data.path());
        let importing = tokio::spawn(import(&serving.url));
        tokio::time::sleep(pause).await;
        serving.kill();
        let answered = importing
            .await
            .unwrap()
            .is_ok_and(|answer| answer.status() == 201);
        if let Some(count) = imported_sets(&data) {
            assert_eq!(usize::try_from(count), Ok(SETS), "after {pause:?}");
            whole += 1;
            pause = pause * 2 / 3;
        } else {
            assert!(!answered, "it was answered and is not there");
            none += 1;
            pause = pause * 5 / 3;
        }
        let serving = Serving::start(data.path());
        assert_eq!(import(&serving.url).await.unwrap().status(), 201);
        assert_eq!(imported_sets(&data), Some(i64::try_from(SETS).unwrap()));
        if whole >= 3 && none >= 3 {
            return;
        }
    }
    panic!("whole {whole} times, nothing {none} times: the pauses found one side only");
}
