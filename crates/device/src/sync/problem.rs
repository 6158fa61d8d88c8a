use crate::error::DeviceError;
use crate::sync::session::SessionUnavailable;
use crate::view::SyncState;

/// Why a round came to nothing. Its message is what people read beside the sync state.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// No answer at all.
    #[error(
        "The store at {0} can’t be reached. What you change is kept here and sent as soon as it answers."
    )]
    Unreachable(String),
    /// The session, renewed already, is not accepted.
    #[error(
        "The store does not accept this computer’s session. Quit Studio Keys and start it again; what you changed is kept here."
    )]
    Unauthenticated,
    /// Too many requests.
    #[error(
        "The store asked to be left alone for a while. It is tried again by itself; what you changed is kept here."
    )]
    Busy,
    /// An operation was refused, with the store's code and reason.
    #[error("The store refused: {reason}")]
    Refused {
        /// The error's `extensions.code`.
        code: String,
        /// The store's own words.
        reason: String,
    },
    /// An answer that makes no sense.
    #[error(
        "The store at {store_url} did not answer as it should ({detail}). It is tried again by itself; if that does not help, look at the store’s log."
    )]
    Broken {
        /// Which store.
        store_url: String,
        /// What was wrong.
        detail: String,
    },
    /// Nobody to ask as.
    #[error(transparent)]
    Session(#[from] SessionUnavailable),
    /// The local database failed.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The work was cut off, as when the app ends.
    #[error("Sync was interrupted. It is tried again by itself.")]
    Interrupted,
}

impl Problem {
    /// What the user is told of the whole.
    pub(crate) fn state(&self) -> SyncState {
        match self {
            Self::Unreachable(_) => SyncState::Offline,
            _ => SyncState::Failing,
        }
    }

    /// Whether it lies in what was asked, so that other requests may still be answered.
    pub(crate) fn is_of_this_request_alone(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}
