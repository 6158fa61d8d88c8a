//! Why the plugin is refused something: it shows the reason phrase and nothing else.

use crate::common::House;
use crate::common::figma::{document, read_text, refused, request};
use keys::{KeyKind, PlainKey};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

const METHODS: [Method; 3] = [Method::GET, Method::PUT, Method::POST];

async fn project(house: &House) -> String {
    house.project("Brand", r#"{"a": {}, "$themes": []}"#).await
}

fn some_document() -> String {
    document("2026-11-24T12:00:00Z", &json!({ "b": {} }), &json!([])).to_string()
}

/// A request of each method by somebody.
fn each<'house>(
    house: &'house House,
    project: &'house str,
    secret: &'house str,
) -> impl Iterator<Item = RequestBuilder> + 'house {
    METHODS
        .into_iter()
        .map(move |method| request(house, method, project, secret).body(some_document()))
}

async fn assert_refused(request: RequestBuilder, status: u16, code: &str, words: &str) {
    let told = refused(request).await;
    assert_eq!(told, (status, code.to_owned(), words.to_owned()));
}

#[tokio::test]
async fn without_a_good_key() {
    let house = House::open().await;
    let project = project(&house).await;
    for method in METHODS {
        let bare = || {
            house
                .client
                .request(method.clone(), format!("{}/figma/{project}", house.url))
        };
        let words = "Send one header \"Authorization: Bearer <API key>\".";
        assert_refused(bare(), 401, "UNAUTHENTICATED", words).await;
        let words = "The header must say \"Bearer\", a space, and the API key.";
        let unnamed = bare().header("authorization", "tsk_key");
        assert_refused(unnamed, 401, "UNAUTHENTICATED", words).await;
    }
    for request in each(&house, &project, "tsk_short") {
        let (status, _, message) = refused(request).await;
        assert_eq!(status, 401);
        assert!(message.contains("copy it again, whole"), "{message}");
    }
    let unknown = PlainKey::generate(KeyKind::Api).unwrap();
    for request in each(&house, &project, unknown.expose()) {
        let words = "This key opens nothing here. Check that it is whole and for this store, or make another one in Studio Keys.";
        assert_refused(request, 401, "UNAUTHENTICATED", words).await;
    }
    let response = request(&house, Method::GET, &project, unknown.expose())
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.headers()["www-authenticate"],
        "Bearer error=\"invalid_token\""
    );
}

#[tokio::test]
async fn with_a_key_that_ended() {
    let house = House::open().await;
    let project = project(&house).await;
    let (id, expired) = house.key(&["projects:write"]).await;
    let end = "2026-03-12T10:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let set = "UPDATE api_keys SET expires_at = ?1 WHERE id = ?2";
    let changed = house.database().execute(set, (end.as_millisecond(), &id));
    assert_eq!(changed, Ok(1));
    for request in each(&house, &project, &expired) {
        let words = "This API key expired on 12 Mar 2026. Make another one in Studio Keys.";
        assert_refused(request, 401, "UNAUTHENTICATED", words).await;
    }
    let (id, deleted) = house.key(&["projects:write"]).await;
    house.delete_key(&id).await;
    for request in each(&house, &project, &deleted) {
        let (status, _, message) = refused(request).await;
        assert_eq!(status, 401);
        assert!(message.starts_with("This API key was deleted on "), "{message}");
        assert!(
            message.ends_with(". Make another one in Studio Keys."),
            "{message}"
        );
    }
}

#[tokio::test]
async fn without_the_scope() {
    let house = House::open().await;
    let project = project(&house).await;
    let before = read_text(&house, &project).await;
    let words =
        |scope: &str| format!("This key lacks {scope}. Make a key with it in Studio Keys, and use that one.");
    let (_, reads) = house.key(&["projects:read"]).await;
    for request in each(&house, &project, &reads).skip(1) {
        assert_refused(request, 403, "FORBIDDEN", &words("projects:write")).await;
    }
    let (_, other) = house.key(&crate::common::OTHER_SCOPES).await;
    for (request, scope) in each(&house, &project, &other).zip(["read", "write", "write"]) {
        let scope = format!("projects:{scope}");
        assert_refused(request, 403, "FORBIDDEN", &words(&scope)).await;
    }
    assert_eq!(read_text(&house, &project).await, before);
}

#[tokio::test]
async fn beyond_the_role() {
    let house = House::open().await;
    let project = project(&house).await;
    let (_, key) = house.key(&["projects:write"]).await;
    let role = |role: &str| {
        let changed = house
            .database()
            .execute("UPDATE memberships SET role = ?1", [role]);
        assert_eq!(changed, Ok(1));
    };
    role("viewer");
    let words = "Your role in this organization does not allow this. Ask one of its owners.";
    for secret in [&key, &house.session] {
        let before = read_text(&house, &project).await;
        for request in each(&house, &project, secret).skip(1) {
            assert_refused(request, 403, "FORBIDDEN", words).await;
        }
        assert_eq!(read_text(&house, &project).await, before);
    }
    role("member");
    let put = each(&house, &project, &key).nth(1).unwrap();
    assert_eq!(put.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn what_is_not_theirs_is_not_there() {
    let house = House::open().await;
    let project = project(&house).await;
    let (user, _, stranger) = house.stranger().await;
    let (_, key) = house.key(&["projects:admin"]).await;
    let moved = "UPDATE api_keys SET user_id = ?1";
    assert_eq!(house.database().execute(moved, [user]), Ok(1));
    let words = "There is no project with this id, or it is not yours to see. Check the id.";
    for secret in [&stranger, &key] {
        for request in each(&house, &project, secret) {
            assert_refused(request, 404, "NOT_FOUND", words).await;
        }
    }
    let unknown = uuid::Uuid::now_v7().to_string();
    for id in [
        unknown.as_str(),
        "7",
        "%00",
        "%FF",
        "a%0D%0Ab",
        &"9".repeat(5_000),
    ] {
        for request in each(&house, id, &house.session) {
            assert_refused(request, 404, "NOT_FOUND", words).await;
        }
    }
    // Whoever leaves takes the keys' access along.
    let (_, key) = house.key(&["projects:write"]).await;
    let left = "DELETE FROM memberships WHERE user_id = ?1";
    assert_eq!(house.database().execute(left, [&house.user_id]), Ok(1));
    for request in each(&house, &project, &key) {
        assert_refused(request, 404, "NOT_FOUND", words).await;
    }
}

#[tokio::test]
async fn what_is_no_document() {
    let house = House::open().await;
    let project = project(&house).await;
    let before = read_text(&house, &project).await;
    for (body, words) in [
        ("", "This is not valid JSON: line 1, column 1: "),
        (
            "<html>",
            "This is not valid JSON: line 1, column 1: expected value.",
        ),
        (
            "{\"values\": {\n\"a\": oops}}",
            "This is not valid JSON: line 2, column 6: ",
        ),
        ("[]", "A token file is an object in braces"),
        (
            "{}",
            "This is no document of a Tokens Studio project: it has no \"values\"",
        ),
        (
            r#"{"core": {}, "$themes": []}"#,
            "This is no document of a Tokens Studio project: it has no \"values\"",
        ),
        (
            r#"{"values": []}"#,
            "This is no document of a Tokens Studio project: it has no \"values\"",
        ),
        (
            r#"{"values": {}, "version": 2}"#,
            "This is no document of a Tokens Studio project: its \"version\"",
        ),
        (
            r#"{"values": {}, "updatedAt": "today"}"#,
            "This is no document of a Tokens Studio project: its \"updatedAt\"",
        ),
        (r#"{"values": {"a": 3}}"#, "The token set \"a\" is not an object"),
        (
            r#"{"values": {"a": {}, "a": {}}}"#,
            "\"a\" is there twice, again at line 1, column 27.",
        ),
        (r#"{"values": {"a\u0000": {}}}"#, ""),
        (
            r#"{"values": {"a": {}}, "$themes": {}}"#,
            "The member \"$themes\" ",
        ),
        (
            r#"{"values": {"a": {}}, "$themes": [{"id": "1"}]}"#,
            "The member \"$themes\" ",
        ),
        ("\u{0}{}", "This file is not written in UTF-8."),
    ] {
        for method in [Method::PUT, Method::POST] {
            let request = request(&house, method, &project, &house.session).body(body);
            if body.contains("\\u0000") {
                // The phrase can't have the character that the body has.
                assert_eq!(request.send().await.unwrap().status(), 400);
                continue;
            }
            let (status, code, message) = refused(request).await;
            assert_eq!((status, code.as_str()), (400, "INVALID_INPUT"), "{body}");
            assert!(message.starts_with(words), "{body}: {message}");
        }
    }
    let deep = format!("{{\"values\": {}", "{\"g\": ".repeat(200_000));
    let (status, _, message) =
        refused(request(&house, Method::PUT, &project, &house.session).body(deep)).await;
    assert_eq!(status, 400);
    assert!(
        message.starts_with("This file nests deeper than 100 levels"),
        "{message}"
    );
    assert_eq!(read_text(&house, &project).await, before);
}

/// Whoever has sent all of it hears why it was for nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_for_nothing_is_told_after_it_was_sent() {
    let house = House::open().await;
    let project = project(&house).await;
    let (_, reads) = house.key(&["projects:read"]).await;
    let large = "x".repeat(20 * 1024 * 1024 + 1);
    let words = "This document is larger than 20 MiB. Split it into several projects.";
    let put = |secret: &str| request(&house, Method::PUT, &project, secret);
    assert_refused(put(&house.session).body(large.clone()), 413, "TOO_LARGE", words).await;
    let unannounced = || {
        let pieces = large
            .as_bytes()
            .chunks(1024 * 1024)
            .map(|piece| Ok(piece.to_vec()));
        let pieces: Vec<std::io::Result<Vec<u8>>> = pieces.collect();
        reqwest::Body::wrap_stream(futures_util::stream::iter(pieces))
    };
    assert_refused(put(&house.session).body(unannounced()), 413, "TOO_LARGE", words).await;
    for body in [reqwest::Body::from(large.clone()), unannounced()] {
        let (status, _, message) = refused(put(&reads).body(body)).await;
        assert_eq!(status, 403);
        assert!(message.starts_with("This key lacks projects:write."), "{message}");
    }
}

#[tokio::test]
async fn another_method() {
    let house = House::open().await;
    let project = project(&house).await;
    for method in [Method::DELETE, Method::PATCH] {
        let words = "This address takes GET, PUT and POST. Check what asks it.";
        let request = request(&house, method, &project, &house.session);
        assert_refused(request, 405, "METHOD_NOT_ALLOWED", words).await;
    }
}

/// A plugin's page has the origin `null`.
#[tokio::test]
async fn the_page_of_a_plugin_may_ask_and_read_why_not() {
    let house = House::open().await;
    let project = project(&house).await;
    for method in ["GET", "PUT", "POST"] {
        let preflight = house
            .client
            .request(Method::OPTIONS, format!("{}/figma/{project}", house.url))
            .header("origin", "null")
            .header("access-control-request-method", method)
            .header(
                "access-control-request-headers",
                "authorization,content-type,if-match",
            );
        let response = preflight.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers();
        assert_eq!(headers["access-control-allow-origin"], "null");
        let allowed = |name: &str| headers[name].to_str().unwrap().to_lowercase();
        assert_eq!(
            allowed("access-control-allow-headers"),
            "authorization,content-type,if-match"
        );
        assert!(allowed("access-control-allow-methods").contains(&method.to_lowercase()));
        assert_eq!(headers["access-control-max-age"], "86400");
    }
    for (secret, status) in [(house.session.as_str(), 200), ("tsk_none", 401)] {
        for request in each(&house, &project, secret) {
            let response = request.header("origin", "null").send().await.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["access-control-allow-origin"], "null");
            assert_eq!(response.headers()["access-control-expose-headers"], "etag");
        }
    }
}
