//! What a person chose on this computer, by name.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A setting's value, if it was ever set.
pub(crate) fn get(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// Sets a setting.
pub(crate) fn set(transaction: &Transaction<'_>, name: &str, value: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [name, value],
    )?;
    Ok(())
}

/// A setting of several parts; what can't be read, such as one that a newer version wrote, is as good as not set.
pub(crate) fn get_parts<T: DeserializeOwned>(
    connection: &Connection,
    name: &str,
) -> rusqlite::Result<Option<T>> {
    let text = get(connection, name)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Sets a setting of several parts.
pub(crate) fn set_parts<T: Serialize>(
    transaction: &Transaction<'_>,
    name: &str,
    parts: &T,
) -> rusqlite::Result<()> {
    let text = serde_json::to_string(parts)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    set(transaction, name, &text)
}

/// Makes a setting as if it had never been set.
pub(crate) fn remove(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM settings WHERE name = ?1", [name])?;
    Ok(())
}

/// Puts an entry before all others of a list that is a setting, once, and keeps no more than `most`.
pub(crate) fn put_first(
    transaction: &Transaction<'_>,
    name: &str,
    entry: &str,
    most: usize,
) -> rusqlite::Result<()> {
    let mut entries: Vec<String> = get_parts(transaction, name)?.unwrap_or_default();
    entries.retain(|earlier| earlier != entry);
    entries.insert(0, entry.to_owned());
    entries.truncate(most);
    set_parts(transaction, name, &entries)
}
