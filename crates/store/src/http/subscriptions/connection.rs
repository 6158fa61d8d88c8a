//! One connection, from `connection_init` to its end.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use async_graphql::{Response, Value};
use axum::extract::ws::{Message, WebSocket};
use axum::http::HeaderMap;
use futures_util::stream::{BoxStream, StreamExt};
use jiff::Timestamp;
use keys::PlainKey;
use tokio::time::{Instant, interval, sleep, timeout};

use super::SLOWEST;
use super::message::{End, Init, Said, Told};
use super::unknown::Place;
use crate::access::Principal;
use crate::error::ErrorCode;
use crate::graphql::{self, Asked};
use crate::http::Shared;
use crate::http::authorization::{Admitted, admit, without_scheme};
use crate::http::refusal::Refusal;
use crate::store::Store;

/// How long a client may take to say who it is.
pub(super) const INTRODUCTION: Duration = Duration::from_secs(10);

/// Subscriptions of one connection at once.
const MOST_SUBSCRIPTIONS: usize = 100;

/// How often a client is asked whether it is still there.
const PING: Duration = Duration::from_secs(30);

/// After how long without a sign of life it is not.
const SILENCE: Duration = Duration::from_secs(90);

/// The longest time between two looks at a key: somebody else than this server may have ended it.
const LONGEST_TRUST: Duration = Duration::from_secs(30);

/// The shortest one, however much is written.
const SHORTEST_TRUST: Duration = Duration::from_secs(1);

/// Talks until there is a reason to end. Whoever is known by then gives back the place among the unknown.
pub(super) async fn converse(
    shared: &Shared,
    headers: &HeaderMap,
    socket: &mut WebSocket,
    place: &mut Option<Place>,
) -> End {
    let mut ending = shared.ending.clone();
    let server_ends = async {
        // When nobody can say it any more, the server has ended, too.
        let _ = ending.wait_for(|ending| *ending).await;
        End::new(1001, "The store is ending. Connect again in a moment.")
    };
    let conversation = async {
        let (secret, principal) = match introduced(shared, headers, socket).await {
            Ok(known) => known,
            Err(end) => return end,
        };
        place.take();
        tokio::select! {
            end = until_unwelcome(&shared.store, &secret) => end,
            end = Connection::new(shared, socket, principal).serve() => end,
        }
    };
    tokio::select! {
        end = conversation => end,
        end = server_ends => end,
    }
}

/// Waits for a client to say who it is.
async fn introduced(
    shared: &Shared,
    headers: &HeaderMap,
    socket: &mut WebSocket,
) -> Result<(PlainKey, Principal), End> {
    let said = timeout(INTRODUCTION, init(socket));
    let said = said
        .await
        .map_err(|_| End::new(4408, "Connection initialisation timeout"))??;
    let text = said.auth_token.ok_or_else(|| {
        End::new(
            4403,
            "Unauthorized: send the API key as authToken in connection_init.",
        )
    })?;
    let (secret, admitted) = admitted(&shared.store, &text)
        .await
        .map_err(|refusal| unwelcome(shared, headers, &refusal))?;
    admitted.note_use(&shared.store, headers);
    tell(socket, &Told::ConnectionAck).await?;
    Ok((secret, admitted.principal))
}

async fn admitted(store: &Store, text: &str) -> Result<(PlainKey, Admitted), Refusal> {
    let secret = PlainKey::parse(without_scheme(text.as_bytes()))
        .map_err(|error| Refusal::wrong_key(&format!("{error}.")))?;
    let admitted = admit(store, &secret).await?;
    Ok((secret, admitted))
}

/// Why somebody is not let in. Wrong keys are counted, as at all doors.
fn unwelcome(shared: &Shared, headers: &HeaderMap, refusal: &Refusal) -> End {
    if refusal.code != ErrorCode::Unauthenticated {
        return End::new(4500, &refusal.message);
    }
    match shared.wrong_keys.count_from(headers) {
        Ok(()) => End::new(4403, &refusal.message),
        Err(too_many) => End::new(4429, &too_many.message),
    }
}

async fn init(socket: &mut WebSocket) -> Result<Init, End> {
    loop {
        let said = hear(socket).await?;
        match said.as_ref().map(|said| said.kind.as_str()) {
            Some("connection_init") => break Ok(payload(said.as_ref()).unwrap_or_default()),
            Some("ping") => tell(socket, &Told::Pong).await?,
            Some("subscribe") => break Err(End::new(4401, "Unauthorized")),
            Some("pong" | "complete") | None => {}
            Some(_) => break Err(End::bad_request("This is no message of the protocol.")),
        }
    }
}

fn payload(said: Option<&Said>) -> Option<Init> {
    serde_json::from_str(said?.payload.as_ref()?.get()).ok()
}

/// Comes when a key or session opens nothing any more.
async fn until_unwelcome(store: &Store, secret: &PlainKey) -> End {
    let mut writes = store.writes();
    loop {
        let ends = match admit(store, secret).await {
            Ok(admitted) => admitted.ends,
            Err(refusal) if refusal.code == ErrorCode::Unauthenticated => {
                return End::new(4401, &refusal.message);
            }
            // What can't be read now says nothing about the key.
            Err(_) => None,
        };
        let written = async {
            sleep(SHORTEST_TRUST).await;
            let _ = writes.changed().await;
        };
        tokio::select! {
            () = written => {}
            () = sleep(trusted_for(ends, Timestamp::now())) => {}
        }
    }
}

fn trusted_for(ends: Option<Timestamp>, now: Timestamp) -> Duration {
    let left = ends.map(|ends| ends.duration_since(now));
    left.map_or(LONGEST_TRUST, |left| {
        LONGEST_TRUST.min(left.try_into().unwrap_or(Duration::ZERO))
    })
}

/// What comes next from a client; nothing for frames that are no messages.
async fn hear(socket: &mut WebSocket) -> Result<Option<Said>, End> {
    match socket.recv().await {
        Some(Ok(Message::Text(text))) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|_| End::bad_request("This is no message in JSON.")),
        Some(Ok(Message::Binary(_))) => Err(End::bad_request("This is no message in JSON.")),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        Some(Err(error)) => Err(unreadable(&error)),
    }
}

fn unreadable(error: &axum::Error) -> End {
    if error.to_string().contains("too long") {
        return End::new(1009, "A message may have at most 1 MiB.");
    }
    End::Gone
}

async fn tell(socket: &mut WebSocket, told: &Told<'_>) -> Result<(), End> {
    let text = serde_json::to_string(told).map_err(|_| End::new(4500, "An answer could not be written."))?;
    send(socket, Message::Text(text.into())).await
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(SLOWEST, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

type Subscriptions = HashMap<String, BoxStream<'static, Response>>;

/// A connection with somebody known.
struct Connection<'connection> {
    shared: &'connection Shared,
    socket: &'connection mut WebSocket,
    principal: Principal,
    /// What is followed, by the ids that the client gave.
    subscriptions: Subscriptions,
    heard: Instant,
}

impl<'connection> Connection<'connection> {
    fn new(shared: &'connection Shared, socket: &'connection mut WebSocket, principal: Principal) -> Self {
        Self {
            shared,
            socket,
            principal,
            subscriptions: HashMap::new(),
            heard: Instant::now(),
        }
    }

    async fn serve(mut self) -> End {
        let mut pings = interval(PING);
        loop {
            let done = tokio::select! {
                biased;
                (id, answer) = next(&mut self.subscriptions) => self.answer(&id, answer).await,
                said = hear(self.socket) => match said {
                    Ok(said) => self.listen(said).await,
                    Err(end) => Err(end),
                },
                _ = pings.tick() => self.ping().await,
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Gone);
        }
        send(self.socket, Message::Ping(Vec::new().into())).await
    }

    async fn listen(&mut self, said: Option<Said>) -> Result<(), End> {
        self.heard = Instant::now();
        let Some(said) = said else {
            return Ok(());
        };
        match said.kind.as_str() {
            "subscribe" => self.subscribe(said).await,
            "complete" => {
                self.subscriptions.remove(&said.id.unwrap_or_default());
                Ok(())
            }
            "ping" => tell(self.socket, &Told::Pong).await,
            "pong" => Ok(()),
            "connection_init" => Err(End::new(4429, "Too many initialisation requests")),
            _ => Err(End::bad_request("This is no message of the protocol.")),
        }
    }

    async fn subscribe(&mut self, said: Said) -> Result<(), End> {
        let asked: Option<Asked> = said
            .payload
            .and_then(|payload| serde_json::from_str(payload.get()).ok());
        let (Some(id), Some(asked)) = (said.id.filter(|id| !id.is_empty()), asked) else {
            return Err(End::bad_request("A subscription has an id and a query."));
        };
        let count = self.subscriptions.len();
        let Entry::Vacant(place) = self.subscriptions.entry(id) else {
            return Err(End::new(4409, "There is a subscription with this id already."));
        };
        if count >= MOST_SUBSCRIPTIONS {
            let reason = format!("One connection has at most {MOST_SUBSCRIPTIONS} subscriptions.");
            return Err(End::new(1008, &reason));
        }
        let principal = self.principal.clone();
        let answers = graphql::subscribe(&self.shared.schema, asked, principal).await;
        place.insert(answers.map_err(|error| End::new(4500, &error.for_client().1))?);
        Ok(())
    }

    async fn answer(&mut self, id: &str, answer: Option<Response>) -> Result<(), End> {
        match answer {
            // It could not even begin.
            Some(answer) if answer.data == Value::Null && !answer.errors.is_empty() => {
                self.subscriptions.remove(id);
                let payload = &answer.errors;
                tell(self.socket, &Told::Error { id, payload }).await
            }
            Some(answer) => tell(self.socket, &Told::Next { id, payload: &answer }).await,
            None => {
                self.subscriptions.remove(id);
                tell(self.socket, &Told::Complete { id }).await
            }
        }
    }
}

/// The next answer to any subscription, or the end of one; nothing ever while there are none.
async fn next(subscriptions: &mut Subscriptions) -> (String, Option<Response>) {
    poll_fn(|context| {
        for (id, answers) in &mut *subscriptions {
            if let Poll::Ready(answer) = answers.poll_next_unpin(context) {
                return Poll::Ready((id.clone(), answer));
            }
        }
        Poll::Pending
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_trusted_until_it_ends_and_not_for_long() {
        let now: Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
        let at = |text: &str| Some(text.parse().unwrap());
        assert_eq!(trusted_for(None, now), LONGEST_TRUST);
        assert_eq!(trusted_for(at("2030-01-01T00:00:00Z"), now), LONGEST_TRUST);
        assert_eq!(
            trusted_for(at("2027-01-01T00:00:05Z"), now),
            Duration::from_secs(5)
        );
        assert_eq!(trusted_for(at("2026-01-01T00:00:00Z"), now), Duration::ZERO);
    }
}
