//! The messages of `graphql-transport-ws`, and the codes with which it closes.

use async_graphql::{Response, ServerError};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The longest reason of a close, in bytes (RFC 6455: 125 with the code).
const LONGEST_REASON: usize = 123;

/// What a client says.
#[derive(Deserialize)]
pub(super) struct Said {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) payload: Option<Box<RawValue>>,
}

/// The payload of `connection_init`.
#[derive(Default, Deserialize)]
pub(super) struct Init {
    #[serde(default, rename = "authToken")]
    pub(super) auth_token: Option<String>,
}

/// What is said to a client.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Told<'told> {
    ConnectionAck,
    Pong,
    Next {
        id: &'told str,
        payload: &'told Response,
    },
    Error {
        id: &'told str,
        payload: &'told [ServerError],
    },
    Complete {
        id: &'told str,
    },
}

/// Why a connection ends.
#[derive(Debug)]
pub(super) enum End {
    /// The client closed it, or is not there any more.
    Gone,
    /// It is closed with a code and a reason.
    Closed(u16, String),
}

impl End {
    pub(super) fn new(code: u16, reason: &str) -> Self {
        Self::Closed(code, short(reason).to_owned())
    }

    /// A message that is none of the protocol's.
    pub(super) fn bad_request(reason: &str) -> Self {
        Self::new(4400, reason)
    }

    /// What the client is to hear of it.
    pub(super) fn told(self) -> Option<(u16, String)> {
        match self {
            Self::Gone => None,
            Self::Closed(code, reason) => Some((code, reason)),
        }
    }
}

/// As much of a text as fits into a close.
fn short(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_REASON);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_fit_into_a_close() {
        assert_eq!(short("Unauthorized"), "Unauthorized");
        assert_eq!(short(&"é".repeat(100)), "é".repeat(61));
    }

    #[test]
    fn messages_are_those_of_the_protocol() {
        let written = |told: Told<'_>| serde_json::to_string(&told).unwrap();
        assert_eq!(written(Told::ConnectionAck), r#"{"type":"connection_ack"}"#);
        assert_eq!(
            written(Told::Complete { id: "1" }),
            r#"{"type":"complete","id":"1"}"#
        );
        let said: Said =
            serde_json::from_str(r#"{"type":"subscribe","id":"1","payload":{"query":"x"}}"#).unwrap();
        assert_eq!((said.kind.as_str(), said.id.as_deref()), ("subscribe", Some("1")));
    }
}
