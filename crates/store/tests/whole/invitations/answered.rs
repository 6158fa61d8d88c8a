//! Invitations that are answered, and whom that lets in.

use super::*;

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
