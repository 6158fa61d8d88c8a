//! The organizations that the user belongs to, as the store told of them.

use rusqlite::{Connection, Row, Transaction, params};

use crate::fold::fold;
use crate::view::{OrganizationView, Role};

pub(crate) fn put(transaction: &Transaction<'_>, organization: &OrganizationView) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO organizations (id, name, folded_name, role) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded_name = excluded.folded_name, role = excluded.role",
        )?
        .execute(params![
            organization.id,
            organization.name,
            fold(&organization.name),
            role_name(organization.role)
        ])?;
    Ok(())
}

/// Takes an organization away, with its projects.
pub(crate) fn remove(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM projects WHERE organization_id = ?1", [id])?;
    transaction.execute("DELETE FROM organizations WHERE id = ?1", [id])?;
    Ok(())
}

/// All of them: the one with the given id first, then by name.
pub(crate) fn list(connection: &Connection, first: Option<&str>) -> rusqlite::Result<Vec<OrganizationView>> {
    connection
        .prepare_cached("SELECT id, name, role FROM organizations ORDER BY id IS ?1 DESC, folded_name, id")?
        .query_map([first], view)?
        .collect()
}

fn view(row: &Row<'_>) -> rusqlite::Result<OrganizationView> {
    let role: String = row.get("role")?;
    Ok(OrganizationView {
        id: row.get("id")?,
        name: row.get("name")?,
        role: role_of(&role),
    })
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Admin => "admin",
        Role::Member => "member",
        Role::Viewer => "viewer",
    }
}

/// The table's check admits only these four names.
fn role_of(name: &str) -> Role {
    match name {
        "owner" => Role::Owner,
        "admin" => Role::Admin,
        "member" => Role::Member,
        _ => Role::Viewer,
    }
}
