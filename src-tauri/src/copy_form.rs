//! How a key is written where it is pasted: once for the page of a new key, the copies kept on this computer, and the
//! lines that show dots in its place.

use keys::PlainKey;
use serde::{Deserialize, Serialize};
use specta::Type;
use zeroize::Zeroizing;

/// A form in which a key can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CopyForm {
    /// The key alone.
    Key,
    /// `Authorization: Bearer …`, as in an HTTP request (RFC 6750).
    AuthorizationHeader,
    /// `TOKENS_STUDIO_API_KEY=…`, a line of an `.env` file.
    EnvironmentVariable,
    /// The name of the header and its value on a line each, as the two fields of an additional header in the Figma
    /// plugin's *Generic Versioned* provider take them.
    FigmaHeader,
    /// A whole `curl` command.
    Curl,
}

impl CopyForm {
    /// Every form, for tests.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 5] = [
        Self::Key,
        Self::AuthorizationHeader,
        Self::EnvironmentVariable,
        Self::FigmaHeader,
        Self::Curl,
    ];

    /// Writes a key, or dots in its place; `store_url` is where `curl` asks.
    pub(crate) fn write(self, key: &str, store_url: &str) -> String {
        match self {
            Self::Key => key.to_owned(),
            Self::AuthorizationHeader => format!("Authorization: Bearer {key}"),
            Self::EnvironmentVariable => format!("TOKENS_STUDIO_API_KEY={key}"),
            Self::FigmaHeader => format!("Authorization\nBearer {key}"),
            Self::Curl => format!(
                "curl {store_url}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer {key}' \
                 -d '{{\"query\":\"{{ organizations {{ data {{ name projects {{ data {{ name id }} }} }} }} }}\"}}'"
            ),
        }
    }

    /// Writes a secret into a text that is wiped, for the clipboard alone.
    pub(crate) fn write_secret(self, secret: &PlainKey, store_url: &str) -> Zeroizing<String> {
        Zeroizing::new(self.write(secret.expose(), store_url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_holds_the_key_once() {
        for form in CopyForm::ALL {
            let written = form.write("tsk_x", "http://127.0.0.1:4210");
            assert_eq!(written.matches("tsk_x").count(), 1, "{written}");
        }
    }

    #[test]
    fn headers_and_lines_are_what_tools_take() {
        let written = |form: CopyForm| form.write("tsk_x", "http://127.0.0.1:4210");
        assert_eq!(
            written(CopyForm::AuthorizationHeader),
            "Authorization: Bearer tsk_x"
        );
        assert_eq!(
            written(CopyForm::EnvironmentVariable),
            "TOKENS_STUDIO_API_KEY=tsk_x"
        );
        assert_eq!(written(CopyForm::FigmaHeader), "Authorization\nBearer tsk_x");
        assert!(written(CopyForm::Curl).starts_with("curl http://127.0.0.1:4210/graphql "));
    }
}
