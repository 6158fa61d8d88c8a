//! Fields that only some may see.
//!
//! The published types call these fields non-null, and their clients expect that a closed one is null while the rest
//! of the query is answered. GraphQL's own rule would empty everything around it, so [`Guarded`] stands in between.

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Error, OutputType, Positioned, Result, ServerResult, Value,
};
use keys::Scope;

use super::asking::Asking;
use super::budget::Budget;
use super::error::denied;
use crate::access::Denied;

/// A field's value, or null together with the error that says why.
pub(super) enum Guarded<T> {
    Open(T),
    Closed(Error),
}

impl<T: OutputType> OutputType for Guarded<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match self {
            Self::Open(value) => value.resolve(context, field).await,
            Self::Closed(error) => {
                if let Some(budget) = context.data_opt::<Arc<Budget>>() {
                    budget.spend_failure(&error.message).await;
                }
                let error = error.clone().into_server_error(field.pos);
                context.add_error(context.set_error_path(error));
                Ok(Value::Null)
            }
        }
    }
}

/// Does the work for sessions, and for keys with any one of the scopes.
pub(super) async fn open<'request, T, Work>(
    context: &Context<'request>,
    any: &[Scope],
    work: impl FnOnce(Asking<'request>) -> Work,
) -> Result<Guarded<T>>
where
    Work: Future<Output = Result<T>>,
{
    let asking = Asking::of(context)?;
    behind(asking.principal.require(any), asking, work).await
}

/// Does the work for sessions only.
pub(super) async fn open_to_sessions<'request, T, Work>(
    context: &Context<'request>,
    work: impl FnOnce(Asking<'request>) -> Work,
) -> Result<Guarded<T>>
where
    Work: Future<Output = Result<T>>,
{
    let asking = Asking::of(context)?;
    behind(asking.principal.require_session(), asking, work).await
}

async fn behind<'request, T, Work>(
    door: Result<(), Denied>,
    asking: Asking<'request>,
    work: impl FnOnce(Asking<'request>) -> Work,
) -> Result<Guarded<T>>
where
    Work: Future<Output = Result<T>>,
{
    match door {
        Ok(()) => work(asking).await.map(Guarded::Open),
        Err(reason) => Ok(Guarded::Closed(denied(&reason))),
    }
}
