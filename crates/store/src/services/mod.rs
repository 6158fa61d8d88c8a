//! Use-cases about the programs that may ask about keys (`POST /oauth/introspect`).

mod add;
mod list;
mod remove;
mod sign_in;
