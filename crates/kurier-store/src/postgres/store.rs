//! The port, verb by verb.

use super::fault::{Fault, Work};
use super::session::Session;
use super::{
    PostgresStore, accounts, acknowledge, admit, expire, export, follow, invites, leases, money,
    receipts, receive, relations, secrets, templates, verify, webhooks,
};
use crate::port::{Recorded, Result, Store, StoreError};
use crate::record::{
    Ack, Admission, Admitted, Attempt, Balance, Booking, Business, Callback, Device, Expired,
    Inbound, InboxPage, InboxState, Invite, Lease, LedgerReport, MessageRecord, Person, Received,
    Relation, Retry, Scope, SecondSecret, Sender, Subscription, TokenRecord, Usage,
    WebhookProgress,
};
use async_trait::async_trait;
use kurier_policy::admit::Verdict;
use kurier_policy::entry::InboxEntry;
use kurier_policy::event::{Event, TemplateEvent};
use kurier_policy::id::{
    AppId, BusinessId, EventSeq, InboxSeq, MessageRef, PersonId, ReceiptId, SenderId, TemplateId,
};
use kurier_policy::ledger::Transfer;
use kurier_policy::money::Micros;
use kurier_policy::notice::Notice;
use kurier_policy::outbound::Outbound;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::standing::Standing;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::Timestamp;
use std::io::Write;
use std::sync::Arc;

/// A read of one statement, or of several that need not agree with each other.
macro_rules! read {
    ($store:expr, $session:ident => $how:expr) => {{
        $store.ensure_open()?;
        let opened = Session::open(&$store.pool).await.map_err(Fault::into_store_error)?;
        let $session = &opened;
        done($how.await)
    }};
}

fn done<T>(work: Work<T>) -> Result<T> {
    work.map_err(Fault::into_store_error)
}

fn found<T>(what: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or(StoreError::NotFound(what))
}

#[async_trait]
impl Store for PostgresStore {
    async fn admit_batch(&self, batch: Vec<Admission>, now: Timestamp) -> Result<Vec<Admitted>> {
        self.ensure_open()?;
        done(admit::admit_batch(self, &batch, now).await)
    }
    async fn rehearse(&self, batch: Vec<Outbound>, now: Timestamp) -> Result<Vec<Verdict>> {
        self.ensure_open()?;
        done(admit::rehearse(self, &batch, now).await)
    }
    async fn receive_batch(&self, batch: Vec<Inbound>, now: Timestamp) -> Result<Vec<Received>> {
        self.ensure_open()?;
        done(receive::receive_batch(self, batch, now).await)
    }
    async fn acknowledge_batch(&self, batch: Vec<Ack>, now: Timestamp) -> Result<Vec<BusinessId>> {
        self.ensure_open()?;
        done(acknowledge::acknowledge_batch(self, &batch, now).await)
    }
    async fn mark_read(
        &self,
        business: BusinessId,
        message: MessageRef,
        now: Timestamp,
    ) -> Result<Option<(PersonId, Arc<InboxEntry>)>> {
        self.ensure_open()?;
        done(acknowledge::mark_read(self, business, message, now).await)
    }
    async fn expire_undelivered(
        &self,
        older_than: Timestamp,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<(PersonId, BusinessId)>> {
        self.ensure_open()?;
        done(expire::expire_undelivered(self, older_than, limit, now).await)
    }
    async fn expire_lapsed(&self, limit: u32, now: Timestamp) -> Result<Expired> {
        self.ensure_open()?;
        done(expire::expire_lapsed(self, limit, now).await)
    }
    async fn follow_inbox(
        &self,
        person: PersonId,
        after: InboxSeq,
        limit: u32,
    ) -> Result<InboxPage> {
        read!(self, session => follow::inbox(session, person, after, limit))
    }
    async fn inbox_heads(&self, persons: Vec<PersonId>) -> Result<Vec<InboxSeq>> {
        read!(self, session => follow::heads(session, &persons))
    }
    async fn inbox_state(&self, person: PersonId) -> Result<InboxState> {
        read!(self, session => follow::inbox_state(session, person))
    }
    async fn follow_events(
        &self,
        business: BusinessId,
        after: EventSeq,
        limit: u32,
    ) -> Result<Vec<Event>> {
        read!(self, session => follow::events(session, business, after, limit))
    }
    async fn event_head(&self, business: BusinessId) -> Result<EventSeq> {
        read!(self, session => follow::event_head(session, business))
    }
    async fn message(&self, business: BusinessId, message: MessageRef) -> Result<MessageRecord> {
        read!(self, session => follow::message(session, business, message))
    }
    async fn own_message(&self, person: PersonId, seq: InboxSeq) -> Result<MessageRecord> {
        read!(self, session => follow::own_message(session, person, seq))
    }

    async fn record_receipt(
        &self,
        person: PersonId,
        receipt: SignedReceipt,
        use_invite: Option<String>,
        now: Timestamp,
    ) -> Result<Recorded> {
        self.ensure_open()?;
        let invite = use_invite.as_deref();
        done(receipts::record_receipt(self, person, &receipt, invite, now).await)
    }
    async fn relate(
        &self,
        business: BusinessId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Relation> {
        self.ensure_open()?;
        done(relations::relate(self, (business, person), now).await)
    }
    async fn relations(&self, person: PersonId) -> Result<Vec<Relation>> {
        read!(self, session => relations::relations(session, person))
    }
    async fn relation_by_wa_id(&self, business: BusinessId, wa_id: u64) -> Result<Relation> {
        read!(self, session => relations::relation_by_wa_id(session, business, wa_id))
    }
    async fn set_blocked(
        &self,
        person: PersonId,
        business: BusinessId,
        blocked: bool,
        now: Timestamp,
    ) -> Result<Vec<Arc<InboxEntry>>> {
        self.ensure_open()?;
        done(receipts::set_blocked(self, (business, person), blocked, now).await)
    }
    async fn rename_person(&self, person: PersonId, name: String) -> Result<()> {
        read!(self, session => accounts::rename_person(session, person, &name))
    }
    async fn receipt(&self, person: PersonId, receipt: ReceiptId) -> Result<SignedReceipt> {
        let receipt = read!(self, session => receipts::receipt(session, person, receipt))?;
        found("receipt", receipt)
    }

    async fn create_business(&self, business: Business, sender: Sender) -> Result<()> {
        self.ensure_open()?;
        done(accounts::create_business(self, &business, &sender).await)
    }
    async fn businesses(&self, after: Option<BusinessId>, limit: u32) -> Result<Vec<Business>> {
        read!(self, session => accounts::businesses(session, after, limit))
    }
    async fn business(&self, id: BusinessId) -> Result<Business> {
        self.ensure_open()?;
        let lookup = async { read!(self, one => accounts::business(one, id)) };
        found("business", self.lookups.businesses.get_or(id, lookup).await?)
    }
    async fn usage(&self, id: BusinessId, sender: Option<SenderId>) -> Result<Usage> {
        read!(self, session => accounts::usage(session, id, sender))
    }
    async fn set_standing(&self, id: BusinessId, was: Standing, standing: Standing) -> Result<()> {
        self.ensure_open()?;
        done(accounts::set_standing(self, id, &was, &standing).await)
    }
    async fn business_of_app(&self, app: AppId) -> Result<Business> {
        let business = read!(self, session => accounts::business_of_app(session, app))?;
        found("business", business)
    }
    async fn sender(&self, id: SenderId) -> Result<Sender> {
        self.ensure_open()?;
        let lookup = async { read!(self, one => accounts::sender(one, id)) };
        found("sender", self.lookups.senders.get_or(id, lookup).await?)
    }
    async fn senders(&self, business: BusinessId) -> Result<Vec<Sender>> {
        read!(self, session => accounts::senders(session, business))
    }
    async fn create_token(&self, token: TokenRecord) -> Result<()> {
        read!(self, session => accounts::create_token(session, &token))
    }
    async fn token(&self, hash: [u8; 32]) -> Result<TokenRecord> {
        self.ensure_open()?;
        let lookup = async { read!(self, one => accounts::token(one, hash)) };
        found("token", self.lookups.tokens.get_or(hash, lookup).await?)
    }
    async fn create_person(&self, person: Person, device: Device) -> Result<()> {
        self.ensure_open()?;
        done(accounts::create_person(self, &person, &device).await)
    }
    async fn forget_person(&self, person: PersonId) -> Result<()> {
        self.ensure_open()?;
        done(accounts::forget_person(self, person).await)
    }
    async fn person(&self, id: PersonId) -> Result<Person> {
        found("person", read!(self, session => accounts::person(session, id))?)
    }
    async fn create_device(&self, device: Device) -> Result<()> {
        read!(self, session => accounts::create_device(session, &device))
    }
    async fn device(&self, session_hash: [u8; 32]) -> Result<Device> {
        let device = read!(self, session => accounts::device(session, session_hash))?;
        found("device", device)
    }
    async fn delete_device(&self, session_hash: [u8; 32]) -> Result<()> {
        read!(self, session => accounts::delete_device(session, session_hash))
    }
    async fn create_invite(&self, invite: Invite) -> Result<()> {
        read!(self, session => invites::create_invite(session, &invite))
    }
    async fn invite(&self, code: String) -> Result<Invite> {
        let invite = read!(self, session => invites::invite(session, &code))?;
        found("invitation", invite)
    }
    async fn invites(&self, business: BusinessId, limit: u32) -> Result<Vec<Invite>> {
        read!(self, session => invites::invites(session, business, limit))
    }

    async fn create_template(&self, template: Template) -> Result<()> {
        self.ensure_open()?;
        done(templates::create_template(self, &template).await)
    }
    async fn template(&self, id: TemplateId) -> Result<Template> {
        found("template", read!(self, session => templates::template(session, id))?)
    }
    async fn templates(
        &self,
        business: BusinessId,
        after: Option<TemplateId>,
        limit: u32,
    ) -> Result<Vec<Template>> {
        read!(self, session => templates::templates(session, business, after, limit))
    }
    async fn templates_named(
        &self,
        business: BusinessId,
        name: String,
        limit: u32,
    ) -> Result<Vec<Template>> {
        read!(self, session => templates::templates_with_name(session, business, &name, limit))
    }
    async fn change_templates(
        &self,
        business: BusinessId,
        changed: Vec<Template>,
        told: Vec<TemplateEvent>,
        now: Timestamp,
    ) -> Result<Vec<Template>> {
        self.ensure_open()?;
        done(templates::change_templates(self, business, &changed, &told, now).await)
    }
    async fn set_template_status(
        &self,
        id: TemplateId,
        status: TemplateStatus,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<Template> {
        self.ensure_open()?;
        done(templates::set_template_status(self, id, status, reason, now).await)
    }

    async fn set_callback(&self, new: Callback) -> Result<Subscription> {
        self.ensure_open()?;
        done(webhooks::set_callback(self, &new).await)
    }
    async fn end_callback(&self, business: BusinessId, scope: Scope) -> Result<bool> {
        self.ensure_open()?;
        done(webhooks::end_callback(self, business, scope).await)
    }
    async fn tell(&self, business: BusinessId, notice: Notice, now: Timestamp) -> Result<EventSeq> {
        self.ensure_open()?;
        done(webhooks::tell(self, business, &notice, now).await)
    }
    async fn forget_attempts(&self, older_than: Timestamp, limit: u32) -> Result<u64> {
        read!(self, session => webhooks::forget_attempts(session, older_than, limit))
    }
    async fn second_secret(&self, business: BusinessId) -> Result<Option<SecondSecret>> {
        read!(self, session => secrets::second(session, business))
    }
    async fn set_app_secret(
        &self,
        business: BusinessId,
        former: String,
        secret: String,
        second: Option<SecondSecret>,
    ) -> Result<()> {
        self.ensure_open()?;
        done(secrets::set(self, business, &former, &secret, second.as_ref()).await)?;
        self.lookups.forget_all();
        Ok(())
    }
    async fn unsubscribe(&self, business: BusinessId) -> Result<bool> {
        self.ensure_open()?;
        done(webhooks::unsubscribe(self, business).await)
    }
    async fn subscriptions(&self, business: BusinessId) -> Result<Vec<Subscription>> {
        read!(self, session => webhooks::subscriptions(session, business))
    }
    async fn live_subscriptions(&self) -> Result<Vec<Subscription>> {
        read!(self, session => webhooks::live_subscriptions(session))
    }
    async fn due_retries(
        &self,
        subscription: i64,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Retry>> {
        read!(self, session => webhooks::due_retries(session, subscription, now, limit))
    }
    async fn retry_outlook(&self, subscription: i64) -> Result<(Option<Timestamp>, u64)> {
        read!(self, session => webhooks::retry_outlook(session, subscription))
    }
    async fn record_progress(&self, progress: WebhookProgress) -> Result<()> {
        self.ensure_open()?;
        done(webhooks::record_progress(self, &progress).await)
    }
    async fn replay(&self, subscription: i64, to: EventSeq) -> Result<()> {
        self.ensure_open()?;
        done(webhooks::replay(self, subscription, to).await)
    }
    async fn owe(&self, subscription: i64, events: Vec<EventSeq>, now: Timestamp) -> Result<()> {
        self.ensure_open()?;
        done(webhooks::owe(self, subscription, &events, now).await)
    }
    async fn attempts(
        &self,
        subscription: i64,
        event: Option<EventSeq>,
        limit: u32,
    ) -> Result<Vec<Attempt>> {
        read!(self, session => webhooks::attempts(session, subscription, event, limit))
    }

    async fn add_rate_card(&self, card: RateCard) -> Result<()> {
        self.ensure_open()?;
        done(templates::add_rate_card(self, &card).await)
    }
    async fn rate_card(&self, now: Timestamp) -> Result<RateCard> {
        read!(self, session => templates::rate_card(session, now))
    }
    async fn top_up(
        &self,
        business: BusinessId,
        amount: Micros,
        reference: String,
        now: Timestamp,
    ) -> Result<Transfer> {
        self.ensure_open()?;
        done(money::top_up(self, business, amount, &reference, now).await)
    }
    async fn book(&self, booking: Booking, now: Timestamp) -> Result<Option<Transfer>> {
        self.ensure_open()?;
        done(money::book(self, &booking, now).await)
    }
    async fn book_reports(&self, business: BusinessId, now: Timestamp) -> Result<Option<Transfer>> {
        self.ensure_open()?;
        done(money::book_reports(self, business, now).await)
    }
    async fn balance(&self, business: BusinessId) -> Result<Balance> {
        read!(self, session => money::balance(session, business))
    }
    async fn transfers(
        &self,
        business: BusinessId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Transfer>> {
        read!(self, session => money::transfers(session, business, after, limit))
    }
    async fn verify_ledger(&self) -> Result<LedgerReport> {
        read!(self, session => verify::verify(session))
    }

    async fn take_lease(
        &self,
        name: String,
        holder: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Lease>> {
        self.ensure_open()?;
        done(leases::take(self, &name, holder, until, now).await)
    }
    async fn give_back_lease(&self, name: String, holder: i64) -> Result<()> {
        read!(self, session => leases::give_back(session, &name, holder))
    }

    async fn keep_secret(&self, name: &'static str, value: Vec<u8>) -> Result<Vec<u8>> {
        read!(self, session => templates::keep_secret(session, name, &value))
    }
    async fn limits(&self) -> Result<Limits> {
        read!(self, session => templates::limits(session))
    }
    async fn set_limits(&self, limits: Limits) -> Result<()> {
        self.ensure_open()?;
        done(templates::set_limits(self, &limits).await)
    }
    async fn export_canonical(&self, to: Box<dyn Write + Send>) -> Result<()> {
        read!(self, session => export::export(session, to))
    }
    async fn close(&self) -> Result<()> {
        self.shut_down();
        Ok(())
    }
}
