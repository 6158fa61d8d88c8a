//! Projects from token files, sent over HTTP.

use crate::common::{House, many, text};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Status, code and message of a refusal.
async fn refused(house: &House, name: &str, file: impl Into<reqwest::Body>) -> (u16, String, String) {
    let response = house
        .import(name, file)
        .bearer_auth(&house.session)
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (status, text(&body["code"]), text(&body["message"]))
}

async fn project_count(house: &House) -> Value {
    let data = house
        .data(
            &house.session,
            "{ organizations { data { projects { total } } } }",
        )
        .await;
    data["organizations"]["data"][0]["projects"]["total"].clone()
}

#[tokio::test]
async fn the_answer_says_what_was_made() {
    let house = House::open().await;
    let file = r#"{"core": {"a": {"$value": 1}}, "dark": {}, "$themes": [{"name": "Dark"}]}"#;
    let response = house
        .import(" Brand ", file)
        .bearer_auth(&house.session)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    let mut made: Value = response.json().await.unwrap();
    let id = text(&made["id"].take());
    let expected = json!({ "id": null, "name": "Brand", "tokenSets": 2, "designTokens": 1, "themes": 1 });
    assert_eq!(made, expected);
    let query = format!(
        "{{ project(id: \"{id}\", organization: \"{}\") {{ name }} }}",
        house.organization_id
    );
    assert_eq!(
        house.data(&house.session, &query).await["project"]["name"],
        "Brand"
    );
}

#[tokio::test]
async fn files_that_are_none_are_told_with_line_and_column() {
    let house = House::open().await;
    for (file, reason) in [
        ("", "This is not valid JSON: line 1, column 1: "),
        (
            "{\n  \"core\": {\n    \"é\": oops\n  }\n}",
            "This is not valid JSON: line 3, column 10: expected value.",
        ),
        (
            "{\"a\": {},\n \"b\": {\"x\": 01}}",
            "This is not valid JSON: line 2, column 14: ",
        ),
        (
            "{\"a\": {},\n \"a\": {}, \"$themes\": []}",
            "“a” is there twice, again at line 2, column 7.",
        ),
        (
            "{\"a\": {\"x\": {},\n\"x\": {}}}",
            "“Brand: a.x” is there twice, again at line 2, column 6.",
        ),
        ("[1, 2]", "A token file is an object in braces"),
        ("{}", "This file holds no token sets."),
        (
            "{\"$themes\": [], \"a\": 3}",
            "The token set “a” is not an object in braces.",
        ),
        (
            "{\"$themes\": 3, \"a\": {}}",
            "The member “$themes” is not as Tokens Studio writes it: ",
        ),
        ("\u{0}{}", "This file is not written in UTF-8."),
    ] {
        let (status, code, message) = refused(&house, "Brand", file).await;
        assert_eq!((status, code.as_str()), (400, "INVALID_INPUT"), "{file}");
        assert!(message.starts_with(reason), "{file}: {message}");
        assert!(message.ends_with('.'), "{message}");
    }
    assert_eq!(project_count(&house).await, 0);
}

#[tokio::test]
async fn a_byte_order_mark_and_deep_groups_are_fine() {
    let house = House::open().await;
    let deep = format!("{}{{\"$value\": 1.0}}{}", "{\"g\": ".repeat(20), "}".repeat(20));
    let file = format!("\u{feff}{{\"deep\": {deep}, \"$themes\": []}}");
    let id = house.project("Deep", file).await;
    let query = format!(
        "{{ project(id: \"{id}\", organization: \"{}\") {{ branch {{ tokenSet(path: \"deep\") {{ raw tokens {{ name }} }} }} }} }}",
        house.organization_id
    );
    let data = house.data(&house.session, &query).await;
    let set = &data["project"]["branch"]["tokenSet"];
    assert_eq!(set["tokens"], json!([{ "name": vec!["g"; 20].join(".") }]));
    assert_eq!(set["raw"], serde_json::from_str::<Value>(&deep).unwrap());
    let endless = "{\"g\": ".repeat(200_000);
    let (status, _, message) = refused(&house, "Endless", endless).await;
    assert_eq!(status, 400);
    assert!(
        message.starts_with("This file nests deeper than 100 levels, at line 1, column "),
        "{message}"
    );
}

#[tokio::test]
async fn names_are_checked_before_anything_is_made() {
    let house = House::open().await;
    for (name, reason) in [
        ("", "The name is empty."),
        ("a\nb", "A name is one line of visible characters"),
        (
            &"x".repeat(81),
            "A name has at most 80 characters; this one has 81.",
        ),
    ] {
        let (status, code, message) = refused(&house, name, "{\"$themes\": [], \"a\": {}}").await;
        assert_eq!((status, code.as_str()), (400, "INVALID_INPUT"));
        assert!(message.starts_with(reason), "{message}");
    }
    let address = format!(
        "{}/v1/organizations/{}/projects",
        house.url, house.organization_id
    );
    let nameless = house
        .client
        .post(address)
        .bearer_auth(&house.session)
        .body("{\"a\": {}}");
    let body: Value = nameless.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        body["message"],
        "The project needs a name. Write it into the address: ?name=…"
    );
    assert_eq!(project_count(&house).await, 0);
}

#[tokio::test]
async fn only_a_session_of_an_administrator_imports() {
    let house = House::open().await;
    let file = "{\"a\": {}}";
    let (_, _, stranger) = house.stranger().await;
    let response = house
        .import("Brand", file)
        .bearer_auth(&stranger)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 404);
    for (role, status) in [("viewer", 403), ("member", 403), ("admin", 201), ("owner", 201)] {
        house
            .database()
            .execute("UPDATE memberships SET role = ?1", [role])
            .unwrap();
        let response = house
            .import("Brand", file)
            .bearer_auth(&house.session)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status, "{role}");
    }
    assert_eq!(house.import("Brand", file).send().await.unwrap().status(), 401);
    assert_eq!(project_count(&house).await, 2);
}

#[tokio::test]
async fn a_large_file_is_taken_and_a_huge_one_is_told() {
    let house = House::open().await;
    let value = "x".repeat(10_000);
    let sets = many(1_000, |n| {
        format!("\"set {n}\": {{\"a\": {{\"$value\": \"{value}\"}}}}, ")
    });
    house
        .project("Ten megabytes", format!("{{{sets} \"$themes\": []}}"))
        .await;
    let (status, code, message) = refused(&house, "Huge", vec![b' '; 100 * 1024 * 1024 + 1]).await;
    assert_eq!((status, code.as_str()), (413, "TOO_LARGE"));
    assert!(message.contains("larger than 100 MiB"), "{message}");
    assert_eq!(project_count(&house).await, 1);
}

/// Sends a file with these words in the address.
async fn sent(house: &House, secret: &str, parameters: &[(&str, &str)], file: &str) -> (u16, Value) {
    sent_to(house, &house.organization_id, secret, parameters, file).await
}

async fn sent_to(
    house: &House,
    organization_id: &str,
    secret: &str,
    parameters: &[(&str, &str)],
    file: &str,
) -> (u16, Value) {
    let address = format!("{}/v1/organizations/{organization_id}/projects", house.url);
    let address = reqwest::Url::parse_with_params(&address, parameters).unwrap();
    let request = house
        .client
        .post(address)
        .bearer_auth(secret)
        .body(file.to_owned());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// A file that broke off on its way is not one that is too large, and nothing of it is kept.
#[tokio::test]
async fn a_file_that_breaks_off_makes_nothing() {
    let house = House::open().await;
    let address = house.url.strip_prefix("http://").unwrap();
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/organizations/{}/projects?name=Half HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: 1000\r\n\r\n{{\"a\": {{}}}}",
        house.organization_id, house.session
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.shutdown().await.unwrap();
    let mut answer = String::new();
    // The server may answer, or end the connection at once.
    let _ = connection.read_to_string(&mut answer).await;
    assert!(!answer.contains("TOO_LARGE"), "{answer}");
    assert_eq!(project_count(&house).await, 0);
}

#[tokio::test]
async fn organizations_are_known_in_each_spelling() {
    let house = House::open().await;
    let organization = house.organization_id.to_uppercase();
    let parameters = [("name", "Brand")];
    let (status, made) = sent_to(&house, &organization, &house.session, &parameters, "{\"a\": {}}").await;
    assert_eq!(status, 201, "{made}");
    let (status, _) = sent_to(&house, "none", &house.session, &parameters, "{\"a\": {}}").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_lone_set_is_named_after_its_file() {
    let house = House::open().await;
    for (file, name) in [
        ("tokens.json", "tokens"),
        ("brand.tokens.json", "brand"),
        ("v1.2.json", "v1.2"),
        ("", "Project"),
        ("  ", "Project"),
    ] {
        let parameters = [("name", " Project "), ("file", file)];
        let (status, made) = sent(&house, &house.session, &parameters, "{\"a\": {}}").await;
        assert_eq!(status, 201, "{made}");
        let query = format!(
            "{{ project(id: {}, organization: \"{}\") {{ name branch {{ tokenSets {{ data {{ name }} }} }} }} }}",
            made["id"], house.organization_id
        );
        let project = house.data(&house.session, &query).await["project"].clone();
        assert_eq!(project["name"], "Project");
        assert_eq!(
            project["branch"]["tokenSets"]["data"],
            json!([{ "name": name }]),
            "{file}"
        );
    }
}

#[tokio::test]
async fn the_same_id_again_changes_nothing() {
    let house = House::open().await;
    let id = uuid::Uuid::now_v7().to_string();
    let first = sent(
        &house,
        &house.session,
        &[("name", "Brand"), ("id", &id)],
        "{\"a\": {}}",
    )
    .await;
    assert_eq!((first.0, &first.1["id"]), (201, &json!(id)));
    let changes = "{ self { changes { cursor } } }";
    let before = house.data(&house.session, changes).await;
    let spelled = id.to_uppercase();
    for (id, name, file) in [
        (&id, "Brand", "{\"a\": {}}"),
        (&spelled, "Other", "{\"b\": {}, \"$themes\": []}"),
    ] {
        let parameters = [("name", name), ("id", id.as_str())];
        assert_eq!(sent(&house, &house.session, &parameters, file).await, first);
    }
    assert_eq!(house.data(&house.session, changes).await, before);
    assert_eq!(project_count(&house).await, 1);
    let no_id = [("name", "Brand"), ("id", "7")];
    let (status, refusal) = sent(&house, &house.session, &no_id, "{\"a\": {}}").await;
    assert_eq!((status, &refusal["code"]), (400, &json!("INVALID_INPUT")));
}

#[tokio::test]
async fn an_id_sent_many_times_at_once_makes_one_project() {
    let house = House::open().await;
    let id = uuid::Uuid::now_v7().to_string();
    let parameters = [("name", "Brand"), ("id", id.as_str())];
    let one = || sent(&house, &house.session, &parameters, "{\"a\": {}}");
    let (first, second, third) = tokio::join!(one(), one(), one());
    assert_eq!((first.0, &first), (201, &second));
    assert_eq!(second, third);
    assert_eq!(project_count(&house).await, 1);
}

#[tokio::test]
async fn an_id_of_others_tells_nothing_of_them() {
    let house = House::open().await;
    let (_, organization_id, stranger) = house.stranger().await;
    let id = uuid::Uuid::now_v7().to_string();
    let mine = [("name", "Secret"), ("id", id.as_str())];
    sent(&house, &house.session, &mine, "{\"a\": {}}").await;
    let theirs = [("name", "Brand"), ("id", id.as_str())];
    let (status, refusal) = sent_to(&house, &organization_id, &stranger, &theirs, "{\"a\": {}}").await;
    let expected =
        json!({ "code": "CONFLICT", "message": "This id is taken. Send the file again with another one." });
    assert_eq!((status, refusal), (409, expected));
    let (status, _) = sent(&house, &stranger, &theirs, "{\"a\": {}}").await;
    assert_eq!(status, 404);
    assert_eq!(project_count(&house).await, 1);
}
