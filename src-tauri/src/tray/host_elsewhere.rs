//! macOS and Windows always have a place for icons.

/// Never happens here.
#[derive(Debug, thiserror::Error)]
#[error("there is no tray")]
pub(super) struct NoHost;

/// Nothing is to be watched.
pub(super) struct Watch;

impl Watch {
    /// Begins at once.
    pub(super) async fn begin() -> Result<Self, NoHost> {
        Ok(Self)
    }

    /// There is one.
    pub(super) async fn wait_for_one(&mut self) -> Result<(), NoHost> {
        Ok(())
    }

    /// It does not change.
    pub(super) async fn wait_for_change(&mut self) -> Result<(), NoHost> {
        Err(NoHost)
    }
}

/// Always.
pub(super) async fn is_there() -> bool {
    true
}
