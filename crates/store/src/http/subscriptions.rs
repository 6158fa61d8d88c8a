//! `GET /subscriptions`: a WebSocket with the sub-protocol `graphql-transport-ws`, as the npm package `graphql-ws`
//! describes it. The key or session comes in `connection_init`, as `authToken`; how many may be open that have not sent a
//! good one is limited. What can be followed belongs to `crate::graphql`; queries and mutations are answered at
//! `/graphql` alone.

mod connection;
mod message;
mod unknown;

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::refusal::Refusal;
use super::{Shared, caller};
use crate::error::ErrorCode;
use connection::converse;
use message::End;
use unknown::Place;
pub(super) use unknown::Unknown;

/// The sub-protocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// The largest message, in bytes (1 MiB).
const LARGEST: usize = 1024 * 1024;

/// How long the answer to a close is waited for.
const FAREWELL: Duration = Duration::from_secs(2);

/// How long one message may take to leave.
const SLOWEST: Duration = Duration::from_secs(10);

pub(super) async fn answer(
    State(shared): State<Shared>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return no_socket().into_response();
    };
    let place = match shared.unknown.enter(caller::address(&headers)) {
        Ok(place) => place,
        Err(refusal) => return refusal.into_response(),
    };
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST)
        .on_upgrade(async move |socket| serve(shared, headers, socket, place).await)
}

fn no_socket() -> Refusal {
    let message = format!(
        "This address is for WebSockets. Connect with the sub-protocol {PROTOCOL}; send queries as POST to /graphql."
    );
    Refusal::new(ErrorCode::BadQuery, message)
}

/// Whoever is not let in keeps the place until the connection has ended.
async fn serve(shared: Shared, headers: HeaderMap, mut socket: WebSocket, place: Place) {
    let mut place = Some(place);
    let speaks = socket.protocol().is_some_and(|protocol| protocol == PROTOCOL);
    let end = if speaks {
        converse(&shared, &headers, &mut socket, &mut place).await
    } else {
        End::new(4406, "Subprotocol not acceptable")
    };
    if let Some((code, reason)) = end.told() {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        // Who does not hear it is gone.
        let _ = timeout(SLOWEST, socket.send(Message::Close(Some(frame)))).await;
    }
    // A connection that is dropped with something unread takes along what was said last.
    let rest = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = timeout(FAREWELL, rest).await;
}
