//! What is sent to OAuth's doors: `application/x-www-form-urlencoded`, each parameter once.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use zeroize::Zeroizing;

use super::super::body;
use super::failure::Failure;

/// A good request is much shorter.
const LARGEST: usize = 16 * 1024;

/// The parameters of a request. Some hold secrets, so all are wiped in the end.
pub(super) struct Form(Vec<(String, Zeroizing<String>)>);

impl Form {
    pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Failure> {
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        if !kind
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            let reason = "Send the parameters as application/x-www-form-urlencoded.";
            return Err(Failure::Request(reason.into()));
        }
        let bytes = body::read(body, LARGEST, "This is longer than any good request.").await?;
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            // RFC 6749, section 3.2: what has no value is as if left out.
            if value.is_empty() {
                continue;
            }
            if parameters.iter().any(|(known, _)| *known == name) {
                return Err(Failure::Request("A parameter came twice. Send each once.".into()));
            }
            parameters.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Ok(Self(parameters))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn require(&self, name: &str) -> Result<&str, Failure> {
        self.get(name)
            .ok_or_else(|| Failure::Request(format!("The parameter {name} is missing. Send it, too.")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_comes_once() {
        let form = Form::parse(b"token=a%20b&scope=&scope=x+y&&z").unwrap();
        assert_eq!((form.get("token"), form.get("scope")), (Some("a b"), Some("x y")));
        assert_eq!(form.get("z"), None);
        assert!(form.require("z").is_err());
        assert!(Form::parse(b"token=a&token=a").is_err());
    }
}
