//! The scope matrix: every row of `store::policy::ALL`, asked over HTTP by everybody who may and who may not.
//!
//! What is expected comes from the table and from `keys::Scope::includes` alone (`matrix/expected.rs`). How a row is asked
//! for is in `matrix/requests`, with a target of its own for each request; a row without one fails the test. What is
//! allowed must be done, and what is refused must say why and change nothing.

mod answers;
mod askers;
mod content;
mod expected;
mod requests;
mod town;

use answers::answer;
use askers::{Asker, askers};
use content::Content;
use expected::{Outcome, expected};
use requests::{Request, requests};
use store::policy::{self, Rule};
use town::Town;

#[tokio::test]
async fn every_operation_is_done_for_whom_the_table_says_and_for_nobody_else() {
    let town = Town::open().await;
    let mut surprises = Vec::new();
    for rule in policy::ALL {
        let askers = askers(&town, rule).await;
        let (allowed, refused): (Vec<_>, Vec<_>) = askers
            .iter()
            .partition(|asker| expected(rule, asker) == Outcome::Done);
        assert!(!allowed.is_empty(), "nobody may do {}", rule.operation);
        surprises.extend(refused_change_nothing(&town, rule, &refused).await);
        for asker in allowed {
            surprises.extend(allowed_is_done(&town, rule, asker).await);
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

async fn refused_change_nothing(town: &Town, rule: &Rule, askers: &[&Asker]) -> Vec<String> {
    let mut prepared = Vec::new();
    for asker in askers {
        prepared.push((*asker, prepare(town, rule, asker).await));
    }
    let before = Content::of(&town.house);
    let mut surprises = Vec::new();
    for (asker, requests) in &prepared {
        for request in requests {
            surprises.extend(surprise(town, rule, asker, request).await);
        }
    }
    let after = Content::of(&town.house);
    let changed = after.differs_from(&before);
    if !changed.is_empty() {
        surprises.push(format!("{}: refusing it changed {changed:?}", rule.operation));
    }
    surprises
}

async fn allowed_is_done(town: &Town, rule: &Rule, asker: &Asker) -> Vec<String> {
    let mut surprises = Vec::new();
    for request in &prepare(town, rule, asker).await {
        let before = Content::of(&town.house);
        surprises.extend(surprise(town, rule, asker, request).await);
        let after = Content::of(&town.house);
        let changed = after.differs_from(&before);
        if changed.is_empty() == changes_something(rule) {
            surprises.push(format!("{}: {asker} changed {changed:?}", rule.operation));
        }
    }
    surprises
}

async fn prepare(town: &Town, rule: &Rule, asker: &Asker) -> Vec<Request> {
    let requests = requests(town, rule, asker).await;
    assert!(!requests.is_empty(), "no request for {}", rule.operation);
    requests
}

/// What came of a request, where that is something else than what should.
async fn surprise(town: &Town, rule: &Rule, asker: &Asker, request: &Request) -> Option<String> {
    let expected = expected(rule, asker);
    let outcome = answer(town, rule, asker, request).await;
    let surprise = || {
        format!(
            "{}: {asker}: {outcome:?} in place of {expected:?}",
            rule.operation
        )
    };
    (outcome != expected).then(surprise)
}

/// Whether an operation is there to change something, or to be told of a change, which is then made.
fn changes_something(rule: &Rule) -> bool {
    ["Mutation.", "POST ", "PUT ", "Subscription."]
        .iter()
        .any(|begin| rule.operation.starts_with(begin))
}

/// A scope that can't reach what it is for would open nothing there.
#[test]
fn each_scope_of_a_row_opens_what_the_row_is_reached_through() {
    for rule in policy::ALL {
        let Some(through) = expected::through(rule) else {
            continue;
        };
        for scope in expected::scopes(rule) {
            let is_open = expected::opens(&[*scope], expected::scopes(through));
            assert!(is_open, "{scope} can't reach {}", rule.operation);
        }
    }
}
