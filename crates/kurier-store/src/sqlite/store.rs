//! The port, verb by verb: writes go to the writer thread, reads to a read connection.

use super::fault::Work;
use super::tx::Tx;
use super::{
    SqliteStore, accounts, expire, export, follow, invites, money, receipts, relations, secrets,
    templates, verify, webhooks,
};
use crate::log::state::{Heads, Pair};
use crate::port::{Recorded, Result, Store, StoreError};
use crate::record::{
    Ack, Admission, Admitted, Attempt, Balance, Booking, Business, Callback, Device, Expired,
    Inbound, InboxPage, InboxState, Invite, Lease, LedgerReport, MessageRecord, Person, Received,
    Relation, Retry, Scope, SecondSecret, Sender, Subscription, TokenRecord, Usage,
    WebhookProgress,
};
use crate::step;
use async_trait::async_trait;
use kurier_policy::admit::Verdict;
use kurier_policy::entry::InboxEntry;
use kurier_policy::event::{Event, TemplateEvent};
use kurier_policy::id::{
    AppId, BusinessId, EventSeq, InboxSeq, MessageRef, PersonId, ReceiptId, SenderId, TemplateId,
};
use kurier_policy::ledger::{Account, Transfer};
use kurier_policy::money::Micros;
use kurier_policy::notice::Notice;
use kurier_policy::outbound::Outbound;
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::standing::Standing;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::Timestamp;
use rusqlite::Connection;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl SqliteStore {
    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Work<T> + Send + 'static,
    ) -> Result<T> {
        self.readers.run(read).await
    }
}

fn found<T>(what: &'static str) -> impl Fn(Option<T>) -> Result<T> {
    move |value| value.ok_or(StoreError::NotFound(what))
}

#[async_trait]
impl Store for SqliteStore {
    async fn admit_batch(&self, batch: Vec<Admission>, now: Timestamp) -> Result<Vec<Admitted>> {
        self.writer.run(batch.len(), move |tx| step::admit::admit_batch(tx, &batch, now)).await
    }
    async fn rehearse(&self, batch: Vec<Outbound>, now: Timestamp) -> Result<Vec<Verdict>> {
        self.writer.run(batch.len(), move |tx| step::admit::rehearse(tx, &batch, now)).await
    }
    async fn receive_batch(&self, batch: Vec<Inbound>, now: Timestamp) -> Result<Vec<Received>> {
        self.writer.run(batch.len(), move |tx| step::receive::receive_batch(tx, batch, now)).await
    }
    async fn acknowledge_batch(&self, batch: Vec<Ack>, now: Timestamp) -> Result<Vec<BusinessId>> {
        let work = move |tx: &mut Tx<'_>| step::acknowledge::acknowledge_batch(tx, &batch, now);
        self.writer.run(1, work).await
    }
    async fn mark_read(
        &self,
        business: BusinessId,
        message: MessageRef,
        now: Timestamp,
    ) -> Result<Option<(PersonId, Arc<InboxEntry>)>> {
        self.writer.run(1, move |tx| step::acknowledge::mark_read(tx, business, message, now)).await
    }
    async fn expire_undelivered(
        &self,
        older_than: Timestamp,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<(PersonId, BusinessId)>> {
        expire::undelivered(self, older_than, limit, now).await
    }
    async fn expire_lapsed(&self, limit: u32, now: Timestamp) -> Result<Expired> {
        expire::expire_lapsed(self, limit, now).await
    }
    async fn follow_inbox(
        &self,
        person: PersonId,
        after: InboxSeq,
        limit: u32,
    ) -> Result<InboxPage> {
        let shared = self.shared.clone();
        self.read(move |conn| follow::inbox(&shared, conn, person, after, limit)).await
    }
    async fn inbox_heads(&self, persons: Vec<PersonId>) -> Result<Vec<InboxSeq>> {
        self.ensure_open()?;
        Ok(follow::inbox_heads(&self.shared, &persons))
    }
    async fn inbox_state(&self, person: PersonId) -> Result<InboxState> {
        let shared = self.shared.clone();
        self.read(move |conn| follow::inbox_state(&shared, conn, person)).await
    }
    async fn follow_events(
        &self,
        business: BusinessId,
        after: EventSeq,
        limit: u32,
    ) -> Result<Vec<Event>> {
        let head = self.event_head(business).await?;
        if head <= after {
            return Ok(Vec::new());
        }
        self.read(move |conn| follow::events(conn, business, (after, head.0), limit)).await
    }
    async fn event_head(&self, business: BusinessId) -> Result<EventSeq> {
        self.ensure_open()?;
        Ok(EventSeq(self.shared.read_hot().events.get(&business).copied().unwrap_or(0)))
    }
    async fn message(&self, business: BusinessId, message: MessageRef) -> Result<MessageRecord> {
        let shared = self.shared.clone();
        self.read(move |conn| follow::message(&shared, conn, business, message)).await
    }
    async fn own_message(&self, person: PersonId, seq: InboxSeq) -> Result<MessageRecord> {
        let shared = self.shared.clone();
        self.read(move |conn| follow::own_message(&shared, conn, person, seq)).await
    }

    async fn record_receipt(
        &self,
        person: PersonId,
        receipt: SignedReceipt,
        use_invite: Option<String>,
        now: Timestamp,
    ) -> Result<Recorded> {
        let work = move |tx: &mut Tx<'_>| {
            receipts::record_receipt(tx, person, receipt, use_invite.as_deref(), now)
        };
        self.writer.run(1, work).await
    }
    async fn relate(
        &self,
        business: BusinessId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Relation> {
        self.writer.run(1, move |tx| relations::relate(tx, (business, person), now)).await
    }
    async fn relations(&self, person: PersonId) -> Result<Vec<Relation>> {
        let shared = self.shared.clone();
        self.read(move |conn| relations::relations(&shared, conn, person)).await
    }
    async fn relation_by_wa_id(&self, business: BusinessId, wa_id: u64) -> Result<Relation> {
        let shared = self.shared.clone();
        self.read(move |conn| {
            let person = relations::person_by_wa_id(conn, business, wa_id)?;
            let person = person.ok_or(StoreError::NotFound("relation"))?;
            relations::relation(&shared, conn, (business, person))
        })
        .await
    }
    async fn set_blocked(
        &self,
        person: PersonId,
        business: BusinessId,
        blocked: bool,
        now: Timestamp,
    ) -> Result<Vec<Arc<InboxEntry>>> {
        let pair: Pair = (business, person);
        self.writer.run(1, move |tx| step::receipts::set_blocked(tx, pair, blocked, now)).await
    }
    async fn rename_person(&self, person: PersonId, name: String) -> Result<()> {
        self.writer.run(1, move |tx| accounts::rename_person(tx, person, &name)).await
    }
    async fn receipt(&self, person: PersonId, receipt: ReceiptId) -> Result<SignedReceipt> {
        let receipt = self.read(move |conn| receipts::receipt(conn, person, receipt)).await?;
        found("receipt")(receipt)
    }

    async fn create_business(&self, business: Business, sender: Sender) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| accounts::create_business(tx, &business, &sender);
        self.writer.run(1, work).await
    }
    async fn businesses(&self, after: Option<BusinessId>, limit: u32) -> Result<Vec<Business>> {
        self.read(move |conn| accounts::businesses(conn, after, limit)).await
    }
    async fn business(&self, id: BusinessId) -> Result<Business> {
        self.ensure_open()?;
        let generation = match self.shared.lookups.businesses.get(&id) {
            Ok(known) => return Ok(known),
            Err(generation) => generation,
        };
        let read = self.read(move |conn| accounts::business(conn, id)).await?;
        let business = found("business")(read)?;
        self.shared.lookups.businesses.keep(generation, id, &business);
        Ok(business)
    }
    async fn usage(&self, id: BusinessId, sender: Option<SenderId>) -> Result<Usage> {
        let found = move |conn: &Connection| {
            let business = accounts::business(conn, id)?.ok_or(StoreError::NotFound("business"))?;
            Ok((business.standing, templates::limits(conn)?, business.access))
        };
        let (standing, limits, access) = self.read(found).await?;
        let hot = self.shared.read_hot();
        let tat = sender.and_then(|sender| hot.sender_tats.get(&sender).copied());
        Ok(Usage {
            standing,
            reach: Heads::reach(&*hot, id),
            spent: Heads::spent(&*hot, id),
            limits: limits.of(standing),
            throughput_tat: tat.unwrap_or_default(),
            access,
        })
    }
    async fn set_standing(&self, id: BusinessId, was: Standing, standing: Standing) -> Result<()> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| accounts::set_standing(tx, id, &was, &standing);
        self.writer.run_then(1, work, move |()| shared.lookups.businesses.forget(&id)).await
    }
    async fn business_of_app(&self, app: AppId) -> Result<Business> {
        let id = match self.shared.lookups.apps.get(&app) {
            Ok(known) => known,
            Err(generation) => {
                let read = self.read(move |conn| accounts::business_of_app(conn, app)).await?;
                let id = found("business")(read)?;
                self.shared.lookups.apps.keep(generation, app, &id);
                id
            }
        };
        self.business(id).await
    }
    async fn sender(&self, id: SenderId) -> Result<Sender> {
        self.ensure_open()?;
        let generation = match self.shared.lookups.senders.get(&id) {
            Ok(known) => return Ok(known),
            Err(generation) => generation,
        };
        let sender = found("sender")(self.read(move |conn| accounts::sender(conn, id)).await?)?;
        self.shared.lookups.senders.keep(generation, id, &sender);
        Ok(sender)
    }
    async fn senders(&self, business: BusinessId) -> Result<Vec<Sender>> {
        self.read(move |conn| accounts::senders(conn, business)).await
    }
    async fn create_token(&self, token: TokenRecord) -> Result<()> {
        self.writer.run(1, move |tx| accounts::create_token(tx, &token)).await
    }
    async fn token(&self, hash: [u8; 32]) -> Result<TokenRecord> {
        self.ensure_open()?;
        let generation = match self.shared.lookups.tokens.get(&hash) {
            Ok(known) => return Ok(known),
            Err(generation) => generation,
        };
        let token = found("token")(self.read(move |conn| accounts::token(conn, hash)).await?)?;
        self.shared.lookups.tokens.keep(generation, hash, &token);
        Ok(token)
    }
    async fn create_person(&self, person: Person, device: Device) -> Result<()> {
        self.writer.run(1, move |tx| accounts::create_person(tx, &person, &device)).await
    }
    async fn forget_person(&self, person: PersonId) -> Result<()> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| accounts::forget_person(tx, person);
        let then = move |sessions: &Vec<[u8; 32]>| {
            for session in sessions {
                shared.lookups.devices.forget(session);
            }
        };
        self.writer.run_then(1, work, then).await.map(drop)
    }
    async fn person(&self, id: PersonId) -> Result<Person> {
        found("person")(self.read(move |conn| accounts::person(conn, id)).await?)
    }
    async fn create_device(&self, device: Device) -> Result<()> {
        self.writer.run(1, move |tx| accounts::create_device(tx, &device)).await
    }
    async fn device(&self, session_hash: [u8; 32]) -> Result<Device> {
        self.ensure_open()?;
        let generation = match self.shared.lookups.devices.get(&session_hash) {
            Ok(known) => return Ok(known),
            Err(generation) => generation,
        };
        let read = self.read(move |conn| accounts::device(conn, session_hash)).await?;
        let device = found("device")(read)?;
        self.shared.lookups.devices.keep(generation, session_hash, &device);
        Ok(device)
    }
    async fn delete_device(&self, session_hash: [u8; 32]) -> Result<()> {
        let shared = self.shared.clone();
        let work = move |tx: &mut Tx<'_>| accounts::delete_device(tx, session_hash);
        self.writer.run_then(1, work, move |()| shared.lookups.devices.forget(&session_hash)).await
    }
    async fn create_invite(&self, invite: Invite) -> Result<()> {
        self.writer.run(1, move |tx| invites::create_invite(tx, &invite)).await
    }
    async fn invite(&self, code: String) -> Result<Invite> {
        found("invitation")(self.read(move |conn| invites::invite(conn, &code)).await?)
    }
    async fn invites(&self, business: BusinessId, limit: u32) -> Result<Vec<Invite>> {
        self.read(move |conn| invites::invites(conn, business, limit)).await
    }

    async fn create_template(&self, template: Template) -> Result<()> {
        self.writer.run(1, move |tx| templates::create_template(tx, &template)).await
    }
    async fn template(&self, id: TemplateId) -> Result<Template> {
        found("template")(self.read(move |conn| templates::template(conn, id)).await?)
    }
    async fn templates(
        &self,
        business: BusinessId,
        after: Option<TemplateId>,
        limit: u32,
    ) -> Result<Vec<Template>> {
        self.read(move |conn| templates::templates(conn, business, after, limit)).await
    }
    async fn templates_named(
        &self,
        business: BusinessId,
        name: String,
        limit: u32,
    ) -> Result<Vec<Template>> {
        self.read(move |conn| templates::templates_with_name(conn, business, &name, limit)).await
    }
    async fn change_templates(
        &self,
        business: BusinessId,
        changed: Vec<Template>,
        told: Vec<TemplateEvent>,
        now: Timestamp,
    ) -> Result<Vec<Template>> {
        let change = move |tx: &mut Tx<'_>| {
            templates::change_templates(tx, business, changed.clone(), &told, now)
        };
        self.writer.run(1, change).await
    }
    async fn set_template_status(
        &self,
        id: TemplateId,
        status: TemplateStatus,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<Template> {
        let work =
            move |tx: &mut Tx<'_>| templates::set_template_status(tx, id, status, reason, now);
        self.writer.run(1, work).await
    }

    async fn set_callback(&self, new: Callback) -> Result<Subscription> {
        self.writer.run(1, move |tx| webhooks::set_callback(tx, &new)).await
    }
    async fn end_callback(&self, business: BusinessId, scope: Scope) -> Result<bool> {
        self.writer.run(1, move |tx| webhooks::end_callback(tx, business, scope)).await
    }
    async fn tell(&self, business: BusinessId, notice: Notice, now: Timestamp) -> Result<EventSeq> {
        self.writer.run(1, move |tx| webhooks::tell(tx, business, &notice, now)).await
    }
    async fn forget_attempts(&self, older_than: Timestamp, limit: u32) -> Result<u64> {
        self.writer.run(1, move |tx| webhooks::forget_attempts(tx, older_than, limit)).await
    }
    async fn second_secret(&self, business: BusinessId) -> Result<Option<SecondSecret>> {
        self.read(move |conn| secrets::second(conn, business)).await
    }
    async fn set_app_secret(
        &self,
        business: BusinessId,
        former: String,
        secret: String,
        second: Option<SecondSecret>,
    ) -> Result<()> {
        let work =
            move |tx: &mut Tx<'_>| secrets::set(tx, business, &former, &secret, second.as_ref());
        let shared = self.shared.clone();
        let then = move |(): &()| shared.lookups.businesses.forget(&business);
        self.writer.run_then(1, work, then).await
    }
    async fn unsubscribe(&self, business: BusinessId) -> Result<bool> {
        self.writer.run(1, move |tx| webhooks::unsubscribe(tx, business)).await
    }
    async fn subscriptions(&self, business: BusinessId) -> Result<Vec<Subscription>> {
        self.read(move |conn| webhooks::subscriptions(conn, business)).await
    }
    async fn live_subscriptions(&self) -> Result<Vec<Subscription>> {
        self.read(webhooks::live_subscriptions).await
    }
    async fn due_retries(
        &self,
        subscription: i64,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Retry>> {
        self.read(move |conn| webhooks::due_retries(conn, subscription, now, limit)).await
    }
    async fn retry_outlook(&self, subscription: i64) -> Result<(Option<Timestamp>, u64)> {
        self.read(move |conn| webhooks::retry_outlook(conn, subscription)).await
    }
    async fn record_progress(&self, progress: WebhookProgress) -> Result<()> {
        self.writer.run(1, move |tx| webhooks::record_progress(tx, &progress)).await
    }
    async fn replay(&self, subscription: i64, to: EventSeq) -> Result<()> {
        self.writer.run(1, move |tx| webhooks::replay(tx, subscription, to)).await
    }
    async fn owe(&self, subscription: i64, events: Vec<EventSeq>, now: Timestamp) -> Result<()> {
        self.writer.run(1, move |tx| webhooks::owe(tx, subscription, &events, now)).await
    }
    async fn attempts(
        &self,
        subscription: i64,
        event: Option<EventSeq>,
        limit: u32,
    ) -> Result<Vec<Attempt>> {
        self.read(move |conn| webhooks::attempts(conn, subscription, event, limit)).await
    }

    async fn add_rate_card(&self, card: RateCard) -> Result<()> {
        self.writer.run(1, move |tx| templates::add_rate_card(tx, &card)).await
    }
    async fn rate_card(&self, now: Timestamp) -> Result<RateCard> {
        self.read(move |conn| templates::rate_card(conn, now)).await
    }
    async fn top_up(
        &self,
        business: BusinessId,
        amount: Micros,
        reference: String,
        now: Timestamp,
    ) -> Result<Transfer> {
        let work = move |tx: &mut Tx<'_>| money::top_up(tx, business, amount, &reference, now);
        self.writer.run(1, work).await
    }
    async fn book(&self, booking: Booking, now: Timestamp) -> Result<Option<Transfer>> {
        self.writer.run(1, move |tx| money::book(tx, &booking, now)).await
    }
    async fn book_reports(&self, business: BusinessId, now: Timestamp) -> Result<Option<Transfer>> {
        self.writer.run(1, move |tx| money::book_reports(tx, business, now)).await
    }
    async fn balance(&self, business: BusinessId) -> Result<Balance> {
        let currency = self.business(business).await?.currency;
        let hot = self.shared.read_hot();
        let of = |account| Micros(hot.accounts.get(&(account, currency)).copied().unwrap_or(0));
        Ok(Balance {
            prepaid: of(Account::Prepaid(business)),
            reserved: of(Account::Reserved(business)),
            owed: Micros(of(Account::Credit(business)).0.saturating_neg()),
        })
    }
    async fn transfers(
        &self,
        business: BusinessId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Transfer>> {
        self.read(move |conn| money::transfers(conn, business, after, limit)).await
    }
    async fn verify_ledger(&self) -> Result<LedgerReport> {
        self.read(verify::verify).await
    }

    async fn take_lease(
        &self,
        name: String,
        holder: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Lease>> {
        self.ensure_open()?;
        Ok(self.shared.leases.take(name, holder, until, now))
    }
    async fn give_back_lease(&self, name: String, holder: i64) -> Result<()> {
        self.ensure_open()?;
        self.shared.leases.give_back(&name, holder);
        Ok(())
    }

    async fn keep_secret(&self, name: &'static str, value: Vec<u8>) -> Result<Vec<u8>> {
        self.writer.run(1, move |tx| templates::keep_secret(tx, name, value)).await
    }
    async fn limits(&self) -> Result<Limits> {
        self.read(templates::limits).await
    }
    async fn set_limits(&self, limits: Limits) -> Result<()> {
        self.writer.run(1, move |tx| templates::set_limits(tx, &limits)).await
    }
    async fn export_canonical(&self, to: Box<dyn Write + Send>) -> Result<()> {
        self.read(move |conn| export::export(conn, to)).await
    }
    async fn close(&self) -> Result<()> {
        if !self.closed.swap(true, Ordering::SeqCst) {
            self.shut_down();
        }
        Ok(())
    }
}
