//! No reader can make the store build an answer that is larger than its memory.

use crate::common::{House, many, only_error, text};
use serde_json::Value;

/// A project with one set that is as long as this, and a key that may read it.
async fn house_with(set: &str) -> (House, String) {
    let house = House::open().await;
    let file = format!("{{\"$themes\": [{{\"name\": \"Light\"}}], \"core\": {set}}}");
    house.project("Brand", file).await;
    let (_, key) = house.key(&["projects:read"]).await;
    (house, key)
}

async fn of_branch(house: &House, key: &str, fields: &str) -> Value {
    let query =
        format!("{{ organizations {{ data {{ projects {{ data {{ branch {{ {fields} }} }} }} }} }} }}");
    house.ask(key, &query).await
}

/// Nothing is answered, and it is said once why.
fn assert_too_large(answer: &Value) {
    assert_eq!(answer["data"], Value::Null);
    let (code, message) = only_error(answer);
    assert_eq!(code, "TOO_LARGE");
    assert_eq!(
        message,
        "This asks for more than 256 MiB at once. Ask for smaller pages or fewer fields, one request after the other."
    );
}

#[tokio::test]
async fn a_long_text_is_not_answered_again_and_again() {
    let value = "x".repeat(8 * 1024 * 1024);
    let (house, key) = house_with(&format!("{{\"a\": {{\"$value\": \"{value}\"}}}}")).await;
    let whole = of_branch(&house, &key, "tokenSets { data { raw tokens { value } } }").await;
    let set =
        &whole["data"]["organizations"]["data"][0]["projects"]["data"][0]["branch"]["tokenSets"]["data"][0];
    assert_eq!(text(&set["raw"]["a"]["$value"]), value);
    assert_eq!(text(&set["tokens"][0]["value"]), value);
    for fields in [
        format!(
            "tokenSets {{ data {{ {} }} }}",
            many(800, |n| format!("r{n}: raw "))
        ),
        format!(
            "tokenSets {{ data {{ {} }} }}",
            many(400, |n| format!("t{n}: tokens {{ name }} "))
        ),
        format!(
            "tokenSet(path: \"core\") {{ tokens {{ {} }} }}",
            many(800, |n| format!("v{n}: value "))
        ),
        many(400, |n| format!("s{n}: tokenSets {{ total }} ")),
        many(400, |n| format!("s{n}: tokenSet(path: \"core\") {{ id }} ")),
    ] {
        assert_too_large(&of_branch(&house, &key, &fields).await);
    }
    // It goes on as if nothing had been.
    let next = of_branch(&house, &key, "tokenSets { total }").await;
    assert_eq!(next["errors"], Value::Null);
}

#[tokio::test]
async fn names_of_groups_do_not_multiply_without_end() {
    let tokens = many(8_000, |n| format!("\"t{n}\": {{\"$value\": 1}}, "));
    let group = "g".repeat(500);
    let set = format!(
        "{}{{{tokens} \"last\": {{\"$value\": 1}}}}{}",
        format!("{{\"{group}\": ").repeat(90),
        "}".repeat(90)
    );
    let (house, key) = house_with(&set).await;
    assert_too_large(&of_branch(&house, &key, "tokenSets { data { tokens { value } } }").await);
}

/// Walking through what is no design token costs as much memory as through what is.
#[tokio::test]
async fn members_that_are_no_design_tokens_cost_something_too() {
    let members = many(400_000, |n| format!("\"{n}\":0,"));
    let (house, key) = house_with(&format!("{{{members} \"last\": {{\"$value\": 1}}}}")).await;
    let walks = |count: usize| {
        let tokens = many(count, |n| format!("t{n}: tokens {{ name }} "));
        format!("tokenSet(path: \"core\") {{ {tokens} }}")
    };
    let few = of_branch(&house, &key, &walks(3)).await;
    assert_eq!(few["errors"], Value::Null);
    assert_too_large(&of_branch(&house, &key, &walks(12)).await);
}

/// Fields that fail in each row of a list multiply like good ones.
#[tokio::test]
async fn failures_cost_something_too() {
    let house = House::open().await;
    for number in 0..150 {
        let name = format!("Organization {number}");
        house.store.add_organization(&name, &house.user_id).await.unwrap();
    }
    let (_, key) = house.key(&["projects:read"]).await;
    let closed = many(900, |n| format!("d{n}: description "));
    let query = format!("{{ organizations {{ data {{ {closed} }} }} }}");
    assert_too_large(&house.ask(&key, &query).await);
}

#[tokio::test]
async fn many_small_fields_cost_something_too() {
    let tokens = many(5_000, |n| format!("\"t{n}\": {{\"$value\": 1}}, "));
    let (house, key) = house_with(&format!("{{{tokens} \"last\": {{\"$value\": 1}}}}")).await;
    let kinds = many(900, |n| format!("k{n}: type "));
    let fields = format!("tokenSets {{ data {{ tokens {{ {kinds} }} }} }}");
    assert_too_large(&of_branch(&house, &key, &fields).await);
}
