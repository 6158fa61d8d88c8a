//! Promises about who belongs to an organization, and what devices hear of it.

use super::{ALL, Storage, always, household, id, new_user, organization, project, user};
use crate::storage::{
    Changes, Edit, MembershipChange, NameFilter, OrganizationChange, Profile, Role, UserChange,
};

/// Adds somebody to an organization by way of an invitation.
async fn member(storage: &dyn Storage, organization_id: &str, role: Role) -> String {
    let new = new_user(Some(&format!("{}@example.com", id())));
    storage.add_user(new.clone()).await.unwrap();
    super::invitations::joined(storage, organization_id, &new.user, role).await;
    new.user.id
}

async fn since(storage: &dyn Storage, user_id: &str, revision: i64) -> Changes {
    storage.changes(user_id, revision, 1_000, always()).await.unwrap()
}

async fn role(storage: &dyn Storage, user_id: &str, organization_id: &str) -> Option<Role> {
    let found = storage.organization(user_id, organization_id).await.unwrap();
    found.map(|organization| organization.role)
}

pub(super) async fn members_are_listed_by_name(storage: &dyn Storage) {
    let (mia, acme) = household(storage).await;
    let viewer = member(storage, &acme, Role::Viewer).await;
    let (_, other) = household(storage).await;
    member(storage, &other, Role::Admin).await;
    let change = UserChange {
        name: Some("Ada".into()),
        ..UserChange::default()
    };
    assert!(storage.change_user(&viewer, change).await.unwrap());
    let listed = async |filter| {
        let page = storage.members(&acme, filter, ALL).await.unwrap();
        let ids: Vec<_> = page
            .rows
            .into_iter()
            .map(|member| (member.user.id, member.role))
            .collect();
        (ids, page.total)
    };
    let both = vec![(viewer.clone(), Role::Viewer), (mia.clone(), Role::Owner)];
    assert_eq!(listed(NameFilter::default()).await, (both, 2));
    let filter = NameFilter {
        starts_with: Some("Ad".into()),
        ..NameFilter::default()
    };
    assert_eq!(listed(filter).await, (vec![(viewer, Role::Viewer)], 1));
}

pub(super) async fn roles_change_within_limits(storage: &dyn Storage) {
    let (owner, acme) = household(storage).await;
    let admin = member(storage, &acme, Role::Admin).await;
    let viewer = member(storage, &acme, Role::Viewer).await;
    let stranger = user(storage).await;
    let change = async |asking: &str, about: &str, to: Role| {
        storage.change_role(asking, &acme, about, to).await.unwrap()
    };
    for (asking, about, to, expected) in [
        (&viewer, &viewer, Role::Owner, MembershipChange::NotAllowed),
        (&stranger, &viewer, Role::Member, MembershipChange::NotAllowed),
        (&admin, &stranger, Role::Member, MembershipChange::NoMember),
        (&admin, &viewer, Role::Owner, MembershipChange::OwnersOnly),
        (&admin, &owner, Role::Viewer, MembershipChange::OwnersOnly),
        (&owner, &owner, Role::Admin, MembershipChange::LastOwner),
    ] {
        assert_eq!(change(asking, about, to).await, expected);
    }
    for (asking, about, to) in [
        (&admin, &viewer, Role::Member),
        (&owner, &admin, Role::Owner),
        (&admin, &owner, Role::Viewer),
    ] {
        let outcome = change(asking, about, to).await;
        assert!(matches!(outcome, MembershipChange::Done(..)), "{outcome:?}");
        assert_eq!(role(storage, about, &acme).await, Some(to));
    }
    assert_eq!(
        change(&admin, &admin, Role::Member).await,
        MembershipChange::LastOwner
    );
}

pub(super) async fn memberships_end_within_limits(storage: &dyn Storage) {
    let (owner, acme) = household(storage).await;
    let admin = member(storage, &acme, Role::Admin).await;
    let viewer = member(storage, &acme, Role::Viewer).await;
    let other = member(storage, &acme, Role::Viewer).await;
    let remove = async |asking: &str, about: &str| storage.remove_member(asking, &acme, about).await.unwrap();
    for (asking, about, expected) in [
        (&viewer, &other, MembershipChange::NotAllowed),
        (&admin, &owner, MembershipChange::OwnersOnly),
        (&owner, &owner, MembershipChange::LastOwner),
        (&owner, &id(), MembershipChange::NoMember),
    ] {
        assert_eq!(remove(asking, about).await, expected);
    }
    for (asking, about) in [(&viewer, &viewer), (&admin, &other), (&owner, &admin)] {
        let outcome = remove(asking, about).await;
        assert!(matches!(outcome, MembershipChange::Done(..)), "{outcome:?}");
        assert_eq!(role(storage, about, &acme).await, None);
    }
    assert_eq!(remove(&owner, &viewer).await, MembershipChange::NoMember);
}

pub(super) async fn devices_hear_of_memberships(storage: &dyn Storage) {
    let (owner, acme) = household(storage).await;
    let kept = project(storage, "Kept", &acme).await;
    let cursor = since(storage, &owner, 0).await.cursor;
    let guest = member(storage, &acme, Role::Viewer).await;
    let joined = since(storage, &guest, cursor).await;
    assert_eq!(
        (joined.organizations[0].role, joined.projects[0].id.as_str()),
        (Role::Viewer, kept.as_str()),
        "what is older than the membership comes, too"
    );
    assert!(
        storage
            .changes(&guest, cursor, 1, always())
            .await
            .unwrap()
            .has_more
    );
    storage
        .change_role(&owner, &acme, &guest, Role::Admin)
        .await
        .unwrap();
    let changed = since(storage, &guest, joined.cursor).await;
    assert_eq!(
        (changed.organizations[0].role, changed.projects.len()),
        (Role::Admin, 0)
    );
    storage.remove_member(&owner, &acme, &guest).await.unwrap();
    let left = since(storage, &guest, changed.cursor).await;
    assert_eq!(
        (&left.removed_organizations, &left.removed_projects),
        (&vec![acme.clone()], &vec![kept.clone()])
    );
    assert!(left.organizations.is_empty());
    assert_eq!(
        since(storage, &owner, changed.cursor).await.organizations.len(),
        1
    );
}

pub(super) async fn whoever_comes_back_sees_what_is_there(storage: &dyn Storage) {
    let (owner, acme) = household(storage).await;
    let (kept, gone) = (
        project(storage, "Kept", &acme).await,
        project(storage, "Gone", &acme).await,
    );
    let guest = new_user(Some("guest@example.com"));
    storage.add_user(guest.clone()).await.unwrap();
    let guest = guest.user;
    super::invitations::joined(storage, &acme, &guest, Role::Viewer).await;
    let cursor = since(storage, &guest.id, 0).await.cursor;
    storage.remove_member(&owner, &acme, &guest.id).await.unwrap();
    storage.remove_project(&gone, "somebody").await.unwrap();
    super::invitations::joined(storage, &acme, &guest, Role::Viewer).await;
    for from in [cursor, 0] {
        let back = since(storage, &guest.id, from).await;
        assert_eq!((back.organizations.len(), back.projects.len()), (1, 1));
        assert_eq!(back.projects[0].id, kept);
        assert_eq!(
            back.removed_projects,
            std::slice::from_ref(&gone),
            "it went while the guest was away"
        );
        assert!(back.removed_organizations.is_empty());
    }
}

pub(super) async fn two_owners_can_not_remove_each_other(storage: &dyn Storage) {
    for _ in 0..10 {
        let (first, acme) = household(storage).await;
        let second = member(storage, &acme, Role::Owner).await;
        let (one, other) = tokio::join!(
            storage.remove_member(&first, &acme, &second),
            storage.change_role(&second, &acme, &first, Role::Viewer)
        );
        let done = [one.unwrap(), other.unwrap()]
            .iter()
            .filter(|outcome| matches!(outcome, MembershipChange::Done(..)))
            .count();
        assert_eq!(done, 1);
        let owners = storage.members(&acme, NameFilter::default(), ALL).await.unwrap();
        assert!(owners.rows.iter().any(|member| member.role == Role::Owner));
    }
}

pub(super) async fn organizations_are_changed(storage: &dyn Storage) {
    let (owner, acme) = household(storage).await;
    let other = organization(storage, "Other", &owner).await;
    let cursor = since(storage, &owner, 0).await.cursor;
    let first = OrganizationChange {
        name: Some("Acme Ltd".into()),
        description: Edit::Set(Some("Tools".into())),
        icon: Edit::Set(Some("data:x".into())),
    };
    assert!(storage.change_organization(&acme, first.clone()).await.unwrap());
    assert!(!storage.change_organization("none", first).await.unwrap());
    let changed = since(storage, &owner, cursor).await.organizations;
    assert_eq!(changed.len(), 1);
    let shown = (
        changed[0].name.as_str(),
        changed[0].description.as_deref(),
        changed[0].icon.as_deref(),
    );
    assert_eq!(shown, ("Acme Ltd", Some("Tools"), Some("data:x")));
    let second = OrganizationChange {
        description: Edit::Set(None),
        ..OrganizationChange::default()
    };
    assert!(storage.change_organization(&acme, second).await.unwrap());
    let found = storage.any_organization(&acme).await.unwrap().unwrap();
    assert_eq!(
        (found.name.as_str(), found.description, found.icon.as_deref()),
        ("Acme Ltd", None, Some("data:x"))
    );
    assert_eq!(storage.any_organization("none").await.unwrap(), None);
    assert!(!storage.is_local_organization(&other).await.unwrap());
}

pub(super) async fn people_are_changed(storage: &dyn Storage) {
    let mia = user(storage).await;
    assert_eq!(storage.profile(&mia).await.unwrap(), Some(Profile::default()));
    assert_eq!(storage.profile("nobody").await.unwrap(), None);
    let change = UserChange {
        name: Some("Mia L.".into()),
        given_name: Edit::Set(Some("Mi".into())),
        description: Edit::Set(Some("Draws".into())),
        icon: Edit::Keep,
    };
    assert!(storage.change_user(&mia, change).await.unwrap());
    assert!(
        !storage
            .change_user("nobody", UserChange::default())
            .await
            .unwrap()
    );
    let change = UserChange {
        description: Edit::Set(None),
        ..UserChange::default()
    };
    assert!(storage.change_user(&mia, change).await.unwrap());
    let expected = Profile {
        given_name: Some("Mi".into()),
        ..Profile::default()
    };
    assert_eq!(storage.profile(&mia).await.unwrap(), Some(expected));
    assert_eq!(storage.user(&mia).await.unwrap().unwrap().name, "Mia L.");
}
