//! A client of the store's own: what a key or a session gets when it asks.

use crate::failure::{Failure, Outcome};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Asks the store at a port of this computer.
#[derive(Debug, Clone)]
pub struct StoreClient {
    client: reqwest::Client,
    store: String,
    url: String,
}

/// What a store makes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// It opens.
    Open,
    /// Refused with `Unauthorized`.
    Unauthorized,
}

impl StoreClient {
    /// A client of the store on `port`.
    pub fn new(port: u16) -> Self {
        let store = format!("http://127.0.0.1:{port}");
        Self {
            client: reqwest::Client::new(),
            url: format!("{store}/graphql"),
            store,
        }
    }

    /// The same, as if it were another computer: asks from `127.0.0.number`.
    pub fn elsewhere(port: u16, number: u8) -> Outcome<Self> {
        let address = IpAddr::from([127, 0, 0, number]);
        Ok(Self {
            client: reqwest::Client::builder().local_address(address).build()?,
            ..Self::new(port)
        })
    }

    /// The status and the body of an answer.
    pub async fn asks(&self, key: &str, query: &str) -> Outcome<(StatusCode, Value)> {
        let request = self
            .client
            .post(&self.url)
            .bearer_auth(key)
            .json(&json!({ "query": query }));
        let answer = request.send().await?;
        Ok((answer.status(), answer.json().await?))
    }

    /// Whether `key` opens anything; any third answer is a failure.
    pub async fn tries(&self, key: &str) -> Outcome<Door> {
        let (status, body) = self.asks(key, "{ organizations { data { id } } }").await?;
        let message = body
            .pointer("/errors/0/message")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match status {
            StatusCode::OK if body.get("errors").is_none() => Ok(Door::Open),
            StatusCode::UNAUTHORIZED if message.starts_with("Unauthorized") => Ok(Door::Unauthorized),
            _ => Err(Failure::new(format!("the store answered {status} {body}"))),
        }
    }

    /// What a client that sends `key` is told to send instead; empty when it is told nothing.
    pub async fn challenges(&self, key: &str) -> Outcome<String> {
        let request = self.client.post(&self.url).bearer_auth(key).json(&json!({}));
        let answer = request.send().await?;
        let challenge = answer.headers().get(reqwest::header::WWW_AUTHENTICATE);
        Ok(challenge
            .map_or("", |value| value.to_str().unwrap_or_default())
            .to_owned())
    }

    /// How often requests of this method to a route were answered, by status.
    pub async fn answered(&self, route: &str, method: &str) -> Outcome<BTreeMap<u16, u64>> {
        let metrics = format!("{}/metrics", self.store);
        let page = self.client.get(metrics).send().await?.text().await?;
        let labels =
            format!("studio_store_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"");
        let counted = page
            .lines()
            .filter_map(|line| line.strip_prefix(&labels)?.split_once("\"} "));
        counted
            .map(|(status, count)| Ok((status.parse()?, count.parse()?)))
            .collect()
    }

    /// The status of an answer to a request that names another host, as a web page with a rebound name would.
    pub async fn as_host(&self, host: &str) -> Outcome<StatusCode> {
        let request = self
            .client
            .post(&self.url)
            .header(reqwest::header::HOST, host)
            .body("{}");
        Ok(request.send().await?.status())
    }

    /// The text of one token set's `raw`, exactly as the store sent it.
    pub async fn raw_set(&self, key: &str, organization: &str, project: &str, set: &str) -> Outcome<String> {
        let query = "query($o: String!, $p: String!, $s: String!) { project(organization: $o, id: $p) { branch { tokenSet(path: $s) { raw } } } }";
        let variables = json!({ "o": organization, "p": project, "s": set });
        let request = self.client.post(&self.url).bearer_auth(key);
        let body = request
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await?
            .text()
            .await?;
        let start = body
            .find("\"raw\":")
            .ok_or_else(|| Failure::new(format!("no raw in {body}")))?
            + 6;
        let mut values = serde_json::Deserializer::from_str(body.get(start..).unwrap_or_default())
            .into_iter::<Box<serde_json::value::RawValue>>();
        let raw = values
            .next()
            .ok_or_else(|| Failure::new(format!("no value after raw in {body}")))??;
        Ok(raw.get().to_owned())
    }
}
