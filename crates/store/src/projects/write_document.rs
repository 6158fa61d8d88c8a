//! Writing a project's content as one document.

use super::document::{DocumentHead, FIRST_VERSION};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{Content, Frame, NewDocument, ProjectState, Replacement};
use crate::store::Store;
use crate::token_file::{self, Versioned};

/// A document that is to take the place of what a project holds.
pub(crate) struct WriteDocument {
    /// In its one spelling.
    pub(crate) project_id: String,
    pub(crate) document: Vec<u8>,
    /// The user who writes it.
    pub(crate) by: String,
    /// Only in one of these states; none for all.
    pub(crate) only_in: Option<Vec<ProjectState>>,
    /// Only when the project has no token set yet.
    pub(crate) only_first: bool,
}

/// What became of a document that was written.
pub(crate) enum WrittenDocument {
    /// It is what the project holds now.
    New(DocumentHead),
    /// The project had token sets, and keeps them.
    Kept(DocumentHead),
}

impl Store {
    /// Replaces what a project holds, as a whole or not at all. Who may do it is not asked here.
    pub(crate) async fn write_document(&self, request: WriteDocument) -> Result<WrittenDocument, StoreError> {
        let document = request.document;
        let read = self
            .heavy_work()
            .run(move || token_file::read_versioned(&document));
        let read = read.await?.map_err(StoreError::invalid)?;
        let now = moment::now();
        let (content, frame) = framed(read, &now.to_string());
        let new = NewDocument {
            content,
            frame: Some(frame.clone()),
            by: Some(request.by),
            only_in: request.only_in,
            only_first: request.only_first,
        };
        match self
            .storage()
            .replace_document(&request.project_id, new, now)
            .await?
        {
            Replacement::Done(state) => Ok(WrittenDocument::New(DocumentHead {
                state,
                version: frame.version,
                updated_at: frame.updated_at,
            })),
            Replacement::NotFirst => {
                let there = self.document(&request.project_id).await?;
                Ok(WrittenDocument::Kept(there.head))
            }
            Replacement::Stale => Err(StoreError::Stale),
            Replacement::NoProject => Err(StoreError::NotFound("project")),
        }
    }
}

fn framed(read: Versioned, now: &str) -> (Content, Frame) {
    let frame = Frame {
        version: read.version.unwrap_or_else(|| FIRST_VERSION.to_owned()),
        updated_at: read.updated_at.unwrap_or_else(|| now.to_owned()),
        themes: read.themes.unwrap_or_else(|| "[]".to_owned()),
    };
    (read.content, frame)
}
