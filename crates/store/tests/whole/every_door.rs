//! Every address that takes something, with what nobody means: refused in words, soon, by a server that goes on.

use std::time::Instant;

use crate::common::{House, SOON, database, text};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const FORM: &str = "application/x-www-form-urlencoded";

/// Method and address, in which `{}` is an id, and the kind of body.
const DOORS: [(&str, &str, &str); 12] = [
    ("POST", "/graphql", "application/json"),
    (
        "POST",
        "/v1/organizations/{}/projects?name=Brand",
        "application/json",
    ),
    ("GET", "/figma/{}", "application/json"),
    ("PUT", "/figma/{}", "application/json"),
    ("POST", "/figma/{}", "application/json"),
    ("POST", "/v1/sessions", "application/json"),
    ("POST", "/v1/sessions/refresh", "application/json"),
    ("POST", "/v1/invitations/{}/accept", "application/json"),
    (
        "GET",
        "/v1/authorize?scope=projects:read&project={}",
        "text/plain",
    ),
    ("POST", "/oauth/token", FORM),
    ("POST", "/oauth/introspect", FORM),
    ("GET", "/subscriptions", "text/plain"),
];

fn door(house: &House, (method, path, kind): (&str, &str, &str), id: &str) -> RequestBuilder {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let address = format!("{}{}", house.url, path.replace("{}", id));
    let request = house.client.request(method, address);
    request.header("content-type", kind).bearer_auth(&house.session)
}

/// The ids that a door with one in its address is tried with.
async fn ids(house: &House) -> Vec<String> {
    let (_, foreign, _) = house.stranger().await;
    let unknown = uuid::Uuid::now_v7().to_string();
    let made_up = [
        "x",
        "%00",
        "%FF",
        "%C3%28",
        "..%2F..",
        "%0A",
        "'%20OR%201=1",
        "%F0%9F%98%80",
    ];
    let mut ids: Vec<String> = made_up.map(str::to_owned).into();
    ids.extend([foreign, unknown, "x".repeat(10_000)]);
    ids
}

async fn check_refusal(told: &str, response: Response) {
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{told}: {status} {body}"));
    // GraphQL answers what it could read with 200.
    let is_refused = (400..500).contains(&status) || status == 200 && body["errors"].is_array();
    assert!(is_refused, "{told}: {status} {body}");
    let sentences = [
        &body["message"],
        &body["error_description"],
        &body["errors"][0]["message"],
    ];
    let sentence = text(
        sentences
            .into_iter()
            .find(|sentence| sentence.is_string())
            .unwrap(),
    );
    assert!(
        sentence.ends_with('.') && sentence.len() < 1_000,
        "{told}: {sentence}"
    );
    for inner in ["SQL", "panicked", "\0"] {
        assert!(!sentence.contains(inner), "{told}: {sentence}");
    }
}

fn projects(house: &House) -> i64 {
    let count = "SELECT (SELECT count(*) FROM projects) + (SELECT count(*) FROM users)";
    let database = database(&house.folder);
    database.query_row(count, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn bad_ids_and_bodies_are_told() {
    let house = House::open().await;
    let ids = ids(&house).await;
    let before = projects(&house);
    for one in DOORS {
        let with_id = one.1.contains("{}");
        for id in ids.iter().filter(|id| with_id || *id == "x") {
            for body in [
                "",
                "\0",
                "{",
                "[]",
                "3",
                "null",
                "{\"a\": \"\\u0000\"}",
                "a=%00&a=%00",
                "\u{feff}",
            ] {
                let told = format!("{} {} with {id:.20} and {body:?}", one.0, one.1);
                let response = door(&house, one, id).body(body).send().await.unwrap();
                check_refusal(&told, response).await;
            }
        }
    }
    assert_eq!(projects(&house), before);
}

#[tokio::test]
async fn fifty_megabytes_are_told_to_be_too_much() {
    let house = House::open().await;
    let own = house.organization_id.clone();
    let large = "x".repeat(50 * 1024 * 1024);
    for one in DOORS {
        let begin = Instant::now();
        let sent = door(&house, one, &own).body(large.clone()).send().await;
        // A client that does not listen while it sends may miss the answer.
        if let Ok(response) = sent {
            check_refusal(&format!("{} {} with 50 MB", one.0, one.1), response).await;
        }
        assert!(begin.elapsed() < SOON, "{}: {:?}", one.1, begin.elapsed());
    }
    house.data(&house.session, "{ self { id } }").await;
}

#[tokio::test]
async fn uploads_that_break_off_change_nothing() {
    let house = House::open().await;
    let before = projects(&house);
    let authority = house.url.strip_prefix("http://").unwrap();
    for (method, path, kind) in DOORS {
        let path = path.replace("{}", &house.organization_id);
        for framing in ["content-length: 1000", "transfer-encoding: chunked"] {
            let mut connection = TcpStream::connect(authority).await.unwrap();
            let begun = format!(
                "{method} {path} HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer {}\r\ncontent-type: {kind}\r\n{framing}\r\n\r\n5\r\n{{\"a\":",
                house.session
            );
            connection.write_all(begun.as_bytes()).await.unwrap();
        }
    }
    house.data(&house.session, "{ self { id } }").await;
    assert_eq!(projects(&house), before);
}
