//! Log rows as they are read back.

use super::code;
use super::fault::{Work, corrupt};
use super::heads::{Row, RowKind};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId, SenderId};
use kurier_policy::pricing::Price;
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Evidence;
use rusqlite::{CachedStatement, Connection, Statement};

/// A whole log row.
#[derive(Debug, Clone)]
pub(super) struct FullRow {
    pub(super) row: Row,
    pub(super) price_kind: i64,
    pub(super) body: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) opaque: Option<String>,
}

pub(super) const ROW: &str = "SELECT pos, at, kind, person, seq, prev, business, sender, category, \
     price, reply_to, sender_tat, pair_tat FROM log WHERE pos = ?1";
pub(super) const FULL_ROW: &str = "SELECT pos, at, kind, person, seq, prev, business, sender, category, \
     price, reply_to, sender_tat, pair_tat, price_kind, body, evidence, opaque \
     FROM log WHERE pos = ?1";

/// Reads the first 13 columns of [`ROW`].
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
        reply_to: row.get(10)?,
        sender_tat: Timestamp(row.get(11)?),
        pair_tat: Timestamp(row.get(12)?),
    })
}

pub(super) fn read_full(row: &rusqlite::Row<'_>) -> Work<FullRow> {
    Ok(FullRow {
        row: read_row(row)?,
        price_kind: row.get(13)?,
        body: row.get(14)?,
        evidence: row.get(15)?,
        opaque: row.get(16)?,
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

impl Row {
    pub(super) fn message_ref(&self) -> MessageRef {
        let (person, seq) = if self.seq == 0 { (PersonId(0), 0) } else { (self.person, self.seq) };
        MessageRef { person, seq: InboxSeq(seq), hint: self.pos.unsigned_abs() }
    }
    fn reply(&self) -> Option<InboxSeq> {
        (self.reply_to > 0).then_some(InboxSeq(self.reply_to))
    }
}

impl FullRow {
    pub(super) fn price(&self) -> Price {
        code::price(self.row.category, self.price_kind, self.row.price)
    }
    pub(super) fn evidence(&self) -> Work<Option<Evidence>> {
        self.evidence.as_deref().map(|text| code::from_json("log", self.row.pos, text)).transpose()
    }
    pub(super) fn content(&self) -> Work<Content> {
        code::from_json("log", self.row.pos, self.body())
    }
    pub(super) fn body(&self) -> &str {
        self.body.as_deref().unwrap_or("")
    }

    /// The inbox entry; `gone` = the reason, if it will not be shown.
    pub(super) fn entry(&self, gone: Option<&str>) -> Work<InboxEntry> {
        let row = &self.row;
        let kind = match (row.kind, gone) {
            (RowKind::Message, Some(reason)) => {
                EntryKind::Gone { reason: code::named("gone", reason)? }
            }
            (RowKind::Message | RowKind::Reaction, _) => EntryKind::FromBusiness {
                sender: row.sender,
                content: self.content()?,
                price: self.price(),
                reply_to: row.reply(),
            },
            (RowKind::Inbound, _) => EntryKind::FromPerson {
                sender: row.sender,
                content: self.content()?,
                reply_to: row.reply(),
                client_id: self.opaque.clone().unwrap_or_default(),
            },
            (RowKind::Receipt, _) => EntryKind::Receipt {
                receipt: Box::new(code::from_json("log", row.pos, self.body())?),
            },
            (RowKind::ReadByBusiness, _) => {
                EntryKind::ReadByBusiness { up_to: InboxSeq(row.reply_to) }
            }
            (RowKind::GoneLater, _) => EntryKind::GoneLater {
                target: InboxSeq(row.reply_to),
                reason: code::named("log", self.body())?,
            },
            (RowKind::Delivered | RowKind::Read | RowKind::Refused, _) => {
                return Err(corrupt("log", row.pos, "this row is no inbox entry"));
            }
        };
        Ok(InboxEntry { seq: InboxSeq(row.seq), at: row.at, business: row.business, kind })
    }
}
