//! What a storage takes to change single things, and what became of it.

use super::rows::TokenSetKind;

/// What is to change of a project; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProjectEdit {
    /// Its name.
    pub name: Option<String>,
    /// A sentence about it.
    pub description: Change<String>,
    /// Its picture.
    pub icon: Change<String>,
}

/// What is to become of something that may be missing.
#[derive(Debug, Clone, Default)]
pub(crate) enum Change<Value> {
    /// It stays as it is.
    #[default]
    None,
    /// It is this from now on.
    To(Option<Value>),
}

impl<Value> Change<Value> {
    /// The same of another value.
    pub(crate) fn try_map<Made, Error>(
        self,
        made: impl FnOnce(Option<Value>) -> std::result::Result<Option<Made>, Error>,
    ) -> std::result::Result<Change<Made>, Error> {
        match self {
            Self::None => Ok(Change::None),
            Self::To(value) => made(value).map(Change::To),
        }
    }
}

/// A token set to be added to those of a branch.
#[derive(Debug, Clone)]
pub(crate) struct AddedTokenSet {
    /// Its name.
    pub name: String,
    /// Its place; after all others when none is given.
    pub position: Option<u32>,
    /// Where its content comes from.
    pub kind: TokenSetKind,
    /// JSON exactly as written.
    pub raw: String,
}

/// What is to change of a token set; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokenSetEdit {
    /// Its name.
    pub name: Option<String>,
    /// Its place.
    pub position: Option<u32>,
    /// Where its content comes from.
    pub kind: Option<TokenSetKind>,
    /// JSON exactly as written.
    pub raw: Option<String>,
}

/// Says whether something can be a name.
pub(crate) type Fits = fn(&str) -> bool;

/// What became of something that was to be changed by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edited<Rows> {
    /// This is how it is now.
    Done(Rows),
    /// There is nothing of this name.
    Missing(String),
    /// Something else has the name that it was to get.
    Taken(String),
    /// The name that it was to get can't be one.
    Unfit(String),
}
