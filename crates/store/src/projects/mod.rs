//! Use-cases about projects and their content.

mod add_project;
mod document;
mod history;
mod import_project;
mod read_token_file;
mod replace_content;
mod restore;
mod write_document;

pub(crate) use document::{DocumentHead, WholeDocument};
pub(crate) use import_project::ImportProject;
pub(crate) use read_token_file::set_name;
pub(crate) use write_document::{WriteDocument, WrittenDocument};
