//! Asks, and reads from the answer what came of it.

mod graphql;
mod http;
mod socket;

use reqwest::{RequestBuilder, Response};
use store::policy::{self, Rule};

use super::askers::Asker;
use super::expected::{Outcome, expected};
use super::requests::Request;
use super::town::Town;

const TAKES_SESSION: &str = "No API key can do this: it takes a signed-in session. Do it in Studio Keys.";
const TAKES_KEY: &str = "This takes an API key, not a session. Send a key with the scope for it.";
const ROLE: &str = "Your role in this organization does not allow this. Ask one of its owners.";
const THE_OTHER_KEY: &str = ". Make a key with it in Studio Keys, and use that one.";
const NOT_YOURS: &str = " with this id, or it is not yours to see. Check the id.";

/// What came of a request.
pub(crate) async fn answer(town: &Town, rule: &Rule, asker: &Asker, request: &Request) -> Outcome {
    let asking = Asking {
        town,
        secret: &asker.secret,
        address: address(rule),
    };
    match request {
        Request::Query {
            query,
            variables,
            path,
        } => graphql::query(&asking, query, variables, path).await,
        Request::Follow => socket::follow(&asking, expected(rule, asker) == Outcome::Done).await,
        Request::Import => http::import(&asking).await,
        Request::Exchange => http::exchange(&asking).await,
        Request::Figma { method, project } => http::figma(&asking, method, project).await,
        Request::SignOut { session } => http::sign_out(&asking, session.as_deref()).await,
    }
}

/// Somebody at the store's doors.
struct Asking<'case> {
    town: &'case Town,
    secret: &'case str,
    address: String,
}

impl Asking<'_> {
    /// Sends a request with the secret.
    async fn send(&self, request: RequestBuilder) -> Response {
        self.send_as(self.secret, request).await
    }

    async fn send_as(&self, secret: &str, request: RequestBuilder) -> Response {
        let request = request.header("x-forwarded-for", &self.address);
        request.bearer_auth(secret).send().await.unwrap()
    }
}

/// One for each row: no more than 30 wrong keys a minute are taken from one address.
fn address(rule: &Rule) -> String {
    let mut rows = policy::ALL.iter();
    let row = rows.position(|other| other.operation == rule.operation).unwrap();
    format!("192.0.2.{row}")
}

/// What a refusal's code and words say.
fn refused(code: &str, message: &str) -> Outcome {
    match (code, message) {
        ("FORBIDDEN", TAKES_SESSION) => Outcome::TakesSession,
        ("FORBIDDEN", TAKES_KEY) => Outcome::TakesKey,
        ("FORBIDDEN", ROLE) => Outcome::Role,
        ("NOT_FOUND", message) if message.ends_with(NOT_YOURS) => Outcome::NotFound,
        ("FORBIDDEN", message) => lacking(message, "This API key lacks the scope "),
        _ => Outcome::Other(format!("{code}: {message}")),
    }
}

/// Of which scopes the words say that one of them would do.
fn lacking(message: &str, begin: &str) -> Outcome {
    let names = message.strip_prefix(begin);
    match names.and_then(|names| names.strip_suffix(THE_OTHER_KEY)) {
        Some(names) => Outcome::LacksScope(names.split(" or ").map(str::to_owned).collect()),
        None => Outcome::Other(message.to_owned()),
    }
}
