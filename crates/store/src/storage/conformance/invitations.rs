//! Promises about invitations.

use keys::{KeyDigest, KeyKind, PlainKey};

use super::{ALL, Storage, at, household, id, new_user, organization};
use crate::storage::{
    Answer, Answered, Invitation, InvitationAdded, InvitationChange, InvitationStatus, NoInviter, Role, User,
};

fn code() -> KeyDigest {
    PlainKey::generate(KeyKind::Invitation).unwrap().digest()
}

fn new_invitation(organization_id: &str, email: &str) -> Invitation {
    Invitation {
        id: id(),
        organization_id: organization_id.into(),
        organization_name: "Acme".into(),
        email: email.into(),
        role: Role::Member,
        status: InvitationStatus::Pending,
        created: at(0),
        expires: at(100),
    }
}

async fn invited(storage: &dyn Storage, organization_id: &str, email: &str) -> (Invitation, KeyDigest) {
    let (new, code) = (new_invitation(organization_id, email), code());
    let added = storage.add_invitation(None, new.clone(), code).await.unwrap();
    assert_eq!(added, InvitationAdded::Yes);
    (new, code)
}

fn answer(id: &str, digest: KeyDigest, now: i64) -> Answer {
    Answer {
        id: id.into(),
        digest,
        most_wrong: 5,
        now: at(now),
    }
}

/// Makes a user a member.
pub(super) async fn joined(storage: &dyn Storage, organization_id: &str, user: &User, role: Role) {
    let new = Invitation {
        role,
        ..new_invitation(organization_id, user.email.as_deref().unwrap())
    };
    let code = code();
    storage.add_invitation(None, new.clone(), code).await.unwrap();
    let answered = storage
        .accept_invitation(answer(&new.id, code, 1), user.clone())
        .await
        .unwrap();
    assert!(matches!(answered, Answered::Yes(_)), "{answered:?}");
}

async fn person(storage: &dyn Storage, email: &str) -> User {
    let new = new_user(Some(email));
    assert!(storage.add_user(new.clone()).await.unwrap());
    new.user
}

fn accepted(invitation: &Invitation) -> Answered {
    Answered::Yes(Invitation {
        status: InvitationStatus::Accepted,
        ..invitation.clone()
    })
}

pub(super) async fn invitations_are_listed(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let other = organization(storage, "Other", &mia).await;
    let (first, _) = invited(storage, &acme, "sam@example.com").await;
    let (second, _) = invited(storage, &acme, "ada@example.com").await;
    let (third, _) = invited(storage, &other, "sam@example.com").await;
    let of_acme = storage.invitations(&acme, ALL).await.unwrap();
    assert_eq!((of_acme.rows, of_acme.total), (vec![second, first.clone()], 2));
    assert_eq!(
        storage.invitation(&acme, &first.id).await.unwrap(),
        Some(first.clone())
    );
    assert_eq!(storage.invitation(&other, &first.id).await.unwrap(), None);
    let for_sam = async |now| {
        let page = storage
            .invitations_for("sam@example.com", at(now), ALL)
            .await
            .unwrap();
        page.rows
            .into_iter()
            .map(|found| (found.id, found.organization_name))
            .collect::<Vec<_>>()
    };
    let expected = [(third.id, "Other".to_owned()), (first.id, "Acme".to_owned())];
    assert_eq!(for_sam(99).await, expected);
    assert!(for_sam(100).await.is_empty());
}

pub(super) async fn one_is_invited_once(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let sam = person(storage, "sam@example.com").await;
    let again = async |created| {
        let new = Invitation {
            created: at(created),
            expires: at(created + 100),
            ..new_invitation(&acme, "sam@example.com")
        };
        let id = new.id.clone();
        (storage.add_invitation(None, new, code()).await.unwrap(), id)
    };
    let (first, _) = invited(storage, &acme, "sam@example.com").await;
    assert_eq!(again(99).await.0, InvitationAdded::IsInvited);
    assert_eq!(again(100).await.0, InvitationAdded::Yes);
    assert_eq!(
        storage.invitation(&acme, &first.id).await.unwrap(),
        None,
        "the one before had ended"
    );
    let list = storage.invitations(&acme, ALL).await.unwrap();
    storage
        .remove_invitation(Some(&mia), &acme, &list.rows[0].id)
        .await
        .unwrap();
    joined(storage, &acme, &sam, Role::Viewer).await;
    assert_eq!(again(300).await.0, InvitationAdded::IsMember);
}

pub(super) async fn an_invitation_is_accepted_by_whom_it_is_for(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let sam = person(storage, "sam@example.com").await;
    let ada = person(storage, "ada@example.com").await;
    let (new, code) = invited(storage, &acme, "sam@example.com").await;
    let accept = async |now: i64, user: &User| {
        storage
            .accept_invitation(answer(&new.id, code, now), user.clone())
            .await
            .unwrap()
    };
    assert_eq!(accept(1, &ada).await, Answered::OtherPerson);
    assert_eq!(accept(100, &sam).await, Answered::Unknown);
    assert_eq!(accept(99, &sam).await, accepted(&new));
    let organization = storage.organization(&sam.id, &acme).await.unwrap().unwrap();
    assert_eq!(organization.role, Role::Member);
    assert_eq!(accept(99, &sam).await, Answered::Unknown, "it is answered once");
    let kept = storage.invitation(&acme, &new.id).await.unwrap().unwrap();
    assert_eq!(kept.status, InvitationStatus::Accepted);
}

pub(super) async fn wrong_codes_end_an_invitation(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let (new, right) = invited(storage, &acme, "sam@example.com").await;
    let check = async |digest| {
        storage
            .check_invitation(answer(&new.id, digest, 1))
            .await
            .unwrap()
    };
    for _ in 0..4 {
        assert_eq!(check(code()).await, Answered::Unknown);
    }
    assert_eq!(
        check(right).await,
        Answered::Yes(new.clone()),
        "it may be tried once more"
    );
    assert_eq!(check(code()).await, Answered::Unknown);
    assert_eq!(check(right).await, Answered::Unknown);
    let next = code();
    let outcome = storage
        .renew_invitation(&mia, &acme, &new.id, next, at(200))
        .await
        .unwrap();
    let renewed = Invitation {
        expires: at(200),
        ..new.clone()
    };
    assert_eq!(outcome, InvitationChange::Done(renewed.clone()));
    assert_eq!(
        storage.invitation(&acme, &new.id).await.unwrap(),
        Some(renewed.clone())
    );
    assert_eq!(
        check(right).await,
        Answered::Unknown,
        "the code before is another one"
    );
    assert_eq!(check(next).await, Answered::Yes(renewed));
}

pub(super) async fn an_invitation_is_declined_or_taken_back(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let other = organization(storage, "Other", &mia).await;
    let sam = person(storage, "sam@example.com").await;
    let ada = person(storage, "ada@example.com").await;
    let (new, code) = invited(storage, &acme, "sam@example.com").await;
    let decline = async |user: &User| {
        storage
            .decline_invitation(answer(&new.id, code, 1), user.clone())
            .await
            .unwrap()
    };
    assert_eq!(decline(&ada).await, Answered::OtherPerson);
    assert!(matches!(decline(&sam).await, Answered::Yes(_)));
    assert_eq!(decline(&sam).await, Answered::Unknown);
    assert_eq!(
        storage
            .renew_invitation(&mia, &acme, &new.id, code, at(200))
            .await
            .unwrap(),
        InvitationChange::Answered
    );
    assert_eq!(storage.organization(&sam.id, &acme).await.unwrap(), None);
    let (new, code) = invited(storage, &acme, "sam@example.com").await;
    let remove = async |organization: &str| {
        storage
            .remove_invitation(Some(&mia), organization, &new.id)
            .await
            .unwrap()
    };
    assert_eq!(remove(&other).await, InvitationChange::NoInvitation);
    assert_eq!(remove(&acme).await, InvitationChange::Done(new.clone()));
    assert_eq!(remove(&acme).await, InvitationChange::NoInvitation);
    let answered = storage
        .accept_invitation(answer(&new.id, code, 1), sam)
        .await
        .unwrap();
    assert_eq!(answered, Answered::Unknown);
}

pub(super) async fn somebody_new_joins_as_a_whole(storage: &dyn Storage) {
    let (_, acme) = household(storage).await;
    let (new, code) = invited(storage, &acme, "sam@example.com").await;
    let join = async |email: &str, digest| {
        let user = new_user(Some(email));
        let id = user.user.id.clone();
        let answered = storage
            .accept_invitation_as_new(answer(&new.id, digest, 1), user)
            .await
            .unwrap();
        (answered, storage.user(&id).await.unwrap().is_some())
    };
    assert_eq!(
        join("ada@example.com", code).await,
        (Answered::OtherPerson, false)
    );
    assert_eq!(
        join("sam@example.com", super::invitations::code()).await,
        (Answered::Unknown, false)
    );
    person(storage, "sam@example.com").await;
    assert_eq!(join("sam@example.com", code).await, (Answered::HasAccount, false));
    let (fresh, code) = invited(storage, &acme, "new@example.com").await;
    let user = new_user(Some("new@example.com"));
    let answered = storage
        .accept_invitation_as_new(answer(&fresh.id, code, 1), user.clone())
        .await
        .unwrap();
    assert_eq!(answered, accepted(&fresh));
    assert!(
        storage
            .organization(&user.user.id, &acme)
            .await
            .unwrap()
            .is_some()
    );
}

pub(super) async fn whose_role_was_taken_away_invites_nobody(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let sam = person(storage, "sam@example.com").await;
    joined(storage, &acme, &sam, Role::Admin).await;
    let (theirs, _) = invited(storage, &acme, "theirs@example.com").await;
    let as_sam = async |email: &str, role| {
        let new = Invitation {
            role,
            ..new_invitation(&acme, email)
        };
        let added = storage.add_invitation(Some(&sam.id), new.clone(), code()).await;
        (added.unwrap(), new)
    };
    let beyond = NoInviter::Beyond {
        own: Role::Admin,
        wanted: Role::Owner,
    };
    let (outcome, _) = as_sam("owner@example.com", Role::Owner).await;
    assert_eq!(outcome, InvitationAdded::Refused(beyond));
    let (outcome, kept) = as_sam("admin@example.com", Role::Admin).await;
    assert_eq!(outcome, InvitationAdded::Yes);
    storage
        .change_role(&mia, &acme, &sam.id, Role::Member)
        .await
        .unwrap();
    let refused = |reason| InvitationChange::Refused(reason);
    for _ in 0..2 {
        let (outcome, _) = as_sam("viewer@example.com", Role::Viewer).await;
        assert_eq!(outcome, InvitationAdded::Refused(NoInviter::NotAllowed));
        let renewed = storage
            .renew_invitation(&sam.id, &acme, &kept.id, code(), at(200))
            .await
            .unwrap();
        assert_eq!(renewed, refused(NoInviter::NotAllowed));
        let removed = storage.remove_invitation(Some(&sam.id), &acme, &theirs.id).await;
        assert_eq!(removed.unwrap(), refused(NoInviter::NotAllowed));
        storage.remove_member(&mia, &acme, &sam.id).await.unwrap();
    }
    let list = storage.invitations(&acme, ALL).await.unwrap();
    assert_eq!(list.total, 3, "Sam's own, the one that was kept, and theirs");
    assert!(list.rows.contains(&kept) && list.rows.contains(&theirs));
}

pub(super) async fn nobody_renews_beyond_the_own_role(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let sam = person(storage, "sam@example.com").await;
    joined(storage, &acme, &sam, Role::Admin).await;
    let new = Invitation {
        role: Role::Owner,
        ..new_invitation(&acme, "owner@example.com")
    };
    let added = storage.add_invitation(Some(&mia), new.clone(), code()).await;
    assert_eq!(added.unwrap(), InvitationAdded::Yes);
    let renew = async |asking: &str| {
        let renewed = storage.renew_invitation(asking, &acme, &new.id, code(), at(200));
        renewed.await.unwrap()
    };
    let beyond = NoInviter::Beyond {
        own: Role::Admin,
        wanted: Role::Owner,
    };
    assert_eq!(renew(&sam.id).await, InvitationChange::Refused(beyond));
    assert!(matches!(renew(&mia).await, InvitationChange::Done(_)));
    let removed = storage.remove_invitation(Some(&sam.id), &acme, &new.id).await;
    assert!(matches!(removed.unwrap(), InvitationChange::Done(_)));
}
