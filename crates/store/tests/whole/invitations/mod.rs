//! Invitations over HTTP: sent, answered by people with and without an account, ended, and what is told to others.

use crate::common::people::{ACCEPT, INVITE, Team, invite, person, team};
use crate::common::{House, good, only_error, text};
use keys::{KeyKind, PlainKey};
use reqwest::Response;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

async fn try_to_invite(
    house: &House,
    secret: &str,
    organization: &str,
    email: &str,
    groups: &[&str],
) -> Value {
    let variables = json!({ "organization": organization, "email": email, "groups": groups });
    house.ask_with(secret, INVITE, variables).await
}

async fn accept(house: &House, secret: &str, id: &str, code: &str) -> Value {
    house
        .ask_with(secret, ACCEPT, json!({ "id": id, "code": code }))
        .await
}

async fn decline(house: &House, secret: &str, id: &str, code: &str) -> Value {
    let query = "mutation($id: String!, $code: String!) { declineInvitation(id: $id, code: $code) }";
    house
        .ask_with(secret, query, json!({ "id": id, "code": code }))
        .await
}

async fn join(house: &House, id: &str, body: &Value) -> Response {
    let address = format!("{}/v1/invitations/{id}/accept", house.url);
    house.client.post(address).json(body).send().await.unwrap()
}

fn newcomer(code: &str) -> Value {
    json!({ "confirmCode": code, "name": "Nia", "password": PASSWORD, "deviceName": "Nia’s laptop" })
}

async fn refused(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    (status, text(&response.json::<Value>().await.unwrap()["message"]))
}

fn other_code() -> String {
    PlainKey::generate(KeyKind::Invitation)
        .unwrap()
        .expose()
        .to_owned()
}

#[tokio::test]
async fn somebody_with_an_account_accepts() {
    let Team {
        house,
        organization,
        admin,
        ..
    } = &team().await;
    let nia = person(house, "Nia").await;
    let sent = try_to_invite(
        house,
        &admin.session,
        organization,
        " Nia@Example.com ",
        &["Viewer"],
    )
    .await;
    let sent = good(sent)["inviteToOrganization"].take();
    let shown = json!({ "organizationId": organization, "organizationName": "Acme", "email": nia.email, "status": "PENDING", "role": "VIEWER" });
    for (field, value) in shown.as_object().unwrap() {
        assert_eq!(&sent[field], value);
    }
    let ends: jiff::Timestamp = text(&sent["expiresAt"]).parse().unwrap();
    let hours = ends.duration_since(jiff::Timestamp::now()).as_hours();
    assert!((14 * 24 - 1..=14 * 24).contains(&hours), "{hours}");
    let (id, code) = (text(&sent["id"]), text(&sent["confirmCode"]));
    let query = "{ self { invitations { total data { id organizationName confirmCode } } } }";
    let waiting = house.data(&nia.session, query).await["self"]["invitations"].take();
    assert_eq!(
        waiting,
        json!({ "total": 1, "data": [{ "id": id, "organizationName": "Acme", "confirmCode": null }] })
    );
    let joined = good(accept(house, &nia.session, &id, &code).await);
    assert_eq!(
        joined["acceptInvitation"],
        json!({ "id": organization, "name": "Acme", "role": "VIEWER" })
    );
    let waiting = house.data(&nia.session, query).await["self"]["invitations"]["total"].take();
    assert_eq!(waiting, 0);
    let query = format!(
        "{{ userInvitations(organization: \"{organization}\", limit: 1) {{ total data {{ status confirmCode }} }} }}"
    );
    let list = house.data(&admin.session, &query).await["userInvitations"].take();
    assert_eq!(
        list,
        json!({ "total": 4, "data": [{ "status": "ACCEPTED", "confirmCode": null }] })
    );
    let file = std::fs::read(house.folder.path().join("store.sqlite3-wal")).unwrap();
    assert!(
        !file.windows(code.len()).any(|part| part == code.as_bytes()),
        "only its digest is kept"
    );
}

#[tokio::test]
async fn somebody_new_joins_and_is_signed_in() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let (id, code) = invite(house, &owner.session, organization, "nia@example.com", &[]).await;
    let response = join(house, &id, &newcomer(&code)).await;
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let session: Value = response.json().await.unwrap();
    assert_eq!(
        (&session["user"]["name"], &session["user"]["email"]),
        (&json!("Nia"), &json!("nia@example.com"))
    );
    let query = "{ organizations { data { id role } } self { sessions { deviceName isCurrent } } }";
    let data = house.data(&text(&session["accessToken"]), query).await;
    assert_eq!(
        data["organizations"]["data"],
        json!([{ "id": organization, "role": "MEMBER" }])
    );
    assert_eq!(
        data["self"]["sessions"],
        json!([{ "deviceName": "Nia’s laptop", "isCurrent": true }])
    );
    let body = json!({ "email": "nia@example.com", "password": PASSWORD, "deviceName": "Phone" });
    let again = house
        .client
        .post(format!("{}/v1/sessions", house.url))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 201, "the password is this one");
    assert_eq!(
        join(house, &id, &newcomer(&code)).await.status(),
        400,
        "it is answered once"
    );
}

#[tokio::test]
async fn whoever_has_an_account_signs_in_first() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let nia = person(house, "Nia").await;
    let (id, code) = invite(house, &owner.session, organization, &nia.email, &[]).await;
    let expected = "Somebody has an account with this email address already. Sign in with it first, then accept the invitation.";
    assert_eq!(
        refused(join(house, &id, &newcomer(&code)).await).await,
        (409, expected.to_owned())
    );
    let (_, message) = refused(join(house, &id, &newcomer(&other_code())).await).await;
    assert!(
        message.starts_with("This invitation has ended"),
        "without the code, nobody learns of it: {message}"
    );
    good(accept(house, &nia.session, &id, &code).await);
}

#[tokio::test]
async fn what_is_no_newcomer_is_refused() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let (id, code) = invite(house, &owner.session, organization, "nia@example.com", &[]).await;
    for (field, value, reason) in [
        ("name", json!(" "), "The name is empty."),
        ("name", json!("a\u{0}b"), "A name is one line"),
        ("name", json!("x".repeat(81)), "A name has at most 80 characters"),
        ("password", json!("short"), "The password is too short."),
        ("password", json!("nia@example.com"), "This password"),
        ("password", json!(7), "The body is not the JSON"),
        ("deviceName", json!(""), "The device name can't be taken."),
        ("confirmCode", json!("tsi_x"), "This is no code of an invitation"),
        (
            "confirmCode",
            json!(owner.session),
            "This is no code of an invitation",
        ),
    ] {
        let mut body = newcomer(&code);
        body[field] = value;
        let (status, message) = refused(join(house, &id, &body).await).await;
        assert_eq!(status, 400, "{message}");
        assert!(message.starts_with(reason), "{field}: {message}");
    }
    for id in ["7", "%00", &uuid::Uuid::now_v7().to_string()] {
        let (status, message) = refused(join(house, id, &newcomer(&code)).await).await;
        assert_eq!(status, 400);
        assert!(
            message.starts_with("This invitation has ended, or its code"),
            "{message}"
        );
    }
    assert_eq!(
        join(house, &id, &newcomer(&code)).await.status(),
        201,
        "none of it was counted"
    );
}

#[tokio::test]
async fn five_wrong_codes_end_an_invitation() {
    let Team {
        house,
        organization,
        owner,
        admin,
        ..
    } = &team().await;
    let nia = person(house, "Nia").await;
    let (id, code) = invite(house, &owner.session, organization, &nia.email, &[]).await;
    let tries = (0..5).map(|_| async { accept(house, &nia.session, &id, &other_code()).await });
    for answer in futures_util::future::join_all(tries).await {
        let (status, message) = only_error(&answer);
        assert_eq!(status, "INVALID_INPUT");
        assert_eq!(
            message,
            "This invitation has ended, or its code is another one. Ask whoever invited you to send it again."
        );
    }
    assert_eq!(
        only_error(&accept(house, &nia.session, &id, &code).await).0,
        "INVALID_INPUT"
    );
    let query = format!(
        "mutation {{ resendInvitation(organization: \"{organization}\", id: \"{id}\") {{ id confirmCode status }} }}"
    );
    let sent = house.data(&admin.session, &query).await["resendInvitation"].take();
    assert_eq!((&sent["id"], &sent["status"]), (&json!(id), &json!("PENDING")));
    assert_eq!(
        only_error(&accept(house, &nia.session, &id, &code).await).0,
        "INVALID_INPUT"
    );
    good(accept(house, &nia.session, &id, &text(&sent["confirmCode"])).await);
    let (code, _) = only_error(&house.ask(&admin.session, &query).await);
    assert_eq!(code, "CONFLICT", "it was answered");
}

#[tokio::test]
async fn an_invitation_ends_after_its_time() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let nia = person(house, "Nia").await;
    let (id, code) = invite(house, &owner.session, organization, &nia.email, &[]).await;
    let ended = jiff::Timestamp::now().as_millisecond();
    let set = "UPDATE invitations SET expires_at = ?1 WHERE id = ?2";
    house.database().execute(set, (ended, &id)).unwrap();
    assert_eq!(
        only_error(&accept(house, &nia.session, &id, &code).await).0,
        "INVALID_INPUT"
    );
    let data = house
        .data(&nia.session, "{ self { invitations { total } } }")
        .await;
    assert_eq!(data["self"]["invitations"]["total"], 0);
    invite(house, &owner.session, organization, &nia.email, &[]).await;
}

#[tokio::test]
async fn only_the_invited_person_answers() {
    let Team {
        house,
        organization,
        owner,
        viewer,
        ..
    } = &team().await;
    let nia = person(house, "Nia").await;
    let (id, code) = invite(house, &owner.session, organization, &nia.email, &[]).await;
    for secret in [&viewer.session, &house.session] {
        for answer in [
            accept(house, secret, &id, &code).await,
            decline(house, secret, &id, &code).await,
        ] {
            let (status, message) = only_error(&answer);
            assert_eq!(status, "FORBIDDEN");
            assert!(
                message.starts_with("This invitation is for another email address."),
                "{message}"
            );
        }
    }
    let data = house
        .data(&house.session, "{ self { invitations { total } } }")
        .await;
    assert_eq!(
        data["self"]["invitations"]["total"], 0,
        "whoever has no address has no invitation"
    );
    let declined = good(decline(house, &nia.session, &id, &code).await);
    text(&declined["declineInvitation"])
        .parse::<jiff::Timestamp>()
        .unwrap();
    assert_eq!(
        only_error(&accept(house, &nia.session, &id, &code).await).0,
        "INVALID_INPUT"
    );
    invite(house, &owner.session, organization, &nia.email, &[]).await;
}

#[tokio::test]
async fn nobody_invites_above_the_own_role() {
    let Team {
        house,
        organization,
        owner,
        admin,
        member,
        viewer,
    } = &team().await;
    let refused =
        only_error(&try_to_invite(house, &admin.session, organization, "x@example.com", &["owner"]).await);
    let expected = "Nobody can invite somebody who may do more. You are an admin here, so ask an owner to invite this person.";
    assert_eq!(refused, ("FORBIDDEN".to_owned(), expected.to_owned()));
    for who in [member, viewer] {
        let answer = try_to_invite(house, &who.session, organization, "x@example.com", &["viewer"]).await;
        assert_eq!(only_error(&answer).0, "FORBIDDEN");
    }
    let (id, _) = invite(house, &owner.session, organization, "x@example.com", &["owner"]).await;
    let resend = format!(
        "mutation {{ resendInvitation(organization: \"{organization}\", id: \"{id}\") {{ confirmCode }} }}"
    );
    assert_eq!(
        only_error(&house.ask(&admin.session, &resend).await).0,
        "FORBIDDEN",
        "the code would make an owner"
    );
    let list = format!("{{ userInvitations(organization: \"{organization}\") {{ total }} }}");
    house.data(&member.session, &list).await;
    assert_eq!(
        only_error(&house.ask(&viewer.session, &list).await).0,
        "FORBIDDEN"
    );
}

/// Whoever may only invite must not make somebody who may do more.
#[tokio::test]
async fn a_key_that_may_only_invite_makes_no_admins() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let key = async |scope: &str| {
        let query = format!(
            "mutation {{ createAPIKey(input: {{name: \"HR\", scopes: [\"{scope}\"]}}) {{ value }} }}"
        );
        text(&house.data(&owner.session, &query).await["createAPIKey"]["value"])
    };
    let (inviting, writing) = (
        key("organizations:user:invite").await,
        key("organizations:user:write").await,
    );
    let resend = async |secret: &str, id: &str| {
        let query = format!(
            "mutation {{ resendInvitation(organization: \"{organization}\", id: \"{id}\") {{ id confirmCode }} }}"
        );
        house.ask(secret, &query).await
    };
    for role in ["viewer", "member", "admin", "owner"] {
        let email = |who: &str| format!("{who}-{role}@example.com");
        let (id, _) = invite(house, &writing, organization, &email("first"), &[role]).await;
        let invited = try_to_invite(house, &inviting, organization, &email("second"), &[role]).await;
        let sent_again = resend(&inviting, &id).await;
        for (field, answer) in [
            ("inviteToOrganization", invited),
            ("resendInvitation", sent_again),
        ] {
            if ["admin", "owner"].contains(&role) {
                let lacks = "This API key lacks the scope organizations:user:write. Make a key with it in Studio Keys, and use that one.";
                assert_eq!(only_error(&answer), ("FORBIDDEN".to_owned(), lacks.to_owned()));
                let required = json!(["organizations:user:write"]);
                assert_eq!(answer["errors"][0]["extensions"]["requiredScopes"], required);
                assert_eq!(answer["data"], json!({ field: null }), "all else is answered");
            } else {
                text(&good(answer)[field]["confirmCode"]);
            }
        }
        good(resend(&writing, &id).await);
    }
}

#[tokio::test]
async fn what_is_no_invitation_is_refused() {
    let Team {
        house,
        organization,
        owner,
        viewer,
        ..
    } = &team().await;
    let (_, foreign, stranger) = house.stranger().await;
    invite(house, &owner.session, organization, "x@example.com", &[]).await;
    for (email, groups, code, reason) in [
        (
            "x",
            [].as_slice(),
            "INVALID_INPUT",
            "This is not an email address.",
        ),
        (
            "a\u{0}@example.com",
            &[],
            "INVALID_INPUT",
            "This is not an email address.",
        ),
        (
            "y@example.com",
            &["boss"],
            "INVALID_INPUT",
            "There is no such group. Name one of owner",
        ),
        (
            "y@example.com",
            &["admin", "viewer"],
            "INVALID_INPUT",
            "A person has one role.",
        ),
        (
            "X@example.com",
            &[],
            "CONFLICT",
            "This email address is invited already.",
        ),
        (
            &viewer.email,
            &[],
            "CONFLICT",
            "Somebody with this email address is in the organization already.",
        ),
    ] {
        let refused = only_error(&try_to_invite(house, &owner.session, organization, email, groups).await);
        assert_eq!(refused.0, code);
        assert!(refused.1.starts_with(reason), "{}", refused.1);
    }
    let (foreign_id, _) = invite(house, &stranger, &foreign, "y@example.com", &[]).await;
    for (organization, id) in [
        (organization.as_str(), foreign_id.as_str()),
        (&foreign, &foreign_id),
        (organization, "7"),
        (organization, &uuid::Uuid::now_v7().to_string()),
    ] {
        for operation in ["resendInvitation", "deleteInvitation"] {
            let query = format!(
                "mutation {{ {operation}(organization: \"{organization}\", id: \"{id}\") {{ id }} }}"
            );
            assert_eq!(
                only_error(&house.ask(&owner.session, &query).await).0,
                "NOT_FOUND",
                "{operation}"
            );
        }
    }
    let query = format!("{{ userInvitations(organization: \"{foreign}\") {{ total }} }}");
    assert_eq!(
        only_error(&house.ask(&owner.session, &query).await).0,
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn an_invitation_is_taken_back() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let (id, code) = invite(house, &owner.session, organization, "nia@example.com", &[]).await;
    let query = format!(
        "mutation {{ deleteInvitation(organization: \"{organization}\", id: \"{id}\") {{ id email confirmCode }} }}"
    );
    let deleted = house.data(&owner.session, &query).await["deleteInvitation"].take();
    assert_eq!(
        deleted,
        json!({ "id": id, "email": "nia@example.com", "confirmCode": null })
    );
    assert_eq!(join(house, &id, &newcomer(&code)).await.status(), 400);
    assert_eq!(
        only_error(&house.ask(&owner.session, &query).await).0,
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn many_who_join_at_once_are_one() {
    let Team {
        house,
        organization,
        owner,
        ..
    } = &team().await;
    let (id, code) = invite(house, &owner.session, organization, "nia@example.com", &[]).await;
    let tries = (0..6).map(|_| async { join(house, &id, &newcomer(&code)).await.status().as_u16() });
    let statuses = futures_util::future::join_all(tries).await;
    assert_eq!(
        statuses.iter().filter(|status| **status == 201).count(),
        1,
        "{statuses:?}"
    );
    let count: u32 = house
        .database()
        .query_row(
            "SELECT count(*) FROM users WHERE email = 'nia@example.com'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn the_link_opens_a_page_that_keeps_the_code_to_itself() {
    let house = House::open().await;
    let address = format!("{}/invitations/{}", house.url, uuid::Uuid::now_v7());
    let response = house.client.get(address).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    let page = response.text().await.unwrap();
    for file in ["/invitations/invitation.js", "/invitations/invitation.css"] {
        assert!(page.contains(file));
        let response = house
            .client
            .get(format!("{}{file}", house.url))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{file}");
    }
}
