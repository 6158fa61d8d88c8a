//! How values are written into columns and read back.

use jiff::Timestamp;
use keys::{KeyDigest, ScopeSet};
use rusqlite::types::{FromSqlError, Type, Value};
use rusqlite::{Row, Transaction, params_from_iter};

use crate::storage::{NameFilter, Page, PageOf, Role};

/// Moments are kept to the millisecond.
pub(super) fn milliseconds(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

pub(super) fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|_| unreadable(column))
}

pub(super) fn moment_if_any(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let milliseconds: Option<i64> = row.get(column)?;
    milliseconds
        .map(|value| Timestamp::from_millisecond(value).map_err(|_| unreadable(column)))
        .transpose()
}

pub(super) fn digest(row: &Row<'_>, column: &str) -> rusqlite::Result<KeyDigest> {
    row.get(column).map(KeyDigest::from_bytes)
}

pub(super) fn scopes(row: &Row<'_>, column: &str) -> rusqlite::Result<ScopeSet> {
    let text: String = row.get(column)?;
    ScopeSet::parse(text.split(',')).map_err(|_| unreadable(column))
}

pub(super) fn role(row: &Row<'_>, column: &str) -> rusqlite::Result<Role> {
    let text: String = row.get(column)?;
    Role::parse(&text).ok_or_else(|| unreadable(column))
}

pub(super) fn unreadable(column: &str) -> rusqlite::Error {
    let message = format!("the column {column} holds a value that is none of its kind");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Null, Box::new(FromSqlError::Other(message.into())))
}

/// A list that is asked page by page: `from` is all of a query after `FROM` but its order.
pub(super) struct List<'query> {
    pub(super) columns: &'query str,
    pub(super) from: &'query str,
    pub(super) order: &'query str,
    pub(super) parameters: Vec<Value>,
}

impl List<'_> {
    pub(super) fn page<T>(
        &self,
        transaction: &Transaction<'_>,
        page: Page,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<PageOf<T>> {
        let count = format!("SELECT count(*) FROM {}", self.from);
        let total = transaction
            .prepare_cached(&count)?
            .query_row(params_from_iter(&self.parameters), |row| row.get(0))?;
        let start = i64::from(page.number.saturating_sub(1)) * i64::from(page.limit);
        // After those of `from`, so that one statement is kept for all pages.
        let (limit, offset) = (self.parameters.len() + 1, self.parameters.len() + 2);
        let select = format!(
            "SELECT {} FROM {} ORDER BY {} LIMIT ?{limit} OFFSET ?{offset}",
            self.columns, self.from, self.order
        );
        let mut statement = transaction.prepare_cached(&select)?;
        let of_page = [Value::from(page.limit), Value::from(start)];
        let rows = statement.query_map(params_from_iter(self.parameters.iter().chain(&of_page)), read)?;
        let rows = rows.collect::<rusqlite::Result<_>>()?;
        Ok(PageOf { rows, total, page })
    }
}

/// A condition on the column `name` that takes three parameters, those of [`filter_values`].
pub(super) const FILTER: &str = "(name = coalesce(?2, name) AND (?3 IS NULL OR name <> ?3)
     AND (?4 IS NULL OR substr(name, 1, length(?4)) = ?4))";

pub(super) fn filter_values(filter: NameFilter) -> [Value; 3] {
    [
        filter.equal.into(),
        filter.not_equal.into(),
        filter.starts_with.into(),
    ]
}
