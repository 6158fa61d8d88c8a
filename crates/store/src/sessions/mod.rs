//! Use-cases about sessions: beginning, renewing and ending them. What a password is belongs to `accounts`; how secrets
//! travel to `http`.

mod attempts;
mod end;
mod open;
mod renew;
mod sign_in;
mod start;

pub(crate) use attempts::Attempts;
pub(crate) use open::Opened;
pub(crate) use sign_in::SignIn;
