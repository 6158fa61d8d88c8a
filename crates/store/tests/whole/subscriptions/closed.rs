//! Who is not let in, and what ends a connection.

use super::*;

/// What is answered in place of a connection: status, seconds to wait, and body.
async fn turned_away(house: &House, address: &str) -> Option<(u16, String, Value)> {
    let url = format!("{}/subscriptions", house.url.replace("http://", "ws://"));
    let mut request = url.into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    headers.insert("x-forwarded-for", address.parse().unwrap());
    match connect_async(request).await {
        Ok(_) => None,
        Err(Error::Http(response)) => {
            let wait = response.headers()["retry-after"].to_str().unwrap().to_owned();
            let body = serde_json::from_slice(response.body().as_deref().unwrap()).unwrap();
            Some((response.status().as_u16(), wait, body))
        }
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn only_good_keys_are_let_in() {
    let house = House::open().await;
    let (id, deleted) = house.key(&["projects:read"]).await;
    good(house.delete_key(&id).await);
    let unknown = keys::PlainKey::generate(keys::KeyKind::Api).unwrap();
    for payload in [
        Value::Null,
        json!({}),
        json!({ "authToken": null }),
        json!({ "authToken": 3 }),
        json!({ "authToken": "" }),
        json!({ "authToken": "Bearer" }),
        json!({ "authToken": "ghp_1234" }),
        json!({ "authToken": "\u{0}" }),
        json!({ "authToken": unknown.expose() }),
        json!({ "authToken": deleted }),
    ] {
        let mut client = Client::open(&house).await;
        client
            .say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        let (code, reason) = client.closed().await;
        assert_eq!(code, 4403, "{payload}: {reason}");
        assert!(
            reason.starts_with("Unauthorized: ") && reason.len() <= 123,
            "{reason}"
        );
    }
    let mut client = Client::open(&house).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.closed().await.0, 4403);
}

#[tokio::test]
async fn trying_keys_here_is_slowed_down_too() {
    let house = House::open().await;
    let introduce = async |token: &str| {
        let mut client = Client::open(&house).await;
        let payload = json!({ "authToken": token });
        client
            .say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        client.closed().await
    };
    let unknown = || keys::PlainKey::generate(keys::KeyKind::Api).unwrap();
    for _ in 0..30 {
        assert_eq!(introduce(unknown().expose()).await.0, 4403);
    }
    let mut tries = 0;
    let (code, reason) = loop {
        let (code, reason) = introduce(unknown().expose()).await;
        if code != 4403 {
            break (code, reason);
        }
        tries += 1;
        assert!(tries < 30, "nobody was slowed down");
    };
    assert_eq!(code, 4429);
    assert!(
        reason.starts_with("Too many wrong keys came from this address."),
        "{reason}"
    );
    // The same count holds at other doors, and good keys are let in.
    let other = house.post("{ self { id } }").bearer_auth(unknown().expose());
    assert_eq!(other.send().await.unwrap().status(), 429);
    Client::introduced(&house, &house.session).await;
}

#[tokio::test]
async fn an_ended_session_closes_the_socket() {
    let house = House::open().await;
    let mut client = Client::introduced(&house, &house.session).await;
    client.follow_projects(&house, "1").await;
    let begin = Instant::now();
    let request = house.client.delete(format!("{}/v1/sessions/current", house.url));
    let response = request.bearer_auth(&house.session).send().await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(client.closed().await.0, 4401);
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_deleted_or_expired_key_closes_the_socket() {
    let house = House::open().await;
    let (id, deleted) = house.key(&["projects:read"]).await;
    let mut first = Client::introduced(&house, &deleted).await;
    first.follow_projects(&house, "1").await;
    let begin = Instant::now();
    good(house.delete_key(&id).await);
    let (code, reason) = first.closed().await;
    assert_eq!(code, 4401);
    assert!(
        reason.starts_with("Unauthorized: this API key was deleted on "),
        "{reason}"
    );
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    let (id, expiring) = house.key(&["projects:read"]).await;
    let end = jiff::Timestamp::now().as_millisecond() + 1_500;
    let expire = "UPDATE api_keys SET expires_at = ?1 WHERE id = ?2";
    house
        .database()
        .execute(expire, rusqlite::params![end, id])
        .unwrap();
    let mut second = Client::introduced(&house, &expiring).await;
    let (code, reason) = second.closed().await;
    assert_eq!(code, 4401);
    assert!(
        reason.starts_with("Unauthorized: this API key expired on "),
        "{reason}"
    );
}

#[tokio::test]
async fn what_breaks_the_protocol_ends_the_connection() {
    let house = House::open().await;
    let subscribe = |id: &str| json!({ "type": "subscribe", "id": id, "payload": { "query": FOLLOW, "variables": { "o": house.organization_id } } });
    let mut early = Client::open(&house).await;
    early.say(subscribe("1")).await;
    assert_eq!(early.closed().await, (4401, "Unauthorized".to_owned()));
    let init = json!({ "type": "connection_init", "payload": { "authToken": house.session } });
    for (said, code) in [
        (vec![init], 4429),
        (vec![subscribe("1"), subscribe("1")], 4409),
        (vec![subscribe("")], 4400),
        (vec![json!({ "type": "subscribe", "id": "1" })], 4400),
        (
            vec![json!({ "type": "subscribe", "id": "1", "payload": { "query": 3 } })],
            4400,
        ),
        (vec![json!({ "type": "nothing" })], 4400),
        (vec![json!([])], 4400),
        (vec![json!(3)], 4400),
    ] {
        let mut client = Client::introduced(&house, &house.session).await;
        for message in said {
            client.say(message).await;
        }
        assert_eq!(client.closed().await.0, code);
    }
    let mut binary = Client::introduced(&house, &house.session).await;
    binary.0.send(Message::binary(vec![0, 1, 2])).await.unwrap();
    assert_eq!(binary.closed().await.0, 4400);
    let mut other = Client::connect(&house, None).await;
    let expected = (4406, "Subprotocol not acceptable".to_owned());
    assert_eq!(other.closed().await, expected);
}

#[tokio::test]
async fn floods_end_the_connection() {
    let house = House::open().await;
    let mut many = Client::introduced(&house, &house.session).await;
    for number in 0..100 {
        many.follow(&number.to_string(), FOLLOW, json!({ "o": house.organization_id }))
            .await;
    }
    many.say(json!({ "type": "ping" })).await;
    assert_eq!(many.hear().await["type"], "pong");
    create(&house, "For all").await;
    for _ in 0..100 {
        assert_eq!(many.hear().await["type"], "next");
    }
    many.follow("more", FOLLOW, json!({ "o": house.organization_id }))
        .await;
    assert_eq!(many.closed().await.0, 1008);
    for introduced in [false, true] {
        let mut large = if introduced {
            Client::introduced(&house, &house.session).await
        } else {
            Client::open(&house).await
        };
        let message = json!({ "type": "ping", "payload": "x".repeat(1024 * 1024) });
        let _ = large.0.send(Message::text(message.to_string())).await;
        let (code, reason) = large.closed().await;
        assert_eq!(code, 1009, "{reason}");
    }
    good(house.ask(&house.session, "{ self { id } }").await);
}

#[tokio::test]
async fn who_does_not_say_who_it_is_is_not_waited_for() {
    let house = House::open().await;
    let begin = Instant::now();
    let mut silent = Client::open(&house).await;
    silent.say(json!({ "type": "ping" })).await;
    assert_eq!(silent.hear().await["type"], "pong");
    assert_eq!(
        silent.closed().await,
        (4408, "Connection initialisation timeout".to_owned())
    );
    assert!(begin.elapsed() >= Duration::from_secs(9), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_client_that_closes_is_answered() {
    let house = House::open().await;
    let mut client = Client::introduced(&house, &house.session).await;
    client.follow_projects(&house, "1").await;
    client.0.close(None).await.unwrap();
    assert!(matches!(
        client.0.next().await,
        None | Some(Ok(Message::Close(_)))
    ));
}

/// A page of a name that somebody pointed at this computer does not get in, whatever it knows.
#[tokio::test]
async fn only_this_computer_is_let_in_where_it_is_alone() {
    let house = House::open_for_loopback().await;
    let mut client = Client::introduced(&house, &house.session).await;
    client.follow_projects(&house, "1").await;
    let url = house.url.replace("http://", "ws://");
    let mut request = format!("{url}/subscriptions").into_client_request().unwrap();
    request
        .headers_mut()
        .insert("host", "evil.example".parse().unwrap());
    let refused = connect_async(request).await.unwrap_err();
    assert!(refused.to_string().contains("421"), "{refused}");
}

#[tokio::test]
async fn what_is_no_web_socket_is_told() {
    let house = House::open().await;
    let response = house
        .client
        .get(format!("{}/subscriptions", house.url))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert!(
        text(&body["message"]).starts_with("This address is for WebSockets."),
        "{body}"
    );
    let post = house
        .client
        .post(format!("{}/subscriptions", house.url))
        .send()
        .await
        .unwrap();
    assert_eq!(post.status(), 405);
}

#[tokio::test]
async fn who_says_nothing_takes_no_more_than_some_places() {
    let house = House::open_behind(["127.0.0.1".parse().unwrap()]).await;
    let mut followers = Vec::new();
    for _ in 0..25 {
        followers.push(Client::introduced(&house, &house.session).await);
    }
    let mut quiet = Vec::new();
    for _ in 0..20 {
        quiet.push(Client::open(&house).await);
    }
    let (status, wait, body) = turned_away(&house, "127.0.0.1").await.unwrap();
    assert_eq!((status, wait.as_str()), (429, "10"));
    assert_eq!(body["code"], "TOO_MANY_REQUESTS");
    let message = text(&body["message"]);
    assert!(message.contains("Send connection_init on those"), "{message}");
    assert_eq!(
        turned_away(&house, "192.0.2.1").await,
        None,
        "others still come in"
    );
    let mut known = quiet.pop().unwrap();
    let init = json!({ "type": "connection_init", "payload": { "authToken": house.session } });
    known.say(init).await;
    assert_eq!(known.hear().await, json!({ "type": "connection_ack" }));
    quiet.push(Client::open(&house).await);
    assert!(turned_away(&house, "127.0.0.1").await.is_some());
    let mut wrong = quiet.pop().unwrap();
    let init = json!({ "type": "connection_init", "payload": { "authToken": "tsk_short" } });
    wrong.say(init).await;
    assert_eq!(wrong.closed().await.0, 4403);
    drop(wrong);
    until("the place is free", async || {
        turned_away(&house, "127.0.0.1").await.is_none()
    })
    .await;
    known.follow_projects(&house, "1").await;
}
