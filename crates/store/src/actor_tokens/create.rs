//! Making an actor token with a key. It dies with that key, and can make no others.

use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey, Scope, ScopeSet};

use crate::access::Shown;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{ActorTokenAdded, NewActorToken};
use crate::store::Store;
use crate::text;

/// The longest life of a token, in minutes.
pub(crate) const LONGEST_MINUTES: i32 = 60;

/// How many a key may have at once: rows that whoever holds it could else make without end.
const MOST: u32 = 1_000;

/// An actor token that somebody asks for.
pub(crate) struct CreateActorToken {
    /// `None` gives all that the key opens, but for making actor tokens.
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) minutes: i32,
    pub(crate) actor: Option<String>,
}

/// A token with its secret, which nobody can give again.
pub(crate) struct ActorToken {
    pub(crate) secret: PlainKey,
    pub(crate) scopes: ScopeSet,
    pub(crate) actor: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) expires: Timestamp,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotMade {
    /// It can't open this with this key, or nothing can be opened by this name.
    #[error("{0}")]
    Scopes(String),
    /// Anything else.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes an actor token with a key that may do so.
    pub(crate) async fn create_actor_token(
        &self,
        with: &Shown,
        request: CreateActorToken,
    ) -> Result<ActorToken, NotMade> {
        let scopes = scopes(&with.secret.scopes, request.scopes.as_deref())?;
        let actor = request.actor.as_deref().map(text::name).transpose()?;
        let created = moment::now();
        let expires = expires(created, request.minutes, with.secret.ends())?;
        let secret = PlainKey::generate(KeyKind::Actor).map_err(StoreError::from)?;
        let token = NewActorToken {
            digest: secret.digest(),
            key_id: with.secret.key_id.clone(),
            secret_created: with.secret.created,
            most: MOST,
            scopes: scopes.clone(),
            actor: actor.clone(),
            created,
            expires,
        };
        let added = self.storage().add_actor_token(token).await;
        stored(added.map_err(StoreError::from)?)?;
        tracing::info!(key = with.secret.key_id, "an actor token was made");
        Ok(ActorToken {
            secret,
            scopes,
            actor,
            created,
            expires,
        })
    }
}

fn stored(added: ActorTokenAdded) -> Result<(), StoreError> {
    match added {
        ActorTokenAdded::Yes => Ok(()),
        ActorTokenAdded::KeyEnded => {
            let reason = "The key was deleted or replaced meanwhile. Use another one.";
            Err(StoreError::Conflict(reason.into()))
        }
        ActorTokenAdded::TooMany => Err(StoreError::Conflict(format!(
            "This key has {MOST} actor tokens that are still good, and can't have more. Use one of these, or make shorter-lived ones."
        ))),
    }
}

fn scopes(held: &ScopeSet, wanted: Option<&[String]>) -> Result<ScopeSet, NotMade> {
    let refused = |reason: String| NotMade::Scopes(reason);
    let Some(wanted) = wanted else {
        let all = held.iter().filter(|scope| *scope != Scope::ActorTokensCreate);
        return ScopeSet::new(all).map_err(|_| {
            refused(
                "This key opens nothing that an actor token could open. Make one with more scopes.".into(),
            )
        });
    };
    let wanted = ScopeSet::parse(wanted.iter().map(String::as_str));
    let wanted = wanted.map_err(|error| refused(error.to_string()))?;
    if wanted.allows(Scope::ActorTokensCreate) {
        let reason = "An actor token can't make others. Leave out actor_tokens:create.";
        return Err(refused(reason.into()));
    }
    let missing = wanted.iter().filter(|scope| !held.allows(*scope));
    let missing: Vec<&str> = missing.map(Scope::as_str).collect();
    if missing.is_empty() {
        Ok(wanted)
    } else {
        let reason = format!(
            "An actor token opens no more than its key, and this key lacks {}. Ask for less, or use another key.",
            missing.join(" and ")
        );
        Err(refused(reason))
    }
}

/// It never outlives the secret with which it was made.
fn expires(now: Timestamp, minutes: i32, ends: Option<Timestamp>) -> Result<Timestamp, StoreError> {
    if !(1..=LONGEST_MINUTES).contains(&minutes) {
        let reason = format!("An actor token lives for 1 to {LONGEST_MINUTES} minutes. Ask for so many.");
        return Err(StoreError::InvalidInput(reason));
    }
    let end = now + SignedDuration::from_mins(minutes.into());
    Ok(ends.map_or(end, |ends| ends.min(end)))
}
