//! Asking `/figma/{project}` as the plugin does.

use hyper::ext::ReasonPhrase;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::{House, text};

/// A request of somebody about a project.
pub(crate) fn request(house: &House, method: Method, project: &str, secret: &str) -> RequestBuilder {
    let address = format!("{}/figma/{project}", house.url);
    let request = house.client.request(method, address).bearer_auth(secret);
    request.header("content-type", "application/json")
}

/// A document as the plugin writes it.
pub(crate) fn document(updated_at: &str, values: &Value, themes: &Value) -> Value {
    json!({ "version": "2.11.9", "updatedAt": updated_at, "values": values, "$themes": themes })
}

/// What a project holds for the one who is signed in, as text.
pub(crate) async fn read_text(house: &House, project: &str) -> String {
    let response = request(house, Method::GET, project, &house.session).send().await;
    let response = response.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    response.text().await.unwrap()
}

pub(crate) async fn read(house: &House, project: &str) -> Value {
    serde_json::from_str(&read_text(house, project).await).unwrap()
}

/// The tag of what a project holds.
pub(crate) async fn tag(house: &House, project: &str) -> String {
    let response = request(house, Method::GET, project, &house.session).send().await;
    tag_of(&response.unwrap())
}

pub(crate) fn tag_of(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

/// What a write that succeeds answers.
pub(crate) async fn written(request: RequestBuilder, status: u16) -> Value {
    let response = request.send().await.unwrap();
    let (is, body) = (response.status(), response.text().await.unwrap());
    assert_eq!(is, status, "{body}");
    serde_json::from_str(&body).unwrap()
}

pub(crate) async fn put(house: &House, project: &str, document: impl Into<reqwest::Body>) -> Value {
    let request = request(house, Method::PUT, project, &house.session);
    written(request.body(document), 200).await
}

/// Status, code and words of a refusal, which phrase and body share.
pub(crate) async fn refused(request: RequestBuilder) -> (u16, String, String) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let phrase = response.extensions().get::<ReasonPhrase>();
    let phrase = phrase.map(|phrase| String::from_utf8(phrase.as_bytes().to_vec()).unwrap());
    let body: Value = response.json().await.unwrap();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["error", "message"]);
    let message = text(&body["message"]);
    assert_eq!(phrase.as_ref(), Some(&message), "{status}");
    assert!(!status.is_success());
    (status.as_u16(), text(&body["error"]), message)
}
