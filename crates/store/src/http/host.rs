//! Against DNS rebinding: a page of a name that somebody pointed at this computer does not get in.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::figma;
use super::refusal::Refusal;
use crate::error::ErrorCode;

/// Lets through requests that name this computer itself.
pub(super) async fn only_loopback(request: Request, next: Next) -> Response {
    if is_loopback(request.headers()) {
        return next.run(request).await;
    }
    let message = "This store is for this computer alone. Ask for it at 127.0.0.1 or localhost.";
    let refusal = Refusal::new(ErrorCode::WrongHost, message);
    if request.uri().path().starts_with("/figma/") {
        return figma::in_words(refusal);
    }
    refusal.into_response()
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name == "127.0.0.1" || name == "[::1]" || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_names_of_this_computer() {
        let named = |host: &str| {
            is_loopback(&HeaderMap::from_iter([(
                header::HOST,
                HeaderValue::from_str(host).unwrap(),
            )]))
        };
        for host in [
            "127.0.0.1",
            "127.0.0.1:4210",
            "localhost",
            "LocalHost:80",
            "[::1]",
            "[::1]:4210",
        ] {
            assert!(named(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:4210",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "0.0.0.0",
            "127.0.0.1@evil.example:80",
        ] {
            assert!(!named(host), "{host}");
        }
        assert!(!is_loopback(&HeaderMap::new()));
    }
}
