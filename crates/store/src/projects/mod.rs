//! Use-cases about projects and their content.

mod add_project;
mod create_project;
mod delete_project;
mod icon;
mod import_project;
mod read_token_file;
mod replace_content;
mod update_project;

pub(crate) use add_project::Created;
pub(crate) use create_project::CreateProject;
pub(crate) use icon::IconFile;
pub(crate) use import_project::ImportProject;
pub(crate) use read_token_file::set_name;
pub(crate) use update_project::UpdateProject;
