//! A store that does what a sound one never does, or only on a bad day: each time, what was made here is kept.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use common::{Running, begin, create, delete, key, until, until_sync};
use device::view::{KeySync, SyncState};
use device::{Device, Session, SessionSource, SessionUnavailable};
use keys::{KeyKind, PlainKey};
use serde_json::{Value, json};

/// Gives the session that it was told to make, and counts how often it is asked.
#[derive(Clone)]
struct Sessions {
    asked: Arc<AtomicU32>,
    store_url: String,
    secret: Arc<dyn Fn() -> PlainKey + Send + Sync>,
}

impl Sessions {
    fn new(store_url: &str, secret: impl Fn() -> PlainKey + Send + Sync + 'static) -> Self {
        Self {
            asked: Arc::default(),
            store_url: store_url.into(),
            secret: Arc::new(secret),
        }
    }
}

impl SessionSource for Sessions {
    async fn session(&self) -> Result<Session, SessionUnavailable> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(Session {
            store_url: self.store_url.clone(),
            secret: (self.secret)(),
        })
    }
}

/// What a request is answered with.
#[derive(Clone)]
enum Answer {
    Say(u16, String),
    HangUp,
}

/// Answers GraphQL by a script and remembers what it was asked.
struct Scripted {
    url: String,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Scripted {
    fn start(script: impl Fn(&Value) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<Value>>>::default();
        let remembered = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(request) = read(&mut stream) else {
                    continue;
                };
                let answer = script(&request);
                remembered.lock().unwrap().push(request);
                if let Answer::Say(status, body) = answer {
                    let length = body.len();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status} Scripted\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                    );
                }
            }
        });
        Self { url, asked }
    }

    /// How often an operation was asked for.
    fn count(&self, operation: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|request| request["operationName"] == operation)
            .count()
    }

    fn sessions(&self) -> Sessions {
        Sessions::new(&self.url, || PlainKey::generate(KeyKind::Session).unwrap())
    }
}

fn read(stream: &mut TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// A key as the store answers, of the key that was asked about.
fn confirmed(request: &Value, field: &str) -> Answer {
    let variables = &request["variables"];
    let id = variables["id"].as_str().or(variables["input"]["id"].as_str());
    let deleted = (field == "deleteAPIKey").then_some("2026-11-24T12:00:00Z");
    let key = json!({
        "id": id, "name": "Figma", "hint": "tsk_AbCd…wxYZ", "scopes": ["projects:read"],
        "createdAt": "2026-11-24T12:00:00Z", "expiresAt": null, "lastUsed": null, "deletedAt": deleted,
    });
    Answer::Say(200, json!({"data": {field: key}}).to_string())
}

fn nothing_new() -> Answer {
    let changes = json!({
        "cursor": "1", "hasMore": false, "apiKeys": [], "organizations": [], "projects": [],
        "removedProjects": [], "removedOrganizations": [],
    });
    Answer::Say(200, json!({"data": {"self": {"changes": changes}}}).to_string())
}

fn refusal(code: &str) -> Answer {
    let error = json!({"message": "Not like this.", "extensions": {"code": code}});
    Answer::Say(200, json!({"data": null, "errors": [error]}).to_string())
}

/// As a sound store, but registrations are answered by `register`.
fn with_registration(register: impl Fn(&Value) -> Answer + Send + 'static) -> Scripted {
    Scripted::start(move |request| match request["operationName"].as_str() {
        Some("RegisterApiKey") => register(request),
        Some("DeleteApiKey") => confirmed(request, "deleteAPIKey"),
        _ => nothing_new(),
    })
}

fn device(store: &Scripted) -> (tempfile::TempDir, Device) {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::open(folder.path()).unwrap();
    begin(&device, "user", "northwind", &store.url);
    (folder, device)
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_grow_and_a_change_is_tried_at_once() {
    let store = Scripted::start(|_| Answer::HangUp);
    let (_folder, device) = device(&store);
    let (id, _) = create(&device, "Figma");
    let running = Running::start(&device, store.sessions());
    let view = until_sync(&device, "it is offline", |sync| sync.state == SyncState::Offline).await;
    assert!(view.problem.unwrap().contains("can’t be reached"));
    tokio::time::sleep(Duration::from_millis(3_400)).await;
    // At 0, 0.5 to 1, 1.5 to 3 and 3.5 to 7 seconds; the HTTP client may try each once more, and the first nudge is spent at once.
    let count = || store.asked.lock().unwrap().len();
    let asked = count();
    assert!((2..=9).contains(&asked), "{asked}");
    // Right after the next try of its own, four seconds or more pass until another one.
    until("the next try", || count() > asked).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = count();
    create(&device, "Another");
    let nudged = tokio::time::timeout(
        Duration::from_secs(2),
        until("the nudge is heard", || count() > before),
    );
    nudged.await.unwrap();
    assert_eq!(device.sync_view().unwrap().waiting, 2);
    assert_eq!(key(&device, &id).sync, KeySync::Queued);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_none_keeps_the_entry() {
    let large = "x".repeat(17 * 1024 * 1024);
    for (status, body) in [
        (503, ""),
        (500, "{}"),
        (429, ""),
        (200, "<html>"),
        (200, "{}"),
        (302, ""),
        (200, &large),
    ] {
        let answer = Answer::Say(status, body.to_owned());
        let store = with_registration(move |_| answer.clone());
        let (_folder, device) = device(&store);
        let (id, _) = create(&device, "Figma");
        let running = Running::start(&device, store.sessions());
        let view = until_sync(&device, "it fails", |sync| sync.state == SyncState::Failing).await;
        assert!(view.problem.is_some() && view.waiting == 1, "{status} {view:?}");
        assert_eq!(key(&device, &id).sync, KeySync::Queued);
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_not_accepted_is_renewed_once() {
    let store = Scripted::start(|_| Answer::Say(401, String::new()));
    let (_folder, device) = device(&store);
    create(&device, "Figma");
    let sessions = store.sessions();
    let asked = Arc::clone(&sessions.asked);
    let running = Running::start(&device, sessions);
    let view = until_sync(&device, "it fails", |sync| sync.state == SyncState::Failing).await;
    assert!(view.problem.unwrap().contains("session"));
    // Long enough for a round that a nudge began, too short for the next one.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (sessions, requests) = (asked.load(Ordering::SeqCst), store.count("RegisterApiKey"));
    assert!(
        sessions == 2 || sessions == 4,
        "twice a round, and the nudge of the key is a second round: {sessions}"
    );
    assert_eq!(requests, sessions as usize);
    assert_eq!(device.sync_view().unwrap().waiting, 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_says_why_and_waits_no_longer() {
    for code in ["INVALID_INPUT", "CONFLICT", "FORBIDDEN"] {
        let store = with_registration(move |_| refusal(code));
        let (_folder, device) = device(&store);
        let (id, _) = create(&device, "Figma");
        let running = Running::start(&device, store.sessions());
        until_sync(&device, "it is synced", |sync| sync.state == SyncState::Synced).await;
        let refused = key(&device, &id);
        assert_eq!(
            (refused.sync, refused.refusal.as_deref()),
            (KeySync::Refused, Some("Not like this."))
        );
        assert_eq!(device.sync_view().unwrap().waiting, 0);
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_that_fails_does_not_hold_up_the_others() {
    let store = with_registration(|request| match request["variables"]["input"]["name"].as_str() {
        Some("stuck") => refusal("INTERNAL"),
        _ => confirmed(request, "registerAPIKey"),
    });
    let (_folder, device) = device(&store);
    let (stuck, _) = create(&device, "stuck");
    let (other, _) = create(&device, "other");
    let running = Running::start(&device, store.sessions());
    until_sync(&device, "the other is sent", |sync| sync.waiting == 1).await;
    until("it is confirmed", || {
        key(&device, &other).sync == KeySync::Confirmed
    })
    .await;
    assert_eq!(key(&device, &stuck).sync, KeySync::Queued);
    // A deletion of the stuck one stays behind its registration.
    delete(&device, &stuck);
    until("it is tried again", || {
        running.handle.nudge();
        store.count("RegisterApiKey") >= 3
    })
    .await;
    assert_eq!(store.count("DeleteApiKey"), 0);
    assert_eq!(key(&device, &stuck).sync, KeySync::StillLive);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_of_what_the_store_does_not_know_is_done() {
    let store = Scripted::start(|request| match request["operationName"].as_str() {
        Some("RegisterApiKey") => confirmed(request, "registerAPIKey"),
        Some("DeleteApiKey") => refusal("NOT_FOUND"),
        _ => nothing_new(),
    });
    let (_folder, device) = device(&store);
    let (id, _) = create(&device, "Figma");
    let running = Running::start(&device, store.sessions());
    until("it is confirmed", || key(&device, &id).sync == KeySync::Confirmed).await;
    delete(&device, &id);
    until_sync(&device, "nothing waits", |sync| sync.waiting == 0).await;
    let deleted = key(&device, &id);
    assert_eq!(
        (deleted.sync, deleted.deleted_at.is_some()),
        (KeySync::Confirmed, true)
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_the_store_does_not_know_is_forgotten() {
    let store = Scripted::start(|request| match request["variables"]["since"].as_str() {
        Some(_) => refusal("INVALID_INPUT"),
        None => nothing_new(),
    });
    let (_folder, device) = device(&store);
    let running = Running::start(&device, store.sessions());
    until_sync(&device, "it is synced", |sync| sync.state == SyncState::Synced).await;
    // A change that leaves nothing to send, for its nudge.
    device.set_store_url(&store.url).unwrap();
    until("it asked from the beginning again", || {
        let asked = store.asked.lock().unwrap();
        asked
            .iter()
            .filter(|request| request["variables"]["since"].is_null())
            .count()
            >= 2
    })
    .await;
    until_sync(&device, "it is synced again", |sync| {
        sync.state == SyncState::Synced
    })
    .await;
    running.stop().await;
}
