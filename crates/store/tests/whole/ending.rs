//! A server that is told to end: at once when nothing is under way, and not before what it began is answered.

use std::time::{Duration, Instant};

use crate::common::binary::{Desk, Serving};
use crate::common::{House, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Far below the 5 s that a server waits for answers under way.
const AT_ONCE: Duration = Duration::from_secs(2);

async fn connect(house: &House) -> TcpStream {
    let address = house.url.strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// Sends a part of a request.
async fn send(connection: &mut TcpStream, part: &str) {
    connection.write_all(part.as_bytes()).await.unwrap();
}

/// The first line of the next answer.
async fn status(connection: &mut TcpStream) -> String {
    let mut answer = vec![0; 4096];
    let length = connection.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    answer.lines().next().unwrap_or_default().to_owned()
}

async fn ends_at_once(house: House) {
    let begin = Instant::now();
    house.close().await;
    assert!(begin.elapsed() < AT_ONCE, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn connections_kept_alive_do_not_keep_it() {
    let house = House::open().await;
    house.data(&house.session, "{ self { id } }").await;
    let mut raw = connect(&house).await;
    send(&mut raw, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!(status(&mut raw).await, "HTTP/1.1 200 OK");
    let pooled = house.client.clone();
    ends_at_once(house).await;
    drop((raw, pooled));
}

#[tokio::test]
async fn refused_requests_do_not_keep_it() {
    let house = House::open().await;
    let body = "x".repeat(100_000);
    let request = house.client.post(format!("{}/graphql", house.url)).body(body);
    assert_eq!(request.send().await.unwrap().status(), 401);
    let pooled = house.client.clone();
    ends_at_once(house).await;
    drop(pooled);
}

#[tokio::test]
async fn connections_that_never_asked_do_not_keep_it() {
    let house = House::open().await;
    let silent = connect(&house).await;
    // Answered after the silent one was taken in.
    house.data(&house.session, "{ self { id } }").await;
    ends_at_once(house).await;
    drop(silent);
}

#[tokio::test]
async fn what_was_begun_is_answered() {
    let house = House::open().await;
    let body = r#"{"query": "{ self { id } }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        house.session,
        body.len()
    );
    let mut half_sent = connect(&house).await;
    send(&mut half_sent, &head).await;
    // Answered after the server has begun with the other one.
    house.data(&house.session, "{ self { id } }").await;
    let address = house.url.strip_prefix("http://").unwrap().to_owned();
    let closing = tokio::spawn(house.close());
    until("nobody new is let in", || async {
        TcpStream::connect(&address).await.is_err()
    })
    .await;
    send(&mut half_sent, body).await;
    assert_eq!(status(&mut half_sent).await, "HTTP/1.1 200 OK");
    closing.await.unwrap();
}

#[tokio::test]
async fn an_endless_request_does_not_keep_it_for_ever() {
    let house = House::open().await;
    let mut half_sent = connect(&house).await;
    send(
        &mut half_sent,
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Le",
    )
    .await;
    house.data(&house.session, "{ self { id } }").await;
    let begin = Instant::now();
    house.close().await;
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    drop(half_sent);
}

#[tokio::test]
#[cfg(unix)]
async fn the_binary_ends_when_it_is_told() {
    let desk = Desk::new();
    let mut server = Serving::start(&desk.data());
    let client = reqwest::Client::new();
    let health = client.get(format!("{}/healthz", server.url)).send().await;
    assert_eq!(health.unwrap().text().await.unwrap(), "ok");
    let begin = Instant::now();
    assert!(server.terminate().success());
    assert!(begin.elapsed() < AT_ONCE, "{:?}", begin.elapsed());
}

#[tokio::test]
#[cfg(unix)]
async fn the_binary_hears_from_the_moment_it_says_that_it_listens() {
    let desk = Desk::new();
    for _ in 0..10 {
        assert!(Serving::start(&desk.data()).terminate().success());
    }
}
