//! What is followed over a WebSocket, by a real client of the protocol `graphql-transport-ws`.

mod closed;
mod told;

use std::time::{Duration, Instant};

use crate::common::{House, good, text, until};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const FOLLOW: &str = "subscription($o: String!) { onCreateProject(organization: $o) { id name tokenSetCount branch { name } } }";

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn connect(house: &House, protocol: Option<&str>) -> Self {
        let url = house.url.replace("http://", "ws://");
        let mut request = format!("{url}/subscriptions").into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request
                .headers_mut()
                .insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        let (socket, response) = connect_async(request).await.unwrap();
        let chosen = response.headers().get("sec-websocket-protocol");
        assert_eq!(chosen.map(|chosen| chosen.to_str().unwrap()), protocol);
        Self(socket)
    }

    async fn open(house: &House) -> Self {
        Self::connect(house, Some("graphql-transport-ws")).await
    }

    /// Says who asks, and hears that it is good.
    async fn introduced(house: &House, token: &str) -> Self {
        let mut client = Self::open(house).await;
        client
            .say(json!({ "type": "connection_init", "payload": { "authToken": token } }))
            .await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Asks, and waits until it is heard.
    async fn follow(&mut self, id: &str, query: &str, variables: Value) {
        self.say(
            json!({ "type": "subscribe", "id": id, "payload": { "query": query, "variables": variables } }),
        )
        .await;
    }

    async fn follow_projects(&mut self, house: &House, id: &str) {
        self.follow(id, FOLLOW, json!({ "o": house.organization_id }))
            .await;
        self.say(json!({ "type": "ping" })).await;
        assert_eq!(self.hear().await, json!({ "type": "pong" }));
    }

    /// The next message, or code and reason of the end.
    async fn next(&mut self) -> Result<Value, (u16, String)> {
        loop {
            match timeout(crate::common::PATIENCE, self.0.next()).await.unwrap() {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Err((frame.code.into(), frame.reason.to_string()));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => return Err((1006, format!("{other:?}"))),
            }
        }
    }

    async fn hear(&mut self) -> Value {
        self.next().await.unwrap()
    }

    /// Code and reason with which it is closed.
    async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Err(end) = self.next().await {
                return end;
            }
        }
    }
}

async fn create(house: &House, name: &str) -> String {
    let query = "mutation($o: String!, $name: String!) { createProject(organization: $o, input: {name: $name}) { id } }";
    let variables = json!({ "o": house.organization_id, "name": name });
    let data = good(house.ask_with(&house.session, query, variables).await);
    text(&data["createProject"]["id"])
}
