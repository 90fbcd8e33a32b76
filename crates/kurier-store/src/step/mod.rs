//! The verbs on the way of a message, written once for every backend: what is decided, and what
//! follows from it. A backend brings a [`Step`]: it loads what a verb looks at and writes down what
//! the verb changes, all in one transaction.

pub(crate) mod acknowledge;
pub(crate) mod admit;
pub(crate) mod bars;
pub(crate) mod callbacks;
pub(crate) mod gone;
pub(crate) mod idempotency;
pub(crate) mod played;
pub(crate) mod recall;
pub(crate) mod receipts;
pub(crate) mod receive;
pub(crate) mod signups;
pub(crate) mod usernames;

use crate::log::code;
use crate::log::event::NewEvent;
use crate::log::money::Priced;
use crate::log::relation::RelationCold;
use crate::log::row::{FullRow, Row, RowKind};
use crate::log::state::{Heads, Pair};
use crate::port::StoreError;
use crate::record::{Business, IdempotencyKey, PacedPerson, Person, Relation, Round, Sender};
use kurier_policy::content::Content;
use kurier_policy::id::{BusinessId, MediaId, MessageRef, PersonId, SenderId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::money::Currency;
use kurier_policy::outbound::Recipient;
use kurier_policy::pricing::{Price, RateCard};
use kurier_policy::rate::Limits;
use kurier_policy::rules::pacing::Seen;
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A row to append.
pub(crate) struct NewRow<'a> {
    pub(crate) at: Timestamp,
    pub(crate) kind: RowKind,
    pub(crate) person: PersonId,
    pub(crate) business: BusinessId,
    pub(crate) sender: SenderId,
    pub(crate) price: Price,
    pub(crate) reply_to: u32,
    pub(crate) sender_tat: Timestamp,
    pub(crate) pair_tat: Timestamp,
    pub(crate) body: Option<&'a str>,
    pub(crate) evidence: Option<&'a str>,
    pub(crate) opaque: Option<&'a str>,
}

impl NewRow<'_> {
    pub(crate) fn new(at: Timestamp, kind: RowKind, (business, person): Pair) -> Self {
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

/// What came of a try in a backend.
pub(crate) type Outcome<S, T> = Result<T, <S as Step>::Fault>;

/// One atomic step of a backend. What a verb reads through it includes what the verb wrote before.
pub(crate) trait Step: Heads {
    /// How the backend fails.
    type Fault: From<StoreError>;

    /// Refuses new messages where there is no room for them.
    fn ensure_room(&self) -> Outcome<Self, ()>;
    fn business(&mut self, id: BusinessId) -> Outcome<Self, Option<Arc<Business>>>;
    fn sender(&mut self, id: SenderId) -> Outcome<Self, Option<Arc<Sender>>>;
    /// A business's addresses that are there, oldest first.
    fn addresses(&mut self, business: BusinessId) -> Outcome<Self, Arc<[SenderId]>>;
    fn person_cold(&mut self, id: PersonId) -> Outcome<Self, Option<Arc<Person>>>;
    fn relation_cold(&mut self, pair: Pair) -> Outcome<Self, Option<Arc<RelationCold>>>;
    /// Writes a relation's block states, withdrawn purposes and permissions.
    fn put_relation(&mut self, pair: Pair, cold: RelationCold) -> Outcome<Self, ()>;
    /// Who a business means; `None` = nobody it has a relation with.
    fn recipient(
        &mut self,
        business: BusinessId,
        to: &Recipient,
    ) -> Outcome<Self, Option<PersonId>>;
    fn template_named(
        &mut self,
        business: BusinessId,
        name: &str,
        language: &str,
    ) -> Outcome<Self, Option<Arc<Template>>>;
    /// Domains that a business has proven to own.
    fn domains(&mut self, business: BusinessId) -> Outcome<Self, Arc<[String]>>;
    /// All cards, oldest first.
    fn rate_cards(&mut self) -> Outcome<Self, Arc<Vec<RateCard>>>;
    fn limits(&mut self) -> Outcome<Self, Limits>;
    fn sender_tat(&self, sender: SenderId) -> Timestamp;
    /// What a business has, and what it owes of its credit line. Inside a step what it has may be below zero: the
    /// line is drawn when the step ends.
    fn money(&self, business: BusinessId, currency: Currency) -> (i64, i64);

    /// Appends a row and moves the state over it. Entries of an inbox get the next place.
    fn append(&mut self, new: &NewRow<'_>) -> Outcome<Self, Row>;
    /// Appends an event to the log of its row's business; answers its place.
    fn event(&mut self, new: &NewEvent<'_>) -> Outcome<Self, i64>;
    /// Moves the price of one message; the transfer is written when the transaction ends.
    fn move_price(&mut self, kind: TransferKind, priced: &Priced) -> Outcome<Self, ()>;
    /// Keeps where a receipt lies.
    fn put_receipt(&mut self, id: i64, row: &Row) -> Outcome<Self, ()>;

    /// Lets a person see a file of a business for as long as it is there; nothing if it is gone.
    fn grant_media(
        &mut self,
        person: PersonId,
        business: BusinessId,
        id: MediaId,
    ) -> Outcome<Self, ()>;

    /// Entries of an inbox with `after < seq <= up_to`, in order.
    fn entries(&self, person: PersonId, after: u32, up_to: u32) -> Outcome<Self, Vec<Row>>;
    /// Places of those that are gone, with the reasons.
    fn gone(
        &self,
        person: PersonId,
        after: u32,
        up_to: u32,
    ) -> Outcome<Self, FxHashMap<u32, String>>;
    fn put_gone(&mut self, person: PersonId, seq: u32, reason: &'static str) -> Outcome<Self, ()>;
    /// Keeps when a message that still waits then is to fail.
    fn put_lapse(&mut self, at: Timestamp, row: &Row) -> Outcome<Self, ()>;
    /// Who got something in an assessment, and whether this person is among them.
    fn paced(&mut self, of: Round, person: PersonId) -> Outcome<Self, Seen>;
    /// Keeps who got a template first; nothing if she is among them already.
    fn put_paced(&mut self, of: PacedPerson) -> Outcome<Self, ()>;
    /// The message a reference names.
    fn resolve(&self, message: MessageRef) -> Outcome<Self, Option<Row>>;
    /// The whole of a row that was read before.
    fn full(&self, row: &Row) -> Outcome<Self, FullRow>;

    /// What an earlier call with this key had stored, and the digest of its body.
    fn known_key(
        &self,
        business: BusinessId,
        key: &str,
    ) -> Outcome<Self, Option<([u8; 32], FullRow)>>;
    fn put_key(
        &mut self,
        business: BusinessId,
        key: &IdempotencyKey,
        row: &Row,
        now: Timestamp,
    ) -> Outcome<Self, ()>;
    /// The number of the scheduled or held message that was asked for with this key, and the digest of its body.
    fn scheduled_key(
        &self,
        business: BusinessId,
        key: &str,
    ) -> Outcome<Self, Option<([u8; 32], i64)>>;
    /// What an earlier message with the same id of the device had become.
    fn known_client_id(&self, person: PersonId, client_id: &str) -> Outcome<Self, Option<FullRow>>;
    fn put_client_id(&mut self, person: PersonId, client_id: &str, row: &Row) -> Outcome<Self, ()>;

    /// The entry at one place of an inbox.
    fn entry(&self, person: PersonId, seq: u32) -> Outcome<Self, Option<Row>> {
        if seq == 0 {
            return Ok(None);
        }
        Ok(self.entries(person, seq.saturating_sub(1), seq)?.pop())
    }

    /// Lets the person of a pair see the files of a message between the two.
    fn grant_files(&mut self, (business, person): Pair, content: &Content) -> Outcome<Self, ()> {
        for file in content.files() {
            self.grant_media(person, business, file.id)?;
        }
        Ok(())
    }

    /// The address that speaks for a business in this pair: the one that wrote last, or, if that is gone, its first.
    fn speaking_sender(&mut self, pair: Pair) -> Outcome<Self, SenderId> {
        let last = SenderId(self.relation(pair).last_sender);
        let there = self.addresses(pair.0)?;
        let first = there.first().copied().unwrap_or(SenderId(0));
        Ok(if there.contains(&last) { last } else { first })
    }

    /// The relation as the port shows it.
    fn relation_shown(&mut self, pair: Pair) -> Outcome<Self, Relation> {
        let cold = self.relation_cold(pair)?.ok_or(StoreError::NotFound("relation"))?;
        let person = self.person_cold(pair.1)?.ok_or(StoreError::NotFound("person"))?;
        Ok(cold.shown(pair, Heads::relation(self, pair), &person.name))
    }
}
