//! The GraphQL schema: what clients may ask, in the types of the published SDK with our additions.
//!
//! Each type is a thin view of a row of the storage. Who may see a field is written beside the field, with
//! [`guard::open`]; what is done belongs to the use-cases, and HTTP to `http`.

mod api_key;
mod asking;
mod branch;
mod budget;
mod changes;
mod document;
mod error;
mod failures;
mod filter;
mod guard;
mod key_use;
mod mutation;
mod organization;
mod page;
mod project;
mod query;
mod scalar;
mod self_node;
mod theme_group;
mod token_set;

use std::sync::Arc;

use async_graphql::{EmptySubscription, Pos, Request, Response, Schema};

use crate::access::Principal;
use crate::store::Store;
use budget::{Budget, Weighing};

/// Levels of fields: enough for the introspection query of every tool and for each query of the known clients.
const DEEPEST: usize = 20;

/// Fields of one request. The largest query of a known client has about 60.
const MOST_FIELDS: usize = 1_000;

/// How deep selections may nest before a request is not even read further.
const DEEPEST_TEXT: usize = 64;

/// Directives on one field.
const MOST_DIRECTIVES: usize = 8;

pub(crate) type StoreSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// The schema, ready to answer for a store.
pub(crate) fn schema(store: Store) -> StoreSchema {
    unbound().data(store).finish()
}

/// An answer, and about how long it is.
pub(crate) struct Answer {
    pub(crate) response: Response,
    /// In bytes; the answer is shorter rather than longer.
    pub(crate) length: usize,
}

/// Answers one request of somebody known.
pub(crate) async fn answer(schema: &StoreSchema, mut request: Request, principal: Principal) -> Answer {
    let budget = Arc::new(Budget::default());
    let mut response = match document::read(&request) {
        Ok(document) => {
            request.set_parsed_query(document);
            execute(schema, request.data(principal), &budget).await
        }
        Err(error) => Response::from_errors(vec![error]),
    };
    failures::finish(&mut response);
    Answer {
        response,
        length: budget.spent_bytes(),
    }
}

async fn execute(schema: &StoreSchema, request: Request, budget: &Arc<Budget>) -> Response {
    let work = schema.execute(request.data(Arc::clone(budget)));
    let answered = budget.within(work).await;
    answered.unwrap_or_else(|error| Response::from_errors(vec![error.into_server_error(Pos::default())]))
}

/// What `document` does not let through can't come so far; the library's limits are a second line.
fn unbound() -> async_graphql::SchemaBuilder<query::Query, mutation::Mutation, EmptySubscription> {
    Schema::build(query::Query, mutation::Mutation::default(), EmptySubscription)
        .limit_depth(DEEPEST)
        .limit_complexity(MOST_FIELDS)
        .limit_recursive_depth(DEEPEST_TEXT)
        .limit_directives(MOST_DIRECTIVES)
        .extension(Weighing)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Devices and other clients read the file; `UPDATE_SCHEMA=1 cargo test -p store` writes it anew.
    #[test]
    fn the_schema_in_the_repository_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
        let current = super::unbound().finish().sdl();
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == current,
            "schema.graphql is stale: run UPDATE_SCHEMA=1 cargo test -p store schema"
        );
    }
}
