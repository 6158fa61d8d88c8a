//! The lines of the audit log: what is written down of an event, and how lines hang together.
//!
//! Each line's hash is the SHA-256 of the hash before and of the line's own text. Who changes a line, takes one out or puts
//! one in would have to write all later ones anew; whoever has kept a later hash elsewhere notices that as well.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum AuditEvent {
    #[serde(rename = "user.added")]
    UserAdded,
    #[serde(rename = "organization.added")]
    OrganizationAdded,
    #[serde(rename = "organization.removed")]
    OrganizationRemoved,
    #[serde(rename = "project.added")]
    ProjectAdded,
    #[serde(rename = "project.removed")]
    ProjectRemoved,
    #[serde(rename = "session.started")]
    SessionStarted,
    /// Its refresh secret was used twice: somebody else may have it.
    #[serde(rename = "session.reused")]
    SessionReused,
    #[serde(rename = "session.ended")]
    SessionEnded,
    #[serde(rename = "password.set")]
    PasswordSet,
    #[serde(rename = "member.added")]
    MemberAdded,
    #[serde(rename = "member.role")]
    MemberRoleChanged,
    #[serde(rename = "member.removed")]
    MemberRemoved,
    #[serde(rename = "invitation.added")]
    InvitationAdded,
    /// It got another code.
    #[serde(rename = "invitation.renewed")]
    InvitationRenewed,
    /// It was taken back.
    #[serde(rename = "invitation.removed")]
    InvitationRemoved,
    #[serde(rename = "invitation.accepted")]
    InvitationAccepted,
    #[serde(rename = "invitation.declined")]
    InvitationDeclined,
    #[serde(rename = "key.registered")]
    KeyRegistered,
    /// It got another secret.
    #[serde(rename = "key.rotated")]
    KeyRotated,
    /// A program that may ask about keys.
    #[serde(rename = "service.added")]
    ServiceAdded,
    #[serde(rename = "service.removed")]
    ServiceRemoved,
    #[serde(rename = "key.deleted")]
    KeyDeleted,
}

/// An event that is to be written down. It holds ids and what people called things, never a secret.
#[derive(Debug, Clone)]
pub(crate) struct AuditEntry {
    pub(crate) event: AuditEvent,
    /// The user who did it; none when it was an administrator or the store itself.
    pub(crate) actor: Option<String>,
    /// The id of what it was done to.
    pub(crate) subject: String,
    pub(crate) details: Map<String, Value>,
}

/// How an entry is written.
#[derive(Serialize)]
struct Text<'entry> {
    number: i64,
    at: String,
    event: AuditEvent,
    actor: Option<&'entry str>,
    subject: &'entry str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    details: &'entry Map<String, Value>,
}

impl AuditEntry {
    /// An event with nothing more to tell.
    pub(crate) fn new(event: AuditEvent, actor: Option<&str>, subject: &str) -> Self {
        Self {
            event,
            actor: actor.map(str::to_owned),
            subject: subject.to_owned(),
            details: Map::new(),
        }
    }

    /// Tells one thing more.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The line's text, one JSON object.
    pub(crate) fn text(&self, number: i64, at: Timestamp) -> serde_json::Result<String> {
        serde_json::to_string(&Text {
            number,
            at: at.to_string(),
            event: self.event,
            actor: self.actor.as_deref(),
            subject: &self.subject,
            details: &self.details,
        })
    }
}

/// The hash of a line. Shown as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AuditHash(pub(crate) [u8; 32]);

impl AuditHash {
    /// What stands before the first line.
    pub(crate) const BEGINNING: Self = Self([0; 32]);

    /// The hash of a line that follows this one.
    pub(crate) fn then(self, text: &str) -> Self {
        let hash = Sha256::new().chain_update(self.0).chain_update(text).finalize();
        Self(hash.into())
    }
}

impl fmt::Display for AuditHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuditLine {
    pub(crate) number: i64,
    pub(crate) text: String,
    pub(crate) hash: AuditHash,
}
