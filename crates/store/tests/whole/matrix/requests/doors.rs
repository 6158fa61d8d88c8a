//! What is no GraphQL over HTTP.

use reqwest::Method;
use store::policy::Rule;

use super::Request;
use crate::matrix::askers::{Asker, Grant};
use crate::matrix::town::Town;

pub(super) async fn requests(town: &Town, rule: &Rule, asker: &Asker) -> Vec<Request> {
    let request = match rule.operation {
        "Subscription.onCreateProject" => Request::Follow,
        "POST /v1/organizations/{id}/projects" => Request::Import,
        "POST /oauth/token" => Request::Exchange,
        "GET /figma/{project}" => Request::Figma {
            method: Method::GET,
            project: town.project.clone(),
        },
        "PUT /figma/{project}" => Request::Figma {
            method: Method::PUT,
            project: town.fresh_project().await,
        },
        "POST /figma/{project}" => Request::Figma {
            method: Method::POST,
            project: town.fresh_empty_project().await,
        },
        "Mutation.endSession" => Request::SignOut {
            session: signed_in(town, asker).await,
        },
        _ => return Vec::new(),
    };
    vec![request]
}

async fn signed_in(town: &Town, asker: &Asker) -> Option<String> {
    match asker.grant {
        Grant::Session => Some(town.fresh_session(asker).await.1),
        Grant::Key(_) | Grant::DeletedKey => None,
    }
}
