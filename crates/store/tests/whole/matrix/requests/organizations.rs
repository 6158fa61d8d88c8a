//! Organizations: themselves.

use serde_json::{Value, json};
use store::policy::{self, Rule};

use super::Request;
use crate::matrix::askers::Asker;
use crate::matrix::town::Town;

const ONE: &str = "query($o: String!) { organization(id: $o) { id name } }";
const CREATE: &str =
    "mutation($input: OrganizationInput!) { createOrganization(input: $input) { id name role } }";
const UPDATE: &str = "mutation($o: String!, $input: OrganizationInput!) {
    updateOrganization(organization: $o, input: $input) { id name description } }";
const DELETE: &str = "mutation($o: String!) { deleteOrganization(organization: $o) { id name } }";

/// The fields that have the rule for details, each by its path.
const DETAILS: [&str; 8] = [
    "/organization/description",
    "/organization/icon",
    "/organization/createdAt",
    "/organization/visibility",
    "/organization/tier",
    "/organization/payment",
    "/organization/ssoEnabled",
    "/organization/role",
];

pub(super) async fn requests(town: &Town, rule: &Rule, asker: &Asker) -> Vec<Request> {
    if rule.operation == policy::ORGANIZATION_DETAILS.operation {
        return DETAILS.map(|path| field(town, path)).into();
    }
    let request = match rule.operation {
        "Query.organizations" => {
            let query = "{ organizations { total data { id name } } }";
            Request::query(query, Value::Null, "/organizations")
        }
        "Query.organization" => Request::query(ONE, json!({ "o": town.organization }), "/organization"),
        "Mutation.createOrganization" => {
            let variables = json!({ "input": { "name": "New" } });
            Request::query(CREATE, variables, "/createOrganization")
        }
        "Mutation.updateOrganization" => {
            let input = json!({ "name": format!("Acme {}", town.number()) });
            let variables = json!({ "o": town.organization, "input": input });
            Request::query(UPDATE, variables, "/updateOrganization")
        }
        "Mutation.deleteOrganization" => {
            let organization = town.fresh_organization(asker).await;
            Request::query(DELETE, json!({ "o": organization }), "/deleteOrganization")
        }
        _ => return Vec::new(),
    };
    vec![request]
}

fn field(town: &Town, path: &'static str) -> Request {
    let name = path.rsplit('/').next().unwrap();
    let query = format!("query($o: String!) {{ organization(id: $o) {{ id {name} }} }}");
    Request::query(query, json!({ "o": town.organization }), path)
}
