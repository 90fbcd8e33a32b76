//! What the verbs on the way of a message read and write, on this backend.

use super::fault::{Fault, Work};
use super::tx::Tx;
use super::{
    expire, gone, idempotency, media, money, pacing, receipts, receive, relations, schedule,
};
use crate::log::event::NewEvent;
use crate::log::money::Priced;
use crate::log::relation::RelationCold;
use crate::log::row::{FullRow, Row};
use crate::log::state::{Heads, Pair};
use crate::port::StoreError;
use crate::record::{Business, IdempotencyKey, MediaOwner, PacedPerson, Person, Round, Sender};
use crate::step::{NewRow, Step};
use kurier_policy::id::{BusinessId, MediaId, MessageRef, PersonId, SenderId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::money::Currency;
use kurier_policy::outbound::Recipient;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::rules::pacing::Seen;
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Step for Tx<'_> {
    type Fault = Fault;

    fn ensure_room(&self) -> Work<()> {
        if self.shared.disk.is_low() { Err(StoreError::Full.into()) } else { Ok(()) }
    }
    fn business(&mut self, id: BusinessId) -> Work<Option<Arc<Business>>> {
        Tx::business(self, id)
    }
    fn sender(&mut self, id: SenderId) -> Work<Option<Arc<Sender>>> {
        Tx::sender(self, id)
    }
    fn addresses(&mut self, business: BusinessId) -> Work<Arc<[SenderId]>> {
        Tx::addresses(self, business)
    }
    fn person_cold(&mut self, id: PersonId) -> Work<Option<Arc<Person>>> {
        Tx::person_cold(self, id)
    }
    fn relation_cold(&mut self, pair: Pair) -> Work<Option<Arc<RelationCold>>> {
        Tx::relation_cold(self, pair)
    }
    fn put_relation(&mut self, pair: Pair, cold: RelationCold) -> Work<()> {
        relations::put(self, pair, &cold)
    }
    fn recipient(&mut self, business: BusinessId, to: &Recipient) -> Work<Option<PersonId>> {
        Tx::recipient(self, business, to)
    }
    fn template_named(
        &mut self,
        business: BusinessId,
        name: &str,
        language: &str,
    ) -> Work<Option<Arc<Template>>> {
        Tx::template_named(self, business, name, language)
    }
    fn domains(&mut self, business: BusinessId) -> Work<Arc<[String]>> {
        Tx::domains(self, business)
    }
    fn rate_cards(&mut self) -> Work<Arc<Vec<RateCard>>> {
        Tx::rate_cards(self)
    }
    fn limits(&mut self) -> Work<Limits> {
        Tx::limits(self)
    }
    fn sender_tat(&self, sender: SenderId) -> Timestamp {
        Tx::sender_tat(self, sender)
    }
    fn money(&self, business: BusinessId, currency: Currency) -> (i64, i64) {
        Tx::money(self, business, currency)
    }

    fn append(&mut self, new: &NewRow<'_>) -> Work<Row> {
        Tx::append(self, new)
    }
    fn event(&mut self, new: &NewEvent<'_>) -> Work<i64> {
        Tx::event(self, new)
    }
    fn move_price(&mut self, kind: TransferKind, priced: &Priced) -> Work<()> {
        money::move_price(self, kind, priced)
    }
    fn put_receipt(&mut self, id: i64, row: &Row) -> Work<()> {
        receipts::put(self, id, row)
    }

    fn grant_media(&mut self, person: PersonId, business: BusinessId, id: MediaId) -> Work<()> {
        media::grant(self, person, MediaOwner::Business(business), id).map(drop)
    }

    fn entries(&self, person: PersonId, after: u32, up_to: u32) -> Work<Vec<Row>> {
        Tx::entries(self, person, after, up_to)
    }
    fn gone(&self, person: PersonId, after: u32, up_to: u32) -> Work<FxHashMap<u32, String>> {
        gone::between(self.conn, Heads::person(self, person), person, (after, up_to))
    }
    fn put_gone(&mut self, person: PersonId, seq: u32, reason: &'static str) -> Work<()> {
        gone::put(self, person, seq, reason)
    }
    fn put_lapse(&mut self, at: Timestamp, row: &Row) -> Work<()> {
        expire::put_lapse(self, at, row)
    }
    fn paced(&mut self, of: Round, person: PersonId) -> Work<Seen> {
        pacing::seen(self.conn, of, person)
    }
    fn put_paced(&mut self, of: PacedPerson) -> Work<()> {
        pacing::put(self, &of)
    }
    fn resolve(&self, message: MessageRef) -> Work<Option<Row>> {
        Tx::resolve(self, message)
    }
    fn full(&self, row: &Row) -> Work<FullRow> {
        self.full_row(row.pos)
    }

    fn known_key(&self, business: BusinessId, key: &str) -> Work<Option<([u8; 32], FullRow)>> {
        idempotency::known(self, business, key)
    }
    fn put_key(
        &mut self,
        business: BusinessId,
        key: &IdempotencyKey,
        row: &Row,
        now: Timestamp,
    ) -> Work<()> {
        idempotency::put(self, business, key, row.pos, now)
    }
    fn scheduled_key(&self, business: BusinessId, key: &str) -> Work<Option<([u8; 32], i64)>> {
        schedule::numbered(self.conn, business, key)
    }
    fn known_client_id(&self, person: PersonId, client_id: &str) -> Work<Option<FullRow>> {
        receive::known(self, person, client_id)
    }
    fn put_client_id(&mut self, person: PersonId, client_id: &str, row: &Row) -> Work<()> {
        receive::put(self, person, client_id, row.pos)
    }
}
