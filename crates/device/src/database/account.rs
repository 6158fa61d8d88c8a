//! The one account of this computer.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The account's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) user_id: String,
    pub(crate) user_name: String,
    pub(crate) store_url: String,
    pub(crate) on_this_computer: bool,
}

pub(crate) fn get(connection: &Connection) -> rusqlite::Result<Option<Account>> {
    connection
        .prepare_cached("SELECT user_id, user_name, store_url, on_this_computer FROM account")?
        .query_row([], |row| {
            Ok(Account {
                user_id: row.get(0)?,
                user_name: row.get(1)?,
                store_url: row.get(2)?,
                on_this_computer: row.get(3)?,
            })
        })
        .optional()
}

/// Writes the account. Of another user than before, everything is fetched from the beginning.
pub(crate) fn put(transaction: &Transaction<'_>, account: &Account) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO account (only_row, user_id, user_name, store_url, on_this_computer) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (only_row) DO UPDATE SET
            pulled_to = iif(user_id = excluded.user_id, pulled_to, NULL),
            user_id = excluded.user_id, user_name = excluded.user_name,
            store_url = excluded.store_url, on_this_computer = excluded.on_this_computer",
        params![
            account.user_id,
            account.user_name,
            account.store_url,
            account.on_this_computer
        ],
    )?;
    Ok(())
}

/// Whether there was an account to change.
pub(crate) fn set_store_url(transaction: &Transaction<'_>, url: &str) -> rusqlite::Result<bool> {
    Ok(transaction.execute("UPDATE account SET store_url = ?1", [url])? == 1)
}

/// How far the store's changes have been fetched.
pub(crate) fn pulled_to(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let row = connection
        .prepare_cached("SELECT pulled_to FROM account")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(row.flatten())
}

pub(crate) fn set_pulled_to(transaction: &Transaction<'_>, cursor: Option<&str>) -> rusqlite::Result<()> {
    transaction.execute("UPDATE account SET pulled_to = ?1", [cursor])?;
    Ok(())
}

pub(crate) fn synced_at(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let row = connection
        .prepare_cached("SELECT synced_at FROM account")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(row.flatten())
}

pub(crate) fn set_synced_at(transaction: &Transaction<'_>, moment: i64) -> rusqlite::Result<()> {
    transaction.execute("UPDATE account SET synced_at = ?1", [moment])?;
    Ok(())
}
