//! All that a store keeps, to see whether something changed.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::common::House;

/// The rows of each table, but for when and how something was used: that is written a while later, with a revision of its own.
pub(crate) struct Content(BTreeMap<String, Vec<String>>);

impl Content {
    pub(crate) fn of(house: &House) -> Self {
        let connection = house.database();
        let tables = texts(&connection, "SELECT name FROM sqlite_schema WHERE type = 'table'");
        let is_of_use = |table: &str| table.starts_with("key_use_") || table == "revision_counter";
        let kept = tables.into_iter().filter(|table| !is_of_use(table));
        Self(
            kept.map(|table| (table.clone(), rows(&connection, &table)))
                .collect(),
        )
    }

    /// The tables that hold something else.
    pub(crate) fn differs_from(&self, other: &Self) -> Vec<&str> {
        let differs = |(table, rows): &(&String, &Vec<String>)| other.0.get(*table) != Some(rows);
        let tables = self.0.iter().filter(differs);
        tables.map(|(table, _)| table.as_str()).collect()
    }
}

fn rows(connection: &Connection, table: &str) -> Vec<String> {
    let columns = texts(
        connection,
        &format!("SELECT name FROM pragma_table_info('{table}')"),
    );
    let is_of_use = |column: &str| column.ends_with("last_used_at") || column == "revision";
    let kept = columns.iter().filter(|column| !is_of_use(column));
    let quoted: Vec<String> = kept.map(|column| format!("quote({column})")).collect();
    texts(
        connection,
        &format!("SELECT {} FROM {table}", quoted.join(" || ',' || ")),
    )
}

fn texts(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
