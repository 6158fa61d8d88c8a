//! Who belongs to which organization, and what a change of that makes devices ask for.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::values::{FILTER, List, filter_values, role};
use super::{audit, next_revision, organizations, users};
use crate::storage::{AuditEntry, AuditEvent, Member, MembershipChange, NameFilter, Page, PageOf, Role};

/// Whose membership is to change, and who wants it to.
pub(super) struct Wanted {
    asking: String,
    organization: String,
    user: String,
}

impl Wanted {
    pub(super) fn of(asking: &str, organization: &str, user: &str) -> Self {
        Self {
            asking: asking.to_owned(),
            organization: organization.to_owned(),
            user: user.to_owned(),
        }
    }

    fn entry(&self, event: AuditEvent) -> AuditEntry {
        AuditEntry::new(event, Some(&self.asking), &self.user)
            .with("organization", self.organization.as_str())
    }

    fn is_about_oneself(&self) -> bool {
        self.asking == self.user
    }
}

pub(super) fn list(
    transaction: &Transaction<'_>,
    organization_id: String,
    filter: NameFilter,
    page: Page,
) -> rusqlite::Result<PageOf<Member>> {
    let mut parameters = vec![organization_id.into()];
    parameters.extend(filter_values(filter));
    let list = List {
        columns: "m.user_id, u.email, u.name AS user_name, m.role",
        from: &format!(
            "memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = ?1 AND {FILTER}"
        ),
        order: "u.name, m.user_id",
        parameters,
    };
    list.page(transaction, page, read)
}

pub(super) fn of(
    transaction: &Transaction<'_>,
    organization_id: &str,
    user_id: &str,
) -> rusqlite::Result<Option<Member>> {
    let query = "SELECT m.user_id, u.email, u.name AS user_name, m.role
         FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = ?1 AND m.user_id = ?2";
    transaction
        .prepare_cached(query)?
        .query_row([organization_id, user_id], read)
        .optional()
}

/// Adds a member. What this one may see from now on is older than what the devices know, and must not be for them.
pub(super) fn add(
    transaction: &Transaction<'_>,
    organization_id: &str,
    user_id: &str,
    role: Role,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO memberships VALUES (?1, ?2, ?3)",
        [organization_id, user_id, role.as_str()],
    )?;
    let entry = AuditEntry::new(AuditEvent::MemberAdded, Some(user_id), user_id)
        .with("organization", organization_id)
        .with("role", role.as_str());
    audit::append(transaction, &entry)?;
    // Somebody who comes back has tombstones of what is there again.
    transaction.execute(
        "DELETE FROM tombstones WHERE user_id = ?2 AND (subject_id = ?1
         OR subject_id IN (SELECT id FROM projects WHERE organization_id = ?1))",
        [organization_id, user_id],
    )?;
    organizations::touch(transaction, organization_id)?;
    let projects: Vec<String> = transaction
        .prepare_cached("SELECT id FROM projects WHERE organization_id = ?1 ORDER BY revision")?
        .query_map([organization_id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for project in projects {
        let revision = next_revision(transaction)?;
        transaction
            .prepare_cached("UPDATE projects SET revision = ?2 WHERE id = ?1")?
            .execute(params![project, revision])?;
    }
    Ok(())
}

pub(super) fn change_role(
    transaction: &Transaction<'_>,
    wanted: &Wanted,
    role: Role,
) -> rusqlite::Result<MembershipChange> {
    let (asking, member) = match both(transaction, wanted)? {
        Ok(both) => both,
        Err(refused) => return Ok(refused),
    };
    if asking < Role::Admin {
        return Ok(MembershipChange::NotAllowed);
    }
    if asking < Role::Owner && (member.role == Role::Owner || role == Role::Owner) {
        return Ok(MembershipChange::OwnersOnly);
    }
    if role != Role::Owner && is_last_owner(transaction, wanted, &member)? {
        return Ok(MembershipChange::LastOwner);
    }
    transaction.execute(
        "UPDATE memberships SET role = ?3 WHERE organization_id = ?1 AND user_id = ?2",
        [&wanted.organization, &wanted.user, role.as_str()],
    )?;
    let entry = wanted.entry(AuditEvent::MemberRoleChanged);
    audit::append(transaction, &entry.with("role", role.as_str()))?;
    let revision = organizations::touch(transaction, &wanted.organization)?;
    Ok(MembershipChange::Done(member, revision))
}

pub(super) fn remove(transaction: &Transaction<'_>, wanted: &Wanted) -> rusqlite::Result<MembershipChange> {
    let (asking, member) = match both(transaction, wanted)? {
        Ok(both) => both,
        Err(refused) => return Ok(refused),
    };
    if asking < Role::Admin && !wanted.is_about_oneself() {
        return Ok(MembershipChange::NotAllowed);
    }
    if asking < Role::Owner && member.role == Role::Owner {
        return Ok(MembershipChange::OwnersOnly);
    }
    if is_last_owner(transaction, wanted, &member)? {
        return Ok(MembershipChange::LastOwner);
    }
    let revision = organizations::touch(transaction, &wanted.organization)?;
    bury(transaction, wanted, revision)?;
    transaction.execute(
        "DELETE FROM memberships WHERE organization_id = ?1 AND user_id = ?2",
        [&wanted.organization, &wanted.user],
    )?;
    audit::append(transaction, &wanted.entry(AuditEvent::MemberRemoved))?;
    Ok(MembershipChange::Done(member, revision))
}

/// Tells the devices of whoever leaves that all of it is gone.
fn bury(transaction: &Transaction<'_>, wanted: &Wanted, revision: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO tombstones (user_id, revision, kind, subject_id) VALUES (?2, ?3, 'organization', ?1)",
        params![wanted.organization, wanted.user, revision],
    )?;
    transaction.execute(
        "INSERT INTO tombstones (user_id, revision, kind, subject_id)
         SELECT ?2, ?3, 'project', id FROM projects WHERE organization_id = ?1",
        params![wanted.organization, wanted.user, revision],
    )?;
    Ok(())
}

/// The role of the one who asks, and the member whom it is about.
fn both(
    transaction: &Transaction<'_>,
    wanted: &Wanted,
) -> rusqlite::Result<Result<(Role, Member), MembershipChange>> {
    let organization_id = &wanted.organization;
    let Some(asking) = of(transaction, organization_id, &wanted.asking)? else {
        return Ok(Err(MembershipChange::NotAllowed));
    };
    let member = of(transaction, organization_id, &wanted.user)?;
    Ok(member.map_or(Err(MembershipChange::NoMember), |member| {
        Ok((asking.role, member))
    }))
}

fn is_last_owner(transaction: &Transaction<'_>, wanted: &Wanted, member: &Member) -> rusqlite::Result<bool> {
    let others = "SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id <> ?2 AND role = 'owner'";
    let has_others = transaction
        .prepare_cached(others)?
        .exists([&wanted.organization, &wanted.user])?;
    Ok(member.role == Role::Owner && !has_others)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        user: users::read(row)?,
        role: role(row, "role")?,
    })
}
