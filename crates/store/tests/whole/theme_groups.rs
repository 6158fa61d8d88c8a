//! Theme groups, written by clients.

use crate::common::desk::{CREATE_GROUP, DELETE_GROUP, Desk, UPDATE_GROUP};
use crate::common::{a_moment_later, text};
use serde_json::json;

#[tokio::test]
async fn theme_groups_are_written() {
    let desk = Desk::open().await;
    let option =
        |name: &str| json!({ "name": name, "selectedTokenSets": { "a": "enabled" }, "figmaModeId": "1:\"2" });
    let input = json!({ "name": "Size", "options": [option("S"), option("M")] });
    let group = desk.data(CREATE_GROUP, json!({ "input": input })).await["createThemeGroup"].take();
    let written = |name: &str| json!({ "name": name, "selectedTokenSets": { "a": "enabled" }, "figmaCollectionId": null, "figmaModeId": "1:\"2" });
    assert_eq!(
        group,
        json!({ "name": "Size", "options": [written("S"), written("M")] })
    );
    assert_eq!(desk.counts().await, [3, 2, 4]);
    a_moment_later().await;
    let input = json!({ "name": "Mode", "newName": "Modes", "options": [option("Dark"), option("Light"), option("Dim")] });
    let group = desk.data(UPDATE_GROUP, json!({ "input": input })).await["updateThemeGroup"].take();
    assert_eq!(
        (&group["name"], &group["options"][2]["name"]),
        (&json!("Modes"), &json!("Dim"))
    );
    assert!(text(&group["updatedAt"]) > text(&group["createdAt"]));
    assert_eq!(desk.counts().await, [3, 2, 5]);
    let query = "SELECT raw FROM themes WHERE name = 'Light'";
    let raw: String = desk
        .house
        .database()
        .query_row(query, [], |row| row.get(0))
        .unwrap();
    assert!(
        raw.contains("\"group\": \"Modes\"") && raw.contains("\"own\": 1.0") && raw.contains("\"id\": \"l\""),
        "{raw}"
    );
    let groups = desk.project().await["branch"]["themeGroups"]["data"].take();
    assert_eq!(
        (&groups[0]["name"], &groups[1]["name"]),
        (&json!("Modes"), &json!("Size"))
    );
    let gone = desk
        .data(DELETE_GROUP, json!({ "branch": "main", "name": "Modes" }))
        .await;
    assert_eq!(gone["deleteThemeGroup"]["name"], "Modes");
    assert_eq!(desk.counts().await, [3, 2, 2]);
    assert_eq!(
        desk.refused(DELETE_GROUP, json!({ "branch": "main", "name": "Modes" }))
            .await
            .0,
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn bad_theme_groups_are_told() {
    let desk = Desk::open().await;
    let before = desk.project().await;
    let one = json!([{ "name": "A" }]);
    let deep = (0..105).fold(json!(1), |inner, _| json!([inner]));
    for (input, code, reason) in [
        (
            json!({ "name": "Mode", "options": one }),
            "CONFLICT",
            "There is a theme group “Mode” already.",
        ),
        (
            json!({ "name": "New", "options": [] }),
            "INVALID_INPUT",
            "A theme group has at least one theme.",
        ),
        (
            json!({ "name": " ", "options": one }),
            "INVALID_INPUT",
            "“ ” can't name a theme group",
        ),
        (
            json!({ "name": "a\u{0}", "options": one }),
            "INVALID_INPUT",
            "“a” can't name a theme group",
        ),
        (
            json!({ "name": "New", "options": [{ "name": "x".repeat(501) }] }),
            "INVALID_INPUT",
            "“xxx",
        ),
        (
            json!({ "name": "New", "options": [{ "name": "A", "selectedTokenSets": deep }] }),
            "INVALID_INPUT",
            "A theme nests deeper",
        ),
    ] {
        let (found, message) = desk.refused(CREATE_GROUP, json!({ "input": input })).await;
        assert_eq!(found, code, "{message}");
        assert!(message.starts_with(reason) && message.ends_with('.'), "{message}");
    }
    for (input, code) in [
        (json!({ "name": "None", "options": one }), "NOT_FOUND"),
        (
            json!({ "name": "Mode", "newName": "\n", "options": one }),
            "INVALID_INPUT",
        ),
        (json!({ "name": "Mode", "options": [] }), "INVALID_INPUT"),
        (json!({ "name": "Mode", "options": [{ "name": 3 }] }), "BAD_QUERY"),
    ] {
        assert_eq!(
            desk.refused(UPDATE_GROUP, json!({ "input": input })).await.0,
            code,
            "{input}"
        );
    }
    assert_eq!(desk.project().await, before);
}
