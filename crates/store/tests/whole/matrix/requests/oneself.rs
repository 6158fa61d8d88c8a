//! What somebody asks about themselves, their keys and their sessions.

use serde_json::{Value, json};
use store::policy::Rule;

use super::Request;
use crate::common::{REGISTER, made_here};
use crate::matrix::askers::Asker;
use crate::matrix::town::Town;

const CREATE_KEY: &str = "mutation($input: APIKeyInput!) { createAPIKey(input: $input) { id value } }";
const ROTATE: &str = "mutation($input: RotateAPIKeyInput!) { rotateAPIKey(input: $input) { id hint } }";
const REGENERATE: &str = "mutation($id: String!) { regenerateApiKey(id: $id) { id value } }";
const DELETE_KEY: &str = "mutation($id: String!) { deleteAPIKey(id: $id) { id deletedAt } }";
const END_SESSION: &str = "mutation($id: String!) { endSession(id: $id) { id } }";
const UPDATE_SELF: &str = "mutation($input: UpdateSelfInput!) { updateSelf(input: $input) }";
const CREATE_TOKEN: &str =
    "mutation($input: CreateActorTokenInput!) { createActorToken(input: $input) { value } }";

pub(super) async fn requests(town: &Town, rule: &Rule, asker: &Asker) -> Vec<Request> {
    let request = match rule.operation {
        "Query.self" => {
            let query = "{ self { id user { name } apiKeys { total } invitations { total } } }";
            Request::query(query, Value::Null, "/self")
        }
        "Self.changes" => Request::query("{ self { changes { cursor } } }", Value::Null, "/self/changes"),
        "Self.sessions" => Request::query("{ self { sessions { id } } }", Value::Null, "/self/sessions"),
        _ => return changes(town, rule, asker).await.into_iter().collect(),
    };
    vec![request]
}

async fn changes(town: &Town, rule: &Rule, asker: &Asker) -> Option<Request> {
    Some(match rule.operation {
        "Mutation.updateSelf" => {
            let input = json!({ "description": format!("The {}th", town.number()) });
            Request::query(UPDATE_SELF, json!({ "input": input }), "/updateSelf")
        }
        "Mutation.endSession" => {
            let (id, _) = town.fresh_session(asker).await;
            Request::query(END_SESSION, json!({ "id": id }), "/endSession")
        }
        "Mutation.createActorToken" => {
            let input = json!({ "scopes": ["me:read"], "minutes": 1 });
            Request::query(CREATE_TOKEN, json!({ "input": input }), "/createActorToken")
        }
        _ => return of_keys(town, rule, asker).await,
    })
}

async fn of_keys(town: &Town, rule: &Rule, asker: &Asker) -> Option<Request> {
    Some(match rule.operation {
        "Mutation.createAPIKey" => {
            let input = json!({ "name": "New", "scopes": ["projects:read"] });
            Request::query(CREATE_KEY, json!({ "input": input }), "/createAPIKey")
        }
        "Mutation.registerAPIKey" => {
            let (_, input) = made_here("New", &["projects:read"]);
            Request::query(REGISTER, json!({ "input": input }), "/registerAPIKey")
        }
        "Mutation.rotateAPIKey" => {
            let (_, made) = made_here("New", &[]);
            let id = town.fresh_key(asker).await;
            let input =
                json!({ "id": id, "digest": made["digest"], "hint": made["hint"], "overlapMinutes": 5 });
            Request::query(ROTATE, json!({ "input": input }), "/rotateAPIKey")
        }
        "Mutation.regenerateApiKey" => {
            let id = town.fresh_key(asker).await;
            Request::query(REGENERATE, json!({ "id": id }), "/regenerateApiKey")
        }
        "Mutation.deleteAPIKey" => {
            let id = town.fresh_key(asker).await;
            Request::query(DELETE_KEY, json!({ "id": id }), "/deleteAPIKey")
        }
        _ => return None,
    })
}
