//! Token sets and theme groups, each in a project of its own.

use serde_json::{Value, json};
use store::policy::Rule;

use super::Request;
use crate::common::desk;
use crate::matrix::town::Town;

pub(super) async fn requests(town: &Town, rule: &Rule) -> Vec<Request> {
    let Some((query, path, mut variables)) = mutation(rule) else {
        return Vec::new();
    };
    variables["o"] = json!(town.organization);
    variables["p"] = json!(town.fresh_project().await);
    vec![Request::query(query, variables, path)]
}

fn mutation(rule: &Rule) -> Option<(&'static str, &'static str, Value)> {
    let themes = json!([{ "name": "A" }]);
    Some(match rule.operation {
        "Mutation.createTokenSet" => (
            desk::CREATE,
            "/createTokenSet",
            json!({ "input": { "path": "new" } }),
        ),
        "Mutation.updateTokenSet" => {
            let input = json!({ "path": "a", "raw": { "z": {} } });
            (desk::UPDATE, "/updateTokenSet", json!({ "input": input }))
        }
        "Mutation.deleteSet" => (
            desk::DELETE,
            "/deleteSet",
            json!({ "branch": "main", "path": "a" }),
        ),
        "Mutation.deleteAllSets" => (
            desk::DELETE_ALL,
            "/deleteAllSets",
            json!({ "branch": "main", "path": "a" }),
        ),
        "Mutation.renameTokenSets" => {
            let variables = json!({ "branch": "main", "path": "a", "new": "b" });
            (desk::RENAME, "/renameTokenSets", variables)
        }
        "Mutation.duplicateTokenSet" => {
            let input = json!({ "duplicateFrom": "a", "path": "c" });
            (desk::DUPLICATE, "/duplicateTokenSet", json!({ "input": input }))
        }
        "Mutation.updateTokenSetsOrder" => {
            let updates = json!([{ "path": "a", "orderIndex": 5 }]);
            (
                desk::ORDER,
                "/updateTokenSetsOrder",
                json!({ "updates": updates }),
            )
        }
        "Mutation.createThemeGroup" => {
            let input = json!({ "name": "New", "options": themes });
            (desk::CREATE_GROUP, "/createThemeGroup", json!({ "input": input }))
        }
        "Mutation.updateThemeGroup" => {
            let input = json!({ "name": "Mode", "options": themes });
            (desk::UPDATE_GROUP, "/updateThemeGroup", json!({ "input": input }))
        }
        "Mutation.deleteThemeGroup" => {
            let variables = json!({ "branch": "main", "name": "Mode" });
            (desk::DELETE_GROUP, "/deleteThemeGroup", variables)
        }
        _ => return None,
    })
}
