//! The answers of what can be followed.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Asking, graphql};
use crate::common::PATIENCE;
use crate::matrix::expected::Outcome;

/// How long to wait for a refusal.
const SILENCE: Duration = Duration::from_secs(5);

const FOLLOW: &str = "subscription($o: String!) { onCreateProject(organization: $o) { id } }";

/// Follows the organization. Where that is allowed, a project is made, which must be told.
pub(super) async fn follow(asking: &Asking<'_>, is_allowed: bool) -> Outcome {
    let mut socket = Socket::open(&asking.town.house.url).await;
    if let Err(outcome) = introduce(&mut socket, asking.secret).await {
        return outcome;
    }
    let payload = json!({ "query": FOLLOW, "variables": { "o": asking.town.organization } });
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": payload });
    socket.say(&subscribe).await;
    socket.say(&json!({ "type": "ping" })).await;
    let told = socket.hear().await.unwrap();
    if told["type"] != "pong" {
        return of_told(&told, None);
    }
    // What was sent before the ping was read, but may be looked up yet.
    if is_allowed {
        let project = asking.town.fresh_empty_project().await;
        return of_told(&socket.hear().await.unwrap(), Some(&project));
    }
    match timeout(SILENCE, socket.hear()).await {
        Ok(told) => of_told(&told.unwrap(), None),
        Err(_) => Outcome::Other("nobody said no".into()),
    }
}

async fn introduce(socket: &mut Socket, secret: &str) -> Result<(), Outcome> {
    let payload = json!({ "authToken": secret });
    let introduction = json!({ "type": "connection_init", "payload": payload });
    socket.say(&introduction).await;
    match socket.hear().await {
        Ok(message) if message["type"] == "connection_ack" => Ok(()),
        Err((4403, reason)) if reason.starts_with("Unauthorized: this API key was deleted on ") => {
            Err(Outcome::Unauthorized)
        }
        other => Err(Outcome::Other(format!("{other:?}"))),
    }
}

fn of_told(told: &Value, project: Option<&str>) -> Outcome {
    let payload = &told["payload"];
    match told["type"].as_str() {
        Some("next") if payload["data"]["onCreateProject"]["id"] == json!(project) => {
            graphql::outcome(payload, "/onCreateProject")
        }
        Some("error") => graphql::outcome(&json!({ "errors": payload }), "/onCreateProject"),
        _ => Outcome::Other(told.to_string()),
    }
}

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(url: &str) -> Self {
        let url = format!("{}/subscriptions", url.replace("http://", "ws://"));
        let mut request = url.into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        Self(connect_async(request).await.unwrap().0)
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message, or code and reason of the end.
    async fn hear(&mut self) -> Result<Value, (u16, String)> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.unwrap() {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Err((frame.code.into(), frame.reason.to_string()));
                }
                other => return Err((1006, format!("{other:?}"))),
            }
        }
    }
}
