//! Failures as clients get them: a sentence, and a code in `extensions`.

use async_graphql::{Error, ErrorExtensions};

use crate::access::Denied;
use crate::error::{ErrorCode, StoreError};

pub(super) fn with_code(message: impl Into<String>, code: ErrorCode) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

pub(super) fn denied(denied: &Denied) -> Error {
    let error = with_code(denied.to_string(), ErrorCode::Forbidden);
    match denied {
        Denied::Scope(scopes) => {
            let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            error.extend_with(|_, extensions| extensions.set("requiredScopes", names.clone()))
        }
        Denied::SessionOnly | Denied::KeyOnly | Denied::Role => error,
    }
}

pub(super) fn failed(error: impl Into<StoreError>) -> Error {
    let (code, sentence) = error.into().for_client();
    with_code(sentence, code)
}

pub(super) fn not_found(what: &'static str) -> Error {
    failed(StoreError::NotFound(what))
}

/// For what is asked for by its name.
pub(super) fn no_such_name(what: &'static str) -> Error {
    failed(StoreError::NoSuchName(what))
}
