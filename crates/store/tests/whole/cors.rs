//! What pages of other origins may do: a Figma plugin's page has the origin `null`, and the SDK sends credentials.

use crate::common::House;
use hyper::ext::ReasonPhrase;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, Response};

const ORIGINS: [&str; 3] = ["null", "https://www.figma.com", "http://localhost:5173"];

fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let text = headers[name].to_str().unwrap().to_lowercase();
    text.split(',').map(|item| item.trim().to_owned()).collect()
}

fn preflight(house: &House, path: &str, origin: &str) -> RequestBuilder {
    house
        .client
        .request(Method::OPTIONS, format!("{}{path}", house.url))
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
}

fn assert_echoes(response: &Response, origin: &str) {
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-origin"], origin);
    assert_eq!(headers["access-control-allow-credentials"], "true");
    assert!(listed(headers, "vary").contains(&"origin".to_owned()));
}

#[tokio::test]
async fn preflights_allow_what_clients_need() {
    let house = House::open().await;
    for origin in ORIGINS {
        for path in ["/graphql", "/v1/organizations/x/projects"] {
            let response = preflight(&house, path, origin).send().await.unwrap();
            assert_eq!(response.status(), 200);
            assert_echoes(&response, origin);
            let headers = response.headers();
            assert_eq!(
                listed(headers, "access-control-allow-headers"),
                ["authorization", "content-type"]
            );
            assert_eq!(
                listed(headers, "access-control-allow-methods"),
                ["get", "post", "put", "delete"]
            );
            assert_eq!(headers["access-control-max-age"], "86400");
            assert_eq!(response.text().await.unwrap(), "");
        }
    }
}

#[tokio::test]
async fn a_page_may_ask_a_store_on_its_own_computer() {
    let house = House::open_for_loopback().await;
    let asked =
        preflight(&house, "/graphql", "null").header("access-control-request-private-network", "true");
    let response = asked.send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-private-network"], "true");
    let not_asked = preflight(&house, "/graphql", "null").send().await.unwrap();
    assert!(
        !not_asked
            .headers()
            .contains_key("access-control-allow-private-network")
    );
}

/// Without these headers a page could read neither the answer nor why there was none.
#[tokio::test]
async fn every_answer_echoes_the_origin() {
    let house = House::open().await;
    for origin in ORIGINS {
        for (request, status) in [
            (house.post("{ self { id } }").bearer_auth(&house.session), 200),
            (house.post("{ self { id } }"), 401),
            (
                house
                    .client
                    .post(format!("{}/graphql", house.url))
                    .bearer_auth(&house.session)
                    .body("?"),
                400,
            ),
            (house.client.get(format!("{}/graphql", house.url)), 405),
            (house.client.get(format!("{}/nowhere", house.url)), 404),
            (house.client.get(format!("{}/healthz", house.url)), 200),
            (house.import("Brand", "?").bearer_auth(&house.session), 400),
        ] {
            let response = request.header("origin", origin).send().await.unwrap();
            assert_eq!(response.status(), status);
            assert_echoes(&response, origin);
        }
    }
}

#[tokio::test]
async fn programs_without_an_origin_are_answered_alike() {
    let house = House::open().await;
    let request = house.post("{ self { id } }").bearer_auth(&house.session);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}

/// The open rules are safe because no cookie is ever set or read.
#[tokio::test]
async fn no_cookie_is_set() {
    let house = House::open().await;
    for request in [
        house.post("{ self { id } }").bearer_auth(&house.session),
        house.post("{ self { id } }"),
    ] {
        assert!(!request.send().await.unwrap().headers().contains_key("set-cookie"));
    }
}

/// A name that somebody pointed at this computer (DNS rebinding) is not answered by a store for this computer alone.
#[tokio::test]
async fn foreign_names_are_misdirected() {
    let house = House::open_for_loopback().await;
    let named = async |host: &str| {
        let request = house.post("{ self { id } }").bearer_auth(&house.session);
        request.header("host", host).send().await.unwrap()
    };
    for host in [
        "evil.example",
        "evil.example:4210",
        "127.0.0.1.evil.example",
        "0.0.0.0",
        "192.168.0.7",
    ] {
        let response = named(host).await;
        assert_eq!(response.status(), 421, "{host}");
        let body: serde_json::Value = response.json().await.unwrap();
        assert_eq!(body["code"], "WRONG_HOST");
        assert_eq!(
            body["message"],
            "This store is for this computer alone. Ask for it at 127.0.0.1 or localhost."
        );
    }
    let figma = house.client.get(format!("{}/figma/some", house.url));
    let response = figma.header("host", "evil.example").send().await.unwrap();
    let phrase = response.extensions().get::<ReasonPhrase>().unwrap().clone();
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(body["error"], "WRONG_HOST");
    assert_eq!(
        phrase.as_bytes(),
        crate::common::text(&body["message"]).as_bytes()
    );
    for host in ["localhost", "LOCALHOST:80", "127.0.0.1:1", "[::1]:4210"] {
        assert_eq!(named(host).await.status(), 200, "{host}");
    }
    let preflight = preflight(&house, "/graphql", "http://evil.example").header("host", "evil.example");
    assert_eq!(preflight.send().await.unwrap().status(), 421);
}

#[tokio::test]
async fn a_store_for_others_answers_to_every_name() {
    let house = House::open().await;
    let request = house.post("{ self { id } }").bearer_auth(&house.session);
    let response = request.header("host", "studio.example").send().await.unwrap();
    assert_eq!(response.status(), 200);
}
