//! The secrets of a key, and how it is used.

use async_graphql::SimpleObject;
use keys::Scope;

use super::scalar::Moment;
use crate::storage::{KeptUse, SecretOfKey};

/// One of the secrets of a key, without the secret.
#[derive(SimpleObject)]
#[graphql(name = "APIKeySecret")]
pub(super) struct SecretNode {
    /// Its first and last characters, like `tsk_AbCd…wxYZ`.
    hint: String,
    created_at: Moment,
    /// None when it never ends.
    ends_at: Option<Moment>,
    /// To the minute.
    last_used: Option<Moment>,
}

impl From<SecretOfKey> for SecretNode {
    fn from(secret: SecretOfKey) -> Self {
        Self {
            hint: secret.hint,
            created_at: Moment(secret.created),
            ends_at: secret.ends.map(Moment),
            last_used: secret.last_used.map(Moment),
        }
    }
}

/// How a key is used.
#[derive(SimpleObject)]
#[graphql(name = "APIKeyUse")]
pub(super) struct UseNode {
    /// To the minute.
    last_used: Option<Moment>,
    /// From where at last, the last one first; five at most.
    places: Vec<PlaceNode>,
    /// What of its scopes was ever needed.
    scopes: Vec<&'static str>,
    /// How often on which of the last 90 days. Days without use are left out.
    days: Vec<DayNode>,
}

/// From where a key was used.
#[derive(SimpleObject)]
#[graphql(name = "APIKeyUsePlace")]
struct PlaceNode {
    /// The network address.
    address: String,
    /// The kind of program, like `curl` or `Figma`; with services that asked about the key, their names.
    client: String,
    last_used: Moment,
}

/// How often a key was used on a day.
#[derive(SimpleObject)]
#[graphql(name = "APIKeyUseDay")]
struct DayNode {
    /// Its first moment, in UTC.
    day: Moment,
    count: u32,
}

impl UseNode {
    pub(super) fn of(last_used: Option<Moment>, kept: KeptUse) -> Self {
        let place = |(place, moment): (crate::storage::Place, _)| PlaceNode {
            address: place.address,
            client: place.client,
            last_used: Moment(moment),
        };
        let day = |(day, count)| DayNode {
            day: Moment(day),
            count,
        };
        let used = Scope::ALL.into_iter().filter(|scope| kept.scopes.contains(scope));
        Self {
            last_used,
            places: kept.places.into_iter().map(place).collect(),
            scopes: used.map(Scope::as_str).collect(),
            days: kept.days.into_iter().map(day).collect(),
        }
    }
}
