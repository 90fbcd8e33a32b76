//! The running transaction as a job sees it.

use super::chain::{self, INSERT_MARK, MARK_EVERY};
use super::code;
use super::cold::Cold;
use super::fault::{Work, corrupt};
use super::fresh::Fresh;
use super::heads::{Heads, Hot, Overlay, Pair, PersonHead, RelationHot, Row, RowKind, fold};
use super::row::row_at;
use super::shared::Shared;
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::pricing::Price;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, params};

pub(super) struct Tx<'w> {
    pub(super) conn: &'w Connection,
    pub(super) hot: &'w Hot,
    pub(super) over: &'w mut Overlay,
    pub(super) cold: &'w mut Cold,
    pub(super) fresh: &'w mut Fresh,
    pub(super) shared: &'w Shared,
}

/// A row to append.
pub(super) struct NewRow<'a> {
    pub(super) at: Timestamp,
    pub(super) kind: RowKind,
    pub(super) person: PersonId,
    pub(super) business: BusinessId,
    pub(super) sender: SenderId,
    pub(super) price: Price,
    pub(super) reply_to: u32,
    pub(super) sender_tat: Timestamp,
    pub(super) pair_tat: Timestamp,
    pub(super) body: Option<&'a str>,
    pub(super) evidence: Option<&'a str>,
    pub(super) opaque: Option<&'a str>,
}

impl NewRow<'_> {
    pub(super) fn new(at: Timestamp, kind: RowKind, (business, person): Pair) -> Self {
        Self {
            at,
            kind,
            person,
            business,
            sender: SenderId(0),
            price: code::FREE,
            reply_to: 0,
            sender_tat: Timestamp(0),
            pair_tat: Timestamp(0),
            body: None,
            evidence: None,
            opaque: None,
        }
    }
}

/// A business event to append; details follow from the log row at `pos`.
pub(super) struct NewEvent<'a> {
    pub(super) at: Timestamp,
    pub(super) kind: EventCode,
    pub(super) pos: i64,
    pub(super) ref_pos: i64,
    pub(super) detail: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventCode {
    Status(Status),
    Inbound,
    Preference,
}

impl EventCode {
    pub(super) fn codes(self) -> (i64, i64) {
        match self {
            Self::Status(status) => (1, code::status_code(status)),
            Self::Inbound => (2, 0),
            Self::Preference => (3, 0),
        }
    }
}

pub(super) const INSERT_LOG: &str = "INSERT INTO log (pos, at, kind, person, seq, prev, business, \
     sender, category, price_kind, price, reply_to, sender_tat, pair_tat, body, evidence, opaque) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
pub(super) const INSERT_EVENT: &str = "INSERT INTO event (business, seq, at, kind, status, pos, \
     ref_pos, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

impl Tx<'_> {
    /// Appends a row and moves the state over it. Entries of an inbox get the next place.
    pub(super) fn append(&mut self, new: &NewRow<'_>) -> Work<Row> {
        let is_entry = !matches!(new.kind, RowKind::Delivered | RowKind::Read | RowKind::Refused);
        let head = if is_entry { self.person(new.person) } else { PersonHead::default() };
        let seq = if is_entry { head.head_seq.saturating_add(1) } else { 0 };
        let row = Row {
            pos: self.over.last_pos.saturating_add(1),
            at: new.at,
            kind: new.kind,
            person: new.person,
            seq,
            prev: head.head_pos,
            business: new.business,
            sender: new.sender,
            category: new.price.category,
            price: new.price.micros.0,
            reply_to: new.reply_to,
            sender_tat: new.sender_tat,
            pair_tat: new.pair_tat,
        };
        self.insert_log(&row, new)?;
        if seq > 0 && seq.is_multiple_of(MARK_EVERY) {
            self.conn.prepare_cached(INSERT_MARK)?.execute((row.person.0, seq, row.pos))?;
        }
        self.over.last_pos = row.pos;
        fold(self, &row);
        self.fresh.push(row);
        Ok(row)
    }

    fn insert_log(&self, row: &Row, new: &NewRow<'_>) -> Work<()> {
        self.conn.prepare_cached(INSERT_LOG)?.execute(params![
            row.pos,
            row.at.0,
            row.kind.code(),
            row.person.0,
            row.seq,
            row.prev,
            row.business.0,
            row.sender.0,
            code::category_code(row.category),
            code::price_kind_code(new.price.kind),
            row.price,
            row.reply_to,
            row.sender_tat.0,
            row.pair_tat.0,
            new.body,
            new.evidence,
            new.opaque,
        ])?;
        Ok(())
    }

    /// Appends an event to a business's log; answers its place.
    pub(super) fn event(&mut self, business: BusinessId, new: &NewEvent<'_>) -> Work<i64> {
        let last = self.over.events.get(&self.hot.events, business).unwrap_or(0);
        let seq = last.saturating_add(1);
        let (kind, status) = new.kind.codes();
        self.conn.prepare_cached(INSERT_EVENT)?.execute(params![
            business.0,
            seq,
            new.at.0,
            kind,
            status,
            new.pos,
            new.ref_pos,
            new.detail,
        ])?;
        self.over.events.set(business, seq);
        Ok(seq)
    }

    pub(super) fn row(&self, pos: i64) -> Work<Option<Row>> {
        match self.fresh.get(pos) {
            Some(row) => Ok(Some(row)),
            None => row_at(self.conn, pos),
        }
    }

    /// Entries of an inbox with `after < seq <= up_to`, in order.
    pub(super) fn entries(&self, person: PersonId, after: u32, up_to: u32) -> Work<Vec<Row>> {
        let head = self.person(person);
        let up_to = up_to.min(head.head_seq);
        if up_to <= after {
            return Ok(Vec::new());
        }
        let from = chain::start(self.conn, person, head, up_to)?;
        chain::walk(person, from, (after, up_to), |pos| self.row(pos), |row| row)
    }

    /// The entry at one place of an inbox.
    pub(super) fn entry(&self, person: PersonId, seq: u32) -> Work<Option<Row>> {
        if seq == 0 {
            return Ok(None);
        }
        Ok(self.entries(person, seq.saturating_sub(1), seq)?.pop())
    }

    /// The entry a message reference names: at its hint if that is true, else by its place.
    pub(super) fn resolve(&self, message: kurier_policy::id::MessageRef) -> Work<Option<Row>> {
        let hinted = match i64::try_from(message.hint) {
            Ok(pos) => self.row(pos)?,
            Err(_) => None,
        };
        if let Some(row) = hinted
            && row.message_ref() == message
        {
            return Ok(Some(row));
        }
        self.entry(message.person, message.seq.0)
    }

    pub(super) fn sender_tat(&self, sender: SenderId) -> Timestamp {
        self.over.sender_tats.get(&self.hot.sender_tats, sender).unwrap_or_default()
    }

    /// A row that must be there.
    pub(super) fn full_row(&self, pos: i64) -> Work<super::row::FullRow> {
        super::row::full_row_at(self.conn, pos)?
            .ok_or_else(|| corrupt("log", pos, "row is missing"))
    }
}

impl Heads for Tx<'_> {
    fn person(&self, person: PersonId) -> PersonHead {
        self.over.persons.get(&self.hot.persons, person).unwrap_or_default()
    }
    fn set_person(&mut self, person: PersonId, head: PersonHead) {
        self.over.persons.set(person, head);
    }
    fn relation(&self, pair: Pair) -> RelationHot {
        self.over.relations.get(&self.hot.relations, pair).unwrap_or_default()
    }
    fn set_relation(&mut self, pair: Pair, hot: RelationHot) {
        self.over.relations.set(pair, hot);
    }
    fn set_sender_tat(&mut self, sender: SenderId, tat: Timestamp) {
        self.over.sender_tats.set(sender, tat);
    }
}

impl<'a> NewEvent<'a> {
    pub(super) fn status(at: Timestamp, status: Status, pos: i64, reason: Option<&'a str>) -> Self {
        Self { at, kind: EventCode::Status(status), pos, ref_pos: 0, detail: reason }
    }
}
