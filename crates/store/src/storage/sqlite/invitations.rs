//! The table of invitations, and what an answer to one makes.

use jiff::Timestamp;
use keys::KeyDigest;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::values::{List, digest, milliseconds, moment, role, unreadable};
use super::{audit, members, users};
use crate::storage::{
    Answer, Answered, AuditEntry, AuditEvent, Invitation, InvitationAdded, InvitationChange,
    InvitationStatus, NewUser, NoInviter, Page, PageOf, Role, User,
};

const COLUMNS: &str = "i.id, i.organization_id, o.name AS organization_name, i.email, i.role, i.status,
     i.created_at, i.expires_at";
const NAMED: &str = "invitations i JOIN organizations o ON o.id = i.organization_id";

/// Which invitation is to change, and who wants it to: a user, or an administrator.
pub(super) struct Wanted {
    asking: Option<String>,
    organization: String,
    id: String,
}

impl Wanted {
    pub(super) fn of(asking: Option<&str>, organization: &str, id: &str) -> Self {
        Self {
            asking: asking.map(str::to_owned),
            organization: organization.to_owned(),
            id: id.to_owned(),
        }
    }
}

/// Why somebody may not make others this, as things are in this transaction. An administrator, who is nobody here, may.
fn refusal(
    transaction: &Transaction<'_>,
    organization_id: &str,
    asking_id: Option<&str>,
    wanted: Role,
) -> rusqlite::Result<Option<NoInviter>> {
    let Some(asking_id) = asking_id else {
        return Ok(None);
    };
    let asking = members::of(transaction, organization_id, asking_id)?;
    Ok(match asking.map(|member| member.role) {
        Some(own) if own >= Role::Admin => (wanted > own).then_some(NoInviter::Beyond { own, wanted }),
        _ => Some(NoInviter::NotAllowed),
    })
}

pub(super) fn add(
    transaction: &Transaction<'_>,
    asking_id: Option<&str>,
    new: &Invitation,
    code: KeyDigest,
) -> rusqlite::Result<InvitationAdded> {
    if let Some(refused) = refusal(transaction, &new.organization_id, asking_id, new.role)? {
        return Ok(InvitationAdded::Refused(refused));
    }
    let member = "SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = ?1 AND u.email = ?2";
    if transaction
        .prepare_cached(member)?
        .exists([&new.organization_id, &new.email])?
    {
        return Ok(InvitationAdded::IsMember);
    }
    // One that can't be answered any more does not stand in the way.
    transaction.execute(
        "DELETE FROM invitations WHERE organization_id = ?1 AND email = ?2 AND status = 'pending' AND expires_at <= ?3",
        params![new.organization_id, new.email, milliseconds(new.created)],
    )?;
    let added = transaction.execute(
        "INSERT INTO invitations (id, organization_id, email, role, digest, status, wrong_tries, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8) ON CONFLICT DO NOTHING",
        params![
            new.id,
            new.organization_id,
            new.email,
            new.role.as_str(),
            code.as_bytes(),
            new.status.as_str(),
            milliseconds(new.created),
            milliseconds(new.expires)
        ],
    )?;
    if added == 0 {
        return Ok(InvitationAdded::IsInvited);
    }
    write_down(transaction, AuditEvent::InvitationAdded, asking_id, new)?;
    Ok(InvitationAdded::Yes)
}

fn write_down(
    transaction: &Transaction<'_>,
    event: AuditEvent,
    actor: Option<&str>,
    invitation: &Invitation,
) -> rusqlite::Result<()> {
    let entry = AuditEntry::new(event, actor, &invitation.id)
        .with("organization", invitation.organization_id.as_str())
        .with("email", invitation.email.as_str())
        .with("role", invitation.role.as_str());
    audit::append(transaction, &entry)
}

pub(super) fn of_organization(
    transaction: &Transaction<'_>,
    organization_id: &str,
    id: &str,
) -> rusqlite::Result<Option<Invitation>> {
    let query = format!("SELECT {COLUMNS} FROM {NAMED} WHERE i.organization_id = ?1 AND i.id = ?2");
    transaction
        .prepare_cached(&query)?
        .query_row([organization_id, id], read)
        .optional()
}

/// Newest first.
pub(super) fn list(
    transaction: &Transaction<'_>,
    organization_id: String,
    page: Page,
) -> rusqlite::Result<PageOf<Invitation>> {
    let list = List {
        columns: COLUMNS,
        from: &format!("{NAMED} WHERE i.organization_id = ?1"),
        order: "i.created_at DESC, i.id DESC",
        parameters: vec![organization_id.into()],
    };
    list.page(transaction, page, read)
}

/// Those that somebody with this address can answer, newest first.
pub(super) fn list_for(
    transaction: &Transaction<'_>,
    email: String,
    now: Timestamp,
    page: Page,
) -> rusqlite::Result<PageOf<Invitation>> {
    let list = List {
        columns: COLUMNS,
        from: &format!("{NAMED} WHERE i.email = ?1 AND i.status = 'pending' AND i.expires_at > ?2"),
        order: "i.created_at DESC, i.id DESC",
        parameters: vec![email.into(), milliseconds(now).into()],
    };
    list.page(transaction, page, read)
}

pub(super) fn renew(
    transaction: &Transaction<'_>,
    wanted: &Wanted,
    code: KeyDigest,
    expires: Timestamp,
) -> rusqlite::Result<InvitationChange> {
    let Some(found) = of_organization(transaction, &wanted.organization, &wanted.id)? else {
        return Ok(InvitationChange::NoInvitation);
    };
    if let Some(refused) = refusal(
        transaction,
        &wanted.organization,
        wanted.asking.as_deref(),
        found.role,
    )? {
        return Ok(InvitationChange::Refused(refused));
    }
    if found.status != InvitationStatus::Pending {
        return Ok(InvitationChange::Answered);
    }
    transaction.execute(
        "UPDATE invitations SET digest = ?2, wrong_tries = 0, expires_at = ?3 WHERE id = ?1",
        params![found.id, code.as_bytes(), milliseconds(expires)],
    )?;
    write_down(
        transaction,
        AuditEvent::InvitationRenewed,
        wanted.asking.as_deref(),
        &found,
    )?;
    Ok(InvitationChange::Done(Invitation { expires, ..found }))
}

pub(super) fn remove(transaction: &Transaction<'_>, wanted: &Wanted) -> rusqlite::Result<InvitationChange> {
    let Some(found) = of_organization(transaction, &wanted.organization, &wanted.id)? else {
        return Ok(InvitationChange::NoInvitation);
    };
    // Who may not make an owner may still keep somebody from becoming one.
    if let Some(refused) = refusal(
        transaction,
        &wanted.organization,
        wanted.asking.as_deref(),
        Role::Viewer,
    )? {
        return Ok(InvitationChange::Refused(refused));
    }
    transaction.execute("DELETE FROM invitations WHERE id = ?1", [&found.id])?;
    write_down(
        transaction,
        AuditEvent::InvitationRemoved,
        wanted.asking.as_deref(),
        &found,
    )?;
    Ok(InvitationChange::Done(found))
}

pub(super) fn check(transaction: &Transaction<'_>, answer: &Answer) -> rusqlite::Result<Answered> {
    Ok(opened(transaction, answer)?.map_or(Answered::Unknown, Answered::Yes))
}

pub(super) fn accept(
    transaction: &Transaction<'_>,
    answer: &Answer,
    user: &User,
) -> rusqlite::Result<Answered> {
    let Some(invitation) = opened(transaction, answer)? else {
        return Ok(Answered::Unknown);
    };
    if user.email.as_ref() != Some(&invitation.email) {
        return Ok(Answered::OtherPerson);
    }
    join(transaction, invitation, &user.id)
}

pub(super) fn accept_as_new(
    transaction: &Transaction<'_>,
    answer: &Answer,
    new: &NewUser,
) -> rusqlite::Result<Answered> {
    let Some(invitation) = opened(transaction, answer)? else {
        return Ok(Answered::Unknown);
    };
    if new.user.email.as_ref() != Some(&invitation.email) {
        return Ok(Answered::OtherPerson);
    }
    if !users::add(transaction, new)? {
        return Ok(Answered::HasAccount);
    }
    join(transaction, invitation, &new.user.id)
}

pub(super) fn decline(
    transaction: &Transaction<'_>,
    answer: &Answer,
    user: &User,
) -> rusqlite::Result<Answered> {
    match opened(transaction, answer)? {
        None => Ok(Answered::Unknown),
        Some(invitation) if user.email.as_ref() == Some(&invitation.email) => {
            write_down(
                transaction,
                AuditEvent::InvitationDeclined,
                Some(&user.id),
                &invitation,
            )?;
            close(transaction, invitation, InvitationStatus::Declined)
        }
        Some(_) => Ok(Answered::OtherPerson),
    }
}

fn join(transaction: &Transaction<'_>, invitation: Invitation, user_id: &str) -> rusqlite::Result<Answered> {
    let organization_id = &invitation.organization_id;
    write_down(
        transaction,
        AuditEvent::InvitationAccepted,
        Some(user_id),
        &invitation,
    )?;
    if members::of(transaction, organization_id, user_id)?.is_none() {
        members::add(transaction, organization_id, user_id, invitation.role)?;
    }
    close(transaction, invitation, InvitationStatus::Accepted)
}

fn close(
    transaction: &Transaction<'_>,
    invitation: Invitation,
    status: InvitationStatus,
) -> rusqlite::Result<Answered> {
    transaction.execute(
        "UPDATE invitations SET status = ?2 WHERE id = ?1",
        [&invitation.id, status.as_str()],
    )?;
    Ok(Answered::Yes(Invitation { status, ..invitation }))
}

/// The invitation, if it can be answered and the code is the one. A wrong code is counted, and the last of those ends it.
fn opened(transaction: &Transaction<'_>, answer: &Answer) -> rusqlite::Result<Option<Invitation>> {
    let now = milliseconds(answer.now);
    let query = format!(
        "SELECT {COLUMNS}, i.digest FROM {NAMED} WHERE i.id = ?1 AND i.status = 'pending' AND i.expires_at > ?2"
    );
    let found = transaction
        .prepare_cached(&query)?
        .query_row(params![answer.id, now], |row| {
            Ok((read(row)?, digest(row, "digest")?))
        })
        .optional()?;
    match found {
        // Digests compare in constant time.
        Some((invitation, digest)) if digest == answer.digest => Ok(Some(invitation)),
        Some(_) => {
            transaction.execute(
                "UPDATE invitations SET wrong_tries = wrong_tries + 1,
                 expires_at = iif(wrong_tries + 1 >= ?2, ?3, expires_at) WHERE id = ?1",
                params![answer.id, answer.most_wrong, now],
            )?;
            Ok(None)
        }
        None => Ok(None),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    let status: String = row.get("status")?;
    Ok(Invitation {
        id: row.get("id")?,
        organization_id: row.get("organization_id")?,
        organization_name: row.get("organization_name")?,
        email: row.get("email")?,
        role: role(row, "role")?,
        status: InvitationStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
        created: moment(row, "created_at")?,
        expires: moment(row, "expires_at")?,
    })
}
