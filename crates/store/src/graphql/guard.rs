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

use super::asking::Asking;
use super::budget::Budget;
use super::error::denied;
use crate::policy::Rule;

/// A field's value, or null together with the error that says why.
pub(super) enum Guarded<T> {
    Open(T),
    Closed(Error),
}

impl<T> Guarded<Guarded<T>> {
    /// What is behind two doors is behind the one that is closed.
    pub(super) fn flat(self) -> Guarded<T> {
        match self {
            Self::Open(inner) => inner,
            Self::Closed(error) => Guarded::Closed(error),
        }
    }
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

/// Does the work for whom the rule's door lets in. The role is a matter of [`Asking::member_of`].
pub(super) async fn open<'request, T, Work>(
    context: &Context<'request>,
    rule: &Rule,
    work: impl FnOnce(Asking<'request>) -> Work,
) -> Result<Guarded<T>>
where
    Work: Future<Output = Result<T>>,
{
    let asking = Asking::of(context)?;
    match asking.principal.pass(rule) {
        Ok(()) => work(asking).await.map(Guarded::Open),
        Err(reason) => Ok(Guarded::Closed(denied(&reason))),
    }
}
