//! A project that clients write to, and what they ask.

use serde_json::{Value, json};

use super::{House, good, only_error, text};

pub(crate) const FILE: &str = r#"{"a": {"x": {"$value": 1, "$type": "number"}}, "a/b": {"y": {"$value": 2}}, "ab": {},
    "$themes": [{"id": "l", "name": "Light", "group": "Mode", "own": 1.0}, {"id": "d", "name": "Dark", "group": "Mode"}]}"#;

pub(crate) const SETS: &str = "query($o: String!, $p: String!) { project(organization: $o, id: $p) {
    tokenSetCount designTokenCount themeCount updatedAt
    branch { tokenSets { data { name orderIndex type raw } } themeGroups { data { name options { name
        selectedTokenSets figmaStyleReferences figmaVariableReferences figmaCollectionId figmaModeId } } } } } }";

pub(crate) const CREATE: &str = "mutation($o: String!, $p: String!, $branch: String, $input: TokenSetInput!) {
    createTokenSet(organization: $o, project: $p, branch: $branch, input: $input) {
        id name orderIndex type raw generatorId tokens { name type value description extensions } createdAt updatedAt } }";
pub(crate) const UPDATE: &str =
    "mutation($o: String!, $p: String!, $branch: String, $input: TokenSetUpdateInput!) {
    updateTokenSet(organization: $o, project: $p, branch: $branch, input: $input) {
        name orderIndex type raw tokens { name value } createdAt updatedAt } }";
pub(crate) const DELETE: &str = "mutation($o: String!, $p: String!, $branch: String!, $path: String!) {
    deleteSet(organization: $o, project: $p, branch: $branch, path: $path) { name raw } }";
pub(crate) const DELETE_ALL: &str = "mutation($o: String!, $p: String!, $branch: String!, $path: String!) {
    deleteAllSets(organization: $o, project: $p, branch: $branch, path: $path) { completed sets { name } } }";
pub(crate) const RENAME: &str =
    "mutation($o: String!, $p: String!, $branch: String!, $path: String!, $new: String!) {
    renameTokenSets(organization: $o, project: $p, branch: $branch, path: $path, newPath: $new) {
        completed sets { name } } }";
pub(crate) const DUPLICATE: &str = "mutation($o: String!, $p: String!, $branch: String, $input: DuplicateTokenSetInput!) {
    duplicateTokenSet(organization: $o, project: $p, branch: $branch, input: $input) { name orderIndex raw } }";
pub(crate) const ORDER: &str = "mutation($o: String!, $p: String!, $branch: String, $updates: [TokenSetOrderInput!]!) {
    updateTokenSetsOrder(organization: $o, project: $p, branch: $branch, updates: $updates) { name orderIndex } }";
pub(crate) const CREATE_GROUP: &str =
    "mutation($o: String!, $p: String!, $branch: String, $input: ThemeGroupInput!) {
    createThemeGroup(organization: $o, project: $p, branch: $branch, input: $input) {
        name options { name selectedTokenSets figmaCollectionId figmaModeId } } }";
pub(crate) const UPDATE_GROUP: &str =
    "mutation($o: String!, $p: String!, $branch: String, $input: ThemeGroupUpdateInput!) {
    updateThemeGroup(organization: $o, project: $p, branch: $branch, input: $input) {
        name options { name selectedTokenSets } createdAt updatedAt } }";
pub(crate) const DELETE_GROUP: &str = "mutation($o: String!, $p: String!, $branch: String!, $name: String!) {
    deleteThemeGroup(organization: $o, project: $p, branch: $branch, themeGroupName: $name) { name } }";

/// A project in a house, and somebody who writes to it.
pub(crate) struct Desk {
    pub(crate) house: House,
    pub(crate) project: String,
    /// A key that writes projects.
    pub(crate) key: String,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let house = House::open().await;
        let project = house.project("Brand", FILE).await;
        let (_, key) = house.key(&["projects:write"]).await;
        Self { house, project, key }
    }

    pub(crate) fn variables(&self, own: &Value) -> Value {
        let mut variables = json!({ "o": self.house.organization_id, "p": self.project });
        let own = own.as_object().unwrap().clone();
        variables.as_object_mut().unwrap().extend(own);
        variables
    }

    pub(crate) async fn ask(&self, query: &str, own: Value) -> Value {
        self.house.ask_with(&self.key, query, self.variables(&own)).await
    }

    pub(crate) async fn data(&self, query: &str, own: Value) -> Value {
        good(self.ask(query, own).await)
    }

    /// Code and message.
    pub(crate) async fn refused(&self, query: &str, own: Value) -> (String, String) {
        only_error(&self.ask(query, own).await)
    }

    pub(crate) async fn project(&self) -> Value {
        self.data(SETS, json!({})).await["project"].take()
    }

    pub(crate) async fn names(&self) -> Vec<String> {
        let project = self.project().await;
        let sets = project["branch"]["tokenSets"]["data"].as_array().unwrap().clone();
        sets.iter().map(|set| text(&set["name"])).collect()
    }

    /// Token sets, design tokens and themes, as the project says.
    pub(crate) async fn counts(&self) -> [u64; 3] {
        let project = self.project().await;
        ["tokenSetCount", "designTokenCount", "themeCount"].map(|count| project[count].as_u64().unwrap())
    }

    /// The text of an answer to a body in which variables are spelled as they are given here.
    pub(crate) async fn spelled(&self, query: &str, variables: &str) -> String {
        let body = format!(
            "{{\"query\": {}, \"variables\": {{\"o\": \"{}\", \"p\": \"{}\", {variables}}}}}",
            json!(query),
            self.house.organization_id,
            self.project
        );
        let request = self.house.client.post(format!("{}/graphql", self.house.url));
        let response = request.bearer_auth(&self.key).body(body).send().await.unwrap();
        response.text().await.unwrap()
    }
}

/// Each mutation, with variables that do something when all are asked in this order.
pub(crate) fn mutations() -> [(&'static str, &'static str, Value); 10] {
    let theme = json!([{ "name": "A" }]);
    [
        ("createTokenSet", CREATE, json!({ "input": { "path": "new" } })),
        (
            "updateTokenSet",
            UPDATE,
            json!({ "input": { "path": "a", "raw": {} } }),
        ),
        (
            "duplicateTokenSet",
            DUPLICATE,
            json!({ "input": { "duplicateFrom": "a", "path": "c" } }),
        ),
        (
            "updateTokenSetsOrder",
            ORDER,
            json!({ "updates": [{ "path": "a", "orderIndex": 5 }] }),
        ),
        (
            "renameTokenSets",
            RENAME,
            json!({ "branch": "main", "path": "a", "new": "b" }),
        ),
        (
            "deleteAllSets",
            DELETE_ALL,
            json!({ "branch": "main", "path": "b" }),
        ),
        ("deleteSet", DELETE, json!({ "branch": "main", "path": "c" })),
        (
            "createThemeGroup",
            CREATE_GROUP,
            json!({ "input": { "name": "New", "options": theme } }),
        ),
        (
            "updateThemeGroup",
            UPDATE_GROUP,
            json!({ "input": { "name": "Mode", "options": theme } }),
        ),
        (
            "deleteThemeGroup",
            DELETE_GROUP,
            json!({ "branch": "main", "name": "Mode" }),
        ),
    ]
}
