//! The Figma plugin's *Generic Versioned* provider: what it writes is what it reads.

use std::time::Instant;

use crate::common::figma::{document, put, read, read_text, refused, request, tag, tag_of, written};
use crate::common::{House, SOON, many, text};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const THEN: &str = "2026-11-24T12:00:00.000Z";

/// An empty project: its id.
async fn empty_project(house: &House) -> String {
    let project = house.store.add_project(&house.organization_id, "Brand").await;
    project.unwrap()
}

fn history(house: &House) -> u32 {
    let count = "SELECT count(*) FROM history";
    house.database().query_row(count, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_project_has_a_document_before_the_plugin_wrote_one() {
    let house = House::open().await;
    let empty = empty_project(&house).await;
    let first = read(&house, &empty).await;
    assert_eq!(first["values"], json!({}));
    assert_eq!(first["$themes"], json!([]));
    assert!(!text(&first["version"]).is_empty());
    assert!(text(&first["updatedAt"]).parse::<jiff::Timestamp>().is_ok());
    assert_eq!(read(&house, &empty).await, first);
    let file = r#"{"core": {"a": { "$value":1.0 }}, "dark": {}, "$themes": [{"name": "Dark", "x": 1e3}]}"#;
    let imported = house.project("Imported", file).await;
    let read = read_text(&house, &imported).await;
    let content =
        r#""values":{"core":{"a": { "$value":1.0 }},"dark":{}},"$themes":[{"name": "Dark", "x": 1e3}]}"#;
    assert!(read.ends_with(content), "{read}");
}

/// Spelling, order of sets and of themes whose groups take turns, members that nobody here knows.
#[tokio::test]
async fn what_was_written_comes_back_to_the_byte() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let sets = "{\"z/ü 🎨\":{ \"n\":1.0,\n\t\"a\":{\"$value\":1e3,\"type\":\"x\"} },\"a\\\"b\":{\"1\":{\"value\":0.10,\"type\":\"\\u00e9é\"}},\"A\":{ }}";
    let themes = r#"[{"id":"1","name":"Light","group":"Mode","selectedTokenSets":{"A":"enabled","a\"b":"source"}},
        {"id":"2","name":"S","group":"Size","$figmaModeId":"1:0","unknown":{"n": 1.50}},
        {"id":"3","name":"Dark","group":"Mode","$figmaStyleReferences":{},"$figmaVariableReferences":{"x":"y"}}, {"name": "Alone"}]"#;
    let whole = format!(
        "{{\"version\":\"2\",\"updatedAt\":\"2026-11-24T13:00:00+01:00\",\"values\":{sets},\"$themes\":{themes}}}"
    );
    let answer = put(&house, &project, whole.clone()).await;
    assert_eq!(
        answer,
        json!({ "version": "2", "updatedAt": "2026-11-24T13:00:00+01:00" })
    );
    assert_eq!(read_text(&house, &project).await, whole);
    let query = format!(
        "{{ project(id: \"{project}\", organization: \"{}\") {{ branch {{
            tokenSets {{ data {{ name tokens {{ name }} }} }}
            themeGroups {{ data {{ name options {{ name }} }} }} }} }} }}",
        house.organization_id
    );
    let data = house.data(&house.session, &query).await;
    let branch = &data["project"]["branch"];
    assert_eq!(branch["tokenSets"]["data"][2]["name"], "A");
    assert_eq!(
        branch["themeGroups"]["data"][0],
        json!({ "name": "Mode", "options": [{ "name": "Light" }, { "name": "Dark" }] })
    );
}

#[tokio::test]
async fn a_put_replaces_the_whole() {
    let house = House::open().await;
    let project = house
        .project("Brand", r#"{"a": {}, "b": {}, "$themes": [{"name": "Dark"}]}"#)
        .await;
    let next = document(
        THEN,
        &json!({ "c": { "x": { "$value": 1 } }, "b": {} }),
        &json!([]),
    );
    put(&house, &project, next.to_string()).await;
    assert_eq!(read(&house, &project).await, next);
    assert_eq!(history(&house), 1);
    // The same again replaces nothing, and nothing at all is a document, too.
    put(&house, &project, next.to_string()).await;
    assert_eq!(history(&house), 1);
    let nothing = put(&house, &project, r#"{"values": {}}"#).await;
    assert!(text(&nothing["updatedAt"]).parse::<jiff::Timestamp>().is_ok());
    let there = read(&house, &project).await;
    assert_eq!((&there["values"], &there["$themes"]), (&json!({}), &json!([])));
    assert_eq!(there["updatedAt"], nothing["updatedAt"]);
    assert_eq!(history(&house), 2);
}

#[tokio::test]
async fn a_post_begins_a_project_and_leaves_others_alone() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let (_, key) = house.key(&["projects:write"]).await;
    let post = |document: &Value| request(&house, Method::POST, &project, &key).body(document.to_string());
    let first = json!({ "version": "1", "updatedAt": THEN, "values": { "options": {} } });
    let answer = written(post(&first), 201).await;
    assert_eq!(answer, json!({ "version": "1", "updatedAt": THEN }));
    let begun = read(&house, &project).await;
    assert_eq!(begun["values"], json!({ "options": {} }));
    let second = json!({ "version": "2", "updatedAt": "2027-01-01T00:00:00Z", "values": { "other": {} } });
    assert_eq!(written(post(&second), 200).await, answer);
    assert_eq!(read(&house, &project).await, begun);
    assert_eq!(history(&house), 0);
}

/// A plugin stops at a document that is newer than the one it knew, so it must be newer exactly when it changed.
#[tokio::test]
async fn the_moment_goes_on_when_something_else_changes() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let future = "2100-01-01T00:00:00.000Z";
    put(
        &house,
        &project,
        document(future, &json!({ "a": {} }), &json!([])).to_string(),
    )
    .await;
    let before = tag(&house, &project).await;
    assert_eq!(read(&house, &project).await["updatedAt"], future);
    let changed = house.database().execute(
        "UPDATE projects SET updated_at = updated_at + 1, revision = revision + 1",
        [],
    );
    assert_eq!(changed, Ok(1));
    let after = read(&house, &project).await;
    assert_eq!(after["updatedAt"], "2100-01-01T00:00:00.001Z");
    assert_eq!(after["version"], "2.11.9");
    assert_ne!(tag(&house, &project).await, before);
}

#[tokio::test]
async fn keys_do_what_their_scopes_say() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let (_, reads) = house.key(&["projects:read"]).await;
    let (_, writes) = house.key(&["projects:write"]).await;
    let whole = document(THEN, &json!({ "a": {} }), &json!([]));
    let put = request(&house, Method::PUT, &project, &writes).body(whole.to_string());
    written(put, 200).await;
    for key in [reads, writes] {
        let response = request(&house, Method::GET, &project, &key).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.json::<Value>().await.unwrap(), whole);
    }
}

#[tokio::test]
async fn a_tag_lets_nobody_overwrite_what_they_did_not_see() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let write = |values: Value, only: &str| {
        let whole = document(THEN, &values, &json!([])).to_string();
        request(&house, Method::PUT, &project, &house.session)
            .header("if-match", only)
            .body(whole)
    };
    let first = tag(&house, &project).await;
    let response = write(json!({ "a": {} }), &first).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let second = tag_of(&response);
    assert_eq!(tag(&house, &project).await, second);
    for stale in [&first, &format!("W/{first}"), "\"0-0\"", "\"x\", \"y\""] {
        let (status, code, message) = refused(write(json!({ "b": {} }), stale)).await;
        assert_eq!((status, code.as_str()), (412, "STALE"));
        assert!(
            message.starts_with("Somebody changed this project since you read it. "),
            "{message}"
        );
    }
    let (status, _, message) = refused(write(json!({ "b": {} }), "x")).await;
    assert_eq!(status, 400);
    assert!(message.starts_with("The header If-Match takes "), "{message}");
    assert_eq!(read(&house, &project).await["values"], json!({ "a": {} }));
    // A proxy that compresses marks it as weak.
    written(write(json!({ "c": {} }), &format!("{first}, W/{second}")), 200).await;
    written(write(json!({ "d": {} }), "*"), 200).await;
    assert_eq!(read(&house, &project).await["values"], json!({ "d": {} }));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_at_once_none_loses_anything() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let first = tag(&house, &project).await;
    let put = |number: usize, only: &str| {
        let values = json!({ format!("set {number}"): {} });
        let whole = document(THEN, &values, &json!([])).to_string();
        let put = request(&house, Method::PUT, &project, &house.session).header("if-match", only);
        tokio::spawn(put.body(whole).send())
    };
    // In one state, one of them writes.
    let both = (0..8).map(|number| put(number, &first)).collect::<Vec<_>>();
    let mut statuses = Vec::new();
    for put in both {
        statuses.push(put.await.unwrap().unwrap().status().as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    // In any, all do, and what each replaced is kept.
    let before = history(&house);
    let all = (10..18).map(|number| put(number, "*")).collect::<Vec<_>>();
    for put in all {
        assert_eq!(put.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(history(&house), before + 8);
    let there = read(&house, &project).await;
    assert_eq!(there["values"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn a_put_that_is_cut_off_changes_nothing() {
    let house = House::open().await;
    let project = house.project("Brand", r#"{"a": {}, "$themes": []}"#).await;
    let before = read_text(&house, &project).await;
    let whole = document(THEN, &json!({ "b": {} }), &json!([])).to_string();
    let mut connection = TcpStream::connect(house.url.strip_prefix("http://").unwrap())
        .await
        .unwrap();
    // Enough for a document by itself, but less than was announced.
    let head = format!(
        "PUT /figma/{project} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{whole}",
        house.session,
        whole.len() + 1
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.shutdown().await.unwrap();
    let mut answer = String::new();
    let _ = connection.read_to_string(&mut answer).await;
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(read_text(&house, &project).await, before);
    assert_eq!(history(&house), 0);
}

/// 20 MB in all, and a set with 5,000 design tokens.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_document_is_written_and_read() {
    let house = House::open().await;
    let project = empty_project(&house).await;
    let tokens = many(5_000, |number| {
        format!(
            "\"t{number}\": {{\"$value\": \"#12345{}\", \"$type\": \"color\"}},",
            number % 10
        )
    });
    let filler = many(180, |number| {
        format!(
            "\"set {number}\":{{\"x\": {{\"$value\": \"{}\"}}}},",
            "y".repeat(110_000)
        )
    });
    let values = format!("{{{filler}\"many\":{{{}}}}}", tokens.trim_end_matches(','));
    let whole = format!("{{\"version\":\"2\",\"updatedAt\":\"{THEN}\",\"values\":{values},\"$themes\":[]}}");
    assert!(
        (20_000_000..20 * 1024 * 1024).contains(&whole.len()),
        "{}",
        whole.len()
    );
    let begin = Instant::now();
    put(&house, &project, whole.clone()).await;
    let there = read_text(&house, &project).await;
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    assert!(there == whole, "{} bytes became {}", whole.len(), there.len());
    let query = format!(
        "{{ project(id: \"{project}\", organization: \"{}\") {{ branch {{ tokenSet(path: \"many\") {{ raw }} }} }} }}",
        house.organization_id
    );
    let data = house.data(&house.session, &query).await;
    let raw = &data["project"]["branch"]["tokenSet"]["raw"];
    assert_eq!(raw.as_object().unwrap().len(), 5_000);
}
