//! Why the store did not do what it was asked: a sentence for people, a code for programs.

use std::fmt::Display;
use std::time::Duration;

use keys::RandomnessUnavailable;

use crate::storage::StorageError;

/// What kind of failure an answer tells, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// No key or session, or one that opens nothing (any more).
    Unauthenticated,
    /// A good key or session that may not do this.
    Forbidden,
    /// There is no such thing, or not for this user.
    NotFound,
    /// It contradicts what is there already.
    Conflict,
    /// It was made from an older state than the one that is there.
    Stale,
    /// What was sent can't be used.
    InvalidInput,
    /// The query itself can't be answered, whatever it is about: no GraphQL, not of this schema, or beyond its limits.
    BadQuery,
    /// What was sent is larger than what is taken.
    TooLarge,
    /// The answer took too long.
    Timeout,
    /// What was sent took too long to arrive.
    TooSlow,
    /// The request named a host that this store does not answer for.
    WrongHost,
    /// Too much was tried in too short a time.
    TooManyRequests,
    /// Others take all places that there are.
    Busy,
    /// The address takes another HTTP method.
    MethodNotAllowed,
    /// The store's fault; the log says more.
    Internal,
}

impl ErrorCode {
    /// As it is written in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::Stale => "STALE",
            Self::InvalidInput => "INVALID_INPUT",
            Self::BadQuery => "BAD_QUERY",
            Self::TooLarge => "TOO_LARGE",
            Self::Timeout => "TIMEOUT",
            Self::TooSlow => "TOO_SLOW",
            Self::WrongHost => "WRONG_HOST",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Busy => "BUSY",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::Internal => "INTERNAL",
        }
    }
}

/// Why the store did not do what it was asked. The text is for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What was sent can't be used; the text says why and what can.
    #[error("{0}")]
    InvalidInput(String),
    /// There is no such thing, or not for this user.
    #[error("There is no {0} with this id, or it is not yours to see. Check the id.")]
    NotFound(&'static str),
    /// There is nothing of this kind with the name that was asked for.
    #[error("There is no {0} of this name. Check its spelling, upper and lower case, too.")]
    NoSuchName(&'static str),
    /// It contradicts what is there already.
    #[error("{0}")]
    Conflict(String),
    /// It was made from an older state than the one that is there.
    #[error(
        "Somebody changed this project since you read it. Read it again, then write your changes into that."
    )]
    Stale,
    /// Nobody known: a wrong password, or a session that has ended.
    #[error("{0}")]
    Unauthenticated(String),
    /// Somebody known who may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// Too many attempts failed; this long from now others are taken.
    #[error("Too many attempts failed. Try again in {}.", in_minutes(.0))]
    TooManyAttempts(Duration),
    /// The data could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// No secret could be made.
    #[error("{0}. Restart this computer, then try again.")]
    Randomness(#[from] RandomnessUnavailable),
    /// The system failed at something that does not fail.
    #[error("{0}")]
    System(String),
}

impl StoreError {
    /// Its kind, for programs.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidInput(_) => ErrorCode::InvalidInput,
            Self::NotFound(_) | Self::NoSuchName(_) => ErrorCode::NotFound,
            Self::Conflict(_) => ErrorCode::Conflict,
            Self::Stale => ErrorCode::Stale,
            Self::Unauthenticated(_) => ErrorCode::Unauthenticated,
            Self::Forbidden(_) => ErrorCode::Forbidden,
            Self::TooManyAttempts(_) => ErrorCode::TooManyRequests,
            Self::Storage(_) | Self::Randomness(_) | Self::System(_) => ErrorCode::Internal,
        }
    }

    /// What a client gets: a code and a sentence. What went wrong inside is for the log.
    pub(crate) fn for_client(&self) -> (ErrorCode, String) {
        let code = self.code();
        if code == ErrorCode::Internal {
            tracing::error!(error = %self, "a request failed");
        }
        match self {
            Self::Storage(StorageError::Other(_)) | Self::System(_) => {
                let sentence = "The store could not do this. Try again; its log says more.";
                (code, sentence.to_owned())
            }
            error => (code, error.to_string()),
        }
    }

    pub(crate) fn invalid(reason: impl Display) -> Self {
        Self::InvalidInput(reason.to_string())
    }
}

fn in_minutes(wait: &Duration) -> String {
    match wait.as_secs().div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_do_not_see_what_went_wrong_inside() {
        for inside in [
            StoreError::System("secret detail".into()),
            StorageError::Other("secret detail".into()).into(),
        ] {
            let (code, sentence) = inside.for_client();
            assert_eq!(code, ErrorCode::Internal);
            assert!(
                !sentence.contains("secret detail") && sentence.ends_with('.'),
                "{sentence}"
            );
        }
        let (code, sentence) = StoreError::from(StorageError::Full).for_client();
        assert_eq!(code, ErrorCode::Internal);
        assert!(sentence.contains("disk"), "{sentence}");
        let conflict = StoreError::Conflict("It is taken. Take another.".into());
        assert_eq!(conflict.for_client(), (ErrorCode::Conflict, conflict.to_string()));
    }
}
