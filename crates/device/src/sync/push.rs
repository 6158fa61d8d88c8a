//! Telling the store what happened here, in order.

use jiff::Timestamp;

use super::back_off;
use super::client::StoreClient;
use super::operations::{self, DeleteApiKey, RegisterApiKey, delete_api_key};
use super::problem::Problem;
use super::sync_loop::on_disk;
use crate::database::api_keys::{self, Registration};
use crate::database::outbox::{self, ChangeKind, Entry};
use crate::database::remote_keys::{self, RemoteKey};
use crate::device::{Changed, Device};
use crate::error::DeviceError;

/// What came of sending one entry.
enum Outcome {
    /// The store did it; this is the key now.
    Done(RemoteKey),
    /// There is nothing to do: the store does not know the key, or the entry says nothing any more.
    NothingToDo,
    /// The store will not do it, for this reason.
    Refused(String),
    /// The store can't do it just now.
    PutOff,
}

/// Sends all that is due. The last problem with an entry that was put off is returned, since it did not end the round.
pub(super) async fn push(device: &Device, client: &StoreClient) -> Result<Option<Problem>, Problem> {
    let mut left_over = None;
    while let Some((entry, registration)) = on_disk(device, begin_next).await? {
        let answer = match entry.kind {
            ChangeKind::RegisterApiKey => register(client, registration).await,
            ChangeKind::DeleteApiKey => delete(client, entry.key_id.clone()).await,
        };
        let outcome = match answer {
            Ok(outcome) => outcome,
            Err(problem) if problem.is_of_this_request_alone() => judge(problem, entry.kind, &mut left_over),
            Err(problem) => return Err(problem),
        };
        on_disk(device, move |device| finish(device, &entry, &outcome)).await?;
    }
    Ok(left_over)
}

/// Counts the attempt before it is made: whatever then happens, the entry may have reached the store.
fn begin_next(device: &Device) -> Result<Option<(Entry, Option<Registration>)>, DeviceError> {
    let now = Timestamp::now().as_millisecond();
    device.write(|transaction| {
        let Some(entry) = outbox::begin_next(transaction, now)? else {
            return Ok(None);
        };
        let registration = match entry.kind {
            ChangeKind::RegisterApiKey => api_keys::registration(transaction, &entry.key_id)?,
            ChangeKind::DeleteApiKey => None,
        };
        Ok(Some((entry, registration)))
    })
}

async fn register(client: &StoreClient, registration: Option<Registration>) -> Result<Outcome, Problem> {
    let Some(registration) = registration else {
        return Ok(Outcome::NothingToDo);
    };
    let variables = operations::registration(registration);
    let data = client.ask::<RegisterApiKey>(variables).await?;
    Ok(Outcome::Done(data.register_api_key.into()))
}

async fn delete(client: &StoreClient, id: String) -> Result<Outcome, Problem> {
    let data = client
        .ask::<DeleteApiKey>(delete_api_key::Variables { id })
        .await?;
    Ok(Outcome::Done(data.delete_api_key.into()))
}

/// A refusal by the rules is final; anything else may pass.
fn judge(problem: Problem, kind: ChangeKind, left_over: &mut Option<Problem>) -> Outcome {
    match &problem {
        Problem::Refused { code, reason } => match (code.as_str(), kind) {
            ("NOT_FOUND", ChangeKind::DeleteApiKey) => Outcome::NothingToDo,
            ("INVALID_INPUT" | "CONFLICT" | "FORBIDDEN", _) => Outcome::Refused(reason.clone()),
            _ => {
                *left_over = Some(problem);
                Outcome::PutOff
            }
        },
        _ => Outcome::PutOff,
    }
}

/// Writes down what came of it. Doing this twice, after an end in between, changes nothing more.
fn finish(device: &Device, entry: &Entry, outcome: &Outcome) -> Result<(), DeviceError> {
    let Entry {
        sequence,
        kind,
        key_id,
        attempts,
    } = entry;
    device.write(|transaction| -> Result<(), DeviceError> {
        match (outcome, kind) {
            (Outcome::PutOff, _) => {
                let wait = i64::try_from(back_off::wait_after(*attempts).as_millis()).unwrap_or(i64::MAX);
                let until = Timestamp::now().as_millisecond().saturating_add(wait);
                return Ok(outbox::put_off(transaction, *sequence, until)?);
            }
            (Outcome::Done(key), ChangeKind::RegisterApiKey) => remote_keys::apply(transaction, key)?,
            (Outcome::Done(key), ChangeKind::DeleteApiKey) => {
                remote_keys::apply(transaction, key)?;
                remote_keys::confirm_deletion(transaction, key_id)?;
            }
            (Outcome::NothingToDo, ChangeKind::DeleteApiKey) => {
                remote_keys::confirm_deletion(transaction, key_id)?;
            }
            (Outcome::NothingToDo, ChangeKind::RegisterApiKey) => {}
            (Outcome::Refused(reason), ChangeKind::RegisterApiKey) => {
                remote_keys::refuse_registration(transaction, key_id, reason)?;
                // Of a key that the store does not have, nothing more is to be said.
                outbox::remove_of_key(transaction, key_id)?;
            }
            (Outcome::Refused(reason), ChangeKind::DeleteApiKey) => {
                remote_keys::refuse_deletion(transaction, key_id, reason)?;
            }
        }
        Ok(outbox::remove(transaction, *sequence)?)
    })?;
    device.announce(Changed::Keys);
    Ok(())
}
