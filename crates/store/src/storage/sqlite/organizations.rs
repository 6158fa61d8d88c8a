//! The tables of organizations and of who belongs to them.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::values::{List, milliseconds, moment, role};
use super::{audit, next_revision};
use crate::storage::{
    AuditEntry, AuditEvent, NewOrganization, Organization, OrganizationChange, Page, PageOf,
};

pub(super) const COLUMNS: &str = "o.id, o.name, o.description, o.icon, o.created_at, o.revision, m.role";
const OF_USER: &str = "organizations o JOIN memberships m ON m.organization_id = o.id WHERE m.user_id = ?1";

pub(super) fn add(transaction: &Transaction<'_>, new: &NewOrganization) -> rusqlite::Result<()> {
    let revision = next_revision(transaction)?;
    transaction.execute(
        "INSERT INTO organizations (id, name, description, icon, created_at, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            new.id,
            new.name,
            new.description,
            new.icon,
            milliseconds(new.created),
            revision
        ],
    )?;
    transaction.execute(
        "INSERT INTO memberships VALUES (?1, ?2, 'owner')",
        [&new.id, &new.owner_id],
    )?;
    let entry = AuditEntry::new(AuditEvent::OrganizationAdded, Some(&new.owner_id), &new.id);
    audit::append(transaction, &entry.with("name", new.name.as_str()))
}

pub(super) fn list(
    transaction: &Transaction<'_>,
    user_id: String,
    page: Page,
) -> rusqlite::Result<PageOf<Organization>> {
    let list = List {
        columns: COLUMNS,
        from: OF_USER,
        order: "o.name, o.id",
        parameters: vec![user_id.into()],
    };
    list.page(transaction, page, read)
}

pub(super) fn of_user(
    transaction: &Transaction<'_>,
    user_id: &str,
    id: &str,
) -> rusqlite::Result<Option<Organization>> {
    let query = format!("SELECT {COLUMNS} FROM {OF_USER} AND o.id = ?2");
    transaction
        .prepare_cached(&query)?
        .query_row([user_id, id], read)
        .optional()
}

/// As its owners see it, whoever asks.
pub(super) fn any(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Organization>> {
    let query = "SELECT id, name, description, icon, created_at, revision, 'owner' AS role
         FROM organizations WHERE id = ?1";
    transaction
        .prepare_cached(query)?
        .query_row([id], read)
        .optional()
}

pub(super) fn exists(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT 1 FROM organizations WHERE id = ?1")?
        .exists([id])
}

/// `by` is the user who does it.
pub(super) fn remove(transaction: &Transaction<'_>, id: &str, by: &str) -> rusqlite::Result<bool> {
    let Some(organization) = any(transaction, id)? else {
        return Ok(false);
    };
    let revision = next_revision(transaction)?;
    transaction.execute(
        "INSERT INTO tombstones SELECT user_id, ?2, 'organization', organization_id FROM memberships
         WHERE organization_id = ?1",
        params![id, revision],
    )?;
    transaction.execute(
        "INSERT INTO tombstones SELECT m.user_id, ?2, 'project', p.id
         FROM memberships m JOIN projects p ON p.organization_id = m.organization_id WHERE p.organization_id = ?1",
        params![id, revision],
    )?;
    transaction.execute("DELETE FROM local_owner WHERE organization_id = ?1", [id])?;
    transaction.execute("DELETE FROM organizations WHERE id = ?1", [id])?;
    let entry = AuditEntry::new(AuditEvent::OrganizationRemoved, Some(by), id);
    audit::append(transaction, &entry.with("name", organization.name.as_str()))?;
    Ok(true)
}

pub(super) fn change(
    transaction: &Transaction<'_>,
    id: &str,
    change: &OrganizationChange,
) -> rusqlite::Result<bool> {
    if !exists(transaction, id)? {
        return Ok(false);
    }
    let revision = next_revision(transaction)?;
    transaction.execute(
        "UPDATE organizations SET name = coalesce(?2, name), description = iif(?3, ?4, description),
         icon = iif(?5, ?6, icon), revision = ?7 WHERE id = ?1",
        params![
            id,
            change.name,
            change.description.is_set(),
            change.description.text(),
            change.icon.is_set(),
            change.icon.text(),
            revision
        ],
    )?;
    Ok(true)
}

/// Takes the next revision for the organization itself, so that its members' devices ask for it again.
pub(super) fn touch(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<i64> {
    let revision = next_revision(transaction)?;
    let set = "UPDATE organizations SET revision = ?2 WHERE id = ?1";
    transaction.execute(set, params![id, revision])?;
    Ok(revision)
}

pub(super) fn is_local(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT 1 FROM local_owner WHERE organization_id = ?1")?
        .exists([id])
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Organization> {
    Ok(Organization {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        icon: row.get("icon")?,
        created: moment(row, "created_at")?,
        role: role(row, "role")?,
        revision: row.get("revision")?,
    })
}
