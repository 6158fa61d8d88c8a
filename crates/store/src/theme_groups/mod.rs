//! Use-cases about theme groups, one by one. Whole projects belong to `projects`.

mod create;
mod delete;
mod option;
mod update;

pub(crate) use option::ThemeOption;
