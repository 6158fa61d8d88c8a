//! Every operation of the schema with bad input in each of its arguments: refused in a sentence, and nothing changed.
//!
//! What operations there are is read from the schema itself, so a new one is tried, too; it may need a good value here.

use crate::common::people::{Team, invite, team};
use crate::common::{made_here, session, text};
use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Value as Kept;
use serde_json::{Map, Value, json};

const SCHEMA: &str =
    "{ __schema { queryType { fields { ...operation } } mutationType { fields { ...operation } }
    types { name kind enumValues { name } inputFields { name type { ...type } } } } }
    fragment operation on __Field { name args { name type { ...type } } type { ...type } }
    fragment type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The smallest picture that is taken.
const PICTURE: &str = "iVBORw0KGgo=";

/// A type without what is around it.
struct Plain<'schema> {
    kind: &'schema str,
    name: &'schema str,
    is_required: bool,
    is_list: bool,
}

fn plain(written: &Value) -> Plain<'_> {
    let (mut inner, mut is_list) = (written, false);
    while !inner["ofType"].is_null() {
        is_list |= inner["kind"] == "LIST";
        inner = &inner["ofType"];
    }
    Plain {
        kind: inner["kind"].as_str().unwrap(),
        name: inner["name"].as_str().unwrap(),
        is_required: written["kind"] == "NON_NULL",
        is_list,
    }
}

/// As a query writes it: `[String!]!`
fn spelled(written: &Value) -> String {
    match written["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", spelled(&written["ofType"])),
        "LIST" => format!("[{}]", spelled(&written["ofType"])),
        _ => text(&written["name"]),
    }
}

/// One place in the arguments where something is sent.
struct Leaf {
    /// Where it is, and for the items of a list, `0`.
    pointer: String,
    name: String,
    kind: String,
    is_required: bool,
}

/// An organization with all that operations are about.
struct Scene {
    team: Team,
    schema: Value,
    project: String,
    key: String,
    key_secret: String,
    other_session: String,
    /// Into the organization, and one for its owner into another.
    sent: String,
    received: (String, String),
    /// The other organization, and a project in it.
    foreign: [String; 2],
}

impl Scene {
    async fn open() -> Self {
        let team = team().await;
        let (house, owner) = (&team.house, &team.owner);
        let schema = house.data(&owner.session, SCHEMA).await["__schema"].take();
        let create =
            "mutation($o: String!) { createProject(organization: $o, input: { name: \"Brand\" }) { id } }";
        let project = async |session: &str, organization: &str| {
            let made = house.data_with(session, create, json!({ "o": organization }));
            text(&made.await["createProject"]["id"])
        };
        let brand = project(&owner.session, &team.organization).await;
        let fill = "mutation($o: String!, $p: String!) {
            createTokenSet(organization: $o, project: $p, input: { path: \"a\" }) { name }
            createThemeGroup(organization: $o, project: $p,
                input: { name: \"Mode\", options: [{ name: \"A\" }] }) { name } }";
        let place = json!({ "o": team.organization, "p": brand });
        house.data_with(&owner.session, fill, place).await;
        let key = "mutation { createAPIKey(input: { name: \"Own\", scopes: [\"me:read\", \"actor_tokens:create\"] }) {
            id value } }";
        let key = house.data(&owner.session, key).await["createAPIKey"].take();
        let (sent, _) = invite(house, &owner.session, &team.organization, "new@example.com", &[]).await;
        let (_, other, stranger) = house.stranger().await;
        let received = invite(house, &stranger, &other, &owner.email, &[]).await;
        let foreign = [other.clone(), project(&stranger, &other).await];
        session(&house.store, &owner.id).await;
        let sessions = house
            .data(&owner.session, "{ self { sessions { id isCurrent } } }")
            .await;
        let sessions = sessions["self"]["sessions"].as_array().unwrap().clone();
        let other_session = sessions.iter().find(|session| session["isCurrent"] == false);
        let other_session = text(&other_session.unwrap()["id"]);
        Self {
            project: brand,
            key: text(&key["id"]),
            key_secret: text(&key["value"]),
            other_session,
            sent,
            received,
            foreign,
            schema,
            team,
        }
    }

    fn operations(&self, root: &str) -> Vec<Value> {
        self.schema[root]["fields"].as_array().unwrap().clone()
    }

    fn named(&self, name: &str) -> &Value {
        let types = self.schema["types"].as_array().unwrap();
        types.iter().find(|one| one["name"] == name).unwrap()
    }

    /// Arguments with which an operation is done, and each place in them.
    fn good(&self, operation: &Value) -> (Value, Vec<Leaf>) {
        let mut leaves = Vec::new();
        let name = operation["name"].as_str().unwrap();
        let arguments = self.filled(name, &operation["args"], "", &mut leaves);
        (arguments, leaves)
    }

    fn filled(&self, operation: &str, fields: &Value, pointer: &str, leaves: &mut Vec<Leaf>) -> Value {
        let mut filled = Map::new();
        for field in fields.as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            let Plain {
                kind,
                name: type_name,
                is_required,
                is_list,
            } = plain(&field["type"]);
            let pointer = format!("{pointer}/{name}");
            let item = if is_list {
                format!("{pointer}/0")
            } else {
                pointer.clone()
            };
            let value = if kind == "INPUT_OBJECT" {
                self.filled(operation, &self.named(type_name)["inputFields"], &item, leaves)
            } else {
                leaves.push(Leaf {
                    pointer: item,
                    name: name.to_owned(),
                    kind: if kind == "ENUM" { kind } else { type_name }.to_owned(),
                    is_required,
                });
                self.value(operation, name, kind, type_name)
            };
            let value = if is_list { json!([value]) } else { value };
            filled.insert(name.to_owned(), value);
        }
        Value::Object(filled)
    }

    fn value(&self, operation: &str, name: &str, kind: &str, type_name: &str) -> Value {
        if kind == "ENUM" {
            let values = self.named(type_name)["enumValues"].as_array().unwrap();
            let wanted = ["PRIVATE", "VIEWER"].map(Value::from);
            let value = values.iter().find(|value| wanted.contains(&value["name"]));
            return value.unwrap_or(&values[0])["name"].clone();
        }
        match type_name {
            "Int" | "Float" => json!(1),
            "Boolean" => json!(true),
            "JSON" => json!({}),
            "DateTimeISO" => json!((Timestamp::now() + SignedDuration::from_hours(24)).to_string()),
            _ => json!(self.text(operation, name)),
        }
    }

    fn text(&self, operation: &str, name: &str) -> String {
        let (secret, made) = made_here("New", &["me:read"]);
        match (operation, name) {
            ("organization" | "branch", "id") | (_, "organization") => self.team.organization.clone(),
            (_, "project") | ("project" | "updateProject" | "deleteProject", "id") => self.project.clone(),
            (_, "user") => self.team.member.id.clone(),
            ("acceptInvitation" | "declineInvitation", "id") => self.received.0.clone(),
            ("acceptInvitation" | "declineInvitation", _) => self.received.1.clone(),
            ("resendInvitation" | "deleteInvitation", "id") => self.sent.clone(),
            ("endSession", "id") => self.other_session.clone(),
            ("deleteAPIKey" | "regenerateApiKey" | "rotateAPIKey", "id") => self.key.clone(),
            ("registerAPIKey", "id") => text(&made["id"]),
            (_, "digest") => text(&made["digest"]),
            (_, "hint") => secret.hint().as_str().to_owned(),
            (_, "scopes") => "me:read".into(),
            (_, "email") => "fresh@example.com".into(),
            (_, "groups") => "viewer".into(),
            ("branch", "name") | (_, "branch") => "main".into(),
            ("createTokenSet" | "duplicateTokenSet", "path") => "c".into(),
            (_, "path" | "duplicateFrom") => "a".into(),
            ("updateThemeGroup", "name") | (_, "themeGroupName") => "Mode".into(),
            (_, "icon" | "data") => PICTURE.into(),
            (_, "type") => "image/png".into(),
            _ => "New".into(),
        }
    }

    /// What comes of an operation with these arguments: status and answer.
    async fn ask(&self, root: &str, operation: &Value, arguments: &Value) -> (u16, Value) {
        let declared = |argument: &Value| {
            let name = argument["name"].as_str().unwrap();
            (
                format!("${name}: {}", spelled(&argument["type"])),
                format!("{name}: ${name}"),
            )
        };
        let arguments_of = operation["args"].as_array().unwrap().iter().map(declared);
        let (declared, passed): (Vec<_>, Vec<_>) = arguments_of.unzip();
        let in_brackets = |parts: Vec<String>| match parts.as_slice() {
            [] => String::new(),
            parts => format!("({})", parts.join(", ")),
        };
        let fields = match plain(&operation["type"]).kind {
            "OBJECT" => " { __typename }",
            _ => "",
        };
        let query = format!(
            "{root}{} {{ {}{}{fields} }}",
            in_brackets(declared),
            operation["name"].as_str().unwrap(),
            in_brackets(passed)
        );
        let house = &self.team.house;
        let secret = if operation["name"] == "createActorToken" {
            &self.key_secret
        } else {
            &self.team.owner.session
        };
        let request = house
            .client
            .post(format!("{}/graphql", house.url))
            .bearer_auth(secret);
        let request = request.json(&json!({ "query": query, "variables": arguments }));
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// All that is kept, but for how keys are used.
    fn kept(&self) -> Vec<(String, Vec<Vec<Kept>>)> {
        let database = self.team.house.database();
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'key_use%'
            AND name NOT LIKE 'sqlite%' AND name <> 'revision_counter' ORDER BY name";
        let mut names = database.prepare(names).unwrap();
        let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let all = |name: String| {
            let mut rows = database.prepare(&format!("SELECT * FROM {name}")).unwrap();
            let columns: Vec<usize> = (0..rows.column_count())
                .filter(|column| {
                    let column = rows.column_name(*column).unwrap();
                    !column.ends_with("last_used_at") && column != "revision"
                })
                .collect();
            let rows = rows.query_map([], |row| columns.iter().map(|column| row.get(*column)).collect());
            let rows = rows.unwrap().map(Result::unwrap).collect();
            (name, rows)
        };
        names.map(Result::unwrap).map(all).collect()
    }
}

/// What nobody means, for a place of this kind.
fn bad_values(scene: &Scene, leaf: &Leaf) -> Vec<Value> {
    let mut bad = match leaf.kind.as_str() {
        "String" | "ID" => bad_texts(scene, leaf),
        "Int" => vec![
            json!(-1),
            json!(2_147_483_648_u64),
            json!(-2_147_483_649_i64),
            json!("1"),
            json!(1.5),
            json!([[]]),
        ],
        "Float" => vec![json!(-1), json!(1e300), json!("1"), json!(1.5), json!({})],
        "Boolean" => vec![json!("yes"), json!(1), json!({})],
        "JSON" => vec![json!("\0"), json!(3), json!([]), json!(true), deep(200)],
        "DateTimeISO" => vec![
            json!("yesterday"),
            json!(3),
            json!("\0"),
            json!({}),
            json!("0001-01-01T00:00:00Z"),
            json!("x".repeat(100_000)),
        ],
        "ENUM" => vec![json!("NOBODY"), json!(3), json!("\0"), json!("x".repeat(100_000))],
        other => panic!("say here what is bad for {other}"),
    };
    match leaf.name.as_str() {
        "page" => bad.push(json!(0)),
        "limit" => bad.extend([json!(0), json!(1_000_000_000)]),
        _ => {}
    }
    if leaf.is_required {
        bad.push(Value::Null);
    }
    bad
}

fn bad_texts(scene: &Scene, leaf: &Leaf) -> Vec<Value> {
    let mut bad = vec![
        json!("\0"),
        json!("a\0b"),
        json!("a\u{7}b"),
        json!("x".repeat(100_000)),
        json!({ "a": 1 }),
        json!([[1]]),
        json!(true),
    ];
    if leaf.is_required {
        bad.push(json!(""));
    }
    if matches!(leaf.name.as_str(), "id" | "organization" | "project" | "user") {
        bad.extend([json!("3"), json!("' OR 1=1 --"), json!("../..")]);
        bad.push(json!(uuid::Uuid::now_v7().to_string()));
        bad.extend(scene.foreign.iter().map(|id| json!(id)));
    }
    bad
}

fn deep(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, _| json!([inner]))
}

/// Whether a value that is bad elsewhere is good there: a new key may have any id, and what an icon's file was called is
/// only told back.
fn is_good(operation: &str, leaf: &Leaf, value: &Value) -> bool {
    let is_id = value
        .as_str()
        .is_some_and(|text| uuid::Uuid::parse_str(text).is_ok());
    let is_file = leaf.pointer.ends_with("/icon/name") && value.is_string();
    is_file || operation == "registerAPIKey" && leaf.name == "id" && is_id
}

/// What is wrong with a refusal, if anything.
fn fault(status: u16, answer: &Value) -> Option<&'static str> {
    if status >= 500 {
        return Some("failed");
    }
    let Some(errors) = answer["errors"].as_array() else {
        return Some("was taken");
    };
    errors.iter().find_map(|error| {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        let message = error["message"].as_str().unwrap_or_default();
        let told_inside = ["SQL", "rusqlite", "panicked", "Some(", "\0"];
        match code {
            "" | "INTERNAL" | "UNAUTHENTICATED" | "TIMEOUT" => Some("has this code"),
            _ if !message.contains(' ') || !message.ends_with('.') => Some("is told in no sentence"),
            _ if message.len() > 1_000 => Some("is told at length"),
            _ if told_inside.iter().any(|inner| message.contains(inner)) => Some("tells what is inside"),
            _ => None,
        }
    })
}

/// A value, as far as somebody wants to read it.
fn short(value: &Value) -> String {
    value.to_string().chars().take(160).collect()
}

async fn try_bad_input(scene: &Scene, root: &str, operation: &Value) -> Vec<String> {
    let name = operation["name"].as_str().unwrap();
    let (good, leaves) = scene.good(operation);
    let before = scene.kept();
    let mut faults = Vec::new();
    for leaf in &leaves {
        for (what, arguments) in bad_arguments(scene, name, &good, leaf) {
            let (status, answer) = scene.ask(root, operation, &arguments).await;
            if let Some(fault) = fault(status, &answer) {
                faults.push(format!("{name} {what} {fault}: {}", short(&answer)));
            }
        }
        if scene.kept() != before {
            faults.push(format!("{name} changed something with a bad {}", leaf.pointer));
            return faults;
        }
    }
    // So nothing else was in the way.
    let (status, answer) = scene.ask(root, operation, &good).await;
    if status != 200 || !answer["errors"].is_null() {
        faults.push(format!(
            "{name} was not done with {}: {}",
            short(&good),
            short(&answer)
        ));
    }
    faults
}

/// Good arguments, but for one place; and what is wrong there.
fn bad_arguments(scene: &Scene, operation: &str, good: &Value, leaf: &Leaf) -> Vec<(String, Value)> {
    let at = &leaf.pointer;
    let values = bad_values(scene, leaf).into_iter();
    let mut bad: Vec<(String, Value)> = values
        .filter(|value| !is_good(operation, leaf, value))
        .map(|value| {
            let what = format!("with {} at {at}", short(&value));
            let mut arguments = good.clone();
            *arguments.pointer_mut(at).unwrap() = value;
            (what, arguments)
        })
        .collect();
    let (around, last) = at.rsplit_once('/').unwrap();
    let mut arguments = good.clone();
    if let (true, Some(Value::Object(around))) = (leaf.is_required, arguments.pointer_mut(around)) {
        around.remove(last);
        bad.push((format!("without {at}"), arguments));
    }
    bad
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn queries_refuse_bad_input() {
    let scene = Scene::open().await;
    let mut faults = Vec::new();
    for operation in scene.operations("queryType") {
        faults.extend(try_bad_input(&scene, "query", &operation).await);
    }
    none(&faults);
}

#[tokio::test]
async fn mutations_refuse_bad_input_and_change_nothing() {
    let operations = Scene::open().await.operations("mutationType");
    assert!(operations.len() > 30);
    let mut faults = Vec::new();
    for operation in operations {
        // Each is done in the end, so each has its own.
        let scene = Scene::open().await;
        faults.extend(try_bad_input(&scene, "mutation", &operation).await);
    }
    none(&faults);
}
