//! What nearly every field needs to answer.

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::budget::Budget;
use super::error::{denied, failed, no_such_name, not_found};
use crate::access::{Principal, check_role};
use crate::policy::Rule;
use crate::storage::{Organization, PageOf, Project, Storage};
use crate::store::Store;
use crate::text;

/// A branch as clients name it.
#[derive(Clone, Copy)]
pub(super) struct Place<'request> {
    pub(super) organization: &'request str,
    pub(super) project: &'request str,
    /// The default one when none is named.
    pub(super) branch: Option<&'request str>,
}

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

    /// An organization that the asking user is a member of, with a role that reaches as far as the rule asks.
    pub(super) async fn member_of(&self, id: &str, rule: &Rule) -> Result<Organization> {
        let id = text::known_id(id, "organization").map_err(failed)?;
        let found = self.storage().organization(self.user_id(), &id).await;
        let organization = found.map_err(failed)?.ok_or_else(|| not_found("organization"))?;
        check_role(organization.role, rule).map_err(|reason| denied(&reason))?;
        Ok(organization)
    }

    /// A project of such an organization.
    pub(super) async fn project_in(&self, organization_id: &str, id: &str, rule: &Rule) -> Result<Project> {
        let organization = self.member_of(organization_id, rule).await?;
        let id = text::known_id(id, "project").map_err(failed)?;
        let found = self
            .storage()
            .project(self.user_id(), &id)
            .await
            .map_err(failed)?;
        found
            .filter(|project| project.organization_id == organization.id)
            .ok_or_else(|| not_found("project"))
    }

    /// The id of a branch of such a project; of the default one when none is named.
    pub(super) async fn branch_in(&self, place: Place<'_>, rule: &Rule) -> Result<String> {
        let project = self.project_in(place.organization, place.project, rule).await?;
        let branch = self
            .storage()
            .branch(&project.id, place.branch)
            .await
            .map_err(failed)?;
        branch
            .map(|branch| branch.id)
            .ok_or_else(|| no_such_name("branch"))
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
