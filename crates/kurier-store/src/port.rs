//! The storage port. To add a verb: write it here with its contract, add cases to `suite/`,
//! implement it in every backend. `now` and ids are parameters: a backend reads no clock and draws
//! no random number.

mod account;
mod answered;
mod billing;
mod budget;
mod campaign;
mod desk;
mod domain;
mod fingerprint;
mod flow;
mod history;
mod invitation;
mod invoice;
mod media;
mod network;
mod pacing;
mod pilot;
mod preview;
mod returns;
mod schedule;
mod sender;
mod signal;
mod signup;
mod tally;

pub use account::AccountStore;
pub use answered::AnswerStore;
pub use billing::BillingStore;
pub use budget::BudgetStore;
pub use campaign::CampaignStore;
pub use desk::DeskStore;
pub use domain::DomainStore;
pub use fingerprint::FingerprintStore;
pub use flow::FlowStore;
pub use history::HistoryStore;
pub use invitation::InvitationStore;
pub use invoice::InvoiceStore;
pub use media::MediaStore;
pub use network::NetworkStore;
pub use pacing::PacingStore;
pub use pilot::PilotStore;
pub use preview::PreviewStore;
pub use returns::{BALANCE_TOO_SMALL, ReturnStore};
pub use schedule::ScheduleStore;
pub use sender::SenderStore;
pub use signal::SignalStore;
pub use signup::SignupStore;
pub use tally::TallyStore;

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
use std::sync::Arc;

/// Why a verb did not do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The store cannot work now (full disk, busy, closing); nothing was written; try again.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// The disk is full: new messages are refused, reading goes on; heals by itself.
    #[error("the disk is full")]
    Full,
    /// What was asked contradicts what is there (an id or name in use).
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// What was named does not exist (for this caller).
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// Stored data cannot be read.
    #[error("corrupt data in {table}, row {row}: {what}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which row.
        row: String,
        /// What is wrong.
        what: String,
    },
}

/// Result of a verb.
pub type Result<T> = std::result::Result<T, StoreError>;

/// What a receipt changed.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The relation afterwards.
    pub relation: Relation,
    /// The receipt's entry in the inbox, followed by one `GoneLater` entry per message that was accepted
    /// but not delivered and lost its permission.
    pub entries: Vec<Arc<InboxEntry>>,
}

/// The storage of one Kurier installation.
#[async_trait]
pub trait Store:
    AccountStore
    + AnswerStore
    + CampaignStore
    + BillingStore
    + BudgetStore
    + DeskStore
    + DomainStore
    + FingerprintStore
    + FlowStore
    + HistoryStore
    + InvitationStore
    + InvoiceStore
    + MediaStore
    + NetworkStore
    + PacingStore
    + PilotStore
    + PreviewStore
    + ReturnStore
    + ScheduleStore
    + SenderStore
    + SignalStore
    + SignupStore
    + TallyStore
    + Send
    + Sync
    + 'static
{
    // ---- the way of a message ----

    /// Decides and stores a batch in one transaction: loads the facts, runs
    /// [`kurier_policy::admit::admit`] on each in order (an earlier one's effects are facts of the
    /// next), applies all effects in bulk, commits once. An answer means "on disk".
    async fn admit_batch(&self, batch: Vec<Admission>, now: Timestamp) -> Result<Vec<Admitted>>;
    /// The same decision on the same facts, without effects: dry run and rehearsal.
    async fn rehearse(&self, batch: Vec<Outbound>, now: Timestamp) -> Result<Vec<Verdict>>;
    /// Stores messages of persons; each opens the 24-hour window of its pair.
    async fn receive_batch(&self, batch: Vec<Inbound>, now: Timestamp) -> Result<Vec<Received>>;
    /// Moves cursors one way; posts what was reserved for messages that are now delivered; appends
    /// `delivered` and `read` events, each once per message. Answers the businesses whose event
    /// logs grew. A place beyond the head counts as the head.
    async fn acknowledge_batch(&self, batch: Vec<Ack>, now: Timestamp) -> Result<Vec<BusinessId>>;
    /// The business read the person's messages up to `message`: appends `ReadByBusiness`, unless
    /// she knows already (`None`).
    async fn mark_read(
        &self,
        business: BusinessId,
        message: MessageRef,
        now: Timestamp,
    ) -> Result<Option<(PersonId, Arc<InboxEntry>)>>;
    /// Fails messages that lie undelivered since before `older_than`; voids their price. At most
    /// `limit`. Answers what changed, for wake-ups. Each message is looked at once: the verb goes on where its
    /// last call ended.
    async fn expire_undelivered(
        &self,
        older_than: Timestamp,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<(PersonId, BusinessId)>>;
    /// Fails messages that still wait although the time that their template gives them is over at `now`; voids their
    /// price. At most `limit` are looked at.
    async fn expire_lapsed(&self, limit: u32, now: Timestamp) -> Result<Expired>;
    /// Entries of a person's inbox after `after`, at most `limit` (≤ 1,000).
    async fn follow_inbox(
        &self,
        person: PersonId,
        after: InboxSeq,
        limit: u32,
    ) -> Result<InboxPage>;
    /// The newest places of these persons' inboxes, in the order asked; 0 for an empty inbox and for a person who
    /// is not there. At most 1,000 at once.
    async fn inbox_heads(&self, persons: Vec<PersonId>) -> Result<Vec<InboxSeq>>;
    /// Her cursors.
    async fn inbox_state(&self, person: PersonId) -> Result<InboxState>;
    /// Events of a business after `after`, at most `limit` (≤ 1,000).
    async fn follow_events(
        &self,
        business: BusinessId,
        after: EventSeq,
        limit: u32,
    ) -> Result<Vec<Event>>;
    /// Newest event of a business.
    async fn event_head(&self, business: BusinessId) -> Result<EventSeq>;
    /// One message, if it belongs to this business.
    async fn message(&self, business: BusinessId, message: MessageRef) -> Result<MessageRecord>;
    /// One message, if it lies in this person's inbox.
    async fn own_message(&self, person: PersonId, seq: InboxSeq) -> Result<MessageRecord>;

    // ---- permissions ----

    /// Records a signed decision of a person: makes the relation if it is her first, adds or
    /// withdraws permissions, appends the receipt to her inbox, appends preference events, and
    /// fails queued messages that lost their permission: effective at once. `use_invite` takes one
    /// use off an invitation in the same step (`Conflict("invitation used up")` if none is left)
    /// and lets the business greet her with one free-form message within 24 hours.
    async fn record_receipt(
        &self,
        person: PersonId,
        receipt: SignedReceipt,
        use_invite: Option<String>,
        now: Timestamp,
    ) -> Result<Recorded>;
    /// Pair ids of (business, person); makes the relation (without any permission) if need be.
    async fn relate(
        &self,
        business: BusinessId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Relation>;
    /// Her relations, oldest first.
    async fn relations(&self, person: PersonId) -> Result<Vec<Relation>>;
    /// A business's view of one pair, by `wa_id`.
    async fn relation_by_wa_id(&self, business: BusinessId, wa_id: u64) -> Result<Relation>;
    /// Blocks or unblocks a business; queued messages of a blocked one fail at once.
    async fn set_blocked(
        &self,
        person: PersonId,
        business: BusinessId,
        blocked: bool,
        now: Timestamp,
    ) -> Result<Vec<Arc<InboxEntry>>>;
    /// What a person calls herself.
    async fn rename_person(&self, person: PersonId, name: String) -> Result<()>;
    /// One of her receipts.
    async fn receipt(&self, person: PersonId, receipt: ReceiptId) -> Result<SignedReceipt>;

    // ---- accounts ----

    /// Adds a business with its first sender.
    async fn create_business(&self, business: Business, sender: Sender) -> Result<()>;
    /// All businesses after `after`, by id, at most `limit`.
    async fn businesses(&self, after: Option<BusinessId>, limit: u32) -> Result<Vec<Business>>;
    /// One business.
    async fn business(&self, id: BusinessId) -> Result<Business>;
    /// What a business, and one sender of it, may still do: read from the state that decides, never from
    /// memory beside it.
    async fn usage(&self, id: BusinessId, sender: Option<SenderId>) -> Result<Usage>;
    /// Writes where a business stands, if it still stands as `was`; `Conflict("standing")` otherwise.
    async fn set_standing(&self, id: BusinessId, was: Standing, standing: Standing) -> Result<()>;
    /// The business that owns an app.
    async fn business_of_app(&self, app: AppId) -> Result<Business>;
    /// One sender, also one that was removed.
    async fn sender(&self, id: SenderId) -> Result<Sender>;
    /// Senders of a business, oldest first, without those that were removed.
    async fn senders(&self, business: BusinessId) -> Result<Vec<Sender>>;
    /// Adds a token.
    async fn create_token(&self, token: TokenRecord) -> Result<()>;
    /// The token with this hash.
    async fn token(&self, hash: [u8; 32]) -> Result<TokenRecord>;
    /// Adds a person with a device.
    async fn create_person(&self, person: Person, device: Device) -> Result<()>;
    /// Takes back a person who came for nothing, with her devices and relations: one who has no entry
    /// and no permission. `Conflict` if she has any.
    async fn forget_person(&self, person: PersonId) -> Result<()>;
    /// One person.
    async fn person(&self, id: PersonId) -> Result<Person>;
    /// Adds a device to a person.
    async fn create_device(&self, device: Device) -> Result<()>;
    /// The device with this session.
    async fn device(&self, session_hash: [u8; 32]) -> Result<Device>;
    /// Ends a session.
    async fn delete_device(&self, session_hash: [u8; 32]) -> Result<()>;
    /// Adds an invitation.
    async fn create_invite(&self, invite: Invite) -> Result<()>;
    /// One invitation, used up or not.
    async fn invite(&self, code: String) -> Result<Invite>;
    /// Invitations of a business, newest first, at most `limit`.
    async fn invites(&self, business: BusinessId, limit: u32) -> Result<Vec<Invite>>;

    // ---- templates ----

    /// Adds a template; `Conflict` if its name and language exist. One that was deleted long enough before
    /// the new one's `updated_at` ([`frees_name`](kurier_policy::template::lifecycle::frees_name)) makes room.
    /// `Conflict("templates in an hour")` or `Conflict("names of templates")` where a limit of the business is
    /// reached ([`Room`](kurier_policy::template::lifecycle::Room)), counted in the same step.
    async fn create_template(&self, template: Template) -> Result<()>;
    /// One template.
    async fn template(&self, id: TemplateId) -> Result<Template>;
    /// Templates of a business after `after`, by id, at most `limit`.
    async fn templates(
        &self,
        business: BusinessId,
        after: Option<TemplateId>,
        limit: u32,
    ) -> Result<Vec<Template>>;
    /// Templates of a business with exactly this name, at most `limit`, by language.
    async fn templates_named(
        &self,
        business: BusinessId,
        name: String,
        limit: u32,
    ) -> Result<Vec<Template>>;
    /// Writes changed templates of one business, all or none, and appends what it is told, in this order.
    /// Each is given with the revision (`life.revision`) that was looked at; `Conflict` if another change
    /// came in between. Answers them as stored, with their new revisions. Name, language and business of a
    /// template never change.
    async fn change_templates(
        &self,
        business: BusinessId,
        changed: Vec<Template>,
        told: Vec<TemplateEvent>,
        now: Timestamp,
    ) -> Result<Vec<Template>>;
    /// Moves a template along its life.
    async fn set_template_status(
        &self,
        id: TemplateId,
        status: TemplateStatus,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<Template>;

    // ---- webhooks ----

    /// Sets the callback of a scope. The first of a business starts at the head; a more special one
    /// at the place of the one whose events it takes over. The same address again changes the verify
    /// token and the options and enables it. Another address takes the place of the former of its
    /// scope, with its cursor, its retries and its attempts under a number of its own, so that nothing
    /// is lost and no round under way to the former address can change it.
    async fn set_callback(&self, new: Callback) -> Result<Subscription>;
    /// Sets the callback of a whole business.
    async fn subscribe(
        &self,
        business: BusinessId,
        callback_url: String,
        verify_token: String,
    ) -> Result<Subscription> {
        let (scope, options) = (Scope::Business, None);
        let new = Callback { business, scope, url: callback_url, verify_token, options };
        self.set_callback(new).await
    }
    /// Ends the callback of a scope; answers whether there was one. What it owed goes to the callback
    /// that gets its events from now on, which is moved back to its place: some events come twice.
    async fn end_callback(&self, business: BusinessId, scope: Scope) -> Result<bool>;
    /// Ends a business's subscriptions; answers whether there was one.
    async fn unsubscribe(&self, business: BusinessId) -> Result<bool>;
    /// Subscriptions of one business.
    async fn subscriptions(&self, business: BusinessId) -> Result<Vec<Subscription>>;
    /// All live subscriptions.
    async fn live_subscriptions(&self) -> Result<Vec<Subscription>>;
    /// Retries of a subscription that are due at `now`, oldest first, at most `limit`.
    async fn due_retries(
        &self,
        subscription: i64,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Retry>>;
    /// When the next retry of a subscription is due, and how many wait.
    async fn retry_outlook(&self, subscription: i64) -> Result<(Option<Timestamp>, u64)>;
    /// Writes what a round of deliveries changed. `Conflict("lease lost")` if another has taken the
    /// work over since.
    async fn record_progress(&self, progress: WebhookProgress) -> Result<()>;
    /// Moves the cursor back to `to` (never on), drops the retries of events after `to`, which come
    /// again anyway, and enables it: replay.
    async fn replay(&self, subscription: i64, to: EventSeq) -> Result<()>;
    /// Posts single events again at `now`, beside the cursor: replay of a range. Those after the cursor
    /// come anyway and are left out.
    async fn owe(&self, subscription: i64, events: Vec<EventSeq>, now: Timestamp) -> Result<()>;
    /// Attempts of a subscription, for one event or all, newest first, at most `limit`.
    async fn attempts(
        &self,
        subscription: i64,
        event: Option<EventSeq>,
        limit: u32,
    ) -> Result<Vec<Attempt>>;
    /// Drops attempts made before `older_than`, at most about `limit` at once; answers how many.
    async fn forget_attempts(&self, older_than: Timestamp, limit: u32) -> Result<u64>;
    /// Appends a notice to a business's event log; answers its place.
    async fn tell(&self, business: BusinessId, notice: Notice, now: Timestamp) -> Result<EventSeq>;
    /// The secret beside the app's own while it is changed; `None` = it is not.
    async fn second_secret(&self, business: BusinessId) -> Result<Option<SecondSecret>>;
    /// Sets the app's secret and the one beside it in one step. `Conflict("app secret")` unless the
    /// app's secret was `former` until now.
    async fn set_app_secret(
        &self,
        business: BusinessId,
        former: String,
        secret: String,
        second: Option<SecondSecret>,
    ) -> Result<()>;

    // ---- money ----

    /// Replaces the rate card from its `valid_from` on. Versions rise by one.
    async fn add_rate_card(&self, card: RateCard) -> Result<()>;
    /// The card in force at `now`.
    async fn rate_card(&self, now: Timestamp) -> Result<RateCard>;
    /// Books a payment: bank → prepaid. `reference` makes it happen once.
    async fn top_up(
        &self,
        business: BusinessId,
        amount: Micros,
        reference: String,
        now: Timestamp,
    ) -> Result<Transfer>;
    /// Books what concerns no single message, once per reference (which it shares with payments), as far as the account
    /// reaches that it leaves; `None` if that holds nothing. What a payment that was taken back lacks is the operator's
    /// loss, in the same step. A repeat answers the transfer of the first time.
    async fn book(&self, booking: Booking, now: Timestamp) -> Result<Option<Transfer>>;
    /// Books what reports add to the prices of this business's messages and was not booked yet, in one transfer; `None`
    /// if there is nothing. What its account does not cover is let go.
    async fn book_reports(&self, business: BusinessId, now: Timestamp) -> Result<Option<Transfer>>;
    /// A business's balance.
    async fn balance(&self, business: BusinessId) -> Result<Balance>;
    /// Transfers of a business after `after`, at most `limit`.
    async fn transfers(
        &self,
        business: BusinessId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Transfer>>;
    /// Recomputes everything from the log and compares: the invariants of the ledger, each by its number.
    async fn verify_ledger(&self) -> Result<LedgerReport>;

    // ---- work that one node at a time does ----

    /// Takes a lease until `until`, or keeps it: given if nobody holds it at `now`, or `holder` does.
    /// `None` = another holds it. A holder that let it run out gets a new token.
    async fn take_lease(
        &self,
        name: String,
        holder: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Lease>>;
    /// Gives a lease back early, if `holder` has it.
    async fn give_back_lease(&self, name: String, holder: i64) -> Result<()>;

    // ---- the installation ----

    /// Named small values (signing keys, wamid key): writes `value` if there is none; answers the
    /// one that is there.
    async fn keep_secret(&self, name: &'static str, value: Vec<u8>) -> Result<Vec<u8>>;
    /// The limits in force.
    async fn limits(&self) -> Result<Limits>;
    /// The limits in force from now on.
    async fn set_limits(&self, limits: Limits) -> Result<()>;
    /// Writes the whole history in a form that is the same for every backend: one JSON document a
    /// line, fixed order of lines and members.
    async fn export_canonical(&self, to: Box<dyn std::io::Write + Send>) -> Result<()>;
    /// Flushes what is in memory and closes; every later verb answers `Unavailable`.
    async fn close(&self) -> Result<()>;
}
