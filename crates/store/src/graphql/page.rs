//! Lists, page by page: the same shape for every kind of row.

use async_graphql::{OutputType, Result, SimpleObject};

use super::api_key::ApiKeyNode;
use super::branch::BranchNode;
use super::error::with_code;
use super::invitation::InvitationNode;
use super::organization::OrganizationNode;
use super::project::ProjectNode;
use super::theme_group::ThemeGroupNode;
use super::token_set::TokenSetNode;
use super::user::UserNode;
use crate::error::ErrorCode;
use crate::storage::{Page, PageOf};

/// The largest page, and the one that is given unless a smaller one is asked for: clients read only the first page.
const LARGEST_PAGE: u32 = 1_000;

/// One page of a list.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "PaginatedAPIKeyWithoutValue", params(ApiKeyNode)),
    concrete(name = "PaginatedOrganization", params(OrganizationNode)),
    concrete(name = "PaginatedProjects", params(ProjectNode)),
    concrete(name = "PaginatedBranches", params(BranchNode)),
    concrete(name = "PaginatedSets", params(TokenSetNode)),
    concrete(name = "PaginatedThemeGroups", params(ThemeGroupNode)),
    concrete(name = "PaginatedUsers", params(UserNode)),
    concrete(name = "PaginatedInvitations", params(InvitationNode))
)]
pub(super) struct Paginated<T: OutputType> {
    data: Vec<T>,
    current_page: u32,
    next_page: Option<u32>,
    prev_page: Option<u32>,
    last_page: u32,
    total: u32,
    total_pages: u32,
}

impl<T: OutputType> Paginated<T> {
    pub(super) fn of<Row>(page: PageOf<Row>, node: impl FnMut(Row) -> T) -> Self {
        let PageOf { rows, total, page } = page;
        let total_pages = total.div_ceil(page.limit).max(1);
        Self {
            data: rows.into_iter().map(node).collect(),
            current_page: page.number,
            next_page: (page.number < total_pages).then_some(page.number.saturating_add(1)),
            prev_page: (page.number > 1).then(|| (page.number - 1).min(total_pages)),
            last_page: total_pages,
            total,
            total_pages,
        }
    }
}

/// The page that the arguments `page` and `limit` ask for.
pub(super) fn page(number: Option<i32>, limit: Option<i32>) -> Result<Page> {
    let number = number.map_or(Ok(1), u32::try_from).unwrap_or(0);
    let limit = limit.map_or(Ok(LARGEST_PAGE), u32::try_from).unwrap_or(0);
    if number == 0 {
        return Err(with_code(
            "Pages are counted from 1. Ask for page 1 or a later one.",
            ErrorCode::InvalidInput,
        ));
    }
    if limit == 0 || limit > LARGEST_PAGE {
        let reason = format!("A page has 1 to {LARGEST_PAGE} entries. Ask for a limit within these.");
        return Err(with_code(reason, ErrorCode::InvalidInput));
    }
    Ok(Page { number, limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_can_be_are_taken() {
        assert_eq!(
            page(None, None).unwrap(),
            Page {
                number: 1,
                limit: 1_000
            }
        );
        assert_eq!(page(Some(3), Some(20)).unwrap(), Page { number: 3, limit: 20 });
        for (number, limit) in [(0, 10), (-1, 10), (1, 0), (1, -5), (1, 1_001)] {
            assert!(page(Some(number), Some(limit)).is_err(), "{number} {limit}");
        }
    }
}
