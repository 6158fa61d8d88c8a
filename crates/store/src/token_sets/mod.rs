//! Use-cases about token sets, one by one. Whole projects belong to `projects`, what a set may hold to `token_file`.

mod create;
mod delete;
mod duplicate;
mod input;
mod rename;
mod reorder;
mod update;

pub(crate) use create::CreateTokenSet;
pub(crate) use duplicate::DuplicateTokenSet;
pub(crate) use input::place;
pub(crate) use update::UpdateTokenSet;
