//! Use-cases about projects and their content.

mod add_project;
mod import_project;
mod read_token_file;
mod replace_content;

pub(crate) use import_project::ImportProject;
pub(crate) use read_token_file::set_name;
