//! A database as statements that make it again.

use anyhow::Result;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::fmt::Write as _;

/// Tables first, then rows, then what would stand in their way.
pub(crate) fn text(conn: &Connection) -> Result<String> {
    let mut out = String::from("BEGIN;\n");
    for (name, sql) in objects(conn, "type = 'table'")? {
        writeln!(out, "{sql};")?;
        rows(conn, &name, &mut out)?;
    }
    for (_, sql) in objects(conn, "type <> 'table'")? {
        writeln!(out, "{sql};")?;
    }
    out.push_str("COMMIT;\n");
    Ok(out)
}

fn objects(conn: &Connection, which: &str) -> Result<Vec<(String, String)>> {
    let sql = format!(
        "SELECT name, sql FROM sqlite_schema WHERE {which} AND sql IS NOT NULL \
         AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    );
    let mut statement = conn.prepare(&sql)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn rows(conn: &Connection, table: &str, out: &mut String) -> Result<()> {
    let mut statement = conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| literal(row, column)).collect::<Result<Vec<_>>>()?;
        writeln!(out, "INSERT INTO \"{table}\" VALUES ({});", values.join(", "))?;
    }
    Ok(())
}

fn literal(row: &Row<'_>, column: usize) -> Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => format!("'{}'", std::str::from_utf8(text)?.replace('\'', "''")),
        ValueRef::Blob(bytes) => {
            let hex = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            format!("x'{hex}'")
        }
    })
}
