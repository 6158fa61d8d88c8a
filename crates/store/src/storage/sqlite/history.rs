//! What was replaced, kept for 30 days. Each write that keeps something drops what is older.
//!
//! Whatever replaces a whole document calls [`keep_document`] before it does; whatever changes or deletes token sets,
//! [`keep_sets`]. Bringing something back is a write like any other and belongs to `documents`.

use indexmap::IndexMap;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::content::SET_ORDER;
use super::values::{milliseconds, moment};
use crate::storage::{
    Content, ContentCounts, HistoryEntry, Kept, NewThemeGroup, NewTokenSet, Theme, TokenSet, kept_since,
};

/// Keeps all that a branch holds before `next` takes its place, unless that is the same or there is nothing.
pub(super) fn keep_document(
    transaction: &Transaction<'_>,
    branch_id: &str,
    next: &Content,
    by: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    drop_old(transaction, now)?;
    if is_empty(transaction, branch_id)? || holds(transaction, branch_id, next)? {
        return Ok(());
    }
    let id = Uuid::now_v7().to_string();
    transaction
        .prepare_cached(
            "INSERT INTO history (id, branch_id, kept_at, user_id, design_token_count, theme_count, version, themes)
             SELECT ?1, b.id, ?3, ?4, p.design_token_count, p.theme_count, w.version, w.themes
             FROM branches b JOIN projects p ON p.id = b.project_id
             LEFT JOIN written_documents w ON w.project_id = p.id AND b.is_default
             WHERE b.id = ?2",
        )?
        .execute(params![id, branch_id, milliseconds(now), by])?;
    keep_texts(transaction, &id, branch_id)?;
    transaction
        .prepare_cached(
            "INSERT INTO history_themes SELECT ?1, group_position, position, group_name, name, raw FROM themes
             WHERE branch_id = ?2",
        )?
        .execute([&id, branch_id])
        .map(drop)
}

/// Numbered anew in their order: in a branch, sets may share a place.
fn keep_texts(transaction: &Transaction<'_>, id: &str, branch_id: &str) -> rusqlite::Result<()> {
    let query = format!("SELECT name, raw FROM token_sets WHERE branch_id = ?1 ORDER BY {SET_ORDER}");
    let mut sets = transaction.prepare_cached(&query)?;
    let mut rows = sets.query([branch_id])?;
    let mut position = 0;
    while let Some(row) = rows.next()? {
        let name: String = row.get("name")?;
        let raw = row.get_ref("raw")?.as_str()?;
        keep_text(transaction, id, position, &name, raw)?;
        position += 1;
    }
    Ok(())
}

fn keep_text(
    transaction: &Transaction<'_>,
    id: &str,
    position: u32,
    name: &str,
    raw: &str,
) -> rusqlite::Result<()> {
    let digest = Sha256::digest(raw.as_bytes());
    transaction
        .prepare_cached("INSERT INTO history_texts VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![digest.as_slice(), raw])?;
    transaction
        .prepare_cached("INSERT INTO history_token_sets VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, position, name, digest.as_slice()])
        .map(drop)
}

/// Keeps token sets of a branch as they are before they are changed or deleted; `by` is the user who does that, if known.
pub(super) fn keep_sets(
    transaction: &Transaction<'_>,
    branch_id: &str,
    sets: &[TokenSet],
    by: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    // Once for all of them: it looks at every text that is kept.
    drop_old(transaction, now)?;
    for set in sets {
        keep_set(transaction, branch_id, set, by, now)?;
    }
    Ok(())
}

fn keep_set(
    transaction: &Transaction<'_>,
    branch_id: &str,
    set: &TokenSet,
    by: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let id = Uuid::now_v7().to_string();
    transaction
        .prepare_cached(
            "INSERT INTO history (id, branch_id, kept_at, user_id, set_name, design_token_count, theme_count)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)",
        )?
        .execute(params![id, branch_id, milliseconds(now), by, set.name])?;
    keep_text(transaction, &id, set.position, &set.name, &set.raw)
}

fn drop_old(transaction: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM history WHERE kept_at <= ?1")?
        .execute([milliseconds(kept_since(now))])?;
    transaction
        .prepare_cached(
            "DELETE FROM history_texts WHERE NOT EXISTS
                 (SELECT 1 FROM history_token_sets s WHERE s.digest = history_texts.digest)",
        )?
        .execute([])
        .map(drop)
}

fn is_empty(transaction: &Transaction<'_>, branch_id: &str) -> rusqlite::Result<bool> {
    let something = "SELECT 1 FROM token_sets WHERE branch_id = ?1
         UNION ALL SELECT 1 FROM themes WHERE branch_id = ?1 LIMIT 1";
    let something = transaction.prepare_cached(something)?.exists([branch_id])?;
    Ok(!something)
}

/// Whether a branch holds exactly this.
fn holds(transaction: &Transaction<'_>, branch_id: &str, content: &Content) -> rusqlite::Result<bool> {
    let query = format!("SELECT name, raw FROM token_sets WHERE branch_id = ?1 ORDER BY {SET_ORDER}");
    let mut sets = transaction.prepare_cached(&query)?;
    let mut rows = sets.query([branch_id])?;
    for set in &content.token_sets {
        let Some(row) = rows.next()? else {
            return Ok(false);
        };
        if !is_text(row, 0, &set.name)? || !is_text(row, 1, &set.raw)? {
            return Ok(false);
        }
    }
    Ok(rows.next()?.is_none() && holds_themes(transaction, branch_id, content)?)
}

fn holds_themes(transaction: &Transaction<'_>, branch_id: &str, content: &Content) -> rusqlite::Result<bool> {
    let mut themes = transaction.prepare_cached(
        "SELECT group_name, name, raw FROM themes WHERE branch_id = ?1 ORDER BY group_position, position",
    )?;
    let mut rows = themes.query([branch_id])?;
    let groups = content.theme_groups.iter();
    for (group, theme) in groups.flat_map(|group| group.themes.iter().map(move |theme| (group, theme))) {
        let Some(row) = rows.next()? else {
            return Ok(false);
        };
        if !is_text(row, 0, &group.name)? || !is_text(row, 1, &theme.name)? || !is_text(row, 2, &theme.raw)? {
            return Ok(false);
        }
    }
    Ok(rows.next()?.is_none())
}

/// Compares where the text lies, since it may be long.
fn is_text(row: &Row<'_>, column: usize, text: &str) -> rusqlite::Result<bool> {
    Ok(row.get_ref(column)?.as_bytes()? == text.as_bytes())
}

const COLUMNS: &str = "h.id, h.kept_at, h.set_name, u.name AS user_name";
const OF_PROJECT: &str =
    "history h JOIN branches b ON b.id = h.branch_id LEFT JOIN users u ON u.id = h.user_id
     WHERE b.project_id = ?1 AND h.kept_at > ?2";

pub(super) fn list(
    transaction: &Transaction<'_>,
    project_id: &str,
    since: Timestamp,
) -> rusqlite::Result<Vec<HistoryEntry>> {
    let query = format!("SELECT {COLUMNS} FROM {OF_PROJECT} ORDER BY h.kept_at DESC, h.id DESC");
    transaction
        .prepare_cached(&query)?
        .query_map(params![project_id, milliseconds(since)], read_entry)?
        .collect()
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<HistoryEntry> {
    Ok(HistoryEntry {
        id: row.get("id")?,
        kept: moment(row, "kept_at")?,
        set_name: row.get("set_name")?,
        by: row.get("user_name")?,
    })
}

pub(super) fn kept(
    transaction: &Transaction<'_>,
    project_id: &str,
    id: &str,
    since: Timestamp,
) -> rusqlite::Result<Option<Kept>> {
    let query = format!(
        "SELECT {COLUMNS}, h.design_token_count, h.theme_count, h.version, h.themes FROM {OF_PROJECT} AND h.id = ?3"
    );
    let found = transaction
        .prepare_cached(&query)?
        .query_row(params![project_id, milliseconds(since), id], |row| {
            let version: Option<String> = row.get("version")?;
            let counts = ContentCounts {
                token_sets: 0,
                design_tokens: row.get("design_token_count")?,
                themes: row.get("theme_count")?,
            };
            Ok((read_entry(row)?, counts, version.zip(row.get("themes")?)))
        })
        .optional()?;
    let Some((entry, mut counts, version_and_themes)) = found else {
        return Ok(None);
    };
    let sets = token_sets(transaction, id)?;
    counts.token_sets = u32::try_from(sets.len()).unwrap_or(u32::MAX);
    Ok(Some(Kept {
        entry,
        version_and_themes,
        position: sets.first().map_or(0, |(position, _)| *position),
        content: Content {
            token_sets: sets.into_iter().map(|(_, set)| set).collect(),
            theme_groups: theme_groups(transaction, id)?,
            counts,
        },
    }))
}

/// The sets with their places.
fn token_sets(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Vec<(u32, NewTokenSet)>> {
    transaction
        .prepare_cached(
            "SELECT s.position, s.name, t.raw FROM history_token_sets s JOIN history_texts t ON t.digest = s.digest
             WHERE s.history_id = ?1 ORDER BY s.position",
        )?
        .query_map([id], |row| {
            let (name, raw) = (row.get("name")?, row.get("raw")?);
            Ok((row.get("position")?, NewTokenSet { name, raw }))
        })?
        .collect()
}

fn theme_groups(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Vec<NewThemeGroup>> {
    let mut statement = transaction.prepare_cached(
        "SELECT group_name, name, raw FROM history_themes WHERE history_id = ?1 ORDER BY group_position, position",
    )?;
    let mut rows = statement.query([id])?;
    let mut groups: IndexMap<String, Vec<Theme>> = IndexMap::new();
    while let Some(row) = rows.next()? {
        let (name, raw) = (row.get("name")?, row.get("raw")?);
        groups
            .entry(row.get("group_name")?)
            .or_default()
            .push(Theme { name, raw });
    }
    let groups = groups.into_iter();
    Ok(groups
        .map(|(name, themes)| NewThemeGroup { name, themes })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::Sqlite;
    use crate::storage::{NewDocument, NewOrganization, NewProject, NewUser, Storage, User};

    fn at(days: i64) -> Timestamp {
        Timestamp::new(1_800_000_000 + days * 24 * 60 * 60, 0).unwrap()
    }

    fn content(sets: [&str; 2]) -> Content {
        let named = ["a", "b"].into_iter().zip(sets);
        Content {
            token_sets: named
                .map(|(name, raw)| NewTokenSet {
                    name: name.into(),
                    raw: raw.into(),
                })
                .collect(),
            ..Content::default()
        }
    }

    async fn project(sqlite: &Sqlite) -> String {
        let id = || Uuid::now_v7().to_string();
        let user = User {
            id: id(),
            email: None,
            name: "Mia".into(),
        };
        let organization = NewOrganization {
            id: id(),
            name: "Acme".into(),
            owner_id: user.id.clone(),
            created: at(0),
            description: None,
            icon: None,
        };
        let project = NewProject {
            id: id(),
            organization_id: organization.id.clone(),
            name: "Brand".into(),
            by: None,
            created: at(0),
            description: None,
            icon: None,
        };
        let user = NewUser {
            user,
            password_hash: None,
            created: at(0),
        };
        sqlite.add_user(user).await.unwrap();
        sqlite.add_organization(organization).await.unwrap();
        let id = project.id.clone();
        sqlite.add_project(project, content(["{}", "{1}"])).await.unwrap();
        id
    }

    #[tokio::test]
    async fn each_text_is_kept_once_and_goes_with_the_last_that_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Sqlite::open(folder.path()).unwrap();
        let project = project(&sqlite).await;
        let texts = async |sets: [&str; 2], now: Timestamp| -> Vec<String> {
            let new = NewDocument {
                content: content(sets),
                ..NewDocument::default()
            };
            sqlite.replace_document(&project, new, now).await.unwrap();
            let read = sqlite.read(|transaction| {
                let mut texts = transaction.prepare("SELECT raw FROM history_texts ORDER BY raw")?;
                texts.query_map([], |row| row.get(0))?.collect()
            });
            read.await.unwrap()
        };
        assert_eq!(texts(["{}", "{2}"], at(0)).await, ["{1}", "{}"]);
        assert_eq!(texts(["{}", "{3}"], at(10)).await, ["{1}", "{2}", "{}"]);
        assert_eq!(texts(["{}", "{3}"], at(30)).await, ["{2}", "{}"]);
        assert_eq!(texts(["{4}", "{3}"], at(50)).await, ["{3}", "{}"]);
    }
}
