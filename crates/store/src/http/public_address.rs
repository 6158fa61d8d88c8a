//! Under which address the world knows the store.

use std::str::FromStr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Uri, header};

use super::refusal::Refusal;
use crate::error::ErrorCode;

/// Which of `http` and `https` a trusted proxy was asked by; the layer in `caller` takes away what others say.
pub(super) const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The address of a store, without a path: `https://store.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    scheme: &'static str,
    authority: String,
}

/// The text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a public address is http:// or https:// with a host and nothing behind it, like https://store.example.com"
)]
pub struct NoPublicUrl;

impl FromStr for PublicUrl {
    type Err = NoPublicUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.trim().parse().map_err(|_| NoPublicUrl)?;
        let scheme = match uri.scheme_str() {
            Some("http") => "http",
            Some("https") => "https",
            _ => return Err(NoPublicUrl),
        };
        let authority = uri.authority().ok_or(NoPublicUrl)?;
        if uri.path() != "/" || uri.query().is_some() {
            return Err(NoPublicUrl);
        }
        let authority = plain(authority.as_str()).ok_or(NoPublicUrl)?;
        Ok(Self { scheme, authority })
    }
}

impl PublicUrl {
    /// The one by which a request names the store. A proxy knows better how it was asked than the store, which knows
    /// only how the proxy asks.
    pub(super) fn of(headers: &HeaderMap, speaks_tls: bool) -> Result<Self, Refusal> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let authority = host.and_then(plain).ok_or_else(|| {
            let message = "This depends on the store's address. Name it in the header Host.";
            Refusal::new(ErrorCode::InvalidInput, message)
        })?;
        let forwarded = headers.get(FORWARDED_PROTO);
        let is_secure = forwarded.map_or(speaks_tls, |scheme| scheme == "https");
        let scheme = if is_secure { "https" } else { "http" };
        Ok(Self { scheme, authority })
    }

    /// `store.example.com:8443`
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    /// `https://store.example.com:8443` and this path.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.authority)
    }
}

/// A host, with a port or without, and nobody's name before it.
fn plain(authority: &str) -> Option<String> {
    let parsed: Authority = authority.parse().ok()?;
    let is_plain = !parsed.host().is_empty()
        && authority
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || ".-:[]_".contains(character));
    is_plain.then(|| authority.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_without_a_path() {
        for text in [
            "https://store.example.com",
            "http://10.0.0.1:4210/",
            "https://[2001:db8::7]:8443",
        ] {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!(url.join(""), text.trim_end_matches('/'));
        }
        for text in [
            "",
            "store.example.com",
            "ftp://store.example.com",
            "https://store.example.com/tokens",
            "https://store.example.com/?a",
            "https://mia@store.example.com",
            "https://",
        ] {
            assert_eq!(text.parse::<PublicUrl>(), Err(NoPublicUrl), "{text}");
        }
    }

    #[test]
    fn hosts_are_not_believed_blindly() {
        let named = |host: &str| {
            PublicUrl::of(
                &HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]),
                false,
            )
        };
        assert_eq!(
            named("store.example.com:4210").unwrap().join("/a"),
            "http://store.example.com:4210/a"
        );
        for host in ["", "a b", "mia@a.example", "a.example/b", "a\"b", ":80"] {
            assert!(named(host).is_err(), "{host}");
        }
    }

    #[test]
    fn the_scheme_is_that_of_whoever_was_asked_first() {
        for (forwarded, speaks_tls, scheme) in [
            (None, false, "http"),
            (None, true, "https"),
            (Some("https"), false, "https"),
            (Some("http"), true, "http"),
        ] {
            let mut headers = HeaderMap::from_iter([(header::HOST, "a.example".parse().unwrap())]);
            headers.extend(forwarded.map(|scheme| (FORWARDED_PROTO, scheme.parse().unwrap())));
            let url = PublicUrl::of(&headers, speaks_tls).unwrap();
            assert_eq!(url.join(""), format!("{scheme}://a.example"));
        }
    }
}
