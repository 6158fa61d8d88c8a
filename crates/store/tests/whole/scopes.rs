//! Each door with each scope: closed ones are null and say which scope is missing, while the rest is answered.

use crate::common::{House, OTHER_SCOPES, only_error, text};
use serde_json::{Value, json};

/// Every scope that a key may have.
fn all_scopes() -> Vec<&'static str> {
    let projects = ["projects:read", "projects:write", "projects:admin"];
    projects.into_iter().chain(OTHER_SCOPES).collect()
}

/// A query whose only field is behind a door, the path of that field, and what opens it.
struct Door {
    query: String,
    path: &'static str,
    open_with: &'static [&'static str],
    required: &'static [&'static str],
}

const PROJECTS: &[&str] = &["projects:read", "projects:write", "projects:admin"];
const ANY: &[&str] = &[
    "projects:read",
    "projects:write",
    "projects:admin",
    "organizations:read",
    "organizations:write",
    "organizations:admin",
    "organizations:user:read",
    "organizations:user:invite",
    "organizations:user:write",
];

fn doors(organization: &str, project: &str) -> Vec<Door> {
    let door = |query: String, path, open_with, required| Door {
        query,
        path,
        open_with,
        required,
    };
    let projects: &[&str] = &["projects:read"];
    let any: &[&str] = &["organizations:read", "projects:read", "organizations:user:read"];
    vec![
        door("self { id }".into(), "/self", &["me:read"], &["me:read"]),
        door(
            "organizations { total data { id name } }".into(),
            "/organizations",
            ANY,
            any,
        ),
        door(
            format!("organization(id: \"{organization}\") {{ id name }}"),
            "/organization",
            ANY,
            any,
        ),
        door(
            format!("projects(organization: \"{organization}\") {{ total }}"),
            "/projects",
            PROJECTS,
            projects,
        ),
        door(
            format!(
                "project(id: \"{project}\", organization: \"{organization}\") {{ id name branch {{ tokenSets {{ data {{ raw }} }} themeGroups {{ total }} }} branches {{ total }} }}"
            ),
            "/project",
            PROJECTS,
            projects,
        ),
        door(
            format!("branch(id: \"{organization}\", project: \"{project}\") {{ name }}"),
            "/branch",
            PROJECTS,
            projects,
        ),
    ]
}

fn error_of<'answer>(answer: &'answer Value, path: &str) -> &'answer Value {
    let path: Vec<&str> = path.split('/').skip(1).collect();
    let errors = answer["errors"].as_array().unwrap();
    errors.iter().find(|error| error["path"] == json!(path)).unwrap()
}

fn assert_closed(answer: &Value, door: &Door) {
    assert_eq!(answer["data"].pointer(door.path), Some(&Value::Null), "{answer}");
    let error = error_of(answer, door.path);
    let extensions = json!({ "code": "FORBIDDEN", "requiredScopes": door.required });
    assert_eq!(error["extensions"], extensions);
    let expected = format!(
        "This API key lacks the scope {}. Make a key with it in Studio Keys, and use that one.",
        door.required.join(" or ")
    );
    assert_eq!(error["message"], expected);
}

#[tokio::test]
async fn every_door_with_every_scope_alone() {
    let house = House::open().await;
    let project = house.project("Brand", r#"{"core": {}}"#).await;
    let doors = doors(&house.organization_id, &project);
    let query = doors
        .iter()
        .map(|door| door.query.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    for scope in all_scopes() {
        let (_, key) = house.key(&[scope]).await;
        let answer = house.ask(&key, &format!("{{ __typename {query} }}")).await;
        assert_eq!(answer["data"]["__typename"], "Query", "the rest is answered");
        for door in &doors {
            if door.open_with.contains(&scope) {
                assert!(
                    answer["data"].pointer(door.path).unwrap().is_object(),
                    "{scope}: {answer}"
                );
            } else {
                assert_closed(&answer, door);
            }
        }
        let closed = doors
            .iter()
            .filter(|door| !door.open_with.contains(&scope))
            .count();
        assert_eq!(
            answer["errors"].as_array().unwrap().len(),
            closed,
            "{scope}: {answer}"
        );
    }
}

/// A key does what its user may do today, and no more.
#[tokio::test]
async fn who_leaves_takes_the_keys_access_along() {
    let house = House::open().await;
    let (_, key) = house.key(&all_scopes()).await;
    let query = format!("{{ organization(id: \"{}\") {{ name }} }}", house.organization_id);
    assert_eq!(
        house.data(&key, &query).await["organization"]["name"],
        "Northwind"
    );
    assert_eq!(
        house.database().execute("DELETE FROM memberships", []).unwrap(),
        1
    );
    assert_eq!(only_error(&house.ask(&key, &query).await).0, "NOT_FOUND");
    let lists = house.data(&key, "{ organizations { total } }").await;
    assert_eq!(lists["organizations"]["total"], 0);
}

/// The docs' own hint for plugins spells two scopes in the singular.
#[tokio::test]
async fn singular_spellings_are_taken_and_never_given() {
    let house = House::open().await;
    let (id, _) = house.key(&["project:read", "project:write"]).await;
    let query = format!("{{ self {{ apiKey(id: \"{id}\") {{ scopes }} }} }}");
    let data = house.data(&house.session, &query).await;
    assert_eq!(
        data["self"]["apiKey"]["scopes"],
        json!(["projects:read", "projects:write"])
    );
    assert_eq!(text(&data["self"]["apiKey"]["scopes"][0]), "projects:read");
}
