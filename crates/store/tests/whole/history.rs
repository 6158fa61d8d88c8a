//! What was replaced comes back, by the administrator's hand, while a server runs.

use crate::common::binary::{Desk, Serving, printed, refusal, run_in};
use crate::common::text;
use reqwest::{Client, Response};
use rusqlite::Connection;
use serde_json::{Value, json};

const MIA: &str = "mia@example.com";

/// A store with a project, a key for it, and a server.
struct Studio {
    desk: Desk,
    serving: Serving,
    project: String,
    key: String,
}

impl Studio {
    fn open() -> Self {
        let desk = Desk::new();
        desk.add_user(MIA, "Mia");
        let acme = desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
        let project = desk.printed(&["project", "add", "--organization", &acme, "--name", "Brand"]);
        let create = ["key", "create", "--user", MIA, "--name", "Figma"];
        let rights = ["--scopes", "projects:write", "--expires", "90d"];
        let key = desk.printed(&[create.as_slice(), rights.as_slice()].concat());
        let serving = Serving::start(&desk.data());
        Self {
            desk,
            serving,
            project,
            key,
        }
    }

    fn address(&self) -> String {
        format!("{}/figma/{}", self.serving.url, self.project)
    }

    async fn put(&self, document: &Value) {
        let put = Client::new().put(self.address()).bearer_auth(&self.key);
        let response = put.body(document.to_string()).send().await.unwrap();
        assert_eq!(response.status(), 200);
    }

    async fn get(&self) -> Value {
        let get = Client::new().get(self.address()).bearer_auth(&self.key);
        let response: Response = get.send().await.unwrap();
        response.json().await.unwrap()
    }

    fn listed(&self) -> Vec<Value> {
        let json = self
            .desk
            .printed(&["project", "history", &self.project, "--json"]);
        serde_json::from_str(&json).unwrap()
    }

    fn restore(&self, id: &str) -> String {
        let restored = self.desk.run(&["project", "restore", &self.project, id]);
        assert_eq!(printed(&restored), "");
        String::from_utf8(restored.stderr).unwrap()
    }

    fn database(&self) -> Connection {
        Connection::open(self.desk.data().join("store.sqlite3")).unwrap()
    }
}

fn document(values: &Value, themes: &Value) -> Value {
    json!({ "version": "2", "updatedAt": "2026-11-24T12:00:00.000Z", "values": values, "$themes": themes })
}

#[tokio::test]
async fn a_document_comes_back_and_goes_again() {
    let studio = Studio::open();
    let said = studio.desk.run(&["project", "history", &studio.project]);
    assert_eq!(printed(&said), "");
    assert_eq!(
        String::from_utf8(said.stderr).unwrap(),
        "Nothing was replaced in this project within the last 30 days.\n"
    );
    // Themes of two groups that take turns.
    let theme = |name: &str, group: &str| json!({ "id": name, "name": name, "group": group });
    let themes = json!([theme("Light", "Mode"), theme("S", "Size"), theme("Dark", "Mode")]);
    let first = document(&json!({ "b": { "x": { "$value": 1.0 } }, "a": {} }), &themes);
    studio.put(&first).await;
    let second = document(&json!({ "c": {} }), &json!([]));
    studio.put(&second).await;

    let listed = studio.listed();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["tokenSet"], Value::Null);
    assert_eq!(listed[0]["replacedBy"], "Mia");
    let id = text(&listed[0]["id"]);
    let line = studio.desk.printed(&["project", "history", &studio.project]);
    assert_eq!(
        line,
        format!(
            "{id}\t{}\tthe whole document\treplaced by Mia",
            text(&listed[0]["replacedAt"])
        )
    );

    let said = studio.restore(&id);
    assert!(
        said.starts_with("Brought back the whole document, as it was before "),
        "{said}"
    );
    let back = studio.get().await;
    assert_eq!(
        (&back["values"], &back["$themes"]),
        (&first["values"], &first["$themes"])
    );
    assert!(text(&back["updatedAt"]) > text(&second["updatedAt"]), "{back}");

    let listed = studio.listed();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["replacedBy"], Value::Null);
    studio.restore(&text(&listed[0]["id"]));
    assert_eq!(studio.get().await["values"], second["values"]);
    assert_eq!(studio.listed().len(), 3);
}

#[tokio::test]
async fn an_import_is_kept_and_counts_come_back() {
    let studio = Studio::open();
    let file = studio.desk.file(
        "brand.json",
        r#"{"a": {"x": {"$value": 1}, "y": {"$value": 2}}, "$themes": [{"name": "Dark"}]}"#,
    );
    let import = ["project", "import", "--project", &studio.project, &file];
    studio.desk.printed(&import);
    studio.put(&document(&json!({}), &json!([]))).await;
    let counts = || -> (u32, u32, u32) {
        let counts = "SELECT token_set_count, design_token_count, theme_count FROM projects";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        studio.database().query_row(counts, [], read).unwrap()
    };
    assert_eq!(counts(), (0, 0, 0));
    studio.restore(&text(&studio.listed()[0]["id"]));
    assert_eq!(counts(), (1, 2, 1));
    assert_eq!(studio.get().await["$themes"], json!([{ "name": "Dark" }]));
}

/// As a change of a single set leaves it.
#[tokio::test]
async fn a_set_comes_back_alone() {
    let studio = Studio::open();
    let there = json!({ "a": { "x": { "$value": 1 } }, "c": {} });
    studio.put(&document(&there, &json!([]))).await;
    let id = uuid::Uuid::now_v7().to_string();
    let keep = format!(
        "INSERT INTO history SELECT '{id}', id, created_at, NULL, 'b', 0, 0, NULL, NULL FROM branches;
         INSERT INTO history_texts VALUES (randomblob(32), '{{ \"y\":{{\"$value\":1.0}} }}');
         INSERT INTO history_token_sets SELECT '{id}', 1, 'b', digest FROM history_texts;"
    );
    studio.database().execute_batch(&keep).unwrap();
    assert_eq!(studio.listed()[0]["tokenSet"], "b");
    let said = studio.restore(&id);
    assert!(
        said.starts_with("Brought back the token set “b”, as it was before "),
        "{said}"
    );
    let back = studio.get().await;
    assert_eq!(
        back["values"].to_string(),
        r#"{"a":{"x":{"$value":1}},"b":{"y":{"$value":1.0}},"c":{}}"#
    );
    let count = "SELECT design_token_count FROM projects";
    let count: u32 = studio.database().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2);
    assert_eq!(studio.listed().len(), 2);
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let studio = Studio::open();
    let acme = studio
        .desk
        .printed(&["organization", "add", "--name", "Other", "--owner", MIA]);
    let other = studio
        .desk
        .printed(&["project", "add", "--organization", &acme, "--name", "Other"]);
    studio.put(&document(&json!({ "a": {} }), &json!([]))).await;
    studio.put(&document(&json!({ "b": {} }), &json!([]))).await;
    let id = text(&studio.listed()[0]["id"]);
    let unknown = uuid::Uuid::now_v7().to_string();
    let no_project = "There is no project with this id, or it is not yours to see. Check the id.";
    for project in [unknown.as_str(), "7"] {
        assert_eq!(studio.desk.refused(&["project", "history", project]), no_project);
        assert_eq!(
            studio.desk.refused(&["project", "restore", project, &id]),
            no_project
        );
    }
    let no_entry =
        "There is no entry in this project's history with this id, or it is not yours to see. Check the id.";
    for (project, id) in [
        (&studio.project, &unknown),
        (&studio.project, &"7".into()),
        (&other, &id),
    ] {
        assert_eq!(
            studio.desk.refused(&["project", "restore", project, id]),
            no_entry
        );
    }
    // After 30 days it is gone for good.
    let age = "UPDATE history SET kept_at = kept_at - 30 * 24 * 60 * 60 * 1000";
    assert_eq!(studio.database().execute(age, []), Ok(1));
    assert!(studio.listed().is_empty());
    assert_eq!(
        studio.desk.refused(&["project", "restore", &studio.project, &id]),
        no_entry
    );
    let elsewhere = studio.desk.folder.path().join("none");
    let refused = refusal(&run_in(&elsewhere, &["project", "history", &studio.project], ""));
    assert!(refused.starts_with("there is no store in "), "{refused}");
}
