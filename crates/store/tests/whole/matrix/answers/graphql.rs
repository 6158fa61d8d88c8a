//! GraphQL's answers.

use serde_json::{Value, json};

use super::{Asking, refused};
use crate::common::text;
use crate::matrix::expected::Outcome;

pub(super) async fn query(asking: &Asking<'_>, query: &str, variables: &Value, path: &str) -> Outcome {
    let house = &asking.town.house;
    let request = house.client.post(format!("{}/graphql", house.url));
    let request = request.json(&json!({ "query": query, "variables": variables }));
    let response = asking.send(request).await;
    let (status, is_challenged) = (
        response.status(),
        response.headers().contains_key("www-authenticate"),
    );
    let answer: Value = response.json().await.unwrap();
    match status.as_u16() {
        200 => outcome(&answer, path),
        401 if is_challenged => unauthorized(&answer),
        _ => Outcome::Other(format!("{status}: {answer}")),
    }
}

fn unauthorized(answer: &Value) -> Outcome {
    let error = &answer["errors"][0];
    let is_told = error["extensions"]["code"] == "UNAUTHENTICATED"
        && text(&error["message"]).starts_with("Unauthorized: this API key was deleted on ");
    if is_told {
        Outcome::Unauthorized
    } else {
        Outcome::Other(answer.to_string())
    }
}

/// What came of the field at this path.
pub(super) fn outcome(answer: &Value, path: &str) -> Outcome {
    let other = || Outcome::Other(answer.to_string());
    match answer["errors"].as_array().map(Vec::as_slice) {
        None if answer["data"].pointer(path).is_some() => Outcome::Done,
        Some([error]) => {
            let outcome = of_error(error);
            let is_told = is_closed(answer, error, path, &outcome);
            if is_told { outcome } else { other() }
        }
        _ => other(),
    }
}

/// Whether the error is about this field, or what is around it, and nothing is there. At a closed door that is the field
/// alone: all else is answered.
fn is_closed(answer: &Value, error: &Value, path: &str, outcome: &Outcome) -> bool {
    let names: Vec<String> = error["path"].as_array().unwrap().iter().map(text).collect();
    let closed = format!("/{}", names.join("/"));
    let is_around = path == closed || path.starts_with(&format!("{closed}/"));
    let there = answer["data"].pointer(&closed);
    let is_null = match (outcome, answer.get("data")) {
        (Outcome::LacksScope(_) | Outcome::TakesSession | Outcome::TakesKey, Some(_)) => {
            there == Some(&Value::Null)
        }
        _ => there.is_none_or(Value::is_null),
    };
    is_around && is_null
}

fn of_error(error: &Value) -> Outcome {
    let extensions = &error["extensions"];
    let outcome = refused(&text(&extensions["code"]), &text(&error["message"]));
    let required = match &outcome {
        Outcome::LacksScope(names) => json!(names),
        _ => Value::Null,
    };
    if extensions["requiredScopes"] == required {
        outcome
    } else {
        Outcome::Other(error.to_string())
    }
}
