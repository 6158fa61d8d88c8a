//! What no client of ours sends: each time a clear answer, soon, from a server that goes on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::{Duration, Instant};

use common::{House, answered, many, only_error, text};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// No request, however built, may take longer.
const SOON: Duration = Duration::from_secs(15);

async fn send(house: &House, body: impl Into<reqwest::Body>) -> Response {
    let request = house.client.post(format!("{}/graphql", house.url)).body(body);
    request.bearer_auth(&house.session).send().await.unwrap()
}

/// Status, code and message of a refusal in the shape of GraphQL.
async fn refused(house: &House, body: impl Into<reqwest::Body>) -> (u16, String, String) {
    let response = send(house, body).await;
    let status = response.status().as_u16();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["data"], Value::Null);
    let (code, message) = only_error(&answer);
    (status, code, message)
}

#[tokio::test]
async fn what_is_no_graphql_request_is_told() {
    let house = House::open().await;
    for body in [
        "",
        "not json",
        "{",
        "{\"query\": }",
        "[]",
        " [{\"query\": \"{ self { id } }\"}]",
        "3",
        "null",
        "\u{feff}{}",
        "{\"query\": 3}",
    ] {
        let (status, code, message) = refused(&house, body).await;
        assert_eq!((status, code.as_str()), (400, "INVALID_INPUT"), "{body}");
        assert!(
            message.starts_with("The body is not a GraphQL request in JSON: "),
            "{message}"
        );
    }
}

#[tokio::test]
async fn what_is_no_query_has_a_code() {
    let house = House::open().await;
    let bodies = [
        json!({}),
        json!({ "query": "" }),
        json!({ "query": "nonsense" }),
        json!({ "query": "{ self { id }" }),
        json!({ "query": "{ nobody }" }),
        json!({ "query": "{ organization { id } }" }),
        json!({ "query": "{ organization(id: 3) { id } }" }),
        json!({ "query": "query One { self { id } }", "operationName": "Two" }),
        json!({ "query": "query($id: String!) { organization(id: $id) { id } }" }),
        json!({ "query": "query($id: String!) { organization(id: $id) { id } }", "variables": { "id": 3 } }),
        json!({ "query": "subscription { self { id } }" }),
    ];
    for body in bodies {
        let answer = answered(send(&house, body.to_string()).await).await;
        assert_eq!(answer["data"], Value::Null);
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_QUERY", "{body}: {error}");
        assert!(!error.to_string().contains("Unauthorized"), "{error}");
    }
}

#[tokio::test]
async fn the_content_type_does_not_matter_and_nulls_are_nothing() {
    let house = House::open().await;
    let body =
        r#"{"query": "{ self { id } }", "variables": null, "operationName": null, "extensions": null}"#;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "nonsense"] {
        let request = house.client.post(format!("{}/graphql", house.url)).body(body);
        let request = request.header("content-type", kind).bearer_auth(&house.session);
        let answer = answered(request.send().await.unwrap()).await;
        assert_eq!(answer["data"]["self"]["id"], house.user_id.as_str(), "{answer}");
    }
}

#[tokio::test]
async fn other_methods_and_addresses_are_told() {
    let house = House::open().await;
    for (method, path, status, code) in [
        (Method::GET, "/graphql", 405, "METHOD_NOT_ALLOWED"),
        (Method::PUT, "/graphql", 405, "METHOD_NOT_ALLOWED"),
        (Method::POST, "/healthz", 405, "METHOD_NOT_ALLOWED"),
        (
            Method::GET,
            "/v1/organizations/x/projects",
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (Method::GET, "/", 404, "NOT_FOUND"),
        (Method::POST, "/graphql/", 404, "NOT_FOUND"),
        (Method::GET, "/../store.sqlite3", 404, "NOT_FOUND"),
    ] {
        let response = house.client.request(method, format!("{}{path}", house.url));
        let response = response.bearer_auth(&house.session).send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers().contains_key("allow"), status == 405, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], code);
        assert!(text(&body["message"]).ends_with('.'));
    }
}

#[tokio::test]
async fn caches_keep_nothing_of_graphql() {
    let house = House::open().await;
    let query = "{ self { id } }";
    let answered = house.post(query).bearer_auth(&house.session);
    let no_request = house.post(query).bearer_auth(&house.session).body("[]");
    let wrong_method = house.client.get(format!("{}/graphql", house.url));
    for (request, status) in [
        (answered, 200),
        (house.post(query), 401),
        (no_request, 400),
        (wrong_method, 405),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["cache-control"], "no-store", "{status}");
    }
}

#[tokio::test]
async fn deep_nesting_of_any_kind_is_refused() {
    let house = House::open().await;
    // As much as the longest text of a query holds.
    let (deep, nested) = (3_900, |open: &str, close: &str| {
        format!("{}{}", open.repeat(30_000), close.repeat(30_000))
    });
    let queries = [
        format!("{}id{}", "{ self ".repeat(deep), "}".repeat(deep)),
        format!("{}id{}", "{ ... on Query ".repeat(deep), "}".repeat(deep)),
        format!("{{ organization(id: {}) {{ id }} }}", nested("[", "]")),
        format!(
            "{{ organization(id: {}1{}) {{ id }} }}",
            "{a: ".repeat(deep),
            "}".repeat(deep)
        ),
        format!(
            "query($a: {}Int{}) {{ self {{ id }} }}",
            "[".repeat(deep),
            "]".repeat(deep)
        ),
        format!("query($a: Int = {}) {{ self {{ id }} }}", nested("[", "]")),
        format!("{{ self @skip(if: {}) {{ id }} }}", nested("[", "]")),
        "{".repeat(deep),
        "[".repeat(deep),
    ];
    for query in queries {
        let begin = Instant::now();
        let answer = house.ask(&house.session, &query).await;
        assert_eq!(only_error(&answer).0, "BAD_QUERY", "{}", &query[..60]);
        assert!(begin.elapsed() < SOON, "{:?} {}", begin.elapsed(), &query[..60]);
    }
    let variables = format!(
        "{{\"query\": \"{{ self {{ id }} }}\", \"variables\": {{\"a\": {}}}}}",
        nested("[", "]")
    );
    assert_eq!(refused(&house, variables).await.0, 400);
}

#[tokio::test]
async fn what_tools_and_clients_ask_is_not_too_deep() {
    let house = House::open().await;
    let project = house.project("Brand", r#"{"$themes": [], "core": {}}"#).await;
    let introspection = "{ __schema { types { fields { type { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } }";
    assert!(house.data(&house.session, introspection).await["__schema"]["types"].is_array());
    let query = "{ organizations { data { projects { data { id branches { data { tokenSets { data { tokens { name } } } } } } } } } }";
    let data = house.data(&house.session, query).await;
    assert_eq!(
        data["organizations"]["data"][0]["projects"]["data"][0]["id"],
        project.as_str()
    );
}

#[tokio::test]
async fn ten_thousand_aliases_are_too_many() {
    let house = House::open().await;
    let fields = |count: usize| many(count, |n| format!("a{n}: id "));
    assert!(
        house
            .data(&house.session, &format!("{{ self {{ {} }} }}", fields(900)))
            .await["self"]["a899"]
            .is_string()
    );
    let begin = Instant::now();
    for count in [1_001, 4_000, 50_000] {
        let answer = house
            .ask(&house.session, &format!("{{ self {{ {} }} }}", fields(count)))
            .await;
        assert_eq!(only_error(&answer).0, "BAD_QUERY");
        assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    }
}

/// Code and message of the only error of a query that is answered soon.
async fn refused_soon(house: &House, query: &str) -> (String, String) {
    let begin = Instant::now();
    let answer = house.ask(&house.session, query).await;
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    assert_eq!(answer["data"], Value::Null);
    only_error(&answer)
}

#[tokio::test]
async fn fragments_can_not_multiply_without_end() {
    let house = House::open().await;
    let doubling = |count: usize, last: &str| {
        let fragments = many(count, |n| {
            format!("fragment f{n} on Self {{ ...f{next} ...f{next} }} ", next = n + 1)
        });
        format!("{fragments} fragment f{count} on Self {{ {last} }}")
    };
    let circle = "fragment f0 on Self { ...f1 } fragment f1 on Self { ...f0 }";
    for (fragments, reason) in [
        (doubling(40, "id"), "asks for more than 1000 fields"),
        (doubling(60, "id"), "asks for more than 1000 fields"),
        (doubling(40, "...none"), "There is no fragment “none”."),
        (doubling(60, "...none"), "There is no fragment “none”."),
        (
            doubling(60, "... on Self { ...none }"),
            "There is no fragment “none”.",
        ),
        (circle.to_owned(), "spreads itself"),
    ] {
        let (code, message) = refused_soon(&house, &format!("{{ self {{ ...f0 }} }} {fragments}")).await;
        assert_eq!(code, "BAD_QUERY");
        assert!(message.contains(reason), "{message}");
    }
}

#[tokio::test]
async fn long_queries_and_endless_arguments_are_refused() {
    let house = House::open().await;
    let organizations =
        |arguments: &str| format!("{{ organizations({arguments}) {{ total }} organizations {{ total }} }}");
    let fields = |count: usize| "organizations(page: 1, limit: 1) { total } ".repeat(count);
    for (query, reason) in [
        (organizations(&"page: 1 ".repeat(100_000)), "longer than 64 KiB"),
        (
            organizations(&"page: 1 ".repeat(8_000)),
            "“organizations” has more than 16 arguments",
        ),
        (
            organizations(&many(5_000, |n| format!("a{n}: 1 "))),
            "more than 16 arguments",
        ),
        (format!("{{ {} }}", fields(1_400)), "more than 1000 fields"),
        (
            format!("query({}) {{ self {{ id }} }}", "$a: Int = 1 ".repeat(5_300)),
            "more than 10000 fields, arguments",
        ),
        (
            format!("{{ self {} {{ id }} }}", "@skip(if: false) ".repeat(3_500)),
            "more than 8 directives",
        ),
    ] {
        let (code, message) = refused_soon(&house, &query).await;
        assert_eq!(code, "BAD_QUERY");
        assert!(message.contains(reason), "{message}");
    }
    let same = format!("{{ {} }}", fields(500));
    let begin = Instant::now();
    assert_eq!(
        house.data(&house.session, &same).await["organizations"]["total"],
        1
    );
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_large_variable_is_not_copied_again_and_again() {
    let house = House::open().await;
    let lists = many(300, |n| format!("l{n}: organizations(page: $page) {{ total }} "));
    let query = format!("query($page: Int) {{ {lists} }}");
    let begin = Instant::now();
    let variables = json!({ "page": vec![1; 1_000_000] });
    let answer = house.ask_with(&house.session, &query, variables).await;
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    assert_eq!(only_error(&answer).0, "BAD_QUERY");
}

#[tokio::test]
async fn depth_and_directives_are_refused_in_our_words() {
    let house = House::open().await;
    let deep = format!(
        "{{ __schema {{ types {{ {} kind {} }} }} }}",
        "ofType { ".repeat(18),
        "}".repeat(18)
    );
    let expected = "The query nests its fields deeper than 20 levels. Ask for less at once.";
    assert_eq!(
        refused_soon(&house, &deep).await,
        ("BAD_QUERY".into(), expected.into())
    );
    let directives = format!("{{ self {} {{ id }} }}", "@include(if: true) ".repeat(9));
    let expected = "“self” has more than 8 directives. Leave some of them out.";
    assert_eq!(
        refused_soon(&house, &directives).await,
        ("BAD_QUERY".into(), expected.into())
    );
}

#[tokio::test]
async fn many_failures_are_answered_in_short() {
    let house = House::open().await;
    let failing = many(300, |n| {
        format!("f{n}: project(id: \"x\", organization: \"y\") {{ id }} ")
    });
    let query = format!("{{ self {{ id }} {failing} }}");
    let answer = house.ask(&house.session, &query).await;
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 21);
    assert!(
        errors[..20]
            .iter()
            .all(|error| error["extensions"]["code"] == "NOT_FOUND")
    );
    assert_eq!(
        errors[20]["message"],
        "280 more failures of this request are not told. Ask for less at once to see them."
    );
    assert_eq!(errors[20]["extensions"]["code"], "TOO_LARGE");
    assert_eq!(answer["data"]["self"]["id"], house.user_id.as_str());
    let data = answer["data"].as_object().unwrap();
    assert_eq!(data.values().filter(|value| value.is_null()).count(), 300);
    let unknown = format!("{{ {} }}", many(900, |n| format!("nobody{n} ")));
    let answer = house.ask(&house.session, &unknown).await;
    assert_eq!(answer["errors"].as_array().unwrap().len(), 21);
}

#[tokio::test]
async fn lists_within_lists_have_a_limit() {
    let house = House::open().await;
    let sets = many(1_000, |n| format!("\"set {n}\": {{}}, "));
    house
        .project("Brand", format!("{{{sets} \"$themes\": []}}"))
        .await;
    let lists = many(21, |n| {
        format!("l{n}: branch {{ tokenSets {{ data {{ id }} }} }} ")
    });
    let query =
        |lists: &str| format!("{{ organizations {{ data {{ projects {{ data {{ {lists} }} }} }} }} }}");
    house
        .data(&house.session, &query(&lists[..lists.find("l19").unwrap()]))
        .await;
    let answer = house.ask(&house.session, &query(&lists)).await;
    for error in answer["errors"].as_array().unwrap() {
        assert_eq!(error["extensions"]["code"], "TOO_LARGE");
        assert!(text(&error["message"]).contains("20000 rows"), "{error}");
    }
}

#[tokio::test]
async fn what_failed_is_null_and_the_rest_is_answered() {
    let house = House::open().await;
    house.project("Brand", r#"{"$themes": [], "core": {}}"#).await;
    let query = "{ self { id nothing: apiKey(id: \"x\") { id } }
        organizations { data { projects { data {
            none: branch(name: \"x\") { name }
            branch { name none: tokenSet(path: \"x\") { id } tokenSets(limit: 0) { total } } } } } } }";
    let answer = house.ask(&house.session, query).await;
    let myself = json!({ "id": house.user_id, "nothing": null });
    assert_eq!(answer["data"]["self"], myself);
    let project = &answer["data"]["organizations"]["data"][0]["projects"]["data"][0];
    let branch = json!({ "name": "main", "none": null, "tokenSets": null });
    assert_eq!(project, &json!({ "none": null, "branch": branch }));
    let mut codes: Vec<String> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            format!(
                "{} {}",
                text(&error["extensions"]["code"]),
                error["path"].as_array().unwrap().last().unwrap()
            )
        })
        .collect();
    codes.sort();
    let expected = [
        "INVALID_INPUT \"tokenSets\"",
        "NOT_FOUND \"none\"",
        "NOT_FOUND \"none\"",
        "NOT_FOUND \"nothing\"",
    ];
    assert_eq!(codes, expected);
}

/// An object around failed fields stands, also when nothing else was asked of it.
#[tokio::test]
async fn a_failed_field_alone_is_null_and_not_what_is_around_it() {
    let house = House::open().await;
    let (_, key) = house.key(&["organizations:read"]).await;
    let organization = |fields: &str| {
        format!(
            "{{ organization(id: \"{}\") {{ {fields} }} }}",
            house.organization_id
        )
    };
    for (secret, fields, expected, code) in [
        (
            &house.session,
            "projects(limit: 0) { total }",
            json!({ "projects": null }),
            "INVALID_INPUT",
        ),
        (
            &house.session,
            "projects(limit: 0) { total } name",
            json!({ "projects": null, "name": "Northwind" }),
            "INVALID_INPUT",
        ),
        (
            &key,
            "projects { total }",
            json!({ "projects": null }),
            "FORBIDDEN",
        ),
        (
            &key,
            "projects { total } name",
            json!({ "projects": null, "name": "Northwind" }),
            "FORBIDDEN",
        ),
    ] {
        let answer = house.ask(secret, &organization(fields)).await;
        assert_eq!(only_error(&answer).0, code);
        assert_eq!(answer["data"]["organization"], expected, "{fields}");
    }
}

#[tokio::test]
async fn a_request_of_over_four_mebibytes_is_told() {
    let house = House::open().await;
    let padded = |length: usize| {
        let body = r#"{"query": "{ self { id } }"}"#;
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    let largest = 4 * 1024 * 1024;
    let answer = answered(send(&house, padded(largest)).await).await;
    assert_eq!(answer["data"]["self"]["id"], house.user_id.as_str());
    for length in [largest + 1, 2 * largest, 8 * largest] {
        let (status, code, message) = refused(&house, padded(length)).await;
        assert_eq!((status, code.as_str()), (413, "TOO_LARGE"));
        assert!(message.contains("4 MiB"), "{message}");
    }
}
