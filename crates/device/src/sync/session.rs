use std::future::Future;
use std::time::Duration;

use keys::PlainKey;

/// A way into a store, for a while. Debugging shows nothing of the secret.
#[derive(Debug)]
pub struct Session {
    /// `http://127.0.0.1:4210` or `https://studio.example`: what `/graphql` is put behind.
    pub store_url: String,
    /// The session's secret, `tss_…`.
    pub secret: PlainKey,
}

/// Why there is no session; a sentence for the user that says what next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SessionUnavailable(pub String);

/// Where sessions come from.
pub trait SessionSource: Send + Sync + 'static {
    /// A session that the store accepts now. Asked once at the start, and again when the store no longer accepts
    /// the last one or the account's store is at another address.
    fn session(&self) -> impl Future<Output = Result<Session, SessionUnavailable>> + Send;

    /// How long the store may be left alone when nothing on this computer has changed and nobody has nudged the loop.
    /// Long where the store tells of its changes: each look keeps a laptop awake.
    fn idle(&self) -> Duration {
        Duration::from_secs(60)
    }
}
