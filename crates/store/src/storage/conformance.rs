//! What every backend promises, case by case. A new backend runs them all with one line: its name and an async
//! function that opens an empty storage, together with whatever must live as long as the test.

mod accounts;
mod api_keys;
mod changes;
mod content;
mod content_edits;
mod history;
mod invitations;
mod members;
mod projects;
mod sessions;
mod verification;

use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey, Scope, ScopeSet};
use uuid::Uuid;

use super::{
    ApiKey, Branch, Content, ContentCounts, NewOrganization, NewProject, NewThemeGroup, NewTokenSet, NewUser,
    Page, Storage, Theme, User,
};

macro_rules! each {
    ($empty:path; $($theme:ident: $($case:ident),+;)+) => {
        $(mod $theme {
            $(#[tokio::test]
            async fn $case() {
                let (storage, _alive) = $empty().await;
                super::super::$theme::$case(&storage).await;
            })+
        })+
    };
}

/// Holds a backend to every promise there is.
macro_rules! every_promise {
    ($backend:ident, $empty:path) => {
        mod $backend {
            each! { $empty;
                accounts: users_are_found, email_addresses_are_unique, organizations_are_for_members,
                    organizations_go_with_all_in_them, the_local_owner_is_made_once;
                projects: projects_are_for_members, ids_of_projects_are_taken_once, projects_are_by_name_and_filtered, projects_have_a_default_branch,
                    projects_go_with_all_in_them, content_is_replaced_as_a_whole, replacing_nothing_is_told;
                content: sets_keep_their_order_and_text, sets_are_filtered, sets_come_in_pages,
                    replaced_sets_keep_what_stays, theme_groups_keep_their_order,
                    replaced_theme_groups_keep_what_stays, branches_are_apart;
                content_edits: sets_are_added_in_their_place, sets_are_copied, an_edit_touches_one_set,
                    an_edit_that_changes_nothing_is_none, sets_are_ordered_all_or_none, sets_are_removed_below_a_path,
                    sets_are_renamed_below_a_path, theme_groups_are_edited_in_their_place,
                    each_edit_is_one_of_the_project, replaced_sets_keep_their_kind, projects_are_edited_in_part;
                api_keys: a_key_is_registered_once, ids_and_digests_are_taken_once, a_key_is_given_back_as_kept,
                    a_key_is_deleted_once, keys_are_only_for_their_user,
                    keys_are_listed_newest_first, ended_keys_are_listed_for_a_while;
                verification: digests_find_keys_and_users, each_change_outdates_what_was_known, last_use_goes_forward_only, the_last_places_are_kept,
                    days_and_scopes_add_up, a_key_gets_another_secret,
                    only_live_keys_of_the_user_are_rotated, each_secret_has_its_last_use, actor_tokens_go_with_their_key,
                    services_are_registered_once;
                changes: everything_changed_since_the_beginning, nothing_changes_without_a_change,
                    each_change_takes_a_revision, a_limit_loses_nothing, a_removal_comes_as_one,
                    changes_are_for_members, ended_keys_are_left_out, a_cursor_from_beyond_begins_anew;
                history: a_document_is_given_back_as_written, a_frame_outlives_other_writes,
                    a_document_is_replaced_only_as_asked, what_is_replaced_is_kept,
                    what_is_written_again_replaces_nothing, sets_that_share_a_place_are_kept, a_set_is_kept_alone, what_is_old_is_dropped,
                    history_goes_with_its_project;
                sessions: sessions_are_found, starting_a_session_drops_ended_ones, sessions_are_listed_for_their_user,
                    a_session_is_renewed, a_lost_answer_is_forgiven, a_second_use_ends_the_session, a_session_ends_with_its_secrets,
                    passwords_are_kept_and_upgraded, a_new_password_ends_sessions;
                members: members_are_listed_by_name, roles_change_within_limits, memberships_end_within_limits,
                    devices_hear_of_memberships, whoever_comes_back_sees_what_is_there,
                    two_owners_can_not_remove_each_other, organizations_are_changed, people_are_changed;
                invitations: invitations_are_listed, one_is_invited_once, an_invitation_is_accepted_by_whom_it_is_for,
                    wrong_codes_end_an_invitation, an_invitation_is_declined_or_taken_back, somebody_new_joins_as_a_whole,
                    whose_role_was_taken_away_invites_nobody, nobody_renews_beyond_the_own_role;
            }
        }
    };
}

every_promise!(sqlite, super::super::empty_sqlite);

#[expect(clippy::unused_async, reason = "other backends connect to a server")]
async fn empty_sqlite() -> (super::sqlite::Sqlite, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (super::sqlite::Sqlite::open(folder.path()).unwrap(), folder)
}

const ALL: Page = Page {
    number: 1,
    limit: 1_000,
};

/// Some seconds after a moment that all cases take for the beginning.
fn at(seconds: i64) -> Timestamp {
    Timestamp::new(1_800_000_000 + seconds, 0).unwrap()
}

/// So long ago that every ended key is listed.
fn always() -> Timestamp {
    at(0) - SignedDuration::from_hours(24 * 365)
}

fn id() -> String {
    Uuid::now_v7().to_string()
}

fn new_user(email: Option<&str>) -> NewUser {
    let user = User {
        id: id(),
        email: email.map(str::to_owned),
        name: "Mia".into(),
    };
    NewUser {
        user,
        password_hash: None,
        created: at(0),
    }
}

async fn user(storage: &dyn Storage) -> String {
    let new = new_user(None);
    assert!(storage.add_user(new.clone()).await.unwrap());
    new.user.id
}

fn new_organization(name: &str, owner_id: &str) -> NewOrganization {
    NewOrganization {
        id: id(),
        name: name.into(),
        description: None,
        icon: None,
        owner_id: owner_id.into(),
        created: at(0),
    }
}

async fn organization(storage: &dyn Storage, name: &str, owner_id: &str) -> String {
    let new = new_organization(name, owner_id);
    storage.add_organization(new.clone()).await.unwrap();
    new.id
}

/// A user with an organization: both ids.
async fn household(storage: &dyn Storage) -> (String, String) {
    let user_id = user(storage).await;
    let organization_id = organization(storage, "Acme", &user_id).await;
    (user_id, organization_id)
}

fn new_project(name: &str, organization_id: &str) -> NewProject {
    NewProject {
        id: id(),
        organization_id: organization_id.into(),
        name: name.into(),
        description: None,
        icon: None,
        by: None,
        created: at(0),
    }
}

async fn project_with(storage: &dyn Storage, name: &str, organization_id: &str, content: Content) -> String {
    let new = new_project(name, organization_id);
    assert!(storage.add_project(new.clone(), content).await.unwrap());
    new.id
}

async fn project(storage: &dyn Storage, name: &str, organization_id: &str) -> String {
    project_with(storage, name, organization_id, Content::default()).await
}

async fn default_branch(storage: &dyn Storage, project_id: &str) -> Branch {
    storage.branch(project_id, None).await.unwrap().unwrap()
}

/// Content of these sets; the counts are only carried along.
fn content(sets: &[(&str, &str)]) -> Content {
    let set = |(name, raw): &(&str, &str)| NewTokenSet {
        name: (*name).into(),
        raw: (*raw).into(),
    };
    let counts = ContentCounts {
        token_sets: u32::try_from(sets.len()).unwrap(),
        design_tokens: 7,
        themes: 3,
    };
    Content {
        token_sets: sets.iter().map(set).collect(),
        theme_groups: Vec::new(),
        counts,
    }
}

fn theme_group(name: &str, themes: &[&str]) -> NewThemeGroup {
    let theme = |name: &&str| Theme {
        name: (*name).into(),
        raw: format!("{{ \"name\":\"{name}\" }}"),
    };
    NewThemeGroup {
        name: name.into(),
        themes: themes.iter().map(theme).collect(),
    }
}

fn new_key(user_id: &str, created: Timestamp) -> ApiKey {
    let secret = PlainKey::generate(KeyKind::Api).unwrap();
    ApiKey {
        id: id(),
        user_id: user_id.into(),
        digest: secret.digest(),
        hint: secret.hint().as_str().into(),
        name: "Ключ 🗝".into(),
        description: Some("For\nCI".into()),
        scopes: ScopeSet::new([Scope::ProjectsWrite, Scope::MeRead]).unwrap(),
        created,
        expires: None,
        last_used: None,
        deleted: None,
        revision: 0,
    }
}

async fn key(storage: &dyn Storage, user_id: &str, created: Timestamp) -> ApiKey {
    registered(storage, new_key(user_id, created)).await
}

async fn registered(storage: &dyn Storage, new: ApiKey) -> ApiKey {
    match storage.register_key(new).await.unwrap() {
        super::Registration::New(key) => key,
        other => panic!("{other:?}"),
    }
}
