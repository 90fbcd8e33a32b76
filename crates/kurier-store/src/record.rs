//! What the port takes and gives: plain records.

mod account;
mod attention;
mod business;
mod callback;
mod campaign;
mod desk;
mod domain;
mod invitation;
mod media;
mod money;
mod network;
mod pacing;
mod payback;
mod pilot;
mod preview;
mod schedule;
mod signal;
mod survey;

pub use account::{
    AddedSender, NUMBER_RESTS_S, RemovedSender, SenderOnboarding, TakenUsername, Username,
};
pub use attention::{Attention, HeldBefore};
pub use business::{Business, Usage};
pub use callback::{Batch, Callback, CallbackOptions, Scope, SecondSecret};
pub use campaign::{
    AudiencePage, CampaignCount, CampaignPerson, CampaignSettlement, Decided, LabelCount,
    RollEntry, WhichPeople,
};
pub(crate) use campaign::{CampaignPersonLine, LabelLine};
pub use desk::{
    Appeal, AppealAnswer, DeskNumbers, Handled, Measure, Report, ReportFilter, ShownMessage, Signed,
};
pub use domain::Domain;
pub use invitation::{Card, CardHour, CardKind, InvitationImport, InvitationsOff, NewInvitations};
pub use media::{BlobName, Media, MediaLink, MediaOwner, MediaShare, Upload, UploadPart};
pub(crate) use money::DetailsLine;
pub use money::{
    Balance, Booking, CreditRequest, InvariantLine, Issued, LedgerReport, PaidIn, PaymentIn,
};
pub use network::NetworkCall;
pub use pacing::{Assessment, FirstOf, PacedPerson, Round};
pub use payback::{BackBooking, BackDone, PaymentFound, Stray, StrayWhy};
pub use pilot::{Paper, PaperKind, PilotStep, Seat};
pub use preview::LinkPreview;
pub use schedule::{
    Cancelled, Held, NewScheduled, Scheduled, ScheduledPut, ScheduledState, Settled, Settlement,
};
pub use signal::{Complaint, OptOuts, Signals, WantedAnswer, WantedCounts};
pub use survey::SurveyAsk;

use kurier_policy::entry::InboxEntry;
use kurier_policy::event::PairIds;
use kurier_policy::id::{BusinessId, DeviceId, EventSeq, InboxSeq, MessageRef, PersonId, SenderId};
use kurier_policy::market::Market;
use kurier_policy::outbound::Outbound;
use kurier_policy::permission::{Ask, Permission};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::Price;
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::{Budget, Hold};
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Evidence;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Messages that failed because their time was over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expired {
    /// Whose inboxes and event logs changed.
    pub failed: Vec<(PersonId, BusinessId)>,
    /// Whether there may be more of them.
    pub more: bool,
}

/// A business's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Its id (phone number id).
    pub id: SenderId,
    /// Whose.
    pub business: BusinessId,
    /// As shown, digits only.
    pub display_number: PhoneNumber,
    /// As shown.
    pub name: String,
    /// Whether it may send.
    pub registered: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was removed for good; it stays for what it sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// A business's access token, stored hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRecord {
    /// SHA-256 of the token text.
    pub hash: [u8; 32],
    /// Whose.
    pub business: BusinessId,
    /// What it is for, as its maker called it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused; `None` = never.
    pub expires_at: Option<Timestamp>,
}

/// A human.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Her id; never shown to a business.
    pub id: PersonId,
    /// What she calls herself; may be empty.
    pub name: String,
    /// `de`, `en`.
    pub language: String,
    /// Where she is, for prices.
    pub market: Market,
    /// Verified phone number.
    pub phone: Option<PhoneNumber>,
    /// When she came.
    pub created_at: Timestamp,
    /// What she chose of her budget and her quiet hours.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub budget: Budget,
}

fn is_nothing(budget: &Budget) -> bool {
    *budget == Budget::NOTHING
}

/// One browser or client, with its session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose.
    pub person: PersonId,
    /// SHA-256 of the session secret.
    pub session_hash: [u8; 32],
    /// Name from the browser ("Chromium on Linux"); may be empty.
    pub label: String,
    /// When it came.
    pub created_at: Timestamp,
}

/// An invitation: a link or QR code that carries a permission offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// 128 random bits as 26 characters, upper case, no look-alikes.
    pub code: String,
    /// Whose.
    pub business: BusinessId,
    /// The sender that will greet.
    pub sender: SenderId,
    /// What is asked, one line each; one to three.
    pub asks: Vec<Ask>,
    /// Text sent as first message after somebody allowed it; may be empty.
    pub welcome: String,
    /// How often it may be used; `None` = any number of times.
    pub uses_left: Option<u32>,
    /// Until when; `None` = for ever.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An address that leads into a chat, with a text to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatLink {
    /// 14 characters, upper case, no look-alikes.
    pub code: String,
    /// Whose.
    pub business: BusinessId,
    /// The sender it was made for.
    pub sender: SenderId,
    /// What stands in her writing field.
    pub text: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// With what a business's endpoint is asked about forms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowKey {
    /// RSA public key in PEM; empty if none was set.
    #[serde(default)]
    pub public_key: String,
}

/// The pair (business, person) as stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The business.
    pub business: BusinessId,
    /// The person.
    pub person: PersonId,
    /// How the business knows her.
    pub ids: PairIds,
    /// What she allowed, oldest first; ended ones stay until withdrawn.
    pub permissions: Vec<Permission>,
    /// Whether she blocked the business.
    pub blocked: bool,
    /// Whether the business bars her from writing to it.
    pub barred: bool,
    /// Purposes she withdrew after having given them: utility, authentication, marketing.
    pub withdrawn: [bool; 3],
    /// End of the window, if ever opened.
    pub window_until: Option<Timestamp>,
    /// The sender that wrote to her last.
    pub last_sender: Option<SenderId>,
    /// When she last read a message of the business or wrote to it.
    pub answered_at: Option<Timestamp>,
    /// When a template of each purpose last went: utility, authentication, marketing.
    pub last_sent: [Option<Timestamp>; 3],
    /// When the pair met.
    pub created_at: Timestamp,
}

/// Makes a new relation's pair ids; a backend tries `attempt` 0, 1, 2 … until both are unused by
/// the business. Pure and keyed, given by the wiring.
pub type PairIdMaker = Arc<dyn Fn(BusinessId, PersonId, u32) -> (u64, String) + Send + Sync>;

/// One message to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// The message.
    pub outbound: Outbound,
    /// `Idempotency-Key` with the digest of the canonical body.
    pub idempotency: Option<IdempotencyKey>,
    /// If it waited before: since when, and how its business knows it.
    pub held: Option<HeldBefore>,
}

/// A caller's idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// At most 255 characters; scoped to the business.
    pub key: String,
    /// SHA-256 of the canonical body.
    pub digest: [u8; 32],
}

/// What a call with an idempotency key was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredCall {
    /// SHA-256 of what it asked for.
    pub digest: [u8; 32],
    /// The body of its answer.
    pub answer: String,
}

/// What became of one admission.
#[derive(Debug, Clone, PartialEq)]
pub enum Admitted {
    /// In the person's inbox, on disk.
    Accepted(Accepted),
    /// Answered like an accepted message, and failed at once in the event log: the caller must not
    /// learn from the answer whether the recipient exists ([`Refusal::answers_later`]).
    FailedLater {
        /// The message id to answer with.
        message: MessageRef,
        /// Why; told by webhook.
        refusal: Refusal,
        /// The inputs that decided.
        evidence: Evidence,
        /// Whether an earlier call with the same key had done it.
        replayed: bool,
    },
    /// Refused in the answer; nothing was stored.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The inputs that decided.
        evidence: Evidence,
    },
    /// It must wait ([`Hold`]). Nothing was stored: it is to be kept with
    /// [`ScheduleStore`](crate::port::ScheduleStore) and decided again when it is due.
    Held {
        /// Until when.
        hold: Hold,
        /// For whom.
        person: PersonId,
        /// What was asked, to be kept.
        item: Box<Admission>,
        /// The inputs that decided.
        evidence: Evidence,
    },
    /// It is kept until it may go, or was and may have gone since.
    Kept {
        /// The id to answer with; its statuses bear it.
        message: MessageRef,
        /// The inputs that decided; they say until when it waits.
        evidence: Evidence,
        /// Whether an earlier call with the same key had done it.
        replayed: bool,
    },
    /// The idempotency key was used with another body.
    KeyReused,
}

/// An accepted message.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// Its id.
    pub message: MessageRef,
    /// The recipient, as the business knows her.
    pub ids: PairIds,
    /// The entry, to be handed to her devices without a re-read; `None` when replayed.
    pub entry: Option<Arc<InboxEntry>>,
    /// Whether an earlier call with the same key had done it.
    pub replayed: bool,
    /// The inputs that decided.
    pub evidence: Evidence,
}

/// What became of taking a message back.
#[derive(Debug, Clone, PartialEq)]
pub enum Recalled {
    /// It is gone.
    Done {
        /// What her devices are told.
        entry: Arc<InboxEntry>,
        /// Whether it had reached a device, and so stays charged.
        delivered: bool,
    },
    /// She has read it.
    Read,
    /// It failed, or was taken back before.
    Gone,
    /// A reaction, or what the person wrote: that cannot be taken back.
    NotRecallable,
}

/// One message of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// Who.
    pub person: PersonId,
    /// To whom; a relation must exist.
    pub business: BusinessId,
    /// What. `Reaction.target` and `reply_to` are places in her own inbox.
    pub content: kurier_policy::content::Content,
    /// The message it answers.
    pub reply_to: Option<InboxSeq>,
    /// The device's id for it, at most 64 characters: a repeat gives the first entry again.
    pub client_id: String,
}

/// What became of a person's message.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// In her inbox and in the business's event log.
    Stored {
        /// The message.
        message: MessageRef,
        /// The entry.
        entry: Arc<InboxEntry>,
        /// Whether it had been stored before.
        replayed: bool,
    },
    /// She has no relation with that business, or blocked it.
    NoRelation,
    /// The business bars her from writing to it.
    Barred,
    /// The answered or reacted-to message is not in that conversation.
    ContextUnknown,
}

/// What became of barring one person, or of letting her write again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// As asked.
    Done {
        /// How the business knows her.
        wa_id: u64,
        /// Whether it was otherwise before.
        new: bool,
    },
    /// Nobody who wrote in the last 24 hours, or is barred; which of the many reasons is not told.
    Unknown,
    /// The business bars as many people as it may.
    Full,
}

/// What a device reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ack {
    /// Every entry up to this place is on the device.
    Delivered {
        /// Who.
        person: PersonId,
        /// Inclusive.
        up_to: InboxSeq,
    },
    /// She read this conversation up to this place (implies delivered).
    Read {
        /// Who.
        person: PersonId,
        /// Which conversation.
        business: BusinessId,
        /// Inclusive.
        up_to: InboxSeq,
    },
}

/// A page of an inbox.
#[derive(Debug, Clone, Default)]
pub struct InboxPage {
    /// Entries in order, starting at `after + 1`.
    pub entries: Vec<Arc<InboxEntry>>,
    /// Newest place in the inbox at the time of reading.
    pub head: InboxSeq,
}

/// A person's own cursors over her inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxState {
    /// Newest place.
    pub head: InboxSeq,
    /// Delivered up to here on at least one device.
    pub delivered: InboxSeq,
    /// Read up to here, per business.
    pub read: Vec<(BusinessId, InboxSeq)>,
}

/// What is known of one message, for the two sides' "why".
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRecord {
    /// The message.
    pub message: MessageRef,
    /// Whose conversation.
    pub business: BusinessId,
    /// The person's pair ids.
    pub ids: PairIds,
    /// When it was accepted.
    pub at: Timestamp,
    /// Its status now.
    pub status: kurier_policy::status::Status,
    /// Its price.
    pub price: Price,
    /// The inputs that decided; `None` for a person's own message.
    pub evidence: Option<Evidence>,
    /// The receipt of the permission used, if it was a template.
    pub receipt: Option<Box<SignedReceipt>>,
}

/// A webhook subscription of a business: one callback with its place in the event log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Whose; one per business and scope.
    pub business: BusinessId,
    /// Its number, rising per installation; another address gets another number.
    pub id: i64,
    /// Where to post.
    pub callback_url: String,
    /// Given back in the handshake.
    pub verify_token: String,
    /// Every event up to here is done or in the retry list.
    pub cursor: EventSeq,
    /// Whether deliveries are switched off (410, or five days of failures only).
    pub disabled: bool,
    /// Since when every attempt failed.
    pub failing_since: Option<Timestamp>,
    /// Which events it gets.
    #[serde(default)]
    pub scope: Scope,
    /// What it asked for.
    #[serde(default)]
    pub options: CallbackOptions,
}

/// An event that a subscription still owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// Which event.
    pub event: EventSeq,
    /// How many attempts were made.
    pub attempts: u32,
    /// When to try again.
    pub due_at: Timestamp,
    /// When the first attempt was made.
    pub first_at: Timestamp,
}

/// One attempt to deliver one event, for the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Which event.
    pub event: EventSeq,
    /// 1 for the first.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// HTTP status; `None` when no answer came.
    pub http_status: Option<u16>,
    /// Why no answer came; at most 200 characters.
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// Where to; not looked at when written: it is the subscription's address then.
    #[serde(default)]
    pub url: Option<String>,
}

/// What a round of deliveries changed: written in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookProgress {
    /// Which subscription.
    pub subscription: i64,
    /// The stored cursor that this round built on. If the stored one is another by now (a replay
    /// came in between), only `attempts` are written: the replay wins.
    pub from: EventSeq,
    /// New cursor.
    pub cursor: EventSeq,
    /// Attempts to log.
    pub attempts: Vec<Attempt>,
    /// Retries to add or change.
    pub retries: Vec<Retry>,
    /// Events that are done with: delivered on a retry, or given up.
    pub settled: Vec<EventSeq>,
    /// New state of `failing_since`.
    pub failing_since: Option<Timestamp>,
    /// New state of `disabled`.
    pub disabled: bool,
    /// Token of the lease ([`webhook_lease`]) under which the round was made; `None` = none is needed.
    pub fence: Option<i64>,
}

/// Name of the lease on the deliveries of a subscription.
pub fn webhook_lease(subscription: i64) -> String {
    format!("webhook:{subscription}")
}

/// Work that one node at a time does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Higher than that of every earlier holder: what those still write is refused by it.
    pub token: i64,
    /// Until when it is held, unless it is taken again before.
    pub until: Timestamp,
}
