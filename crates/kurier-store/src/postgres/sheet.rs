//! The working sheet of one transaction: what was loaded for it, what it has changed so far, and what
//! is to be written at its end. The verbs of [`crate::step`] run on it without waiting for anything.

use super::cold::Cold;
use super::pacing::Paced;
use super::writes::{LogWrite, RefusedWrite, Writes};
use crate::log::event::NewEvent;
use crate::log::money::{Posting, PostingKey, Priced, shifts};
use crate::log::relation::RelationCold;
use crate::log::row::{FullRow, Row, RowKind};
use crate::log::state::{Heads, Pair, PersonHead, RelationHot, fold};
use crate::log::{code, corrupt};
use crate::port::{Result, StoreError};
use crate::record::{Business, IdempotencyKey, PacedPerson, Person, Round, Sender};
use crate::step::{NewRow, Step};
use kurier_policy::id::{BusinessId, MediaId, MessageRef, PersonId, SenderId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::money::Currency;
use kurier_policy::outbound::Recipient;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::reach::Reach;
use kurier_policy::rules::pacing::Seen;
use kurier_policy::spent::Spent;
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The head of a business: its event log, its transfers, its money.
#[derive(Debug, Clone, Copy)]
pub(super) struct BusinessHead {
    pub(super) currency: Currency,
    pub(super) event: i64,
    pub(super) transfer: i64,
    pub(super) prepaid: i64,
    pub(super) reserved: i64,
    pub(super) reach: Reach,
    /// Of its credit line.
    pub(super) owed: i64,
    pub(super) spent: Spent,
}

#[derive(Default)]
pub(super) struct Sheet {
    pub(super) cold: Cold,
    pub(super) persons: FxHashMap<PersonId, (Arc<Person>, PersonHead)>,
    pub(super) relations: FxHashMap<Pair, Arc<RelationCold>>,
    pub(super) pairs: FxHashMap<Pair, RelationHot>,
    pub(super) recipients: FxHashMap<(BusinessId, Recipient), PersonId>,
    pub(super) heads: FxHashMap<BusinessId, BusinessHead>,
    pub(super) tats: FxHashMap<SenderId, Timestamp>,
    pub(super) entries: FxHashMap<PersonId, BTreeMap<u32, Row>>,
    pub(super) fulls: FxHashMap<(PersonId, u32), FullRow>,
    pub(super) gone: FxHashMap<PersonId, FxHashMap<u32, String>>,
    pub(super) keys: FxHashMap<(BusinessId, String), ([u8; 32], FullRow)>,
    /// Of scheduled and held messages.
    pub(super) scheduled_keys: FxHashMap<(BusinessId, String), ([u8; 32], i64)>,
    pub(super) client_ids: FxHashMap<(PersonId, String), FullRow>,
    pub(super) postings: BTreeMap<PostingKey, Posting>,
    pub(super) changed_persons: FxHashSet<PersonId>,
    pub(super) changed_pairs: FxHashSet<Pair>,
    pub(super) changed_businesses: FxHashSet<BusinessId>,
    pub(super) changed_senders: FxHashSet<SenderId>,
    /// Of the templates that are being assessed.
    pub(super) paced: Paced,
    pub(super) writes: Writes,
}

/// A verb looked at something that was not loaded for it: a defect, and nothing is written.
fn not_loaded(what: &'static str) -> StoreError {
    StoreError::Unavailable(format!("{what} was not loaded for this step"))
}

impl Heads for Sheet {
    fn person(&self, person: PersonId) -> PersonHead {
        self.persons.get(&person).map(|(_, head)| *head).unwrap_or_default()
    }
    fn set_person(&mut self, person: PersonId, head: PersonHead) {
        if let Some((_, known)) = self.persons.get_mut(&person) {
            *known = head;
            self.changed_persons.insert(person);
        }
    }
    fn relation(&self, pair: Pair) -> RelationHot {
        self.pairs.get(&pair).copied().unwrap_or_default()
    }
    fn set_relation(&mut self, pair: Pair, hot: RelationHot) {
        self.pairs.insert(pair, hot);
        self.changed_pairs.insert(pair);
    }
    fn set_sender_tat(&mut self, sender: SenderId, tat: Timestamp) {
        self.tats.insert(sender, tat);
        self.changed_senders.insert(sender);
    }
    fn reach(&self, business: BusinessId) -> Reach {
        self.heads.get(&business).map(|head| head.reach).unwrap_or_default()
    }
    fn set_reach(&mut self, business: BusinessId, reach: Reach) {
        if let Some(head) = self.heads.get_mut(&business) {
            head.reach = reach;
            self.changed_businesses.insert(business);
        }
    }
    fn spent(&self, business: BusinessId) -> Spent {
        self.heads.get(&business).map(|head| head.spent).unwrap_or_default()
    }
    fn set_spent(&mut self, business: BusinessId, spent: Spent) {
        if let Some(head) = self.heads.get_mut(&business) {
            head.spent = spent;
            self.changed_businesses.insert(business);
        }
    }
}

impl Sheet {
    fn head(&mut self, business: BusinessId) -> Result<&mut BusinessHead> {
        self.changed_businesses.insert(business);
        self.heads.get_mut(&business).ok_or_else(|| not_loaded("a business's head"))
    }

    fn row(&self, new: &NewRow<'_>) -> Result<Row> {
        let is_entry = !matches!(new.kind, RowKind::Delivered | RowKind::Read | RowKind::Refused);
        if is_entry && !self.persons.contains_key(&new.person) {
            return Err(not_loaded("a person"));
        }
        let seq = if is_entry { self.person(new.person).head_seq.saturating_add(1) } else { 0 };
        let prev = match new.kind {
            RowKind::Refused => self.heads.get(&new.business).map_or(0, |head| head.event) + 1,
            _ => 0,
        };
        Ok(Row {
            pos: 0,
            at: new.at,
            kind: new.kind,
            person: new.person,
            seq,
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
        })
    }

    fn write(&mut self, row: &Row, new: &NewRow<'_>) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        match row.kind {
            RowKind::Delivered | RowKind::Read => {}
            RowKind::Refused => self.writes.refused.push(RefusedWrite {
                row: *row,
                address: new.body.unwrap_or_default().to_owned(),
                evidence: owned(new.evidence),
                opaque: owned(new.opaque),
            }),
            _ => {
                self.entries.entry(row.person).or_default().insert(row.seq, *row);
                self.writes.log.push(LogWrite {
                    row: *row,
                    price_kind: row.price_kind,
                    body: owned(new.body),
                    evidence: owned(new.evidence),
                    opaque: owned(new.opaque),
                });
            }
        }
    }

    /// A row that this step wrote itself.
    fn fresh(&self, row: &Row) -> Option<FullRow> {
        if row.kind == RowKind::Refused {
            let found = self
                .writes
                .refused
                .iter()
                .rev()
                .find(|new| (new.row.business, new.row.prev) == (row.business, row.prev))?;
            return Some(found.full());
        }
        let found = self
            .writes
            .log
            .iter()
            .rev()
            .find(|new| (new.row.person, new.row.seq) == (row.person, row.seq))?;
        Some(found.full())
    }
}

impl Step for Sheet {
    type Fault = StoreError;

    // The server says itself when its disk is full.
    fn ensure_room(&self) -> Result<()> {
        Ok(())
    }
    fn business(&mut self, id: BusinessId) -> Result<Option<Arc<Business>>> {
        self.cold.businesses.get(&id).cloned().ok_or_else(|| not_loaded("a business"))
    }
    fn sender(&mut self, id: SenderId) -> Result<Option<Arc<Sender>>> {
        self.cold.senders.get(&id).cloned().ok_or_else(|| not_loaded("a sender"))
    }
    fn addresses(&mut self, business: BusinessId) -> Result<Arc<[SenderId]>> {
        self.cold.addresses.get(&business).cloned().ok_or_else(|| not_loaded("the addresses"))
    }
    fn person_cold(&mut self, id: PersonId) -> Result<Option<Arc<Person>>> {
        Ok(self.persons.get(&id).map(|(person, _)| person.clone()))
    }
    fn relation_cold(&mut self, pair: Pair) -> Result<Option<Arc<RelationCold>>> {
        Ok(self.relations.get(&pair).cloned())
    }
    fn put_relation(&mut self, pair: Pair, cold: RelationCold) -> Result<()> {
        let cold = Arc::new(cold);
        self.relations.insert(pair, cold.clone());
        self.writes.relations.push((pair, cold));
        Ok(())
    }
    fn recipient(&mut self, business: BusinessId, to: &Recipient) -> Result<Option<PersonId>> {
        Ok(self.recipients.get(&(business, to.clone())).copied())
    }
    fn template_named(
        &mut self,
        business: BusinessId,
        name: &str,
        language: &str,
    ) -> Result<Option<Arc<Template>>> {
        let key = (business, name.to_owned(), language.to_owned());
        self.cold.templates.get(&key).cloned().ok_or_else(|| not_loaded("a template"))
    }
    fn domains(&mut self, business: BusinessId) -> Result<Arc<[String]>> {
        self.cold.domains.get(&business).cloned().ok_or_else(|| not_loaded("the domains"))
    }
    fn rate_cards(&mut self) -> Result<Arc<Vec<RateCard>>> {
        let rules = self.cold.rules.as_ref().ok_or_else(|| not_loaded("the rate cards"))?;
        Ok(rules.0.clone())
    }
    fn limits(&mut self) -> Result<Limits> {
        Ok(self.cold.rules.as_ref().ok_or_else(|| not_loaded("the limits"))?.1)
    }
    fn sender_tat(&self, sender: SenderId) -> Timestamp {
        self.tats.get(&sender).copied().unwrap_or_default()
    }
    fn money(&self, business: BusinessId, currency: Currency) -> (i64, i64) {
        let head = self.heads.get(&business).filter(|head| head.currency == currency);
        head.map_or((0, 0), |head| (head.prepaid, head.owed))
    }

    fn append(&mut self, new: &NewRow<'_>) -> Result<Row> {
        let row = self.row(new)?;
        self.write(&row, new);
        fold(self, &row);
        Ok(row)
    }
    fn event(&mut self, new: &NewEvent<'_>) -> Result<i64> {
        let head = self.head(new.of.business)?;
        head.event = head.event.saturating_add(1);
        let seq = head.event;
        self.writes.event(seq, new);
        Ok(seq)
    }
    fn move_price(&mut self, kind: TransferKind, priced: &Priced) -> Result<()> {
        if priced.micros <= 0 {
            return Ok(());
        }
        let head = self.head(priced.business)?;
        let [prepaid, reserved, _] = shifts(kind, priced.business, priced.micros);
        let overflow = || corrupt("business_head", priced.business, "the balance overflows");
        head.prepaid = head.prepaid.checked_add(prepaid).ok_or_else(overflow)?;
        head.reserved = head.reserved.checked_add(reserved).ok_or_else(overflow)?;
        let key: PostingKey = (priced.business, kind, priced.category);
        let before = self.postings.get(&key).copied();
        self.postings.insert(key, Posting::with(before, priced));
        Ok(())
    }
    fn put_receipt(&mut self, id: i64, row: &Row) -> Result<()> {
        self.writes.receipts.push((id, *row));
        Ok(())
    }

    fn entries(&self, person: PersonId, after: u32, up_to: u32) -> Result<Vec<Row>> {
        let up_to = up_to.min(self.person(person).head_seq);
        if up_to <= after {
            return Ok(Vec::new());
        }
        let known = self.entries.get(&person).ok_or_else(|| not_loaded("an inbox"))?;
        let found: Vec<Row> = known.range(after + 1..=up_to).map(|(_, row)| *row).collect();
        if found.len() == (up_to - after) as usize {
            Ok(found)
        } else {
            Err(not_loaded("a part of an inbox"))
        }
    }
    fn gone(&self, person: PersonId, after: u32, up_to: u32) -> Result<FxHashMap<u32, String>> {
        let known = self.gone.get(&person).into_iter().flatten();
        let between = known.filter(|(seq, _)| **seq > after && **seq <= up_to);
        Ok(between.map(|(seq, reason)| (*seq, reason.clone())).collect())
    }
    fn put_gone(&mut self, person: PersonId, seq: u32, reason: &'static str) -> Result<()> {
        self.gone.entry(person).or_default().insert(seq, reason.to_owned());
        self.writes.gone.push((person, seq, reason.into()));
        Ok(())
    }
    fn put_lapse(&mut self, at: Timestamp, row: &Row) -> Result<()> {
        self.writes.lapses.push((at, row.person, row.seq));
        Ok(())
    }
    fn paced(&mut self, of: Round, person: PersonId) -> Result<Seen> {
        self.paced.seen(of, person).ok_or_else(|| not_loaded("an assessment"))
    }
    fn put_paced(&mut self, of: PacedPerson) -> Result<()> {
        self.paced.add(&of);
        self.writes.paced.push(of);
        Ok(())
    }
    fn resolve(&self, message: MessageRef) -> Result<Option<Row>> {
        let known = self.entries.get(&message.person);
        Ok(known.and_then(|rows| rows.get(&message.seq.0)).copied())
    }
    fn full(&self, row: &Row) -> Result<FullRow> {
        let known = self.fulls.get(&(row.person, row.seq)).cloned();
        known.or_else(|| self.fresh(row)).ok_or_else(|| not_loaded("a message"))
    }

    fn known_key(&self, business: BusinessId, key: &str) -> Result<Option<([u8; 32], FullRow)>> {
        Ok(self.keys.get(&(business, key.to_owned())).cloned())
    }
    fn put_key(
        &mut self,
        business: BusinessId,
        key: &IdempotencyKey,
        row: &Row,
        now: Timestamp,
    ) -> Result<()> {
        let full = self.fresh(row).ok_or_else(|| not_loaded("a message"))?;
        self.keys.insert((business, key.key.clone()), (key.digest, full));
        self.writes.keys.push((business, key.clone(), row.message_ref(), now));
        Ok(())
    }
    fn scheduled_key(&self, business: BusinessId, key: &str) -> Result<Option<([u8; 32], i64)>> {
        Ok(self.scheduled_keys.get(&(business, key.to_owned())).copied())
    }
    fn known_client_id(&self, person: PersonId, client_id: &str) -> Result<Option<FullRow>> {
        Ok(self.client_ids.get(&(person, client_id.to_owned())).cloned())
    }
    fn grant_media(&mut self, person: PersonId, business: BusinessId, id: MediaId) -> Result<()> {
        self.writes.grants.push((person, business, id));
        Ok(())
    }
    fn put_client_id(&mut self, person: PersonId, client_id: &str, row: &Row) -> Result<()> {
        let full = self.fresh(row).ok_or_else(|| not_loaded("a message"))?;
        self.client_ids.insert((person, client_id.to_owned()), full);
        self.writes.client_ids.push((person, client_id.to_owned(), row.seq));
        Ok(())
    }
}
