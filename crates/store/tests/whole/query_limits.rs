//! Queries that ask for too much: each time a clear answer, soon, from a server that goes on.

use std::time::Instant;

use crate::common::{House, SOON, answered, many, only_error, refused_soon, text};
use serde_json::json;

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
    let request = house
        .client
        .post(format!("{}/graphql", house.url))
        .body(variables);
    let answer = answered(request.bearer_auth(&house.session).send().await.unwrap()).await;
    let (code, message) = only_error(&answer);
    assert_eq!(code, "BAD_QUERY");
    assert!(
        message.starts_with("The variable “a” can't be read: "),
        "{message}"
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
            "“organizations” has more than 8 arguments",
        ),
        (
            organizations(&many(5_000, |n| format!("a{n}: 1 "))),
            "more than 8 arguments",
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
