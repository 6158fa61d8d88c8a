//! What a storage takes and gives back about sessions, members and invitations.

use jiff::Timestamp;
use keys::KeyDigest;

use super::{PasswordHash, Role, User};

/// A signed-in session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// A UUID.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Where it is used.
    pub device_name: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used, roughly.
    pub last_used: Timestamp,
    /// When it ends unless it is renewed.
    pub expires: Timestamp,
}

/// What is kept of the secret with which a session is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccessSecret {
    /// Of the secret.
    pub digest: KeyDigest,
    /// When it ends.
    pub expires: Timestamp,
}

/// A session to be stored.
#[derive(Clone)]
pub(crate) struct NewSession {
    /// The session.
    pub session: Session,
    /// With what it is used.
    pub access: AccessSecret,
    /// With what it is renewed, if it can be.
    pub refresh: Option<KeyDigest>,
    /// The password that let its user in, where one did.
    pub password: Option<PasswordHash>,
}

/// Whom a session's secret belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedIn {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// When the secret ends, or the session if that is sooner.
    pub until: Timestamp,
}

/// New secrets for a session.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    /// The secret that was sent for it.
    pub presented: KeyDigest,
    /// How lately the one before the newest must have been used to be taken again.
    pub lost_since: Timestamp,
    /// With what the session is to be used.
    pub access: AccessSecret,
    /// With what it is to be renewed.
    pub next: KeyDigest,
    /// When.
    pub now: Timestamp,
    /// When it is to end.
    pub expires: Timestamp,
}

/// What became of a session that was to be renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Renewed {
    /// It has the new secrets.
    Yes(Session, User),
    /// The secret had been used before, so the session was ended.
    Reused(Session),
    /// There is no session for this secret, or it has ended.
    Unknown,
}

/// With what a person signs in.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    /// The person.
    pub user: User,
    /// What is kept of the password, if there is one.
    pub password_hash: Option<PasswordHash>,
}

/// What people say about themselves, beside their name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    /// What they like to be called.
    pub given_name: Option<String>,
    /// A sentence.
    pub description: Option<String>,
    /// A picture, as a `data:` URL.
    pub icon: Option<String>,
}

/// What is to become of a text that may be missing.
#[derive(Debug, Clone, Default)]
pub(crate) enum Edit {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes this one, or none.
    Set(Option<String>),
}

impl Edit {
    /// Checks and tidies the text that is to be.
    pub(crate) fn checked<Error>(
        self,
        check: impl FnOnce(Option<String>) -> Result<Option<String>, Error>,
    ) -> Result<Self, Error> {
        match self {
            Self::Keep => Ok(Self::Keep),
            Self::Set(text) => check(text).map(Self::Set),
        }
    }

    /// Whether there is something to be done.
    pub(crate) fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    /// What it becomes.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Keep => None,
            Self::Set(text) => text.as_deref(),
        }
    }
}

/// What is to change about a person.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserChange {
    /// What others read.
    pub name: Option<String>,
    /// What they like to be called.
    pub given_name: Edit,
    /// A sentence.
    pub description: Edit,
    /// A picture, as a `data:` URL.
    pub icon: Edit,
}

/// What is to change about an organization.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrganizationChange {
    /// Its name.
    pub name: Option<String>,
    /// A sentence about it.
    pub description: Edit,
    /// Its picture, as a `data:` URL.
    pub icon: Edit,
}

/// Somebody in an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// The person.
    pub user: User,
    /// What this one may do there.
    pub role: Role,
}

/// What became of a membership that was to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MembershipChange {
    /// It was changed; this is how it was before, and the change's revision.
    Done(Member, i64),
    /// There is no such member.
    NoMember,
    /// The one who asked may not.
    NotAllowed,
    /// Only an owner may do this to an owner, or make one.
    OwnersOnly,
    /// The organization would be left without an owner.
    LastOwner,
}

/// Where an invitation is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitationStatus {
    /// Nobody has answered it.
    Pending,
    /// The invited person said no.
    Declined,
    /// The invited person is a member.
    Accepted,
}

impl InvitationStatus {
    /// As it is written.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Declined => "declined",
            Self::Accepted => "accepted",
        }
    }

    /// Reads what [`InvitationStatus::as_str`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Declined, Self::Accepted]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// An invitation into an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invitation {
    /// A UUID.
    pub id: String,
    /// Into which organization.
    pub organization_id: String,
    /// What that is called now.
    pub organization_name: String,
    /// For whom, in lower case.
    pub email: String,
    /// What the invited person is to be.
    pub role: Role,
    /// Where it is in its life.
    pub status: InvitationStatus,
    /// When it was made.
    pub created: Timestamp,
    /// Until when it can be answered.
    pub expires: Timestamp,
}

/// Why somebody may not invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoInviter {
    /// This one may invite nobody, or not any more.
    NotAllowed,
    /// Nobody invites somebody who may do more.
    Beyond {
        /// What the one who asked is.
        own: Role,
        /// What the invited person is to be.
        wanted: Role,
    },
}

/// What became of an invitation that was to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InvitationChange {
    /// It was changed; this is how it is now, or was last.
    Done(Invitation),
    /// There is no such invitation.
    NoInvitation,
    /// It was answered.
    Answered,
    /// The one who asked may not.
    Refused(NoInviter),
}

/// What became of an invitation that was to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitationAdded {
    /// It was stored.
    Yes,
    /// The person is a member already.
    IsMember,
    /// The person has one that can still be answered.
    IsInvited,
    /// The one who invites may not.
    Refused(NoInviter),
}

/// An invitation's code, as it was sent with an answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The invitation's id.
    pub id: String,
    /// Of the code that was sent.
    pub digest: KeyDigest,
    /// Wrong codes that end an invitation.
    pub most_wrong: u32,
    /// When.
    pub now: Timestamp,
}

/// What became of an answer to an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answered {
    /// It counts; this is the invitation as it is now.
    Yes(Invitation),
    /// There is no such invitation, it has ended, or the code is wrong.
    Unknown,
    /// The invitation is for somebody else's address.
    OtherPerson,
    /// Somebody has this address already, so nobody new can be added with it.
    HasAccount,
}
