//! The filters by name that lists take.

use async_graphql::InputObject;

use super::organization::Visibility;
use crate::storage::NameFilter;

/// Which texts a list is to hold.
#[derive(InputObject)]
pub(super) struct StringFilterInput {
    /// Exactly this one.
    eq: Option<String>,
    /// All but this one.
    ne: Option<String>,
    /// Those that begin so.
    starts_with: Option<String>,
}

/// Which token sets a list is to hold.
#[derive(InputObject)]
pub(super) struct TokenSetsFilterInput {
    name: Option<StringFilterInput>,
}

/// Which projects a list is to hold.
#[derive(InputObject)]
pub(super) struct ProjectFilterInput {
    name: Option<StringFilterInput>,
    visibility: Option<VisibilityInput>,
}

/// Whom projects of a list are to be for.
#[derive(InputObject)]
struct VisibilityInput {
    /// Exactly these.
    eq: Visibility,
}

impl ProjectFilterInput {
    /// Whether it lets through what is for members alone, as all projects are.
    pub(super) fn takes_private(&self) -> bool {
        self.visibility
            .as_ref()
            .is_none_or(|visibility| visibility.eq == Visibility::Private)
    }
}

/// Which people a list is to hold.
#[derive(InputObject)]
pub(super) struct UserFilterInput {
    name: Option<StringFilterInput>,
}

impl From<StringFilterInput> for NameFilter {
    fn from(filter: StringFilterInput) -> Self {
        Self {
            equal: filter.eq,
            not_equal: filter.ne,
            starts_with: filter.starts_with,
        }
    }
}

impl From<TokenSetsFilterInput> for NameFilter {
    fn from(filter: TokenSetsFilterInput) -> Self {
        filter.name.map(Self::from).unwrap_or_default()
    }
}

impl From<ProjectFilterInput> for NameFilter {
    fn from(filter: ProjectFilterInput) -> Self {
        filter.name.map(Self::from).unwrap_or_default()
    }
}

impl From<UserFilterInput> for NameFilter {
    fn from(filter: UserFilterInput) -> Self {
        filter.name.map(Self::from).unwrap_or_default()
    }
}
