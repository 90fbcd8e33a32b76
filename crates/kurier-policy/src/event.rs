//! Events of a business: the gap-free numbered log that its webhook subscriptions follow.

use crate::content::Content;
use crate::id::{EventSeq, InboxSeq, MessageRef, SenderId, SignupId, TemplateId};
use crate::notice::Notice;
use crate::permission::Purpose;
use crate::pilot::Feature;
use crate::pricing::{Category, Price};
use crate::refusal::Refusal;
use crate::status::Status;
use crate::template::quality::Quality;
use crate::template::{Parts, Template, TemplateStatus};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One event, complete enough to write its webhook body without a further look-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place.
    pub seq: EventSeq,
    /// When it happened.
    pub at: Timestamp,
    /// The sender concerned.
    pub sender: SenderId,
    /// The person, by her pair ids only.
    pub person: PairIds,
    /// What happened.
    pub kind: EventKind,
}

/// How one business knows one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairIds {
    /// 15 digits beginning with 999; the address as given for a recipient nobody knows.
    pub wa_id: String,
    /// `CC.` + letters and digits; empty for a recipient nobody knows.
    pub user_id: String,
    /// What the person calls herself towards this business; may be empty.
    pub name: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A message of the business reached a status.
    Status {
        /// Which message.
        message: MessageRef,
        /// Which status.
        status: Status,
        /// The price that goes with it.
        price: Price,
        /// Why it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refusal: Option<Refusal>,
        /// The feature of the pilot that was missing, or whose value was reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        feature: Option<Feature>,
        /// `biz_opaque_callback_data`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opaque: Option<String>,
    },
    /// The person wrote.
    Inbound {
        /// The message.
        message: MessageRef,
        /// What.
        content: Content,
        /// The message it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageRef>,
        /// For a reaction: the message reacted to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<MessageRef>,
        /// Whether the answered message came from the business itself.
        #[serde(default)]
        reply_to_own: bool,
    },
    /// The person changed what she allows.
    Preference {
        /// For which purpose.
        purpose: Purpose,
        /// About what; `None` = everything of the purpose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
        /// Whether she now allows it.
        allowed: bool,
        /// The sign-up link by which she did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signup: Option<SignupId>,
        /// The inbox entry that holds the receipt.
        receipt_seq: InboxSeq,
    },
    /// A template of the business changed. The event has no sender (id 0) and no person.
    Template(Box<TemplateEvent>),
    /// The account or a sender changed. The event has no sender (id 0) and no person.
    Notice(Box<Notice>),
}

/// The sender of an event that concerns none.
pub const NO_SENDER: SenderId = SenderId(0);

impl Event {
    /// An event that concerns no sender and no person.
    pub fn of_template(seq: EventSeq, at: Timestamp, told: TemplateEvent) -> Self {
        Self::of_nobody(seq, at, EventKind::Template(Box::new(told)))
    }

    /// A notice about the account or a sender; it concerns no person.
    pub fn of_notice(seq: EventSeq, at: Timestamp, told: Notice) -> Self {
        Self::of_nobody(seq, at, EventKind::Notice(Box::new(told)))
    }

    fn of_nobody(seq: EventSeq, at: Timestamp, kind: EventKind) -> Self {
        let person = PairIds { wa_id: String::new(), user_id: String::new(), name: String::new() };
        Self { seq, at, sender: NO_SENDER, person, kind }
    }
}

/// What changed in the life of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateEvent {
    /// Which template.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// Its category after the change.
    pub category: Category,
    /// What changed.
    pub change: TemplateChange,
}

/// The changes that a business is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TemplateChange {
    /// It has another status.
    Status {
        /// Which.
        status: TemplateStatus,
        /// Why it was rejected, in the Cloud API's word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// What the reviewer wrote.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Until when it is paused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// How often it was paused for its quality, this time included.
        #[serde(default)]
        pauses: u8,
        /// Whether it may be sent again after a pause.
        #[serde(default)]
        reinstated: bool,
        /// Whether it was taken out of the archive.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unarchived: bool,
    },
    /// It is liked more or less than before.
    Quality {
        /// Before.
        from: Quality,
        /// Now.
        to: Quality,
    },
    /// The operator moved it into another category.
    Category {
        /// Before.
        from: Category,
    },
    /// What it says was changed and approved.
    Components {
        /// What it says now.
        parts: Box<Parts>,
    },
}

impl TemplateEvent {
    /// A change of this template.
    pub fn new(template: &Template, change: TemplateChange) -> Self {
        Self {
            template: template.id,
            name: template.name.clone(),
            language: template.language.clone(),
            category: template.category,
            change,
        }
    }

    /// It was taken out of the archive.
    pub fn unarchived(template: &Template) -> Self {
        let mut told = Self::status(template, false);
        if let TemplateChange::Status { unarchived, .. } = &mut told.change {
            *unarchived = true;
        }
        told
    }

    /// The template's status as it is now.
    pub fn status(template: &Template, reinstated: bool) -> Self {
        let change = TemplateChange::Status {
            status: template.status,
            reason: template.rejected_reason.clone(),
            note: template.life.review_note.clone(),
            until: template.life.paused_until,
            pauses: template.life.pauses,
            reinstated,
            unarchived: false,
        };
        Self::new(template, change)
    }
}
