//! Declining an invitation.

use jiff::Timestamp;

use super::answer;
use crate::error::StoreError;
use crate::storage::User;
use crate::store::Store;

impl Store {
    /// Notes that the invited user said no, and says when.
    pub(crate) async fn decline_invitation(
        &self,
        user: &User,
        id: &str,
        code: &str,
    ) -> Result<Timestamp, StoreError> {
        let sent = answer::read(id, code)?;
        let now = sent.now;
        let answered = self.storage().decline_invitation(sent, user.clone()).await?;
        answer::counted(answered).map(|_| now)
    }
}
