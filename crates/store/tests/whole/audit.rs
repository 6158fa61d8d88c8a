//! The audit log: what is in it, and that nobody changes it unnoticed.

use std::path::Path;

use crate::common::binary::{Desk, printed, run_in};
use crate::common::people::{ACCEPT, Team, invite, person, team};
use crate::common::{House, only_error, text};
use rusqlite::Connection;
use serde_json::{Value, json};

const MIA: &str = "mia@example.com";

/// A store in which some things have happened.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
    for _ in 0..2 {
        desk.add_key(MIA, "me:read", "never");
    }
    let listed = desk.printed(&["key", "list", "--user", MIA, "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    desk.printed(&["key", "revoke", listed[0]["id"].as_str().unwrap()]);
    desk
}

fn database(desk: &Desk) -> Connection {
    Connection::open(desk.data().join("store.sqlite3")).unwrap()
}

fn change(desk: &Desk, statement: &str) {
    assert!(database(desk).execute(statement, []).unwrap() > 0, "{statement}");
}

#[test]
fn everything_is_written_down_without_secrets() {
    let desk = desk();
    let exported = desk.printed(&["audit", "export"]);
    let lines: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let events: Vec<&str> = lines
        .iter()
        .map(|line| line["entry"]["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        [
            "user.added",
            "organization.added",
            "key.registered",
            "key.registered",
            "key.deleted"
        ]
    );
    let key = &lines[2]["entry"];
    assert_eq!(key["number"], 3);
    assert_eq!(key["details"]["name"], "CI");
    assert_eq!(key["details"]["scopes"], "me:read");
    // The hint is as much of a key as may be seen.
    assert!(key["details"]["hint"].as_str().unwrap().contains('…'));
    let later = desk.printed(&["audit", "export", "--after", "4"]);
    assert_eq!(later, exported.lines().last().unwrap());
    assert_eq!(lines[4]["hash"], desk.printed(&["audit", "verify"]).as_str());
}

#[test]
fn whatever_is_changed_is_noticed() {
    for (statement, said) in [
        (
            "UPDATE audit_log SET entry = replace(entry, 'CI', 'Ci') WHERE number = 3",
            "line 3 was changed",
        ),
        (
            "UPDATE audit_log SET hash = zeroblob(32) WHERE number = 4",
            "line 4 was changed",
        ),
        ("DELETE FROM audit_log WHERE number = 2", "line 2 is missing"),
        ("DELETE FROM audit_log WHERE number = 1", "line 1 is missing"),
        (
            "UPDATE audit_log SET number = 9 WHERE number = 5",
            "line 5 is missing",
        ),
    ] {
        let desk = desk();
        change(&desk, statement);
        let refused = desk.refused(&["audit", "verify"]);
        assert!(refused.contains(said), "{statement}: {refused}");
    }
}

#[test]
fn lines_taken_from_the_end_are_noticed_by_a_hash_kept_elsewhere() {
    let desk = desk();
    let head = desk.printed(&["audit", "verify"]);
    desk.add_key(MIA, "me:read", "never");
    let later = desk.printed(&["audit", "verify", "--known", &head.to_uppercase()]);
    assert_ne!(later, head);
    change(&desk, "DELETE FROM audit_log WHERE number >= 5");
    desk.printed(&["audit", "verify"]);
    let refused = desk.refused(&["audit", "verify", "--known", &head]);
    assert!(refused.contains("taken from its end"), "{refused}");
}

/// Event, who did it, to what and the details of each line after some, as `audit export` prints them.
fn told(data: &Path, after: &Value) -> Vec<(String, Value, Value, Value)> {
    printed(&run_in(data, &["audit", "verify"], ""));
    let exported = printed(&run_in(
        data,
        &["audit", "export", "--after", &after.to_string()],
        "",
    ));
    let lines = exported.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let entry = &mut line["entry"];
        let mut part = |name: &str| entry[name].take();
        (
            text(&part("event")),
            part("actor"),
            part("subject"),
            part("details"),
        )
    });
    lines.collect()
}

/// The number of the last line.
fn last_line(house: &House) -> Value {
    let query = "SELECT coalesce(max(number), 0) FROM audit_log";
    let number: i64 = house.database().query_row(query, [], |row| row.get(0)).unwrap();
    json!(number)
}

#[tokio::test]
async fn what_becomes_of_invitations_and_members_is_written_down() {
    let Team {
        house,
        organization,
        owner,
        admin,
        viewer,
        ..
    } = &team().await;
    let nia = person(house, "Nia").await;
    let begin = last_line(house);
    let mut codes = Vec::new();
    let about = |id: &str| json!({ "o": organization, "id": id });
    let (first, code) = invite(house, &admin.session, organization, &nia.email, &["viewer"]).await;
    codes.push(code.clone());
    let query = "mutation($id: String!, $code: String!) { declineInvitation(id: $id, code: $code) }";
    house
        .data_with(&nia.session, query, json!({ "id": first, "code": code }))
        .await;
    let (second, code) = invite(house, &owner.session, organization, &nia.email, &["admin"]).await;
    codes.push(code);
    let query =
        "mutation($o: String!, $id: String!) { resendInvitation(organization: $o, id: $id) { confirmCode } }";
    let sent = house.data_with(&admin.session, query, about(&second)).await;
    let code = text(&sent["resendInvitation"]["confirmCode"]);
    codes.push(code.clone());
    let variables = json!({ "id": second, "code": code });
    house.data_with(&nia.session, ACCEPT, variables).await;
    let (third, code) = invite(house, &owner.session, organization, "x@example.com", &[]).await;
    codes.push(code);
    let query = "mutation($o: String!, $id: String!) { deleteInvitation(organization: $o, id: $id) { id } }";
    house.data_with(&admin.session, query, about(&third)).await;
    let query = "mutation($o: String!, $id: String!) { updateMemberRole(organization: $o, user: $id, role: MEMBER) { id } }";
    house.data_with(&owner.session, query, about(&viewer.id)).await;
    let query =
        "mutation($o: String!, $id: String!) { removeFromOrganization(organization: $o, user: $id) { id } }";
    house.data_with(&owner.session, query, about(&viewer.id)).await;
    let refused = json!({ "id": first, "code": codes[0] });
    only_error(&house.ask_with(&nia.session, ACCEPT, refused).await);
    let line = |event: &str, actor: &str, subject: &str, mut details: Value| {
        details["organization"] = json!(organization);
        (event.to_owned(), json!(actor), json!(subject), details)
    };
    let for_nia = |role: &str| json!({ "email": nia.email, "role": role });
    let for_nobody = || json!({ "email": "x@example.com", "role": "member" });
    let expected = [
        line("invitation.added", &admin.id, &first, for_nia("viewer")),
        line("invitation.declined", &nia.id, &first, for_nia("viewer")),
        line("invitation.added", &owner.id, &second, for_nia("admin")),
        line("invitation.renewed", &admin.id, &second, for_nia("admin")),
        line("invitation.accepted", &nia.id, &second, for_nia("admin")),
        line("member.added", &nia.id, &nia.id, json!({ "role": "admin" })),
        line("invitation.added", &owner.id, &third, for_nobody()),
        line("invitation.removed", &admin.id, &third, for_nobody()),
        line("member.role", &owner.id, &viewer.id, json!({ "role": "member" })),
        line("member.removed", &owner.id, &viewer.id, json!({})),
    ];
    assert_eq!(told(house.folder.path(), &begin), expected);
    let printed = printed(&run_in(house.folder.path(), &["audit", "export"], ""));
    for code in codes {
        assert!(!printed.contains(&code), "a code is nobody else's");
    }
}

#[tokio::test]
async fn whoever_joins_as_somebody_new_is_written_down() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let begin = last_line(house);
    let (id, code) = invite(house, &owner.session, organization, "zoe@example.com", &[]).await;
    let password = "correct horse battery staple";
    let body = json!({ "confirmCode": code, "name": "Zoe", "password": password, "deviceName": "A laptop" });
    let address = format!("{}/v1/invitations/{id}/accept", house.url);
    let joined = house.client.post(address).json(&body).send().await.unwrap();
    let zoe = joined.json::<Value>().await.unwrap()["user"]["id"].take();
    let told = told(house.folder.path(), &begin);
    let events: Vec<(&str, &Value)> = told
        .iter()
        .map(|(event, actor, _, _)| (event.as_str(), actor))
        .collect();
    let expected = [
        ("invitation.added", &json!(owner.id)),
        ("user.added", &Value::Null),
        ("invitation.accepted", &zoe),
        ("member.added", &zoe),
        ("session.started", &zoe),
    ];
    assert_eq!(events, expected);
}

#[tokio::test]
async fn organizations_and_projects_are_written_down_when_they_come_and_go() {
    let house = House::open().await;
    let data = house.folder.path();
    let begin = last_line(&house);
    let made = house
        .data(
            &house.session,
            "mutation { createOrganization(input: {name: \"Acme\"}) { id } }",
        )
        .await;
    let organization = text(&made["createOrganization"]["id"]);
    let create = "mutation($o: String!) { createProject(organization: $o, input: {name: \"Brand\"}) { id } }";
    let made = house
        .data_with(&house.session, create, json!({ "o": organization }))
        .await;
    let project = text(&made["createProject"]["id"]);
    let by_hand = house.store.add_project(&organization, "By hand").await.unwrap();
    let imported = house.project("Imported", r#"{"a": {}}"#).await;
    let query = "mutation($o: String!, $id: String!) { deleteProject(organization: $o, id: $id) { id } }";
    let variables = json!({ "o": organization, "id": project });
    house.data_with(&house.session, query, variables.clone()).await;
    house.ask_with(&house.session, query, variables).await;
    let query = "mutation($o: String!) { deleteOrganization(organization: $o) { id } }";
    let variables = json!({ "o": organization });
    house.data_with(&house.session, query, variables).await;
    let line = |event: &str, actor: &Value, subject: &str, details: Value| {
        (event.to_owned(), actor.clone(), json!(subject), details)
    };
    let mia = json!(house.user_id);
    let named = |name: &str, of: &str| json!({ "name": name, "organization": of });
    let expected = [
        line(
            "organization.added",
            &mia,
            &organization,
            json!({ "name": "Acme" }),
        ),
        line("project.added", &mia, &project, named("Brand", &organization)),
        line(
            "project.added",
            &Value::Null,
            &by_hand,
            named("By hand", &organization),
        ),
        line(
            "project.added",
            &mia,
            &imported,
            named("Imported", &house.organization_id),
        ),
        line("project.removed", &mia, &project, named("Brand", &organization)),
        line(
            "organization.removed",
            &mia,
            &organization,
            json!({ "name": "Acme" }),
        ),
    ];
    assert_eq!(told(data, &begin), expected);
}

#[test]
fn nothing_yet_is_whole() {
    let desk = Desk::new();
    let missing = desk.refused(&["audit", "verify"]);
    assert!(missing.contains("there is no store"), "{missing}");
}
