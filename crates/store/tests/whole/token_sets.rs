//! Token sets, written by clients.

use crate::common::desk::{
    CREATE, CREATE_GROUP, DELETE, DELETE_ALL, DUPLICATE, Desk, ORDER, RENAME, SETS, UPDATE,
};
use crate::common::{a_moment_later, answered, only_error, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_set_is_created_and_answered_whole() {
    let desk = Desk::open().await;
    let raw = json!({ "c": { "red": { "$value": "#f00", "$type": "color", "$description": "Red", "$extensions": { "a": 1 } } } });
    let input = json!({ "path": "new/ü", "raw": raw });
    let set = desk.data(CREATE, json!({ "input": input })).await["createTokenSet"].take();
    let expected = json!([{ "name": "c.red", "type": "color", "value": "#f00", "description": "Red", "extensions": { "a": 1 } }]);
    assert_eq!(set["tokens"], expected);
    assert_eq!(
        (
            &set["name"],
            &set["orderIndex"],
            &set["type"],
            &set["raw"],
            &set["generatorId"]
        ),
        (&json!("new/ü"), &json!(3), &json!("Static"), &raw, &json!(""))
    );
    assert_eq!(set["createdAt"], set["updatedAt"]);
    assert_eq!(desk.counts().await, [4, 3, 2]);
    let first = json!({ "input": { "path": "first", "orderIndex": 0, "type": "Dynamic" }, "branch": "main" });
    let set = desk.data(CREATE, first).await["createTokenSet"].take();
    assert_eq!((&set["type"], &set["raw"]), (&json!("Dynamic"), &json!({})));
    assert_eq!(desk.names().await, ["a", "first", "a/b", "ab", "new/ü"]);
}

/// To the byte: order of members, spelling of numbers, escapes and white space.
#[tokio::test]
async fn json_is_kept_as_it_was_sent() {
    let desk = Desk::open().await;
    let raw = r#"{ "z":1.0,  "a": [1e3, 1E400, 123456789012345678901234567890, -0.0, 0.10], "1": "\u00e9é\/", "$serde_json::private::RawValue": "{}" }"#;
    let answer = desk
        .spelled(
            CREATE,
            &format!("\"input\": {{\"path\": \"exact\", \"raw\": {raw} }}"),
        )
        .await;
    assert!(answer.contains(&format!("\"raw\":{raw},")), "{answer}");
    let alone = "mutation($o: String!, $p: String!, $raw: JSON) {
        createTokenSet(organization: $o, project: $p, input: {path: \"alone\", raw: $raw}) { raw } }";
    let answer = desk.spelled(alone, &format!("\"raw\": {raw}")).await;
    assert!(answer.contains(&format!("\"raw\":{raw}}}")), "{answer}");
    let answer = desk
        .spelled(
            UPDATE,
            &format!("\"input\": {{\"path\": \"ab\", \"raw\": {raw}}}"),
        )
        .await;
    assert!(answer.contains(&format!("\"raw\":{raw},")), "{answer}");
    let answer = desk.spelled(SETS, "\"x\": 1").await;
    assert_eq!(answer.matches(&format!("\"raw\":{raw}}}")).count(), 3, "{answer}");
    let literal = "mutation($o: String!, $p: String!) {
        createTokenSet(organization: $o, project: $p, input: {path: \"literal\", raw: {b: {value: 1}, a: true}}) { raw } }";
    let answer = desk.spelled(literal, "\"x\": 1").await;
    assert!(answer.contains(r#""raw":{"b":{"value":1},"a":true}"#), "{answer}");
    let references = r#"{"x":  1.50}"#;
    let themes = format!(
        "\"input\": {{\"name\": \"Exact\", \"options\": [{{\"name\": \"A\", \"selectedTokenSets\": {references}}}]}}"
    );
    let answer = desk.spelled(CREATE_GROUP, &themes).await;
    assert!(
        answer.contains(&format!("\"selectedTokenSets\":{references}")),
        "{answer}"
    );
}

#[tokio::test]
async fn a_set_is_changed_and_no_other() {
    let desk = Desk::open().await;
    let before = desk.project().await;
    a_moment_later().await;
    let raw = json!({ "x": { "$value": 1 }, "z": { "$value": 3 } });
    let set = desk
        .data(UPDATE, json!({ "input": { "path": "ab", "raw": raw } }))
        .await["updateTokenSet"]
        .take();
    assert_eq!(
        set["tokens"],
        json!([{ "name": "x", "value": 1 }, { "name": "z", "value": 3 }])
    );
    assert!(text(&set["updatedAt"]) > text(&set["createdAt"]));
    assert_eq!(desk.counts().await, [3, 4, 2]);
    let renamed = json!({ "input": { "path": "a", "newPath": "z" } });
    let set = desk.data(UPDATE, renamed).await["updateTokenSet"].take();
    assert_eq!(
        (&set["name"], &set["raw"]),
        (&json!("z"), &before["branch"]["tokenSets"]["data"][0]["raw"])
    );
    let moved =
        json!({ "input": { "path": "z", "newPath": "z", "orderIndex": 9, "type": "Dynamic", "raw": null } });
    let set = desk.data(UPDATE, moved).await["updateTokenSet"].take();
    assert_eq!((&set["orderIndex"], &set["type"]), (&json!(9), &json!("Dynamic")));
    assert_eq!(desk.names().await, ["a/b", "ab", "z"]);
    let after = desk.project().await;
    assert_eq!(
        after["branch"]["tokenSets"]["data"][0],
        before["branch"]["tokenSets"]["data"][1]
    );
    assert!(text(&after["updatedAt"]) > text(&before["updatedAt"]));
    let nothing = desk.data(UPDATE, json!({ "input": { "path": "ab" } })).await;
    assert_eq!(nothing["updateTokenSet"]["raw"], raw);
    assert_eq!(desk.project().await, after);
}

#[tokio::test]
async fn sets_are_deleted_alone_and_below_a_path() {
    let desk = Desk::open().await;
    let set = desk.data(DELETE, json!({ "branch": "main", "path": "a" })).await["deleteSet"].take();
    assert_eq!(
        (&set["name"], &set["raw"]["x"]["$value"]),
        (&json!("a"), &json!(1))
    );
    assert_eq!(desk.names().await, ["a/b", "ab"]);
    assert_eq!(desk.counts().await, [2, 1, 2]);
    desk.data(CREATE, json!({ "input": { "path": "a" } })).await;
    let gone = desk
        .data(DELETE_ALL, json!({ "branch": "main", "path": "a" }))
        .await["deleteAllSets"]
        .take();
    assert_eq!(gone["sets"], json!([{ "name": "a/b" }, { "name": "a" }]));
    assert!(text(&gone["completed"]).ends_with('Z'));
    assert_eq!(desk.names().await, ["ab"]);
    assert_eq!(desk.counts().await, [1, 0, 2]);
}

#[tokio::test]
async fn sets_are_renamed_below_a_path() {
    let desk = Desk::open().await;
    let rename = async |path: &str, new: &str| {
        let variables = json!({ "branch": "main", "path": path, "new": new });
        let answer = desk.ask(RENAME, variables).await;
        let sets = answer["data"]["renameTokenSets"]["sets"].as_array().cloned();
        sets.map(|sets| sets.iter().map(|set| text(&set["name"])).collect::<Vec<_>>())
            .ok_or_else(|| only_error(&answer))
    };
    assert_eq!(rename("a", "c/d").await.unwrap(), ["c/d", "c/d/b"]);
    assert_eq!(desk.names().await, ["c/d", "c/d/b", "ab"]);
    // Into its own path: one gets the name that another leaves.
    assert_eq!(rename("c/d", "c/d/b").await.unwrap(), ["c/d/b", "c/d/b/b"]);
    assert_eq!(rename("c", "c").await.unwrap(), ["c/d/b", "c/d/b/b"]);
    let (code, message) = rename("c/d/b", "ab").await.unwrap_err();
    assert_eq!(code, "CONFLICT");
    assert_eq!(message, "There is a token set “ab” already. Choose another name.");
    for (path, new, code) in [
        ("none", "x", "NOT_FOUND"),
        ("c/d/", "x", "NOT_FOUND"),
        ("", "x", "NOT_FOUND"),
        ("ab", "", "INVALID_INPUT"),
        ("c/d/b", &"x".repeat(499), "INVALID_INPUT"),
    ] {
        assert_eq!(rename(path, new).await.unwrap_err().0, code, "{path} {new}");
    }
    assert_eq!(desk.names().await, ["c/d/b", "c/d/b/b", "ab"]);
    assert_eq!(desk.counts().await, [3, 2, 2]);
}

#[tokio::test]
async fn a_set_is_duplicated() {
    let desk = Desk::open().await;
    let copy = |from: &str, path: &str, index: Value| json!({ "input": { "duplicateFrom": from, "path": path, "orderIndex": index } });
    let set = desk.data(DUPLICATE, copy("a", "c", Value::Null)).await["duplicateTokenSet"].take();
    assert_eq!(
        set,
        json!({ "name": "c", "orderIndex": 3, "raw": { "x": { "$value": 1, "$type": "number" } } })
    );
    let set = desk.data(DUPLICATE, copy("a", "d", json!(1.0))).await["duplicateTokenSet"].take();
    assert_eq!(set["orderIndex"], 1);
    assert_eq!(desk.counts().await, [5, 4, 2]);
    assert_eq!(
        desk.refused(DUPLICATE, copy("none", "e", Value::Null)).await.0,
        "NOT_FOUND"
    );
    assert_eq!(
        desk.refused(DUPLICATE, copy("a", "c", Value::Null)).await.0,
        "CONFLICT"
    );
    assert_eq!(
        desk.refused(DUPLICATE, copy("a", "a", Value::Null)).await.0,
        "CONFLICT"
    );
    assert_eq!(
        desk.refused(DUPLICATE, copy("a", "e", json!(1.5))).await.0,
        "INVALID_INPUT"
    );
}

#[tokio::test]
async fn sets_are_put_into_another_order_all_or_none() {
    let desk = Desk::open().await;
    let updates = |places: &[(&str, f64)]| {
        let update = |(path, index): &(&str, f64)| json!({ "path": path, "orderIndex": index });
        json!({ "updates": places.iter().map(update).collect::<Vec<_>>() })
    };
    let order = desk
        .data(ORDER, updates(&[("ab", 0.0), ("a", 2.0), ("a/b", 1.0)]))
        .await;
    let expected = json!([{ "name": "ab", "orderIndex": 0 }, { "name": "a", "orderIndex": 2 }, { "name": "a/b", "orderIndex": 1 }]);
    assert_eq!(order["updateTokenSetsOrder"], expected);
    assert_eq!(desk.names().await, ["ab", "a/b", "a"]);
    let before = desk.project().await;
    assert_eq!(
        desk.refused(ORDER, updates(&[("a", 0.0), ("none", 1.0)])).await.0,
        "NOT_FOUND"
    );
    for index in [-1.0, 0.5, 3e9] {
        assert_eq!(
            desk.refused(ORDER, updates(&[("a", index)])).await.0,
            "INVALID_INPUT"
        );
    }
    let nothing = desk.data(ORDER, updates(&[])).await;
    assert_eq!(nothing["updateTokenSetsOrder"], json!([]));
    assert_eq!(desk.project().await, before);
}

#[tokio::test]
async fn bad_token_sets_are_told() {
    let desk = Desk::open().await;
    let before = desk.project().await;
    let deep = (0..105).fold(json!({}), |inner, _| json!({ "a": inner }));
    for (input, code, reason) in [
        (
            json!({ "path": "a" }),
            "CONFLICT",
            "There is a token set “a” already. Choose another name.",
        ),
        (
            json!({ "path": "" }),
            "INVALID_INPUT",
            "“” can't name a token set",
        ),
        (
            json!({ "path": "$themes" }),
            "INVALID_INPUT",
            "“$themes” can't name a token set",
        ),
        (
            json!({ "path": "a\u{0}b" }),
            "INVALID_INPUT",
            "“ab” can't name a token set",
        ),
        (
            json!({ "path": "a\nb" }),
            "INVALID_INPUT",
            "“ab” can't name a token set",
        ),
        (json!({ "path": "x".repeat(501) }), "INVALID_INPUT", "“xxx"),
        (
            json!({ "path": "c", "orderIndex": -1 }),
            "INVALID_INPUT",
            "An order index is a whole number",
        ),
        (
            json!({ "path": "c", "raw": [] }),
            "INVALID_INPUT",
            "A token set is an object in braces",
        ),
        (
            json!({ "path": "c", "raw": "{}" }),
            "INVALID_INPUT",
            "A token set is an object in braces",
        ),
        (
            json!({ "path": "c", "raw": 3 }),
            "INVALID_INPUT",
            "A token set is an object in braces",
        ),
        (
            json!({ "path": "c", "raw": deep }),
            "INVALID_INPUT",
            "This token set nests deeper than 100 levels.",
        ),
        (
            json!({ "path": "c", "raw": { "x".repeat(501): 1 } }),
            "INVALID_INPUT",
            "A name in this token set has more than 500",
        ),
        (json!({ "path": "c", "orderIndex": 1.5 }), "BAD_QUERY", ""),
        (json!({ "path": "c", "type": "Other" }), "BAD_QUERY", ""),
        (json!({ "path": 3 }), "BAD_QUERY", ""),
        (json!({}), "BAD_QUERY", ""),
    ] {
        let (found, message) = desk.refused(CREATE, json!({ "input": input })).await;
        assert_eq!(found, code, "{message}");
        assert!(message.starts_with(reason), "{message}");
    }
    assert_eq!(desk.project().await, before);
}

#[tokio::test]
async fn json_that_can_not_be_a_set_is_told() {
    let desk = Desk::open().await;
    let before = desk.project().await;
    let twice = desk
        .spelled(
            CREATE,
            r#""input": {"path": "c", "raw": {"a": {"b": 1, "b": 2}}}"#,
        )
        .await;
    let endless = format!("{}1{}", "{\"a\":".repeat(500_000), "}".repeat(500_000));
    let endless = format!("\"input\": {{\"path\": \"c\", \"raw\": {endless}}}");
    let endless = desk.spelled(CREATE, &endless).await;
    assert!(
        endless.contains("This token set nests deeper than 100 levels."),
        "{endless}"
    );
    assert!(
        twice.contains("“a.b” is there twice in this token set."),
        "{twice}"
    );
    assert_eq!(desk.project().await, before);
}

#[tokio::test]
async fn bad_changes_of_token_sets_are_told() {
    let desk = Desk::open().await;
    let before = desk.project().await;
    for (input, code) in [
        (json!({ "path": "none", "raw": {} }), "NOT_FOUND"),
        (json!({ "path": "a\u{0}", "raw": {} }), "NOT_FOUND"),
        (json!({ "path": "a", "newPath": "ab" }), "CONFLICT"),
        (json!({ "path": "a", "newPath": "\u{7f}" }), "INVALID_INPUT"),
        (json!({ "path": "a", "raw": [] }), "INVALID_INPUT"),
    ] {
        assert_eq!(
            desk.refused(UPDATE, json!({ "input": input })).await.0,
            code,
            "{input}"
        );
    }
    for query in [DELETE, DELETE_ALL] {
        for (branch, path) in [("main", "none"), ("main", ""), ("other", "a"), ("\u{0}", "a")] {
            assert_eq!(
                desk.refused(query, json!({ "branch": branch, "path": path }))
                    .await
                    .0,
                "NOT_FOUND"
            );
        }
    }
    assert_eq!(desk.project().await, before);
}

#[tokio::test]
async fn large_sets_are_taken_up_to_the_largest_request() {
    let desk = Desk::open().await;
    let tokens: serde_json::Map<String, Value> = (0..40_000)
        .map(|number| {
            (
                format!("t{number}"),
                json!({ "$value": "#123456", "$type": "color" }),
            )
        })
        .collect();
    desk.data(UPDATE, json!({ "input": { "path": "ab", "raw": tokens } }))
        .await;
    assert_eq!(desk.counts().await, [3, 40_002, 2]);
    let too_large = json!({ "input": { "path": "ab", "raw": { "a": "x".repeat(4 * 1024 * 1024) } } });
    let request = desk.house.client.post(format!("{}/graphql", desk.house.url));
    let body = json!({ "query": UPDATE, "variables": desk.variables(&too_large) });
    let response = request.bearer_auth(&desk.key).json(&body).send().await.unwrap();
    assert_eq!(response.status(), 413);
    let response = desk
        .house
        .post("{ __typename }")
        .bearer_auth(&desk.key)
        .send()
        .await
        .unwrap();
    answered(response).await;
}
