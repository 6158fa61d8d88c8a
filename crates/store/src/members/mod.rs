//! Use-cases about who belongs to an organization and as what. Whom a door lets in belongs to `policy`.

mod change_role;
mod list;
mod outcome;
mod remove;
