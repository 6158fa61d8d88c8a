//! What the tests of the store share: a store that is served, and ways to ask it.

pub(crate) mod binary;
pub(crate) mod desk;
pub(crate) mod figma;
pub(crate) mod people;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use keys::{KeyKind, PlainKey};
use reqwest::{Client, RequestBuilder, Response};
use rusqlite::Connection;
use serde_json::{Value, json};
use store::Store;
use store::serve::{ServeOptions, Server};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything here takes, also on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// No request, however built, may take longer.
pub(crate) const SOON: Duration = Duration::from_secs(15);

/// All scopes that are none of projects.
pub(crate) const OTHER_SCOPES: [&str; 8] = [
    "actor_tokens:create",
    "organizations:read",
    "organizations:write",
    "organizations:admin",
    "organizations:user:read",
    "organizations:user:invite",
    "organizations:user:write",
    "me:read",
];

/// A store with one user and one organization, and its server.
pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) url: String,
    pub(crate) user_id: String,
    pub(crate) organization_id: String,
    /// The user's session.
    pub(crate) session: String,
    pub(crate) client: Client,
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::open_as(false, Vec::new()).await
    }

    /// Believes these proxies.
    pub(crate) async fn open_behind(proxies: impl IntoIterator<Item = IpAddr>) -> Self {
        Self::open_as(false, proxies.into_iter().collect()).await
    }

    /// Answers only requests that name this computer.
    pub(crate) async fn open_for_loopback() -> Self {
        Self::open_as(true, Vec::new()).await
    }

    async fn open_as(loopback_only: bool, proxies: Vec<IpAddr>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let owner = store.ensure_local_owner("Mia", "Northwind").await.unwrap();
        let options = ServeOptions {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            loopback_only,
            last_used_flush: Duration::from_millis(20),
            certificate: None,
        };
        let server = Server::bind(store.clone(), options).await.unwrap();
        let server = server.with_trusted_proxies(proxies);
        let url = format!("http://{}", server.local_address());
        let (shutdown, ended) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(async move {
            let _ = ended.await;
        }));
        let session = session(&store, &owner.user_id).await;
        Self {
            folder,
            store,
            url,
            user_id: owner.user_id,
            organization_id: owner.organization_id,
            session,
            client: Client::new(),
            shutdown,
            task,
        }
    }

    /// Tells the server to end, and waits until it did.
    pub(crate) async fn close(self) -> TempDir {
        self.shutdown.send(()).unwrap();
        self.task.await.unwrap().unwrap();
        self.folder
    }

    /// A request to `/graphql` that has a body but says nothing about who asks.
    pub(crate) fn post(&self, query: &str) -> RequestBuilder {
        self.client
            .post(format!("{}/graphql", self.url))
            .json(&json!({ "query": query }))
    }

    /// What somebody is answered, errors and all.
    pub(crate) async fn ask(&self, secret: &str, query: &str) -> Value {
        answered(self.post(query).bearer_auth(secret).send().await.unwrap()).await
    }

    pub(crate) async fn ask_with(&self, secret: &str, query: &str, variables: Value) -> Value {
        let request = self.client.post(format!("{}/graphql", self.url));
        let body = json!({ "query": query, "variables": variables });
        answered(request.bearer_auth(secret).json(&body).send().await.unwrap()).await
    }

    /// The `data` of an answer without errors.
    pub(crate) async fn data(&self, secret: &str, query: &str) -> Value {
        good(self.ask(secret, query).await)
    }

    pub(crate) async fn data_with(&self, secret: &str, query: &str, variables: Value) -> Value {
        good(self.ask_with(secret, query, variables).await)
    }

    /// A new key of the user: its id and its secret.
    pub(crate) async fn key(&self, scopes: &[&str]) -> (String, String) {
        let query = "mutation($scopes: [String!]) {
            createAPIKey(input: {name: \"For a test\", scopes: $scopes}) { id value } }";
        let made = self
            .data_with(&self.session, query, json!({ "scopes": scopes }))
            .await;
        let part = |name: &str| text(&made["createAPIKey"][name]);
        (part("id"), part("value"))
    }

    pub(crate) async fn delete_key(&self, id: &str) -> Value {
        let query = "mutation($id: String!) { deleteAPIKey(id: $id) { id state deletedAt } }";
        self.ask_with(&self.session, query, json!({ "id": id })).await
    }

    /// Registers a key that was made here, and gives the whole answer.
    pub(crate) async fn register(&self, input: &Value) -> Value {
        self.ask_with(&self.session, REGISTER, json!({ "input": input }))
            .await
    }

    /// A request that sends a token file.
    pub(crate) fn import(&self, name: &str, file: impl Into<reqwest::Body>) -> RequestBuilder {
        let organization_id = &self.organization_id;
        let address = format!("{}/v1/organizations/{organization_id}/projects", self.url);
        self.client.post(address).query_name(name).body(file)
    }

    /// A new project from a token file: its id.
    pub(crate) async fn project(&self, name: &str, file: impl Into<reqwest::Body>) -> String {
        let request = self.import(name, file).bearer_auth(&self.session);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
        text(&response.json::<Value>().await.unwrap()["id"])
    }

    /// A second user with an organization of their own: both ids and a session.
    pub(crate) async fn stranger(&self) -> (String, String, String) {
        let password = "correct horse battery staple".to_owned().into();
        let user_id = self.store.add_user("sam@example.com", "Sam", password).await;
        let user_id = user_id.unwrap();
        let organization_id = self.store.add_organization("Southwind", &user_id).await;
        let session = session(&self.store, &user_id).await;
        (user_id, organization_id.unwrap(), session)
    }

    /// The store's file, open beside the server.
    pub(crate) fn database(&self) -> Connection {
        database(&self.folder)
    }
}

/// Puts `?name=…` behind an address.
trait QueryName {
    fn query_name(self, name: &str) -> Self;
}

impl QueryName for RequestBuilder {
    fn query_name(self, name: &str) -> Self {
        let (client, request) = self.build_split();
        let mut request = request.unwrap();
        request.url_mut().query_pairs_mut().append_pair("name", name);
        Self::from_parts(client, request)
    }
}

pub(crate) const REGISTER: &str = "mutation($input: RegisterAPIKeyInput!) {
    registerAPIKey(input: $input) { id name description hint scopes state createdAt expiresAt deletedAt } }";

/// A key as a device makes it, and what it sends about it.
pub(crate) fn made_here(name: &str, scopes: &[&str]) -> (PlainKey, Value) {
    let secret = PlainKey::generate(KeyKind::Api).unwrap();
    let input = json!({
        "id": uuid::Uuid::now_v7().to_string(),
        "digest": secret.digest().to_string(),
        "hint": secret.hint().as_str(),
        "name": name,
        "scopes": scopes,
    });
    (secret, input)
}

/// A new session's secret.
pub(crate) async fn session(store: &Store, user_id: &str) -> String {
    store.start_session(user_id).await.unwrap().0.expose().to_owned()
}

pub(crate) fn database(folder: &TempDir) -> Connection {
    let connection = Connection::open(folder.path().join("store.sqlite3")).unwrap();
    connection.busy_timeout(PATIENCE).unwrap();
    connection
}

/// What `SQLite` says about the state of a file: `ok`.
pub(crate) fn integrity(connection: &Connection) -> String {
    connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap()
}

pub(crate) async fn answered(response: Response) -> Value {
    let (status, body) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// Code and message of the only error of a query that is answered soon.
pub(crate) async fn refused_soon(house: &House, query: &str) -> (String, String) {
    let begin = Instant::now();
    let answer = house.ask(&house.session, query).await;
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    assert_eq!(answer["data"], Value::Null);
    only_error(&answer)
}

/// The data of an answer that has no errors.
pub(crate) fn good(mut answer: Value) -> Value {
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    answer["data"].take()
}

/// Code and message of an answer's only error.
pub(crate) fn only_error(answer: &Value) -> (String, String) {
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{answer}");
    (
        text(&errors[0]["extensions"]["code"]),
        text(&errors[0]["message"]),
    )
}

pub(crate) fn text(value: &Value) -> String {
    let Some(text) = value.as_str() else {
        panic!("{value} is no text");
    };
    text.to_owned()
}

/// A text for each number below `count`, one after the other.
pub(crate) fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
}

/// Waits until it holds.
pub(crate) async fn until<Held: Future<Output = bool>>(what: &str, holds: impl Fn() -> Held) {
    let begin = Instant::now();
    while !holds().await {
        assert!(begin.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// When the clock shows another millisecond: moments are kept to these.
pub(crate) async fn a_moment_later() {
    tokio::time::sleep(Duration::from_millis(2)).await;
}
