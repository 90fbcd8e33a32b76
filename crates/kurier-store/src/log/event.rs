//! Events of a business: what is written, and how they are told.

use super::row::{FullRow, Row, RowKind};
use super::{code, corrupt};
use crate::port::Result;
use kurier_policy::content::Content;
use kurier_policy::event::{Event, EventKind, PairIds, TemplateEvent};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, PersonId, SenderId};
use kurier_policy::notice::Notice;
use kurier_policy::permission::Purpose;
use kurier_policy::pilot::Feature;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A business event to append; its details follow from the log row it is about.
pub(crate) struct NewEvent<'a> {
    pub(crate) at: Timestamp,
    pub(crate) kind: EventCode,
    /// What it is about.
    pub(crate) of: &'a Row,
    /// The answered or reacted-to message.
    pub(crate) answered: Option<&'a Row>,
    pub(crate) detail: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventCode {
    Status(Status),
    Inbound,
    Preference,
    Template,
    Notice,
}

impl EventCode {
    pub(crate) fn codes(self) -> (i64, i64) {
        match self {
            Self::Status(status) => (1, code::status_code(status)),
            Self::Inbound => (2, 0),
            Self::Preference => (3, 0),
            Self::Template => (4, 0),
            Self::Notice => (5, 0),
        }
    }
}

impl<'a> NewEvent<'a> {
    pub(crate) fn status(
        at: Timestamp,
        status: Status,
        of: &'a Row,
        reason: Option<&'a str>,
    ) -> Self {
        Self { at, kind: EventCode::Status(status), of, answered: None, detail: reason }
    }
}

/// The reason of a failure as an event keeps it: its name, and after a blank the feature of the pilot that it is about.
pub(crate) fn reason(refusal: Refusal, feature: Option<Feature>) -> String {
    match feature {
        Some(feature) => format!("{} {}", refusal.name(), feature.key()),
        None => refusal.name().to_owned(),
    }
}

fn told(detail: &str) -> (&str, Option<Feature>) {
    match detail.split_once(' ') {
        Some((refusal, feature)) => (refusal, Feature::of_key(feature)),
        None => (detail, None),
    }
}

/// A preference event's details.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Preference {
    pub(crate) purpose: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<String>,
    pub(crate) allowed: bool,
}

/// An event as it is read back, without what it is about.
pub(crate) struct EventRow {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) kind: i64,
    pub(crate) status: i64,
    pub(crate) detail: Option<String>,
}

impl EventRow {
    /// The event, if it is about no entry but about a template or the account, with the empty entry
    /// it stands on.
    pub(crate) fn of_nobody(&self, business: BusinessId) -> Result<Option<(Event, FullRow)>> {
        let (seq, at) = (EventSeq(self.seq), Timestamp(self.at));
        let text = self.detail.as_deref().unwrap_or("");
        let event = if self.kind == EventCode::Template.codes().0 {
            let told: TemplateEvent = code::from_json("event", self.seq, text)?;
            Event::of_template(seq, at, told)
        } else if self.kind == EventCode::Notice.codes().0 {
            let told: Notice = code::from_json("event", self.seq, text)?;
            Event::of_notice(seq, at, told)
        } else {
            return Ok(None);
        };
        let row = about_nobody(business, at);
        let of = FullRow { row, price_kind: 0, body: None, evidence: None, opaque: None };
        Ok(Some((event, of)))
    }

    /// The event with what it is about.
    pub(crate) fn event(
        &self,
        of: &FullRow,
        answered: Option<&Row>,
        person: PairIds,
    ) -> Result<Event> {
        let kind = match self.kind {
            1 => self.status(of)?,
            2 => inbound(of, answered)?,
            3 => self.preference(of)?,
            _ => return Err(corrupt("event", self.seq, "unknown kind")),
        };
        Ok(Event {
            seq: EventSeq(self.seq),
            at: Timestamp(self.at),
            sender: of.row.sender,
            person,
            kind,
        })
    }

    fn status(&self, of: &FullRow) -> Result<EventKind> {
        let (reason, feature) = self.detail.as_deref().map(told).unzip();
        let refusal = reason.map(|name| code::named("event", name)).transpose()?;
        let status = code::status(self.status)
            .ok_or_else(|| corrupt("event", self.seq, "unknown status"))?;
        // Taken back before it was delivered: the money went back as with every other failure.
        let status = if refusal == Some(Refusal::Recalled) { Status::Recalled } else { status };
        Ok(EventKind::Status {
            message: of.row.message_ref(),
            status,
            price: of.price(),
            refusal,
            feature: feature.flatten(),
            opaque: of.opaque.clone(),
        })
    }

    fn preference(&self, of: &FullRow) -> Result<EventKind> {
        let text = self.detail.as_deref().unwrap_or("");
        let Preference { purpose, topic, allowed } = code::from_json("event", self.seq, text)?;
        let receipt_seq = InboxSeq(of.row.seq);
        let signup = if allowed { of.signup()? } else { None };
        Ok(EventKind::Preference { purpose, topic, allowed, signup, receipt_seq })
    }
}

fn inbound(of: &FullRow, answered: Option<&Row>) -> Result<EventKind> {
    let content = of.content()?;
    let message = answered.map(Row::message_ref);
    let is_reaction = matches!(content, Content::Reaction { .. });
    Ok(EventKind::Inbound {
        message: of.row.message_ref(),
        reply_to: if is_reaction { None } else { message },
        target: if is_reaction { message } else { None },
        reply_to_own: answered.is_some_and(|answered| answered.kind != RowKind::Inbound),
        content,
    })
}

/// What events stand on that are about no entry of any inbox.
pub(crate) fn about_nobody(business: BusinessId, at: Timestamp) -> Row {
    Row {
        pos: 0,
        at,
        kind: RowKind::Message,
        person: PersonId(0),
        seq: 0,
        prev: 0,
        business,
        sender: SenderId(0),
        category: Category::Service,
        price: 0,
        surcharge: 0,
        price_kind: 0,
        reply_to: 0,
        sender_tat: Timestamp(0),
        pair_tat: Timestamp(0),
    }
}
