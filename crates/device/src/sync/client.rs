//! Asking a store. Knows HTTP and GraphQL's envelope, and nothing of keys.

use std::time::Duration;

use graphql_client::{GraphQLQuery, Response};
use keys::PlainKey;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, InvalidHeaderValue};
use reqwest::{StatusCode, Url, redirect};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::problem::Problem;
use super::session::Session;

/// No answer that is asked for here is nearly as large, in bytes.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// A store, asked with one session.
#[derive(Clone)]
pub(super) struct StoreClient {
    http: reqwest::Client,
    endpoint: Url,
    store_url: String,
}

impl StoreClient {
    pub(super) fn new(session: &Session) -> Result<Self, Problem> {
        let store_url = session.store_url.trim_end_matches('/').to_owned();
        let broken = |detail: String| Problem::Broken {
            store_url: store_url.clone(),
            detail,
        };
        let endpoint =
            Url::parse(&format!("{store_url}/graphql")).map_err(|error| broken(error.to_string()))?;
        let headers = authorization(&session.secret)
            .map_err(|_| broken("the session has characters that can’t be sent".into()))?;
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(30))
            // The session is for this address and no other.
            .redirect(redirect::Policy::none());
        if is_loopback(&endpoint) {
            // A proxy of the environment can't reach this computer, and must not see the session.
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| broken(error.to_string()))?;
        Ok(Self {
            http,
            endpoint,
            store_url,
        })
    }

    /// Asks for one operation.
    pub(super) async fn ask<Q: GraphQLQuery>(
        &self,
        variables: Q::Variables,
    ) -> Result<Q::ResponseData, Problem> {
        let request = self
            .http
            .post(self.endpoint.clone())
            .json(&Q::build_query(variables));
        let answer = request.send().await.map_err(|error| self.failed(&error))?;
        match answer.status() {
            StatusCode::UNAUTHORIZED => return Err(Problem::Unauthenticated),
            StatusCode::TOO_MANY_REQUESTS => return Err(Problem::Busy),
            status if status.is_server_error() || status.is_redirection() => {
                return Err(self.broken(status.to_string()));
            }
            _ => {}
        }
        let (status, body) = (answer.status(), self.body(answer).await?);
        // The data waits: beside a failure it has holes where the types know none.
        let envelope: Response<Box<RawValue>> =
            serde_json::from_slice(&body).map_err(|error| self.broken(format!("{status}, {error}")))?;
        match (
            envelope.errors.unwrap_or_default().into_iter().next(),
            envelope.data,
        ) {
            (Some(error), _) => Err(refused(&error)),
            (None, Some(data)) => {
                serde_json::from_str(data.get()).map_err(|error| self.broken(format!("{status}, {error}")))
            }
            (None, None) => Err(self.broken("an empty answer".into())),
        }
    }

    async fn body(&self, mut answer: reqwest::Response) -> Result<Vec<u8>, Problem> {
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.failed(&error))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(self.broken("an answer larger than 16 MiB".into()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn failed(&self, error: &reqwest::Error) -> Problem {
        tracing::debug!(%error, "no answer from the store");
        Problem::Unreachable(self.store_url.clone())
    }

    pub(super) fn broken(&self, detail: String) -> Problem {
        Problem::Broken {
            store_url: self.store_url.clone(),
            detail,
        }
    }
}

fn refused(error: &graphql_client::Error) -> Problem {
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code")?.as_str());
    match code {
        Some("UNAUTHENTICATED") => Problem::Unauthenticated,
        code => Problem::Refused {
            code: code.unwrap_or_default().to_owned(),
            reason: error.message.chars().take(300).collect(),
        },
    }
}

fn authorization(secret: &PlainKey) -> Result<HeaderMap, InvalidHeaderValue> {
    // The store wants to see it; nobody else gets this header.
    let line = Zeroizing::new(format!("Bearer {}", secret.expose()));
    let mut value = HeaderValue::from_str(&line)?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use keys::KeyKind;

    use super::*;

    fn session(store_url: &str) -> Session {
        Session {
            store_url: store_url.into(),
            secret: PlainKey::generate(KeyKind::Session).unwrap(),
        }
    }

    #[test]
    fn the_endpoint_is_below_the_stores_address() {
        for url in ["http://127.0.0.1:4210", "http://127.0.0.1:4210/"] {
            let client = StoreClient::new(&session(url)).unwrap();
            assert_eq!(client.endpoint.as_str(), "http://127.0.0.1:4210/graphql");
        }
        assert!(StoreClient::new(&session("no address")).is_err());
    }

    #[test]
    fn knows_this_computer() {
        for (url, expected) in [
            ("http://127.0.0.1:4210", true),
            ("http://[::1]:4210", true),
            ("http://localhost", true),
            ("https://studio.example", false),
            ("http://localhost.studio.example", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn the_session_is_in_no_description() {
        let session = session("http://127.0.0.1:4210");
        let headers = authorization(&session.secret).unwrap();
        for text in [format!("{session:?}"), format!("{headers:?}")] {
            assert!(!text.contains(&session.secret.expose()[4..]), "{text}");
        }
    }
}
