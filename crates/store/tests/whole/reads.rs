//! What clients read: organizations, projects, branches, token sets to the byte, theme groups; and nothing of others.

use crate::common::{House, many, only_error, text};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Spellings that a JSON library would write in another way, each a whole token set.
const EXACT: [&str; 8] = [
    r#"{"z": 1, "a": 2, "10": 3, "9": 4, "": 5}"#,
    r#"{"a": 1.0, "b": 1e3, "c": 0.10, "d": -0, "e": -0.0, "f": 1E+2, "g": 100.00e-2}"#,
    r#"{"long": 123456789012345678901234567890.123456789012345678901234567890, "far": 1e400}"#,
    r#"{"escapes": "\u00e9 é \ud83c\udfa8 🎨 \/ / \b\f\n\r\t \" \\ \u2028"}"#,
    "{ \"space\" :\t{ \"x\":\n  [ 1 , 2 ,\r\n 3 ] } }",
    "{}",
    "{ }",
    r#"{"$serde_json::private::RawValue": "{}", "$serde_json::private::Number": "1"}"#,
];

fn name(number: usize) -> String {
    format!("set {}", EXACT.len() - number)
}

async fn exact_project(house: &House) -> String {
    let sets = many(EXACT.len(), |n| format!("{:?}: {},\n", name(n), EXACT[n]));
    house
        .project("Exact", format!("{{{sets} \"$themes\": []}}"))
        .await
}

fn of_project(house: &House, id: &str, fields: &str) -> String {
    format!(
        "{{ project(id: \"{id}\", organization: \"{}\") {{ {fields} }} }}",
        house.organization_id
    )
}

#[derive(Deserialize)]
struct Named {
    name: String,
    raw: Box<RawValue>,
}

/// The parts of an answer's text that are a set's `raw`, as they stand there.
async fn raws(house: &House, secret: &str, query: &str, path: &str) -> Vec<(String, String)> {
    let response = house.post(query).bearer_auth(secret).send().await.unwrap();
    let body = response.text().await.unwrap();
    let mut part: Box<RawValue> = serde_json::from_str(&body).unwrap();
    for name in path.split('.') {
        let mut members: std::collections::HashMap<String, Box<RawValue>> =
            serde_json::from_str(part.get()).unwrap();
        part = members
            .remove(name)
            .unwrap_or_else(|| panic!("no {name} in {body}"));
    }
    let sets: Vec<Named> = serde_json::from_str(part.get()).unwrap();
    sets.into_iter()
        .map(|set| (set.name, set.raw.get().to_owned()))
        .collect()
}

#[tokio::test]
async fn raw_is_what_was_imported_to_the_byte() {
    let house = House::open().await;
    let id = exact_project(&house).await;
    let (_, key) = house.key(&["projects:read"]).await;
    let query = of_project(&house, &id, "branch { tokenSets { data { name raw } } }");
    let answered = raws(&house, &key, &query, "data.project.branch.tokenSets.data").await;
    let expected: Vec<(String, String)> = EXACT
        .iter()
        .enumerate()
        .map(|(n, set)| (name(n), (*set).to_owned()))
        .collect();
    assert_eq!(answered, expected);
}

#[tokio::test]
async fn a_file_with_one_set_is_kept_to_the_byte() {
    let house = House::open().await;
    let file = "{\n\t\"é\": {\"value\": 1.50, \"type\": \"number\"}\r\n}";
    let id = house.project("Lone", format!("\u{feff}  {file}\n")).await;
    let query = of_project(&house, &id, "branch { tokenSets { data { name raw } } }");
    let answered = raws(
        &house,
        &house.session,
        &query,
        "data.project.branch.tokenSets.data",
    )
    .await;
    assert_eq!(answered, [("Lone".to_owned(), file.to_owned())]);
}

#[tokio::test]
async fn the_clients_own_queries_are_answered() {
    let house = House::open().await;
    let file = r#"{"core": {"red": {"value": "f00", "type": "color"}},
        "$themes": [{"name": "Light", "group": "Mode", "selectedTokenSets": {"core": "enabled"},
        "$figmaStyleReferences": {"red": "S:1,"}, "$figmaCollectionId": "VariableCollectionId:1:2"}]}"#;
    let id = house.project("Brand", file).await;
    let (_, key) = house
        .key(&["projects:read", "projects:write", "actor_tokens:create"])
        .await;
    let sign_in = house
        .data(
            &key,
            "{ organizations { data { name id projects { data { name id } } } } }",
        )
        .await;
    let projects = json!({ "data": [{ "name": "Brand", "id": id }] });
    let organization = json!({ "name": "Northwind", "id": house.organization_id, "projects": projects });
    assert_eq!(sign_in["organizations"]["data"], json!([organization]));
    let pull = "query Pull($id: String!, $organization: String!, $name: String) {
        project(id: $id, organization: $organization) { branch(name: $name) {
            tokenSets(limit: 1000) { data { name orderIndex type raw generatorId } totalPages }
            themeGroups { data { name options { name figmaStyleReferences figmaVariableReferences
                selectedTokenSets figmaCollectionId figmaModeId } } } } } }";
    let variables = json!({ "id": id, "organization": house.organization_id, "name": "main" });
    let data = house.data_with(&key, pull, variables).await;
    let raw = json!({ "red": { "value": "f00", "type": "color" } });
    let set = json!({ "name": "core", "orderIndex": 0, "type": "Static", "raw": raw, "generatorId": "" });
    let branch = &data["project"]["branch"];
    assert_eq!(branch["tokenSets"], json!({ "data": [set], "totalPages": 1 }));
    let theme = json!({
        "name": "Light", "selectedTokenSets": { "core": "enabled" }, "figmaStyleReferences": { "red": "S:1," },
        "figmaVariableReferences": null, "figmaCollectionId": "VariableCollectionId:1:2", "figmaModeId": null,
    });
    assert_eq!(
        branch["themeGroups"]["data"],
        json!([{ "name": "Mode", "options": [theme] }])
    );
}

#[tokio::test]
async fn long_themes_are_read_like_short_ones() {
    let house = House::open().await;
    let sets = many(60_000, |n| format!("\"set {n}\": \"enabled\", "));
    let file = format!(
        "{{\"core\": {{}}, \"$themes\": [{{\"name\": \"Long\", \"selectedTokenSets\": {{{sets} \"core\": \"source\"}}}}]}}"
    );
    let id = house.project("Brand", file).await;
    let fields = "branch { themeGroups { data { options { name selectedTokenSets } } } }";
    let data = house.data(&house.session, &of_project(&house, &id, fields)).await;
    let theme = &data["project"]["branch"]["themeGroups"]["data"][0]["options"][0];
    assert_eq!(
        (&theme["name"], &theme["selectedTokenSets"]["core"]),
        (&json!("Long"), &json!("source"))
    );
    assert_eq!(theme["selectedTokenSets"].as_object().unwrap().len(), 60_001);
}

#[tokio::test]
async fn an_unpaged_list_holds_a_thousand() {
    let house = House::open().await;
    let sets = many(1_001, |n| format!("\"set {n}\": {{}}, "));
    let id = house
        .project("Large", format!("{{{sets} \"$themes\": []}}"))
        .await;
    let pages = "currentPage nextPage prevPage lastPage total totalPages";
    let query = of_project(
        &house,
        &id,
        &format!(
            "branch {{ tokenSets {{ data {{ name orderIndex }} {pages} }}
        second: tokenSets(page: 2) {{ data {{ name }} {pages} }}
        small: tokenSets(page: 3, limit: 5) {{ data {{ name }} {pages} }}
        beyond: tokenSets(page: 99, limit: 500) {{ data {{ name }} {pages} }} }}"
        ),
    );
    let mut branch = house.data(&house.session, &query).await["project"]["branch"].take();
    let first = branch["tokenSets"]["data"].take();
    assert_eq!(first.as_array().unwrap().len(), 1_000);
    assert_eq!(first[999], json!({ "name": "set 999", "orderIndex": 999 }));
    let page = |data: Value, current: i64, next: Value, previous: Value, last: i64| {
        json!({ "data": data, "currentPage": current, "nextPage": next, "prevPage": previous,
            "lastPage": last, "total": 1_001, "totalPages": last })
    };
    assert_eq!(
        branch["tokenSets"],
        page(Value::Null, 1, json!(2), Value::Null, 2)
    );
    assert_eq!(
        branch["second"],
        page(json!([{ "name": "set 1000" }]), 2, Value::Null, json!(1), 2)
    );
    let names: Vec<Value> = (10..15).map(|n| json!({ "name": format!("set {n}") })).collect();
    assert_eq!(branch["small"], page(json!(names), 3, json!(4), json!(2), 201));
    assert_eq!(branch["beyond"], page(json!([]), 99, Value::Null, json!(3), 3));
}

#[tokio::test]
async fn lists_are_filtered() {
    let house = House::open().await;
    let id = house
        .project(
            "Brand",
            r#"{"core": {}, "core/dark": {}, "Core": {}, "$themes": []}"#,
        )
        .await;
    house.project("Web", r#"{"a": {}}"#).await;
    let filters = [
        (r#"eq: "core""#, json!(["core"])),
        (r#"ne: "core""#, json!(["core/dark", "Core"])),
        (r#"startsWith: "core""#, json!(["core", "core/dark"])),
        (r#"startsWith: "core", ne: "core""#, json!(["core/dark"])),
        ("", json!(["core", "core/dark", "Core"])),
    ];
    for (filter, expected) in filters {
        let fields = format!("branch {{ tokenSets(filter: {{name: {{{filter}}}}}) {{ data {{ name }} }} }}");
        let data = house
            .data(&house.session, &of_project(&house, &id, &fields))
            .await;
        let sets = data["project"]["branch"]["tokenSets"]["data"].as_array().unwrap();
        let names: Vec<&Value> = sets.iter().map(|set| &set["name"]).collect();
        assert_eq!(json!(names), expected, "{filter}");
    }
    let query = "{ organizations { data { projects(filter: {name: {startsWith: \"W\"}}) { total data { name } } } } }";
    let data = house.data(&house.session, query).await;
    let projects = json!({ "total": 1, "data": [{ "name": "Web" }] });
    assert_eq!(data["organizations"]["data"][0]["projects"], projects);
}

#[tokio::test]
async fn branches_are_found_from_every_side() {
    let house = House::open().await;
    let id = house.project("Brand", r#"{"core": {}, "$themes": []}"#).await;
    let fields = "name isDefault organizationId projectId branchedAt";
    let query = format!(
        "{{ branch(id: \"{organization}\", project: \"{id}\") {{ {fields} }}
            named: branch(id: \"{organization}\", project: \"{id}\", name: \"main\") {{ {fields} }}
            project(id: \"{id}\", organization: \"{organization}\") {{ defaultBranchName
                branch {{ {fields} }} branches {{ total data {{ {fields} }} }} }} }}",
        organization = house.organization_id
    );
    let data = house.data(&house.session, &query).await;
    let main = json!({ "name": "main", "isDefault": true, "organizationId": house.organization_id,
        "projectId": id, "branchedAt": null });
    for branch in [&data["branch"], &data["named"], &data["project"]["branch"]] {
        assert_eq!(branch, &main);
    }
    assert_eq!(data["project"]["branches"], json!({ "total": 1, "data": [main] }));
    assert_eq!(data["project"]["defaultBranchName"], "main");
}

#[tokio::test]
async fn a_project_says_what_it_holds() {
    let house = House::open().await;
    let file = r#"{"core": {"a": {"$value": 1.0, "$type": "number", "$description": "One", "$extensions": {"x": 1.50}},
        "g": {"b": {"value": "{a}", "type": "number"}}}, "$themes": [{"name": "Light"}, {"name": "Dark"}]}"#;
    let id = house.project("Brand", file).await;
    let fields = "name organizationId visibility description icon tokenSetCount designTokenCount themeCount
        branch { tokenSet(path: \"core\") { name tokens { name type value description extensions } }
            themeGroups { total data { name options { name } } } }";
    let project = house.data(&house.session, &of_project(&house, &id, fields)).await["project"].take();
    for (field, expected) in [
        ("name", json!("Brand")),
        ("organizationId", json!(house.organization_id)),
        ("visibility", json!("PRIVATE")),
        ("description", Value::Null),
        ("tokenSetCount", json!(1)),
        ("designTokenCount", json!(2)),
        ("themeCount", json!(2)),
    ] {
        assert_eq!(project[field], expected, "{field}");
    }
    let a = json!({ "name": "a", "type": "number", "value": 1.0, "description": "One", "extensions": { "x": 1.5 } });
    let b =
        json!({ "name": "g.b", "type": "number", "value": "{a}", "description": null, "extensions": null });
    assert_eq!(
        project["branch"]["tokenSet"],
        json!({ "name": "core", "tokens": [a, b] })
    );
    let alone = |name: &str| json!({ "name": name, "options": [{ "name": name }] });
    let groups = json!({ "total": 2, "data": [alone("Light"), alone("Dark")] });
    assert_eq!(project["branch"]["themeGroups"], groups);
}

/// However an id is spelled, and whichever field takes it.
#[tokio::test]
async fn ids_are_known_in_each_spelling() {
    let house = House::open().await;
    let project = house.project("Brand", r#"{"core": {}}"#).await;
    let (key, _) = house.key(&["projects:read"]).await;
    let queries = |spelled: &dyn Fn(&str) -> String| {
        let (organization, project, key) =
            (spelled(&house.organization_id), spelled(&project), spelled(&key));
        format!(
            "{{ organization(id: \"{organization}\") {{ name }} projects(organization: \"{organization}\") {{ total }}
                project(id: \"{project}\", organization: \"{organization}\") {{ id name }}
                branch(id: \"{organization}\", project: \"{project}\") {{ name }}
                self {{ apiKey(id: \"{key}\") {{ id name }} }} }}"
        )
    };
    let expected = house.data(&house.session, &queries(&|id| id.to_owned())).await;
    let spellings: [&dyn Fn(&str) -> String; 3] =
        [&|id| id.to_uppercase(), &|id| id.replace('-', ""), &|id| {
            format!(" {id} ")
        }];
    for spelled in spellings {
        assert_eq!(house.data(&house.session, &queries(spelled)).await, expected);
    }
}

/// What belongs to others is answered like what does not exist, from every field that takes an id.
#[tokio::test]
async fn what_belongs_to_others_is_not_found() {
    let house = House::open().await;
    let id = house.project("Brand", r#"{"core": {}}"#).await;
    let (key_id, _) = house.key(&["projects:read"]).await;
    let (_, theirs, stranger) = house.stranger().await;
    let ours = house.organization_id.clone();
    let queries = |organization: &str, project: &str| {
        [
            format!("organization(id: \"{organization}\") {{ id name }}"),
            format!("projects(organization: \"{organization}\") {{ total }}"),
            format!("project(id: \"{project}\", organization: \"{organization}\") {{ id }}"),
            format!("project(id: \"{project}\", organization: \"{theirs}\") {{ id }}"),
            format!("branch(id: \"{organization}\", project: \"{project}\") {{ name }}"),
        ]
    };
    for (foreign, unknown) in queries(&ours, &id).iter().zip(queries("none", "none")) {
        let refusal = only_error(&house.ask(&stranger, &format!("{{ {foreign} }}")).await);
        assert_eq!(refusal.0, "NOT_FOUND", "{foreign}");
        assert_eq!(
            refusal,
            only_error(&house.ask(&stranger, &format!("{{ {unknown} }}")).await)
        );
    }
    let key = format!("{{ self {{ apiKey(id: \"{key_id}\") {{ id }} }} }}");
    assert_eq!(only_error(&house.ask(&stranger, &key).await).0, "NOT_FOUND");
    let lists = "{ organizations { data { id projects { total } } } self { apiKeys { total } changes { projects { id } apiKeys { id } } } }";
    let data = house.data(&stranger, lists).await;
    assert_eq!(
        data["organizations"]["data"],
        json!([{ "id": theirs, "projects": { "total": 0 } }])
    );
    let nothing = json!({ "apiKeys": { "total": 0 }, "changes": { "projects": [], "apiKeys": [] } });
    assert_eq!(data["self"], nothing);
}

#[tokio::test]
async fn organizations_show_themselves_to_members() {
    let house = House::open().await;
    let query = format!(
        "{{ organization(id: \"{}\") {{ id name description icon visibility tier payment ssoEnabled role createdAt }} }}",
        house.organization_id
    );
    let mut organization = house.data(&house.session, &query).await["organization"].take();
    let created = text(&organization["createdAt"].take());
    assert!(
        created.parse::<jiff::Timestamp>().is_ok() && created.ends_with('Z'),
        "{created}"
    );
    let expected = json!({ "id": house.organization_id, "name": "Northwind", "description": null, "icon": null,
        "visibility": "PRIVATE", "tier": "ENTERPRISE", "payment": null, "ssoEnabled": false, "role": "OWNER",
        "createdAt": null });
    assert_eq!(organization, expected);
}
