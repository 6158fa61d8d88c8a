//! Invitations over HTTP: sent, answered by people with and without an account, ended, and what is told to others.

mod answered;
mod refused;

use crate::common::people::{ACCEPT, INVITE, Team, invite, person, team};
use crate::common::{House, good, only_error, text};
use keys::{KeyKind, PlainKey};
use reqwest::Response;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

async fn try_to_invite(
    house: &House,
    secret: &str,
    organization: &str,
    email: &str,
    groups: &[&str],
) -> Value {
    let variables = json!({ "organization": organization, "email": email, "groups": groups });
    house.ask_with(secret, INVITE, variables).await
}

async fn accept(house: &House, secret: &str, id: &str, code: &str) -> Value {
    house
        .ask_with(secret, ACCEPT, json!({ "id": id, "code": code }))
        .await
}

async fn decline(house: &House, secret: &str, id: &str, code: &str) -> Value {
    let query = "mutation($id: String!, $code: String!) { declineInvitation(id: $id, code: $code) }";
    house
        .ask_with(secret, query, json!({ "id": id, "code": code }))
        .await
}

async fn join(house: &House, id: &str, body: &Value) -> Response {
    let address = format!("{}/v1/invitations/{id}/accept", house.url);
    house.client.post(address).json(body).send().await.unwrap()
}

fn newcomer(code: &str) -> Value {
    json!({ "confirmCode": code, "name": "Nia", "password": PASSWORD, "deviceName": "Nia’s laptop" })
}

async fn refused(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    (status, text(&response.json::<Value>().await.unwrap()["message"]))
}

fn other_code() -> String {
    PlainKey::generate(KeyKind::Invitation)
        .unwrap()
        .expose()
        .to_owned()
}
