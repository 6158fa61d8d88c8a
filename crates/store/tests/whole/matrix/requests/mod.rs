//! How each row of the table is asked for.

mod doors;
mod oneself;
mod organizations;
mod people;
mod projects;
mod token_sets;

use serde_json::Value;
use store::policy::Rule;

use super::askers::Asker;
use super::town::Town;

/// A request that does something when it is allowed, once.
pub(crate) enum Request {
    /// GraphQL, with the path of what it is about in the answer.
    Query {
        query: String,
        variables: Value,
        path: &'static str,
    },
    /// A subscription to the projects of the organization.
    Follow,
    /// A token file.
    Import,
    /// The asking secret, for an actor token.
    Exchange,
    /// Something about a document, as the Figma plugin sends it.
    Figma {
        method: reqwest::Method,
        project: String,
    },
    /// The end of the asking session, with its secret if there is one.
    SignOut { session: Option<String> },
}

impl Request {
    fn query(query: impl Into<String>, variables: Value, path: &'static str) -> Self {
        Self::Query {
            query: query.into(),
            variables,
            path,
        }
    }
}

/// The requests of somebody for a row; none when nobody wrote one.
pub(crate) async fn requests(town: &Town, rule: &Rule, asker: &Asker) -> Vec<Request> {
    let mut requests = doors::requests(town, rule, asker).await;
    requests.extend(oneself::requests(town, rule, asker).await);
    requests.extend(organizations::requests(town, rule, asker).await);
    requests.extend(people::requests(town, rule, asker).await);
    requests.extend(projects::requests(town, rule).await);
    requests.extend(token_sets::requests(town, rule).await);
    requests
}
