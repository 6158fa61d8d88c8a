//! Sync with the real store, over HTTP: what is made here works there, and what happens there is seen here.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use common::{Running, begin, create, delete, key, until, until_sync};
use device::view::{CreateKeyRequest, KeyQuery, KeyShelf, KeySort, KeySync, Role, SyncState};
use device::{Device, Session, SessionSource, SessionUnavailable};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use keys::{ExpiryChoice, KeyState, PlainKey, Scope};
use serde_json::{Value, json};
use store::Store;
use store::serve::{ServeOptions, Server};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A store with one user, its server, and a device of that user.
struct House {
    folder: tempfile::TempDir,
    store: Store,
    address: SocketAddr,
    server: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    user_id: String,
    organization_id: String,
}

/// Sessions of the house's user.
struct Sessions {
    store: Store,
    user_id: String,
    store_url: String,
}

impl SessionSource for Sessions {
    async fn session(&self) -> Result<Session, SessionUnavailable> {
        let started = self.store.start_session(&self.user_id).await;
        let (secret, _) = started.map_err(|error| SessionUnavailable(error.to_string()))?;
        Ok(Session {
            store_url: self.store_url.clone(),
            secret,
        })
    }
}

impl House {
    /// With the server not yet running, but its port known.
    async fn build() -> (Self, Device) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store")).await.unwrap();
        let owner = store
            .ensure_local_owner("Mira Lindqvist", "Northwind")
            .await
            .unwrap();
        let address = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let device = Device::open(&folder.path().join("device")).unwrap();
        let house = Self {
            folder,
            store,
            address,
            server: None,
            user_id: owner.user_id,
            organization_id: owner.organization_id,
        };
        begin(&device, &house.user_id, &house.organization_id, &house.url());
        (house, device)
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    async fn open(&mut self) {
        let options = ServeOptions {
            address: self.address,
            loopback_only: true,
            last_used_flush: Duration::from_millis(50),
            certificate: None,
        };
        let server = Server::bind(self.store.clone(), options).await.unwrap();
        let (shutdown, ended) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let _ = server
                .run(async move {
                    let _ = ended.await;
                })
                .await;
        });
        self.server = Some((shutdown, task));
    }

    async fn close(&mut self) {
        let (shutdown, task) = self.server.take().unwrap();
        shutdown.send(()).unwrap();
        task.await.unwrap();
    }

    fn sync(&self, device: &Device) -> Running {
        Running::start(device, self.sessions())
    }

    /// As the app does with the store inside of it.
    fn nudges_on_writes(&self, running: &Running) {
        let (mut writes, handle) = (self.store.writes(), running.handle.clone());
        tokio::spawn(async move {
            while writes.changed().await.is_ok() {
                handle.nudge();
            }
        });
    }

    fn sessions(&self) -> Sessions {
        Sessions {
            store: self.store.clone(),
            user_id: self.user_id.clone(),
            store_url: self.url(),
        }
    }

    /// Asks as a tool with an API key, or as a signed-in user with a session.
    async fn ask(&self, secret: &PlainKey, query: &str) -> (u16, Value) {
        let request = reqwest::Client::new()
            .post(format!("{}/graphql", self.url()))
            .bearer_auth(secret.expose())
            .json(&json!({"query": query}));
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn ask_as_user(&self, query: &str) -> Value {
        let session = self.sessions().session().await.unwrap();
        let (status, answer) = self.ask(&session.secret, query).await;
        assert!(status == 200 && answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }

    /// The live keys of the user, as the store has them.
    async fn live_keys(&self) -> Vec<String> {
        let answer = self
            .ask_as_user("{ self { apiKeys(limit: 500) { data { id state } } } }")
            .await;
        let keys = answer["self"]["apiKeys"]["data"].as_array().unwrap().clone();
        let live = keys.iter().filter(|key| key["state"] != "DELETED");
        live.map(|key| key["id"].as_str().unwrap().to_owned()).collect()
    }
}

const ORGANIZATIONS: &str = "{ organizations { data { name } } }";

async fn until_confirmed(device: &Device, id: &str) {
    until("the key is confirmed", || {
        key(device, id).sync == KeySync::Confirmed
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_without_the_store_works_once_it_is_there() {
    let (mut house, device) = House::build().await;
    let (id, plain) = create(&device, "Figma");
    let running = house.sync(&device);
    let view = until_sync(&device, "it is offline", |sync| sync.state == SyncState::Offline).await;
    assert_eq!((view.waiting, key(&device, &id).sync), (1, KeySync::Queued));

    house.open().await;
    until_confirmed(&device, &id).await;
    let view = until_sync(&device, "it is synced", |sync| sync.state == SyncState::Synced).await;
    assert_eq!((view.waiting, view.problem), (0, None));
    assert!(view.synced_at.is_some());
    let (status, answer) = house.ask(&plain, ORGANIZATIONS).await;
    assert_eq!(
        (status, &answer["data"]["organizations"]["data"][0]["name"]),
        (200, &json!("Northwind"))
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_key_opens_nothing_from_then_on() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let running = house.sync(&device);
    let (id, plain) = create(&device, "Figma");
    until_confirmed(&device, &id).await;
    assert_eq!(house.ask(&plain, ORGANIZATIONS).await.0, 200);
    delete(&device, &id);
    until_sync(&device, "the deletion is told", |sync| sync.waiting == 0).await;
    let (status, answer) = house.ask(&plain, ORGANIZATIONS).await;
    assert_eq!(status, 401);
    assert!(
        answer["errors"][0]["message"]
            .as_str()
            .unwrap()
            .starts_with("Unauthorized"),
        "{answer}"
    );
    let deleted = key(&device, &id);
    assert_eq!(
        (deleted.state, deleted.sync),
        (KeyState::Deleted, KeySync::Confirmed)
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_without_the_store_is_still_live_until_it_is_back() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let running = house.sync(&device);
    let (id, plain) = create(&device, "Figma");
    until_confirmed(&device, &id).await;
    house.close().await;
    delete(&device, &id);
    until_sync(&device, "it is offline", |sync| sync.state == SyncState::Offline).await;
    assert_eq!(key(&device, &id).sync, KeySync::StillLive);
    house.open().await;
    until_confirmed(&device, &id).await;
    assert_eq!(house.ask(&plain, ORGANIZATIONS).await.0, 401);
    running.stop().await;
}

/// Puts entries back into the outbox, as if the process had ended after the store's answer and before it was written down.
fn forget_answer(house: &House, id: &str, kinds: &[&str]) {
    let connection = rusqlite::Connection::open(house.folder.path().join("device/device.sqlite3")).unwrap();
    for kind in kinds {
        let sql = "INSERT INTO outbox (kind, key_id, attempts, next_attempt_at, created_at) VALUES (?1, ?2, 1, 0, 0)";
        connection.execute(sql, [*kind, id]).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_again_changes_nothing() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let (kept, plain) = create(&device, "Kept");
    let (deleted, _) = create(&device, "Deleted");
    let running = house.sync(&device);
    until_confirmed(&device, &deleted).await;
    delete(&device, &deleted);
    until_sync(&device, "nothing waits", |sync| sync.waiting == 0).await;
    running.stop().await;

    forget_answer(&house, &kept, &["registerApiKey"]);
    forget_answer(&house, &deleted, &["registerApiKey", "deleteApiKey"]);
    assert_eq!(device.sync_view().unwrap().waiting, 3);
    let running = house.sync(&device);
    until_sync(&device, "nothing waits", |sync| sync.waiting == 0).await;
    assert_eq!(house.live_keys().await, std::slice::from_ref(&kept));
    assert_eq!(house.ask(&plain, ORGANIZATIONS).await.0, 200);
    assert_eq!(key(&device, &kept).sync, KeySync::Confirmed);
    assert_eq!(key(&device, &deleted).state, KeyState::Deleted);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_expired_while_it_waited_is_refused_with_the_reason() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let request = CreateKeyRequest {
        name: "Late".into(),
        expiry: ExpiryChoice::Days { days: 7 },
        scopes: vec![Scope::ProjectsRead],
    };
    let long_ago = Timestamp::now() - SignedDuration::from_hours(24 * 8);
    let (late, _) = device.create_key(&request, long_ago, &TimeZone::UTC).unwrap();
    let (other, _) = create(&device, "Other");
    let running = house.sync(&device);
    until_confirmed(&device, &other).await;
    let refused = key(&device, &late.id);
    assert_eq!(refused.sync, KeySync::Refused);
    assert!(refused.refusal.is_some_and(|reason| reason.len() > 10));
    assert_eq!(device.sync_view().unwrap().waiting, 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_elsewhere_is_seen_here() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let running = house.sync(&device);
    house.nudges_on_writes(&running);
    until_sync(&device, "it is synced", |sync| sync.state == SyncState::Synced).await;
    let made = house
        .ask_as_user(r#"mutation { createAPIKey(input: {name: "From the SDK"}) { id value } }"#)
        .await;
    let id = made["createAPIKey"]["id"].as_str().unwrap();
    let plain = PlainKey::parse(made["createAPIKey"]["value"].as_str().unwrap().as_bytes()).unwrap();
    until("the key is fetched", || device.key(id, Timestamp::now()).is_ok()).await;
    let fetched = key(&device, id);
    assert_eq!(
        (fetched.name.as_str(), fetched.hint.as_str()),
        ("From the SDK", plain.hint().as_str())
    );
    assert_eq!((fetched.sync, fetched.unclaimed), (KeySync::Confirmed, false));
    assert_eq!(fetched.scopes, [Scope::ProjectsRead]);

    assert_eq!(house.ask(&plain, ORGANIZATIONS).await.0, 200);
    until("its use is seen", || key(&device, id).last_used_at.is_some()).await;
    house
        .ask_as_user(&format!("mutation {{ deleteAPIKey(id: \"{id}\") {{ id }} }}"))
        .await;
    until("its end is seen", || key(&device, id).state == KeyState::Deleted).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_and_projects_come_from_the_store() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let running = house.sync(&device);
    let session = house.sessions().session().await.unwrap();
    let url = format!(
        "{}/v1/organizations/{}/projects?name=Brand",
        house.url(),
        house.organization_id
    );
    let tokens = json!({"core": {"color": {"ink": {"$type": "color", "$value": "#1c1b18"}}}, "$themes": []});
    let answer = reqwest::Client::new()
        .post(url)
        .bearer_auth(session.secret.expose())
        .json(&tokens)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    until("the project is here", || !device.projects().unwrap().is_empty()).await;
    let project = device.projects().unwrap().remove(0);
    assert_eq!(
        (project.name.as_str(), project.token_sets, project.design_tokens),
        ("Brand", 1, 1)
    );
    assert_eq!(
        (project.organization_id.as_str(), project.default_branch.as_str()),
        (house.organization_id.as_str(), "main")
    );
    let account = device.account().unwrap().unwrap();
    assert_eq!(
        (account.organizations.len(), account.organizations[0].role),
        (1, Role::Owner)
    );
    let dashboard = device.dashboard(&project.id, Timestamp::now()).unwrap();
    assert_eq!(dashboard.project, project);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_while_it_runs_end_in_agreement() {
    let (mut house, device) = House::build().await;
    house.open().await;
    let mut running = house.sync(&device);
    for round in 0..4 {
        for number in 0..6 {
            let (id, _) = create(&device, &format!("key {number} of {round}"));
            if number % 2 == 0 {
                delete(&device, &id);
            }
        }
        // The loop is ended at some moment of its work, and begun again.
        tokio::time::sleep(Duration::from_millis(7 * round)).await;
        running.stop().await;
        running = house.sync(&device);
    }
    until_sync(&device, "nothing waits", |sync| {
        sync.waiting == 0 && sync.state == SyncState::Synced
    })
    .await;
    let query = KeyQuery {
        shelf: KeyShelf::Current,
        search: String::new(),
        status: None,
        sort: KeySort::Created,
        descending: false,
        offset: 0,
        limit: 500,
    };
    let mut here = device.key_ids(&query, Timestamp::now()).unwrap();
    let mut there = house.live_keys().await;
    here.sort();
    there.sort();
    assert_eq!((here.len(), here), (12, there));
    running.stop().await;
}
