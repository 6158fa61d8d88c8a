//! Use-cases about projects and their content.

mod add_project;
mod create_project;
mod delete_project;
mod document;
mod history;
mod import_project;
mod read_token_file;
mod recent_documents;
mod replace_content;
mod restore;
mod update_project;
mod write_document;

pub(crate) use add_project::Created;
pub(crate) use create_project::CreateProject;
pub(crate) use document::{DocumentHead, WholeDocument};
pub(crate) use import_project::ImportProject;
pub(crate) use read_token_file::set_name;
pub(crate) use recent_documents::RecentDocuments;
pub(crate) use update_project::UpdateProject;
pub(crate) use write_document::{WriteDocument, WrittenDocument};
