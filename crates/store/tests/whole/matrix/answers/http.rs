//! The answers of the other doors.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{Asking, TAKES_SESSION, lacking, refused};
use crate::common::desk::FILE;
use crate::common::figma::document;
use crate::common::text;
use crate::matrix::expected::Outcome;

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

pub(super) async fn import(asking: &Asking<'_>) -> Outcome {
    let request = asking.town.house.client.post(asking.town.import_address());
    let response = asking.send(request.body(FILE)).await;
    of_v1(response, 201).await
}

/// Ends the session that is sent, if it is one; otherwise tries with what there is.
pub(super) async fn sign_out(asking: &Asking<'_>, session: Option<&str>) -> Outcome {
    let house = &asking.town.house;
    let request = house.client.delete(format!("{}/v1/sessions/current", house.url));
    let response = asking.send_as(session.unwrap_or(asking.secret), request).await;
    of_v1(response, 204).await
}

async fn of_v1(response: Response, done: u16) -> Outcome {
    let status = response.status().as_u16();
    if status == done {
        return Outcome::Done;
    }
    let body: Value = response.json().await.unwrap();
    let (code, message) = (text(&body["code"]), text(&body["message"]));
    match (status, code.as_str()) {
        (401, "UNAUTHENTICATED") if message.starts_with("Unauthorized: this API key was deleted on ") => {
            Outcome::Unauthorized
        }
        (403, "FORBIDDEN") | (404, "NOT_FOUND") => refused(&code, &message),
        _ => Outcome::Other(format!("{status}: {body}")),
    }
}

pub(super) async fn figma(asking: &Asking<'_>, method: &Method, project: &str) -> Outcome {
    let house = &asking.town.house;
    let request = house
        .client
        .request(method.clone(), format!("{}/figma/{project}", house.url));
    let written = document("2026-01-01T00:00:00.000Z", &json!({ "written": {} }), &json!([]));
    let request = match *method {
        Method::GET => request,
        _ => request.json(&written),
    };
    let response = asking.send(request).await;
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    if matches!(status, 200 | 201) {
        return Outcome::Done;
    }
    let (code, message) = (text(&body["error"]), text(&body["message"]));
    match (status, code.as_str()) {
        (401, "UNAUTHENTICATED") if message.starts_with("This API key was deleted on ") => {
            Outcome::Unauthorized
        }
        (403, "FORBIDDEN") if message.starts_with("This key lacks ") => lacking(&message, "This key lacks "),
        (403, "FORBIDDEN") | (404, "NOT_FOUND") => refused(&code, &message),
        _ => Outcome::Other(format!("{status}: {body}")),
    }
}

/// The key goes in as the subject, so that what is wrong with it is told as RFC 6749 does.
pub(super) async fn exchange(asking: &Asking<'_>) -> Outcome {
    let house = &asking.town.house;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", EXCHANGE);
    form.append_pair("subject_token", asking.secret);
    form.append_pair("subject_token_type", ACCESS_TOKEN);
    let request = house.client.post(format!("{}/oauth/token", house.url));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.header("x-forwarded-for", &asking.address);
    let response = request.body(form.finish()).send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    if status == 200 && body["access_token"].is_string() {
        return Outcome::Done;
    }
    let (code, reason) = (text(&body["error"]), text(&body["error_description"]));
    match (status, code.as_str()) {
        (400, "invalid_request") => of_subject(&reason),
        _ => Outcome::Other(format!("{status}: {body}")),
    }
}

fn of_subject(reason: &str) -> Outcome {
    if reason == "A session can't be exchanged. Send an API key as the subject_token." {
        Outcome::TakesKey
    } else if reason.starts_with("The subject_token opens nothing: this API key was deleted on ") {
        Outcome::Unauthorized
    } else if reason == TAKES_SESSION {
        Outcome::TakesSession
    } else {
        lacking(reason, "This API key lacks the scope ")
    }
}
