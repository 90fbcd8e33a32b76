//! The running transaction as a job sees it.

use super::chain::{self, INSERT_MARK, MARK_EVERY};
use super::cold::Cold;
use super::fault::Work;
use super::fresh::Fresh;
use super::heads::{Hot, Overlay};
use super::row::row_at;
use super::shared::Shared;
use crate::log::event::NewEvent;
use crate::log::row::{FullRow, Row, RowKind};
use crate::log::state::{Heads, Pair, PersonHead, RelationHot, fold};
use crate::log::{code, corrupt};
use crate::step::{NewRow, Step};
use kurier_policy::id::{BusinessId, MessageRef, PersonId, SenderId};
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
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

pub(super) const INSERT_LOG: &str = "INSERT INTO log (pos, at, kind, person, seq, prev, business, \
     sender, category, price_kind, price, reply_to, sender_tat, pair_tat, body, evidence, opaque, surcharge) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
pub(super) const INSERT_EVENT: &str = "INSERT INTO event (business, seq, at, kind, status, pos, \
     ref_pos, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

impl Tx<'_> {
    /// See [`crate::step::Step::append`].
    pub(super) fn append(&mut self, new: &NewRow<'_>) -> Work<Row> {
        let is_entry = !matches!(new.kind, RowKind::Delivered | RowKind::Read | RowKind::Refused);
        let head = if is_entry { self.person(new.person) } else { PersonHead::default() };
        let prev = match new.kind {
            RowKind::Refused => self.next_event(new.business),
            _ => head.head_pos,
        };
        let row = Row {
            pos: self.over.last_pos.saturating_add(1),
            at: new.at,
            kind: new.kind,
            person: new.person,
            seq: if is_entry { head.head_seq.saturating_add(1) } else { 0 },
            prev,
            business: new.business,
            sender: new.sender,
            category: new.price.category,
            price: new.price.micros.0,
            surcharge: new.price.surcharge.0,
            price_kind: code::price_kind_code(new.price.kind),
            reply_to: new.reply_to,
            sender_tat: new.sender_tat,
            pair_tat: new.pair_tat,
        };
        self.insert_log(&row, new)?;
        if row.seq > 0 && row.seq.is_multiple_of(MARK_EVERY) {
            self.conn.prepare_cached(INSERT_MARK)?.execute((row.person.0, row.seq, row.pos))?;
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
            row.price_kind,
            row.price,
            row.reply_to,
            row.sender_tat.0,
            row.pair_tat.0,
            new.body,
            new.evidence,
            new.opaque,
            row.surcharge,
        ])?;
        Ok(())
    }

    pub(super) fn next_event(&self, business: BusinessId) -> i64 {
        self.over.events.get(&self.hot.events, business).unwrap_or(0).saturating_add(1)
    }

    /// See [`crate::step::Step::event`].
    pub(super) fn event(&mut self, new: &NewEvent<'_>) -> Work<i64> {
        let business = new.of.business;
        let seq = self.next_event(business);
        let (kind, status) = new.kind.codes();
        self.conn.prepare_cached(INSERT_EVENT)?.execute(params![
            business.0,
            seq,
            new.at.0,
            kind,
            status,
            new.of.pos,
            new.answered.map_or(0, |row| row.pos),
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

    /// The entry a message reference names: at its hint if that is true, else by its place.
    pub(super) fn resolve(&self, message: MessageRef) -> Work<Option<Row>> {
        let hinted = match i64::try_from(message.hint) {
            Ok(pos) if message.seq.0 > 0 => self.row(pos)?,
            _ => None,
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
    pub(super) fn full_row(&self, pos: i64) -> Work<FullRow> {
        Ok(super::row::full_row_at(self.conn, pos)?
            .ok_or_else(|| corrupt("log", pos, "row is missing"))?)
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
    fn reach(&self, business: BusinessId) -> Reach {
        self.over.reaches.get(&self.hot.reaches, business).unwrap_or_default()
    }
    fn set_reach(&mut self, business: BusinessId, reach: Reach) {
        self.over.reaches.set(business, reach);
    }
    fn spent(&self, business: BusinessId) -> Spent {
        self.over.spents.get(&self.hot.spents, business).unwrap_or_default()
    }
    fn set_spent(&mut self, business: BusinessId, spent: Spent) {
        self.over.spents.set(business, spent);
    }
}
