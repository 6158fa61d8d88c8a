//! The GraphQL schema: what clients may ask, in the types of the published SDK with our additions.
//!
//! Each type is a thin view of a row of the storage. Who may see a field is written beside the field, with
//! [`guard::open`]; what is done belongs to the use-cases, and HTTP to `http`.

mod answer;
mod api_key;
mod asked;
mod asking;
mod branch;
mod budget;
mod changes;
mod document;
mod error;
mod failures;
mod filter;
mod guard;
mod invitation;
mod key_use;
mod mutation;
mod organization;
mod page;
mod project;
mod query;
mod scalar;
mod self_node;
mod session;
mod subscription;
mod theme_group;
mod token_set;
mod user;

use std::sync::Arc;

use async_graphql::{Pos, Request, Response, Schema, SchemaBuilder, ServerError};
use futures_util::stream::{self, BoxStream, StreamExt};

use crate::access::Principal;
use crate::error::{ErrorCode, StoreError};
use crate::heavy_work::aside;
use crate::store::Store;
pub(crate) use answer::{Answer, to_json};
pub(crate) use asked::Asked;
use asked::InputTypes;
use budget::{Budget, Weighing};

/// Levels of fields: enough for the introspection query of every tool and for each query of the known clients.
const DEEPEST: usize = 20;

/// Fields of one request. The largest query of a known client has about 60.
const MOST_FIELDS: usize = 1_000;

/// How deep selections may nest before a request is not even read further.
const DEEPEST_TEXT: usize = 64;

/// Directives on one field.
const MOST_DIRECTIVES: usize = 8;

/// The schema, ready to answer for a store.
#[derive(Clone)]
pub(crate) struct StoreSchema {
    schema: Schema<query::Query, mutation::Mutation, subscription::Subscription>,
    inputs: Arc<InputTypes>,
}

pub(crate) fn schema(store: Store) -> StoreSchema {
    let schema = unbound().data(store).finish();
    StoreSchema {
        inputs: Arc::new(InputTypes::of(&schema.sdl())),
        schema,
    }
}

/// Answers one request of somebody known.
pub(crate) async fn answer(
    schema: &StoreSchema,
    asked: Asked,
    principal: Principal,
) -> Result<Answer, StoreError> {
    let budget = Arc::new(Budget::default());
    let mut response = match read(schema, asked).await? {
        Ok((request, _)) => execute(schema, request.data(principal), &budget).await,
        Err(error) => Response::from_errors(vec![error]),
    };
    failures::finish(&mut response);
    Ok(Answer {
        response,
        length: budget.spent_bytes(),
    })
}

/// Answers a subscription of somebody known, again and again.
pub(crate) async fn subscribe(
    schema: &StoreSchema,
    asked: Asked,
    principal: Principal,
) -> Result<BoxStream<'static, Response>, StoreError> {
    let budget = Arc::new(Budget::default());
    let request = match read(schema, asked).await? {
        Ok((request, document::Kind::Subscription)) => request.data(principal),
        Ok(_) => return Ok(refused(no_subscription())),
        Err(error) => return Ok(refused(error)),
    };
    let answers = schema.schema.execute_stream(request.data(Arc::clone(&budget)));
    let finished = stream::unfold(Some(answers), move |answers| {
        let budget = Arc::clone(&budget);
        async move {
            let mut answers = answers?;
            let (mut response, rest) = match budget.within(answers.next()).await {
                Ok(response) => (response?, Some(answers)),
                Err(error) => (failed(error), None),
            };
            failures::finish(&mut response);
            Some((response, rest))
        }
    });
    Ok(finished.boxed())
}

fn no_subscription() -> ServerError {
    let message = "Only one subscription is answered here. Send queries and mutations as POST to /graphql.";
    error::with_code(message, ErrorCode::BadQuery).into_server_error(Pos::default())
}

fn refused(error: ServerError) -> BoxStream<'static, Response> {
    let mut response = Response::from_errors(vec![error]);
    failures::finish(&mut response);
    stream::iter([response]).boxed()
}

async fn read(
    schema: &StoreSchema,
    asked: Asked,
) -> Result<Result<(Request, document::Kind), ServerError>, StoreError> {
    let inputs = Arc::clone(&schema.inputs);
    aside(asked.length(), move || document::read(asked, &inputs)).await
}

async fn execute(schema: &StoreSchema, request: Request, budget: &Arc<Budget>) -> Response {
    let work = schema.schema.execute(request.data(Arc::clone(budget)));
    budget.within(work).await.unwrap_or_else(failed)
}

fn failed(error: async_graphql::Error) -> Response {
    Response::from_errors(vec![error.into_server_error(Pos::default())])
}

/// What `document` does not let through can't come so far; the library's limits are a second line.
fn unbound() -> SchemaBuilder<query::Query, mutation::Mutation, subscription::Subscription> {
    Schema::build(
        query::Query,
        mutation::Mutation::default(),
        subscription::Subscription,
    )
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
