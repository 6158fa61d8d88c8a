//! Signing in and out over HTTP: passwords, renewing, the list of sessions, and what is told to those who may not.

use std::time::Instant;

use crate::common::{House, only_error, text, until};
use reqwest::Response;
use serde_json::{Value, json};

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "correct horse battery staple";

async fn house() -> (House, String) {
    let house = House::open().await;
    let added = house
        .store
        .add_user(EMAIL, "Ada", PASSWORD.to_owned().into())
        .await;
    (house, added.unwrap())
}

async fn post(house: &House, path: &str, body: &Value) -> Response {
    let address = format!("{}{path}", house.url);
    house.client.post(address).json(body).send().await.unwrap()
}

async fn try_to_sign_in(house: &House, email: &str, password: &str) -> Response {
    let body = json!({ "email": email, "password": password, "deviceName": "Ada’s laptop" });
    post(house, "/v1/sessions", &body).await
}

async fn sign_in(house: &House) -> Value {
    let response = try_to_sign_in(house, " Ada@Example.com ", PASSWORD).await;
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["cache-control"], "no-store");
    response.json().await.unwrap()
}

async fn refresh(house: &House, token: &Value) -> Response {
    post(house, "/v1/sessions/refresh", &json!({ "refreshToken": token })).await
}

/// Status, code and message.
async fn refused(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (status, text(&body["code"]), text(&body["message"]))
}

async fn opens(house: &House, token: &Value) -> bool {
    let asked = house
        .post("{ self { id } }")
        .bearer_auth(text(token))
        .send()
        .await;
    let status = asked.unwrap().status();
    assert!([200, 401].contains(&status.as_u16()), "{status}");
    status == 200
}

#[tokio::test]
async fn somebody_signs_in() {
    let (house, id) = house().await;
    let session = sign_in(&house).await;
    assert_eq!(
        session["user"],
        json!({ "id": id, "name": "Ada", "email": EMAIL })
    );
    let ends: jiff::Timestamp = text(&session["expiresAt"]).parse().unwrap();
    let life = ends.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((3_500..=3_600).contains(&life), "{life}");
    assert!(text(&session["accessToken"]).starts_with("tss_"));
    assert!(opens(&house, &session["accessToken"]).await);
    assert!(!opens(&house, &session["refreshToken"]).await, "it only renews");
    let file = std::fs::read(house.folder.path().join("store.sqlite3")).unwrap();
    let wal = std::fs::read(house.folder.path().join("store.sqlite3-wal")).unwrap_or_default();
    for secret in [
        &session["accessToken"],
        &session["refreshToken"],
        &json!(PASSWORD),
    ] {
        let secret = text(secret);
        let holds = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!holds(&file) && !holds(&wal), "only digests are kept");
    }
}

#[tokio::test]
async fn wrong_passwords_and_unknown_addresses_are_answered_alike() {
    let (house, _) = house().await;
    let mut answers = Vec::new();
    let mut fastest = [u128::MAX; 2];
    for _ in 0..5 {
        for (place, email, password) in [
            (0, EMAIL, "correct house battery staple"),
            (1, "nobody@example.com", PASSWORD),
        ] {
            let begin = Instant::now();
            let answer = refused(try_to_sign_in(&house, email, password).await).await;
            fastest[place] = fastest[place].min(begin.elapsed().as_micros());
            answers.push(answer);
        }
    }
    answers.dedup();
    let message = "The email address or the password is wrong. Check both, then try again.";
    assert_eq!(answers, [(401, "UNAUTHENTICATED".to_owned(), message.to_owned())]);
    let [wrong, unknown] = fastest;
    assert!(
        wrong < 2 * unknown && unknown < 2 * wrong,
        "{wrong} µs and {unknown} µs"
    );
}

#[tokio::test]
async fn too_many_failures_have_to_wait() {
    let (house, _) = house().await;
    for email in [EMAIL, "nobody@example.com"] {
        for _ in 0..10 {
            let response = try_to_sign_in(&house, email, "wrong").await;
            assert_eq!(response.status(), 401, "{email}");
        }
        // Even the right one: whoever guesses must not learn which it was.
        let response = try_to_sign_in(&house, email, PASSWORD).await;
        let wait: u64 = response.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((800..=900).contains(&wait), "{wait}");
        let (status, code, message) = refused(response).await;
        assert_eq!((status, code.as_str()), (429, "TOO_MANY_REQUESTS"));
        assert_eq!(message, "Too many attempts failed. Try again in 15 minutes.");
    }
    for number in 0..30 {
        let response = try_to_sign_in(&house, &format!("{number}@example.com"), "wrong").await;
        assert_eq!(response.status(), 401, "{number}");
    }
    let response = try_to_sign_in(&house, "another@example.com", "wrong").await;
    assert_eq!(response.status(), 429, "this address has failed fifty times");
    assert!(
        house.ask(&house.session, "{ self { id } }").await["errors"].is_null(),
        "whoever is signed in stays so"
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_addresses_are_counted_apart() {
    let house = House::open_behind(["127.0.0.1".parse().unwrap()]).await;
    let fail = async |number: usize, forwarded: &str| {
        let request = house.client.post(format!("{}/v1/sessions", house.url));
        let email = format!("{number}@example.com");
        let body = json!({ "email": email, "password": "wrong", "deviceName": "A laptop" });
        let request = request.header("x-forwarded-for", forwarded).json(&body);
        request.send().await.unwrap().status().as_u16()
    };
    for number in 0..50 {
        assert_eq!(fail(number, "192.0.2.1").await, 401);
    }
    assert_eq!(fail(50, "192.0.2.1").await, 429);
    assert_eq!(fail(51, "192.0.2.2").await, 401);
}

/// Whoever knows an email address must not keep its owner out.
#[tokio::test]
async fn who_fails_for_somebody_else_locks_nobody_out() {
    let house = House::open_behind(["127.0.0.1".parse().unwrap()]).await;
    let added = house.store.add_user(EMAIL, "Ada", PASSWORD.to_owned().into());
    added.await.unwrap();
    let house = &house;
    let sign_in = async move |forwarded: &str, password: &str| {
        let request = house.client.post(format!("{}/v1/sessions", house.url));
        let body = json!({ "email": EMAIL, "password": password, "deviceName": "A laptop" });
        let request = request.header("x-forwarded-for", forwarded).json(&body);
        request.send().await.unwrap()
    };
    for _ in 0..10 {
        assert_eq!(sign_in("192.0.2.1", "wrong").await.status(), 401);
    }
    assert_eq!(sign_in("192.0.2.2", PASSWORD).await.status(), 201);
    let stranger = sign_in("192.0.2.1", PASSWORD).await;
    assert_eq!(stranger.status(), 429, "what the owner does lets nobody else in");
    let tries = (0..110).map(|number| async move {
        let address = format!("192.0.2.{}", 3 + number / 10);
        sign_in(&address, "wrong").await.status().as_u16()
    });
    let answers = futures_util::future::join_all(tries).await;
    let compared = answers.iter().filter(|status| **status == 401).count();
    assert_eq!(compared, 90, "a hundred within a minute: {answers:?}");
    let owner = sign_in("192.0.2.2", PASSWORD).await;
    assert_eq!(owner.status(), 429);
    let wait: u64 = owner.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(wait <= 60, "{wait}");
}

#[tokio::test]
async fn many_at_once_have_no_more_tries() {
    let (house, _) = house().await;
    let tries = (0..40).map(|_| try_to_sign_in(&house, EMAIL, "wrong"));
    let answers = futures_util::future::join_all(tries).await;
    let compared = answers.iter().filter(|answer| answer.status() == 401).count();
    assert_eq!(compared, 10);
}

#[tokio::test]
async fn what_is_no_sign_in_is_refused() {
    let (house, _) = house().await;
    let good = json!({ "email": EMAIL, "password": PASSWORD, "deviceName": "Laptop" });
    let cases = [
        ("email", json!("ada"), "This is not an email address."),
        (
            "email",
            json!("a\u{0}da@example.com"),
            "This is not an email address.",
        ),
        (
            "deviceName",
            json!(" "),
            "The device name can't be taken. The name is empty.",
        ),
        (
            "deviceName",
            json!("a\u{0}b"),
            "The device name can't be taken. A name is one line",
        ),
        (
            "deviceName",
            json!("x".repeat(81)),
            "The device name can't be taken. A name has at most 80",
        ),
        (
            "deviceName",
            Value::Null,
            "The body is not the JSON that belongs here.",
        ),
        (
            "password",
            json!(123_456_789),
            "The body is not the JSON that belongs here.",
        ),
    ];
    for (field, value, reason) in cases {
        let mut body = good.clone();
        body[field] = value;
        let (status, code, message) = refused(post(&house, "/v1/sessions", &body).await).await;
        assert_eq!((status, code.as_str()), (400, "INVALID_INPUT"), "{message}");
        assert!(
            message.starts_with(reason) && !message.contains("123456789"),
            "{message}"
        );
    }
    let mut body = good;
    body["password"] = json!("x".repeat(200_000));
    assert_eq!(refused(post(&house, "/v1/sessions", &body).await).await.0, 413);
    body["password"] = json!("x".repeat(50_000));
    assert_eq!(refused(post(&house, "/v1/sessions", &body).await).await.0, 401);
}

#[tokio::test]
async fn a_session_is_renewed_again_and_again() {
    let (house, _) = house().await;
    let mut session = sign_in(&house).await;
    for _ in 0..3 {
        let response = refresh(&house, &session["refreshToken"]).await;
        assert_eq!(response.status(), 200);
        let next: Value = response.json().await.unwrap();
        assert_eq!(
            (&next["sessionId"], &next["user"]),
            (&session["sessionId"], &session["user"])
        );
        assert_ne!(next["refreshToken"], session["refreshToken"]);
        assert!(opens(&house, &next["accessToken"]).await);
        session = next;
    }
    for wrong in [
        json!("tsr_x"),
        json!(""),
        session["accessToken"].clone(),
        json!(house.session),
    ] {
        let (status, code, message) = refused(refresh(&house, &wrong).await).await;
        assert_eq!((status, code.as_str()), (401, "UNAUTHENTICATED"));
        assert_eq!(message, "This session has ended. Sign in again.");
    }
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_session() {
    let (house, _) = house().await;
    let first = sign_in(&house).await;
    let lost: Value = refresh(&house, &first["refreshToken"])
        .await
        .json()
        .await
        .unwrap();
    let again = refresh(&house, &first["refreshToken"]).await;
    assert_eq!(again.status(), 200, "the answer may have been lost");
    let second: Value = again.json().await.unwrap();
    let long_ago = jiff::Timestamp::now().as_millisecond() - 31_000;
    let set = "UPDATE refresh_secrets SET used_at = ?1 WHERE state = 'previous'";
    assert_eq!(house.database().execute(set, [long_ago]).unwrap(), 1);
    let (status, _, message) = refused(refresh(&house, &first["refreshToken"]).await).await;
    assert_eq!(status, 401);
    assert!(
        message.starts_with("This refresh token was used before"),
        "{message}"
    );
    for session in [&first, &lost, &second] {
        assert!(!opens(&house, &session["accessToken"]).await);
        assert_eq!(
            refused(refresh(&house, &session["refreshToken"]).await).await.0,
            401
        );
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (house, _) = house().await;
    let (here, there) = (sign_in(&house).await, sign_in(&house).await);
    let token = text(&here["accessToken"]);
    let query = "{ self { sessions { id deviceName createdAt lastUsedAt isCurrent } } }";
    let sessions = house.data(&token, query).await["self"]["sessions"].take();
    let listed = sessions.as_array().unwrap();
    assert_eq!(listed.len(), 2);
    for session in listed {
        assert_eq!(session["deviceName"], "Ada’s laptop");
        assert_eq!(session["isCurrent"], json!(session["id"] == here["sessionId"]));
    }
    let end = |id: &Value| format!("mutation {{ endSession(id: {id}) {{ id isCurrent }} }}");
    let own = house.data(&house.session, query).await["self"]["sessions"].take();
    assert_eq!(own[0]["deviceName"], "Studio Keys on this computer");
    for unknown in [
        &own[0]["id"],
        &json!("7"),
        &json!(uuid::Uuid::now_v7().to_string()),
    ] {
        assert_eq!(only_error(&house.ask(&token, &end(unknown)).await).0, "NOT_FOUND");
    }
    let ended = house.data(&token, &end(&there["sessionId"])).await;
    assert_eq!(
        ended["endSession"],
        json!({ "id": there["sessionId"], "isCurrent": false })
    );
    assert!(!opens(&house, &there["accessToken"]).await);
    assert_eq!(refresh(&house, &there["refreshToken"]).await.status(), 401);
    let (_, key) = house.key(&["me:read"]).await;
    assert_eq!(only_error(&house.ask(&key, query).await).0, "FORBIDDEN");
    assert_eq!(
        only_error(&house.ask(&key, &end(&here["sessionId"])).await).0,
        "FORBIDDEN"
    );
}

#[tokio::test]
async fn a_session_says_when_it_was_last_used() {
    let (house, _) = house().await;
    let session = sign_in(&house).await;
    let token = text(&session["accessToken"]);
    let query = "{ self { sessions { lastUsedAt } } }";
    let last_used = async || {
        let data = house.data(&token, query).await;
        text(&data["self"]["sessions"][0]["lastUsedAt"])
            .parse::<jiff::Timestamp>()
            .unwrap()
    };
    let at_first = last_used().await;
    assert_eq!(last_used().await, at_first, "not every use is written down");
    let earlier = at_first - jiff::SignedDuration::from_mins(6);
    let set = "UPDATE sessions SET last_used_at = ?1 WHERE device_name = 'Ada’s laptop'";
    assert_eq!(
        house.database().execute(set, [earlier.as_millisecond()]).unwrap(),
        1
    );
    until("the use is noted", async || last_used().await >= at_first).await;
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let (house, _) = house().await;
    let session = sign_in(&house).await;
    let address = format!("{}/v1/sessions/current", house.url);
    let sign_out = async |secret: &str| {
        house
            .client
            .delete(&address)
            .bearer_auth(secret)
            .send()
            .await
            .unwrap()
    };
    let (_, key) = house.key(&["me:read"]).await;
    assert_eq!(refused(sign_out(&key).await).await.0, 403);
    let token = text(&session["accessToken"]);
    assert_eq!(sign_out(&token).await.status(), 204);
    assert_eq!(sign_out(&token).await.status(), 401);
    assert_eq!(refresh(&house, &session["refreshToken"]).await.status(), 401);
}

#[tokio::test]
async fn a_password_kept_weakly_is_kept_better_after_signing_in() {
    let (house, id) = house().await;
    let weak = weak_hash();
    let set = "UPDATE users SET password_hash = ?1 WHERE id = ?2";
    house.database().execute(set, [&weak, &id]).unwrap();
    sign_in(&house).await;
    let kept: String = house
        .database()
        .query_row("SELECT password_hash FROM users WHERE id = ?1", [&id], |row| {
            row.get(0)
        })
        .unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    sign_in(&house).await;
}

fn weak_hash() -> String {
    use argon2::password_hash::PasswordHasher;
    let parameters = argon2::Params::new(8, 1, 1, None).unwrap();
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters);
    hasher.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
}
