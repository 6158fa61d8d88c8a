//! Invitations that are not to be sent, or not to be answered.

use super::*;

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
