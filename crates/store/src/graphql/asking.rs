//! What nearly every field needs to answer.

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::budget::Budget;
use crate::access::Principal;
use crate::storage::{PageOf, Storage};
use crate::store::Store;

/// The store that is asked and the one who asks.
#[derive(Clone, Copy)]
pub(super) struct Asking<'request> {
    pub(super) store: &'request Store,
    pub(super) principal: &'request Principal,
    budget: &'request Arc<Budget>,
}

impl<'request> Asking<'request> {
    pub(super) fn of(context: &Context<'request>) -> Result<Self> {
        Ok(Self {
            store: context.data()?,
            principal: context.data()?,
            budget: context.data()?,
        })
    }

    pub(super) fn user_id(&self) -> &'request str {
        &self.principal.user.id
    }

    pub(super) fn storage(&self) -> &'request dyn Storage {
        self.store.storage()
    }

    /// Counts the rows of a list into what one request may ask for.
    pub(super) fn count<Row>(&self, page: PageOf<Row>) -> Result<PageOf<Row>> {
        self.budget.spend_rows(page.rows.len())?;
        Ok(page)
    }

    /// What the request may still cost.
    pub(super) fn budget(&self) -> &'request Arc<Budget> {
        self.budget
    }
}
