//! Why a request of the plugin was not done: in the reason phrase, since the plugin shows that and nothing else, and in the
//! body.

use axum::response::Response;
use hyper::ext::ReasonPhrase;
use serde_json::json;

use crate::access::{Denied, any_of};
use crate::error::ErrorCode;
use crate::http::refusal::Refusal;

/// The longest reason phrase, in characters; the body has the whole.
const LONGEST_PHRASE: usize = 300;

/// Why somebody good may not do this, in the words of a designer.
pub(super) fn denied(reason: &Denied) -> Refusal {
    let message = match reason {
        Denied::Scope(scopes) => format!(
            "This key lacks {}. Make a key with it in Studio Keys, and use that one.",
            any_of(scopes)
        ),
        Denied::SessionOnly | Denied::KeyOnly | Denied::Role => reason.to_string(),
    };
    Refusal::new(ErrorCode::Forbidden, message)
}

/// The answer that tells a refusal.
#[expect(clippy::needless_pass_by_value, reason = "for `unwrap_or_else`")]
pub(in crate::http) fn in_words(refusal: Refusal) -> Response {
    let message = plain(without_word_for_programs(&refusal.message));
    let body = json!({ "error": refusal.code.as_str(), "message": message });
    let mut response = refusal.with_body(body, in_words);
    if let Ok(phrase) = ReasonPhrase::try_from(phrase(&message)) {
        response.extensions_mut().insert(phrase);
    }
    response
}

/// The status says `Unauthorized` already.
fn without_word_for_programs(message: &str) -> String {
    let Some(rest) = message.strip_prefix("Unauthorized: ") else {
        return message.to_owned();
    };
    let mut characters = rest.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

/// Signs that have a plain twin are written with that, so that phrase and body say the same.
fn plain(message: String) -> String {
    let signs = ['“', '”', '‘', '’', '…', '–', '—'];
    if !message.contains(signs) {
        return message;
    }
    message
        .replace(['“', '”'], "\"")
        .replace(['‘', '’'], "'")
        .replace('…', "...")
        .replace(['–', '—'], "-")
}

/// A phrase is one line of ASCII: browsers take other bytes for another encoding.
fn phrase(message: &str) -> String {
    let one_line = |character: char| match character {
        ' '..='~' => character,
        _ if character.is_whitespace() || character.is_control() => ' ',
        _ => '?',
    };
    let mut phrase: String = message.chars().take(LONGEST_PHRASE).map(one_line).collect();
    if message.chars().nth(LONGEST_PHRASE).is_some() {
        phrase.push_str("...");
    }
    phrase
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str) -> String {
        let response = in_words(Refusal::new(ErrorCode::Unauthenticated, message));
        let phrase = response.extensions().get::<ReasonPhrase>().unwrap();
        String::from_utf8(phrase.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn phrases_are_one_line_of_ascii() {
        assert_eq!(
            told("Unauthorized: this API key expired on 12 Mar 2027."),
            "This API key expired on 12 Mar 2027."
        );
        assert_eq!(
            told("“a”… ‘b’ – c\r\nSet-Cookie: x\u{0}"),
            "\"a\"... 'b' - c  Set-Cookie: x "
        );
        assert_eq!(told("“ж” is there twice."), "\"?\" is there twice.");
        let long = told(&"ж".repeat(1_000));
        assert_eq!(long, format!("{}...", "?".repeat(LONGEST_PHRASE)));
    }
}
