//! Projects: themselves.

use serde_json::json;
use store::policy::Rule;

use super::Request;
use crate::matrix::town::Town;

const LIST: &str = "query($o: String!) { projects(organization: $o) { total data { id name } } }";
const OF_ORGANIZATION: &str =
    "query($o: String!) { organization(id: $o) { projects { total data { id } } } }";
const ONE: &str = "query($o: String!, $p: String!) { project(id: $p, organization: $o) {
    id name branch { tokenSets { data { raw } } themeGroups { total } } branches { total } } }";
const BRANCH: &str =
    "query($o: String!, $p: String!) { branch(id: $o, project: $p) { name tokenSets { total } } }";
const CREATE: &str =
    "mutation($o: String!) { createProject(organization: $o, input: {name: \"New\"}) { id } }";
const UPDATE: &str = "mutation($o: String!, $p: String!) {
    updateProject(organization: $o, id: $p, input: {name: \"Changed\"}) { id name } }";
const DELETE: &str = "mutation($o: String!, $p: String!) { deleteProject(organization: $o, id: $p) { id } }";

pub(super) async fn requests(town: &Town, rule: &Rule) -> Vec<Request> {
    let of_project = |project: &str| json!({ "o": town.organization, "p": project });
    let request = match rule.operation {
        "Query.projects" => Request::query(LIST, json!({ "o": town.organization }), "/projects"),
        "Organization.projects" => {
            let variables = json!({ "o": town.organization });
            Request::query(OF_ORGANIZATION, variables, "/organization/projects")
        }
        "Query.project" => Request::query(ONE, of_project(&town.project), "/project"),
        "Query.branch" => Request::query(BRANCH, of_project(&town.project), "/branch"),
        "Mutation.createProject" => {
            Request::query(CREATE, json!({ "o": town.organization }), "/createProject")
        }
        "Mutation.updateProject" => {
            let project = town.fresh_project().await;
            Request::query(UPDATE, of_project(&project), "/updateProject")
        }
        "Mutation.deleteProject" => {
            let project = town.fresh_project().await;
            Request::query(DELETE, of_project(&project), "/deleteProject")
        }
        _ => return Vec::new(),
    };
    vec![request]
}
