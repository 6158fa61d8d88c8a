//! What those who follow hear.

use super::*;

#[tokio::test]
async fn new_projects_are_told_to_those_who_follow() {
    let house = House::open().await;
    let (_, key) = house.key(&["projects:read"]).await;
    for token in [
        key.clone(),
        format!("Bearer {key}"),
        format!(" bearer  {key} "),
        house.session.clone(),
    ] {
        let mut client = Client::introduced(&house, &token).await;
        client.follow_projects(&house, "first").await;
        let id = create(&house, "Brand").await;
        let project = json!({ "id": id, "name": "Brand", "tokenSetCount": 0, "branch": { "name": "main" } });
        let expected =
            json!({ "type": "next", "id": "first", "payload": { "data": { "onCreateProject": project } } });
        assert_eq!(client.hear().await, expected);
        let imported = house.project("Imported", r#"{"a": {}}"#).await;
        let told = client.hear().await["payload"]["data"]["onCreateProject"].take();
        assert_eq!(
            (&told["id"], &told["tokenSetCount"]),
            (&json!(imported), &json!(1))
        );
        client.say(json!({ "type": "complete", "id": "first" })).await;
        create(&house, "Unheard").await;
        client.say(json!({ "type": "ping" })).await;
        assert_eq!(client.hear().await["type"], "pong");
    }
}

#[tokio::test]
async fn only_projects_of_the_own_organization_are_told() {
    let house = House::open().await;
    let (_, other, stranger) = house.stranger().await;
    let mut client = Client::introduced(&house, &stranger).await;
    client
        .follow("theirs", FOLLOW, json!({ "o": house.organization_id }))
        .await;
    let refused = client.hear().await;
    assert_eq!(
        (&refused["type"], &refused["id"]),
        (&json!("error"), &json!("theirs"))
    );
    assert_eq!(refused["payload"][0]["extensions"]["code"], "NOT_FOUND");
    client.follow("own", FOLLOW, json!({ "o": other })).await;
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await["type"], "pong");
    create(&house, "Not theirs").await;
    house.store.add_project(&other, "Theirs").await.unwrap();
    let told = client.hear().await;
    assert_eq!(told["payload"]["data"]["onCreateProject"]["name"], "Theirs");
}

/// Whoever leaves hears of nothing more.
#[tokio::test]
async fn who_left_is_told_nothing() {
    let house = House::open().await;
    let (_, key) = house.key(&["projects:read"]).await;
    let mut client = Client::introduced(&house, &key).await;
    client.follow_projects(&house, "1").await;
    house.database().execute("DELETE FROM memberships", []).unwrap();
    house
        .store
        .add_project(&house.organization_id, "Secret")
        .await
        .unwrap();
    let told = client.hear().await;
    assert_eq!(told["payload"][0]["extensions"]["code"], "NOT_FOUND", "{told}");
    assert!(!told.to_string().contains("Secret"), "{told}");
}

#[tokio::test]
async fn what_can_not_be_followed_is_told() {
    let house = House::open().await;
    let (_, key) = house.key(&["organizations:admin"]).await;
    let mut client = Client::introduced(&house, &key).await;
    let organization = json!({ "o": house.organization_id });
    let too_many = format!(
        "subscription($o: String!) {{ onCreateProject(organization: $o) {{ {} }} }}",
        crate::common::many(1_001, |number| format!("a{number}: id "))
    );
    for (query, variables, code, reason) in [
        (
            FOLLOW,
            organization.clone(),
            "FORBIDDEN",
            "This API key lacks the scope projects:read.",
        ),
        (
            "{ organizations { total } }",
            json!({}),
            "BAD_QUERY",
            "Only one subscription is answered here.",
        ),
        (
            "mutation { __typename }",
            json!({}),
            "BAD_QUERY",
            "Only one subscription is answered here.",
        ),
        ("subscription { nothing }", json!({}), "BAD_QUERY", ""),
        (
            "subscription {",
            json!({}),
            "BAD_QUERY",
            "The query can't be read at line 1",
        ),
        (
            "subscription($o: String!) { a: onCreateProject(organization: $o) { id } b: onCreateProject(organization: $o) { id } }",
            organization.clone(),
            "BAD_QUERY",
            "Only one subscription is answered here.",
        ),
        (
            "subscription($o: String!) { ...f ...f } fragment f on Subscription { onCreateProject(organization: $o) { id } }",
            organization.clone(),
            "BAD_QUERY",
            "Only one subscription is answered here.",
        ),
        (
            &too_many,
            organization.clone(),
            "BAD_QUERY",
            "The query asks for more than 1000 fields.",
        ),
        (
            "subscription A { __typename } subscription B { __typename }",
            json!({}),
            "BAD_QUERY",
            "Only one",
        ),
        (FOLLOW, json!({}), "BAD_QUERY", ""),
    ] {
        client.follow("1", query, variables).await;
        let told = client.hear().await;
        assert_eq!(
            (&told["type"], &told["id"]),
            (&json!("error"), &json!("1")),
            "{told}"
        );
        assert_eq!(told["payload"][0]["extensions"]["code"], code, "{told}");
        assert!(text(&told["payload"][0]["message"]).starts_with(reason), "{told}");
    }
    let over_http = house.ask(&house.session, "subscription { __typename }").await;
    assert_eq!(over_http["errors"][0]["extensions"]["code"], "BAD_QUERY");
}

#[tokio::test]
async fn those_who_follow_hear_that_the_server_ends() {
    let house = House::open().await;
    let mut client = Client::introduced(&house, &house.session).await;
    client.follow_projects(&house, "1").await;
    let begin = Instant::now();
    house.close().await;
    assert_eq!(client.closed().await.0, 1001);
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}
