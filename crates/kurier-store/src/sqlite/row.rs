//! Log rows as they are read back.

use super::fault::Work;
use crate::log::row::{FullRow, Row, RowKind};
use crate::log::{code, corrupt};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::time::Timestamp;
use rusqlite::{CachedStatement, Connection, Statement};

pub(super) const ROW: &str = "SELECT pos, at, kind, person, seq, prev, business, sender, category, \
     price, reply_to, sender_tat, pair_tat, surcharge, price_kind FROM log WHERE pos = ?1";
pub(super) const FULL_ROW: &str = "SELECT pos, at, kind, person, seq, prev, business, sender, category, \
     price, reply_to, sender_tat, pair_tat, surcharge, price_kind, body, evidence, opaque \
     FROM log WHERE pos = ?1";

/// Reads the first 15 columns of [`ROW`].
pub(super) fn read_row(row: &rusqlite::Row<'_>) -> Work<Row> {
    let pos: i64 = row.get(0)?;
    let kind = RowKind::from_code(row.get(2)?)
        .ok_or_else(|| corrupt("log", pos, "unknown kind of row"))?;
    let category =
        code::category(row.get(8)?).ok_or_else(|| corrupt("log", pos, "unknown category"))?;
    Ok(Row {
        pos,
        at: Timestamp(row.get(1)?),
        kind,
        person: PersonId(row.get(3)?),
        seq: row.get(4)?,
        prev: row.get(5)?,
        business: BusinessId(row.get(6)?),
        sender: SenderId(row.get(7)?),
        category,
        price: row.get(9)?,
        surcharge: row.get(13)?,
        price_kind: row.get(14)?,
        reply_to: row.get(10)?,
        sender_tat: Timestamp(row.get(11)?),
        pair_tat: Timestamp(row.get(12)?),
    })
}

pub(super) fn read_full(row: &rusqlite::Row<'_>) -> Work<FullRow> {
    Ok(FullRow {
        row: read_row(row)?,
        price_kind: row.get(14)?,
        body: row.get(15)?,
        evidence: row.get(16)?,
        opaque: row.get(17)?,
    })
}

/// One row of the log, by place.
pub(super) fn row_at(conn: &Connection, pos: i64) -> Work<Option<Row>> {
    let mut statement: CachedStatement<'_> = conn.prepare_cached(ROW)?;
    let mut rows = statement.query([pos])?;
    rows.next()?.map(read_row).transpose()
}

/// One whole row, by place.
pub(super) fn full_row_at(conn: &Connection, pos: i64) -> Work<Option<FullRow>> {
    let mut statement = conn.prepare_cached(FULL_ROW)?;
    full_row_with(&mut statement, pos)
}

/// One whole row through a statement prepared from [`FULL_ROW`].
pub(super) fn full_row_with(statement: &mut Statement<'_>, pos: i64) -> Work<Option<FullRow>> {
    let mut rows = statement.query([pos])?;
    rows.next()?.map(read_full).transpose()
}
