//! A project's default branch read and written as one document, and the frame that its last writer gave it.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{content, projects, themes};
use crate::storage::{
    Content, ContentCounts, Document, Frame, NameFilter, NewDocument, NewThemeGroup, NewTokenSet, Page,
    Project, ProjectState, Replacement,
};

/// Everything on one page.
const ALL: Page = Page {
    number: 1,
    limit: u32::MAX,
};

pub(super) fn of_project(
    transaction: &Transaction<'_>,
    project_id: &str,
) -> rusqlite::Result<Option<Document>> {
    let Some(project) = project(transaction, project_id)? else {
        return Ok(None);
    };
    let Some(branch_id) = projects::default_branch_id(transaction, project_id)? else {
        return Ok(None);
    };
    let (frame, is_as_written) = frame(transaction, project_id)?.unzip();
    Ok(Some(Document {
        state: state(&project),
        content: content_of(transaction, branch_id, project.counts)?,
        frame,
        is_as_written: is_as_written.unwrap_or_default(),
    }))
}

fn project(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Project>> {
    let query = format!("SELECT {} FROM projects p WHERE p.id = ?1", projects::COLUMNS);
    transaction
        .prepare_cached(&query)?
        .query_row([id], projects::read)
        .optional()
}

fn state(project: &Project) -> ProjectState {
    ProjectState {
        revision: project.revision,
        updated: project.updated,
    }
}

fn content_of(
    transaction: &Transaction<'_>,
    branch_id: String,
    counts: ContentCounts,
) -> rusqlite::Result<Content> {
    let groups = themes::list(transaction, &branch_id, ALL)?.rows.into_iter();
    let sets = content::token_sets(transaction, branch_id, NameFilter::default(), ALL)?;
    let sets = sets.rows.into_iter();
    Ok(Content {
        token_sets: sets
            .map(|set| NewTokenSet {
                name: set.name,
                raw: set.raw,
            })
            .collect(),
        theme_groups: groups
            .map(|group| NewThemeGroup {
                name: group.name,
                themes: group.themes,
            })
            .collect(),
        counts,
    })
}

/// The frame, and whether the content is still the one that came in it.
fn frame(transaction: &Transaction<'_>, project_id: &str) -> rusqlite::Result<Option<(Frame, bool)>> {
    transaction
        .prepare_cached(
            "SELECT version, updated_at, themes, is_current FROM written_documents WHERE project_id = ?1",
        )?
        .query_row([project_id], |row| {
            let frame = Frame {
                version: row.get("version")?,
                updated_at: row.get("updated_at")?,
                themes: row.get("themes")?,
            };
            Ok((frame, row.get("is_current")?))
        })
        .optional()
}

pub(super) fn replace(
    transaction: &Transaction<'_>,
    project_id: &str,
    new: &NewDocument,
    now: Timestamp,
) -> rusqlite::Result<Replacement> {
    let Some(before) = project(transaction, project_id)? else {
        return Ok(Replacement::NoProject);
    };
    let is_stale = |states: &Vec<ProjectState>| !states.contains(&state(&before));
    if new.only_in.as_ref().is_some_and(is_stale) {
        return Ok(Replacement::Stale);
    }
    if new.only_first && before.counts.token_sets > 0 {
        return Ok(Replacement::NotFirst);
    }
    projects::replace_content(transaction, project_id, &new.content, new.by.as_deref(), now)?;
    if let Some(frame) = &new.frame {
        put_frame(transaction, project_id, frame)?;
    }
    let after = project(transaction, project_id)?;
    Ok(after.map_or(Replacement::NoProject, |after| Replacement::Done(state(&after))))
}

fn put_frame(transaction: &Transaction<'_>, project_id: &str, frame: &Frame) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO written_documents (project_id, version, updated_at, themes, is_current)
             VALUES (?1, ?2, ?3, ?4, TRUE)
             ON CONFLICT (project_id) DO UPDATE SET version = ?2, updated_at = ?3, themes = ?4, is_current = TRUE",
        )?
        .execute(params![
            project_id,
            frame.version,
            frame.updated_at,
            frame.themes
        ])
        .map(drop)
}
