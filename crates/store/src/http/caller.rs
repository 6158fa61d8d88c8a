//! From where a request came, and by what kind of program.
//!
//! A layer in front of all doors writes the address into a header that nobody outside can set: what a client sends of it
//! is gone. Behind a proxy that is trusted, the address is the last one in `X-Forwarded-For` that is not a trusted proxy's.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::public_address::FORWARDED_PROTO;
use crate::storage::Place;

const ADDRESS: HeaderName = HeaderName::from_static("x-studio-store-caller");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The longest name of a client that is kept, in characters.
const LONGEST_CLIENT: usize = 40;

/// Writes down who calls.
pub(super) async fn name(State(trusted): State<Arc<[IpAddr]>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let address = peer.map(|ConnectInfo(peer)| caller(peer.ip(), &trusted, request.headers()));
    let is_trusted = peer.is_some_and(|ConnectInfo(peer)| trusted.contains(&peer.ip().to_canonical()));
    let headers = request.headers_mut();
    headers.remove(ADDRESS);
    if !is_trusted {
        headers.remove(FORWARDED_PROTO);
    }
    if let Some(value) = address.and_then(|address| HeaderValue::from_str(&address.to_string()).ok()) {
        headers.insert(ADDRESS, value);
    }
    next.run(request).await
}

fn caller(peer: IpAddr, trusted: &[IpAddr], headers: &HeaderMap) -> IpAddr {
    let mut address = peer.to_canonical();
    let lines = headers.get_all(FORWARDED_FOR).iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or_default()).collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    while trusted.contains(&address) {
        match hops.next().and_then(hop) {
            Some(before) => address = before,
            None => break,
        }
    }
    address
}

/// As proxies write them: with a port or without.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok();
    let address = address.or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// The address from which a request came.
pub(super) fn address(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get(ADDRESS)?.to_str().ok()?.parse().ok()
}

/// From where, and by what.
pub(super) fn place(headers: &HeaderMap) -> Option<Place> {
    let address = address(headers)?.to_string();
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let client = client(agent);
    Some(Place { address, client })
}

/// The kind of program, without its version: what it is called, or for programs that call themselves a browser, which.
fn client(agent: &str) -> String {
    // In this order: most of them also name those further down.
    const WITHIN_MOZILLA: [(&str, &str); 6] = [
        ("Figma/", "Figma"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    if agent.starts_with("Mozilla/") {
        let known = WITHIN_MOZILLA.iter().find(|(mark, _)| agent.contains(mark));
        return known.map_or("Browser", |(_, name)| name).to_owned();
    }
    let name = agent.split(['/', '(', ';']).next().unwrap_or_default().trim();
    match name {
        "" => "unknown".to_owned(),
        name => name.chars().take(LONGEST_CLIENT).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(peer: &str, trusted: &[&str], forwarded: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        caller(peer.parse().unwrap(), &trusted, &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = &["10.0.0.1", "10.0.0.2"];
        assert_eq!(called("192.0.2.7", proxies, &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(called("10.0.0.1", &[], &["198.51.100.1"]), "10.0.0.1");
        assert_eq!(called("10.0.0.1", proxies, &[]), "10.0.0.1");
        assert_eq!(
            called("10.0.0.1", proxies, &["203.0.113.9, 198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(
            called("10.0.0.1", proxies, &["203.0.113.9", "198.51.100.1, 10.0.0.2"]),
            "198.51.100.1"
        );
        assert_eq!(
            called("::ffff:10.0.0.1", proxies, &["198.51.100.1:4711"]),
            "198.51.100.1"
        );
        assert_eq!(
            called("10.0.0.1", proxies, &["[2001:db8::7]:4711"]),
            "2001:db8::7"
        );
        assert_eq!(
            called("10.0.0.1", proxies, &["203.0.113.9, nonsense"]),
            "10.0.0.1"
        );
    }

    #[test]
    fn clients_are_known_by_their_names() {
        for (agent, name) in [
            ("curl/8.5.0", "curl"),
            ("node", "node"),
            ("studio-keys/0.1 (Linux)", "studio-keys"),
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/128.0 Figma/124.6 Electron/31 Safari/537.36",
                "Figma",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox",
            ),
            ("Mozilla/5.0 (compatible)", "Browser"),
            ("", "unknown"),
            ("/1", "unknown"),
        ] {
            assert_eq!(client(agent), name, "{agent}");
        }
        assert_eq!(client(&"x".repeat(500)).len(), LONGEST_CLIENT);
    }
}
