//! An answer to an invitation, as it is sent, and why it does not count.

use keys::{KeyKind, PlainKey};

use crate::error::StoreError;
use crate::moment;
use crate::storage::{Answer, Answered, Invitation};
use crate::text;

/// Wrong codes that end an invitation.
const MOST_WRONG: u32 = 5;

/// A code that is none was mistyped, which is seen without looking at the invitation: it is not counted.
pub(super) fn read(id: &str, code: &str) -> Result<Answer, StoreError> {
    let code = PlainKey::parse(code.trim().as_bytes())
        .ok()
        .filter(|code| code.kind() == KeyKind::Invitation)
        .ok_or_else(|| {
            StoreError::invalid(
                "This is no code of an invitation: one begins with tsi_. Copy it again, whole.",
            )
        })?;
    Ok(Answer {
        id: text::id(id).map_err(|_| unknown())?,
        digest: code.digest(),
        most_wrong: MOST_WRONG,
        now: moment::now(),
    })
}

/// The invitation, where the answer counts.
pub(super) fn counted(answered: Answered) -> Result<Invitation, StoreError> {
    match answered {
        Answered::Yes(invitation) => Ok(invitation),
        Answered::Unknown => Err(unknown()),
        Answered::OtherPerson => Err(StoreError::Forbidden(
            "This invitation is for another email address. Sign in with the account of that address, or ask for an invitation for yours."
                .into(),
        )),
        Answered::HasAccount => Err(has_account()),
    }
}

pub(super) fn has_account() -> StoreError {
    StoreError::Conflict(
        "Somebody has an account with this email address already. Sign in with it first, then accept the invitation."
            .into(),
    )
}

/// Whether there is none, it has ended, or the code is another one is nobody's business.
fn unknown() -> StoreError {
    StoreError::InvalidInput(
        "This invitation has ended, or its code is another one. Ask whoever invited you to send it again."
            .into(),
    )
}
