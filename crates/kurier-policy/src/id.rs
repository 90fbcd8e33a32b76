//! Identifiers. All Graph ids share one flat space of decimal numbers below 2^53, because clients
//! parse them as JavaScript numbers.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Smallest Graph id: 15 digits, so that every id prints with the same width.
pub const GRAPH_ID_MIN: i64 = 100_000_000_000_000;
/// One above the largest Graph id: still 15 digits and far below 2^53.
pub const GRAPH_ID_END: i64 = 1_000_000_000_000_000;

/// A text that is no valid identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: a decimal number of at most 16 digits is needed")]
pub struct BadId;

macro_rules! graph_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// Makes an id from 64 random bits, uniformly enough for 9·10^14 values.
            pub fn from_random(bits: u64) -> Self {
                const SPAN: u64 = GRAPH_ID_END.abs_diff(GRAPH_ID_MIN);
                Self(GRAPH_ID_MIN.saturating_add_unsigned(bits % SPAN))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}:{}", stringify!($name), self.0)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                if text.is_empty() || text.len() > 16 || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(BadId);
                }
                text.parse().map(Self).map_err(|_| BadId)
            }
        }
    };
}

graph_id!(/// A business: in the Cloud API the WABA.
    BusinessId);
graph_id!(/// A business's address: in the Cloud API the phone number id.
    SenderId);
graph_id!(/// A template.
    TemplateId);
graph_id!(/// An app of a business's developers: owns the secret that signs webhooks.
    AppId);
graph_id!(/// A human who uses the messenger. Never shown to a business.
    PersonId);
graph_id!(/// One browser or client of a person.
    DeviceId);
graph_id!(/// A receipt: the signed proof of one permission decision.
    ReceiptId);
graph_id!(/// A sign-up link.
    SignupId);
graph_id!(/// A picture, sound, film or document that messages refer to.
    MediaId);
graph_id!(/// A form that a business defines and people fill in: in the Cloud API the flow id.
    FlowId);
graph_id!(/// A campaign: one template to an audience.
    CampaignId);

graph_id!(/// A card that asks a person something; it means nothing to anybody else.
    CardId);
graph_id!(/// A report of a person about a business.
    ReportId);
graph_id!(/// Something that the operator does to a business as a whole.
    MeasureId);
graph_id!(/// A business's appeal against a measure.
    AppealId);
graph_id!(/// A group of businesses admitted to the pilot together.
    CohortId);
graph_id!(/// A business's application to the pilot.
    ApplicationId);
graph_id!(/// A survey of people.
    SurveyId);

/// Place of an entry in one person's inbox: 1, 2, 3, … without gaps. 0 means "before the first".
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct InboxSeq(pub u32);

impl InboxSeq {
    /// The place after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Place of an event in one business's event log: 1, 2, 3, … without gaps. 0 means "before the first".
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct EventSeq(pub i64);

/// Names one message inside Kurier. Outside it is written as a [`crate::wamid`].
///
/// `seq` 0 names a message that was refused after its answer: it lies in no inbox. `person` then holds
/// the id of the business, and `hint` is the place of the event in its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageRef {
    /// Whose inbox holds the message.
    pub person: PersonId,
    /// Where in that inbox.
    pub seq: InboxSeq,
    /// Where the store may find it at once (below 2^40). Only a hint: a store checks it.
    pub hint: u64,
}

impl MessageRef {
    /// The message that was refused with this event of the business.
    pub fn refused(business: BusinessId, event: EventSeq) -> Self {
        Self { person: PersonId(business.0), seq: InboxSeq(0), hint: event.0.unsigned_abs() }
    }

    /// A message of the business that waits for its time: it lies in no inbox, and `seq` is one that no inbox
    /// reaches. `number` must be below 2^40.
    pub fn scheduled(business: BusinessId, number: i64) -> Self {
        let (person, seq) = (PersonId(business.0), InboxSeq(u32::MAX));
        Self { person, seq, hint: number.unsigned_abs() }
    }

    /// The number of a scheduled message, if it is one of this business.
    pub fn scheduled_number(self, business: BusinessId) -> Option<i64> {
        let is_scheduled = self.seq.0 == u32::MAX && self.person.0 == business.0;
        is_scheduled.then(|| i64::try_from(self.hint).ok()).flatten()
    }

    /// The event of a refused message, if it is one of this business.
    pub fn refused_event(self, business: BusinessId) -> Option<EventSeq> {
        let is_refused = self.seq.0 == 0 && self.person.0 == business.0;
        is_refused.then(|| i64::try_from(self.hint).ok().map(EventSeq)).flatten()
    }
}
