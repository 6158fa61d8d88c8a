//! Ways in for the targets of `fuzz/`, which reach what nobody else may. Compiled for them alone.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::http;
use crate::token_file;

/// How an `Authorization` header is taken; none when no server would pass it on.
pub fn authorization(value: &[u8]) -> Option<Result<(), String>> {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, HeaderValue::from_bytes(value).ok()?);
    Some(http::authorization_of(&headers))
}

/// How a file for a project is taken.
pub fn import(file: &[u8]) -> Result<(), String> {
    let read = token_file::read(file, "tokens");
    read.map(drop).map_err(|error| error.to_string())
}

/// How a document of the Figma plugin is taken.
pub fn figma(document: &[u8]) -> Result<(), String> {
    let read = token_file::read_versioned(document);
    read.map(drop).map_err(|error| error.to_string())
}
