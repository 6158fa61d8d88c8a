//! A secret as it is kept in memory: as small as can be, since there may be a million of them.

use jiff::Timestamp;
use keys::ScopeSet;
use uuid::Uuid;

use crate::storage::{ActorTokenFacts, KnownSecret, User};

/// What is kept of a [`KnownSecret`]: all of it.
#[derive(Clone)]
pub(super) struct KeptSecret {
    key_id: Uuid,
    user_id: Uuid,
    created: i64,
    /// Most have none.
    ends: Option<Box<Ends>>,
    scopes: ScopeSet,
    /// How long the parts of `texts` are; the last two may be missing.
    name: u16,
    email: Option<u16>,
    actor: Option<u16>,
    texts: Box<str>,
}

/// When it ends or ended, and why.
#[derive(Clone)]
struct Ends {
    key_expires: Milliseconds,
    key_deleted: Milliseconds,
    replaced: Milliseconds,
    token_expires: Milliseconds,
}

/// A moment, or none.
#[derive(Clone, Copy)]
struct Milliseconds(i64);

impl Milliseconds {
    const NONE: Self = Self(i64::MIN);

    fn of(moment: Option<Timestamp>) -> Self {
        moment.map_or(Self::NONE, |moment| Self(moment.as_millisecond()))
    }

    fn read(self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.0).ok()
    }
}

impl Ends {
    fn of(secret: &KnownSecret) -> Option<Self> {
        let token_expires = secret.actor_token.as_ref().map(|facts| facts.expires);
        let all = [
            secret.key_expires,
            secret.key_deleted,
            secret.replaced,
            token_expires,
        ];
        let [key_expires, key_deleted, replaced, token_expires] = all.map(Milliseconds::of);
        all.iter().any(Option::is_some).then_some(Self {
            key_expires,
            key_deleted,
            replaced,
            token_expires,
        })
    }
}

impl KeptSecret {
    /// None when it is like no other and can't be kept; it is asked for each time then.
    pub(super) fn of(secret: &KnownSecret) -> Option<Self> {
        let length = |text: &str| u16::try_from(text.len()).ok();
        let email = secret.user.email.as_deref();
        let facts = secret.actor_token.as_ref();
        let actor = facts.and_then(|facts| facts.actor.as_deref());
        let texts = [
            &secret.user.name,
            email.unwrap_or_default(),
            actor.unwrap_or_default(),
        ]
        .concat();
        Some(Self {
            key_id: id(&secret.key_id)?,
            user_id: id(&secret.user.id)?,
            created: secret.created.as_millisecond(),
            ends: Ends::of(secret).map(Box::new),
            scopes: secret.scopes.clone(),
            name: length(&secret.user.name)?,
            email: email.map(length).map_or(Some(None), |length| length.map(Some))?,
            actor: actor.map(length).map_or(Some(None), |length| length.map(Some))?,
            texts: texts.into_boxed_str(),
        })
    }

    /// As it was.
    pub(super) fn read(&self) -> Option<KnownSecret> {
        let (name, rest) = self.texts.split_at_checked(self.name.into())?;
        let (email, actor) = rest.split_at_checked(self.email.unwrap_or_default().into())?;
        let owned = |length: Option<u16>, text: &str| length.map(|_| text.to_owned());
        let actor = owned(self.actor, actor);
        Some(KnownSecret {
            key_id: text(self.key_id),
            user: User {
                id: text(self.user_id),
                email: owned(self.email, email),
                name: name.to_owned(),
            },
            scopes: self.scopes.clone(),
            created: Timestamp::from_millisecond(self.created).ok()?,
            key_expires: self.end(|ends| ends.key_expires),
            key_deleted: self.end(|ends| ends.key_deleted),
            replaced: self.end(|ends| ends.replaced),
            actor_token: self
                .end(|ends| ends.token_expires)
                .map(|expires| ActorTokenFacts { actor, expires }),
        })
    }

    fn end(&self, which: impl Fn(&Ends) -> Milliseconds) -> Option<Timestamp> {
        which(self.ends.as_deref()?).read()
    }

    /// What it takes besides itself.
    pub(super) fn length(&self) -> usize {
        self.texts.len() + self.ends.as_deref().map_or(0, size_of_val)
    }
}

fn text(id: Uuid) -> String {
    let mut room = Uuid::encode_buffer();
    id.hyphenated().encode_lower(&mut room).to_owned()
}

/// Only ids in the one spelling in which they are kept come back as they were.
fn id(text: &str) -> Option<Uuid> {
    let id = Uuid::parse_str(text).ok()?;
    (self::text(id) == text).then_some(id)
}

#[cfg(test)]
mod tests {
    use keys::Scope;

    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let moment = |text: &str| text.parse::<Timestamp>().unwrap();
        let bare = KnownSecret {
            key_id: "0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8e".into(),
            user: User {
                id: "0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8f".into(),
                email: None,
                name: "Мира 🗝".into(),
            },
            scopes: ScopeSet::new([Scope::MeRead, Scope::ProjectsAdmin]).unwrap(),
            created: moment("2026-11-24T12:00:00.123Z"),
            key_expires: None,
            key_deleted: None,
            replaced: None,
            actor_token: None,
        };
        let mut full = bare.clone();
        full.user.email = Some("mira@example.com".into());
        full.key_expires = Some(moment("2027-01-01T00:00:00Z"));
        full.key_deleted = Some(moment("2026-12-01T00:00:00Z"));
        full.replaced = Some(Timestamp::UNIX_EPOCH);
        let facts = |actor: Option<&str>| ActorTokenFacts {
            actor: actor.map(str::to_owned),
            expires: moment("2026-12-24T00:00:00Z"),
        };
        let [mut named, mut nameless] = [full.clone(), bare.clone()];
        named.actor_token = Some(facts(Some("Figma")));
        nameless.actor_token = Some(facts(None));
        for secret in [bare.clone(), full, named, nameless] {
            assert_eq!(KeptSecret::of(&secret).unwrap().read(), Some(secret));
        }
        let odd = KnownSecret {
            key_id: "7".into(),
            ..bare
        };
        assert!(KeptSecret::of(&odd).is_none());
    }
}
