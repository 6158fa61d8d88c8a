//! Use-cases about projects and their content.

mod add_project;
mod import;

pub(crate) use add_project::ImportProject;
pub(crate) use import::set_name;
