//! Use-cases about actor tokens: short-lived secrets that open a part of what a key opens, in the name of its user.

mod create;

pub(crate) use create::{ActorToken, CreateActorToken, LONGEST_MINUTES, NotMade};
