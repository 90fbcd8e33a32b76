//! Log rows: the fixed-size part that all state follows from, and the whole row as it is read back.

use super::state::{PersonHead, RelationHot};
use super::{code, corrupt};
use crate::port::Result;
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId, SenderId, SignupId};
use kurier_policy::money::Micros;
use kurier_policy::pricing::{Category, Price};
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Evidence;

/// What a log row records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// An inbox entry: a message of the business.
    Message,
    /// An inbox entry: a message of the person.
    Inbound,
    /// An inbox entry: a receipt. `reply_to` 1 = it answers an invitation, so the business may greet.
    Receipt,
    /// An inbox entry: the business read up to `reply_to`.
    ReadByBusiness,
    /// An inbox entry: the message at `reply_to` is gone; the body says why.
    GoneLater,
    /// The person's devices hold everything up to `reply_to`.
    Delivered,
    /// The person read the conversation up to `reply_to`.
    Read,
    /// A message refused after its answer; `seq` 0.
    Refused,
    /// An inbox entry: a reaction of the business. It has no statuses beyond `sent`.
    Reaction,
}

impl RowKind {
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Message => 1,
            Self::Inbound => 2,
            Self::Receipt => 3,
            Self::ReadByBusiness => 4,
            Self::GoneLater => 5,
            Self::Delivered => 6,
            Self::Read => 7,
            Self::Refused => 8,
            Self::Reaction => 9,
        }
    }
    pub(crate) fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Message,
            2 => Self::Inbound,
            3 => Self::Receipt,
            4 => Self::ReadByBusiness,
            5 => Self::GoneLater,
            6 => Self::Delivered,
            7 => Self::Read,
            8 => Self::Refused,
            9 => Self::Reaction,
            _ => return None,
        })
    }
    /// Whether the row is an entry that can be answered or reacted to.
    pub(crate) fn is_spoken(self) -> bool {
        matches!(self, Self::Message | Self::Inbound | Self::Reaction)
    }
}

/// The fixed-size part of a log row: all that state follows from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Where the backend keeps it; 0 where the inbox place is all there is.
    pub(crate) pos: i64,
    pub(crate) at: Timestamp,
    pub(crate) kind: RowKind,
    pub(crate) person: PersonId,
    pub(crate) seq: u32,
    /// Row of the person's previous entry, where a backend chains them; for a refused message the
    /// place of its event.
    pub(crate) prev: i64,
    pub(crate) business: BusinessId,
    pub(crate) sender: SenderId,
    pub(crate) category: Category,
    pub(crate) price: i64,
    /// Of the price, what goes to the commons.
    pub(crate) surcharge: i64,
    pub(crate) price_kind: i64,
    pub(crate) reply_to: u32,
    pub(crate) sender_tat: Timestamp,
    pub(crate) pair_tat: Timestamp,
}

/// A whole log row.
#[derive(Debug, Clone)]
pub(crate) struct FullRow {
    pub(crate) row: Row,
    pub(crate) price_kind: i64,
    pub(crate) body: Option<String>,
    pub(crate) evidence: Option<String>,
    pub(crate) opaque: Option<String>,
}

impl Row {
    /// What it costs.
    pub(crate) fn price(&self) -> Price {
        let price = code::price(self.category, self.price_kind, self.price);
        Price { surcharge: Micros(self.surcharge), ..price }
    }
    pub(crate) fn message_ref(&self) -> MessageRef {
        if self.kind == RowKind::Refused {
            return MessageRef::refused(self.business, EventSeq(self.prev));
        }
        MessageRef { person: self.person, seq: InboxSeq(self.seq), hint: self.pos.unsigned_abs() }
    }
    fn reply(&self) -> Option<InboxSeq> {
        (self.reply_to > 0).then_some(InboxSeq(self.reply_to))
    }
}

impl FullRow {
    pub(crate) fn price(&self) -> Price {
        let price = code::price(self.row.category, self.price_kind, self.row.price);
        Price { surcharge: Micros(self.row.surcharge), ..price }
    }
    pub(crate) fn evidence(&self) -> Result<Option<Evidence>> {
        self.evidence.as_deref().map(|text| code::from_json("log", self.row.pos, text)).transpose()
    }
    pub(crate) fn content(&self) -> Result<Content> {
        code::from_json("log", self.row.pos, self.body())
    }
    /// The sign-up link on which a receipt was given.
    pub(crate) fn signup(&self) -> Result<Option<SignupId>> {
        if self.row.kind != RowKind::Receipt {
            return Ok(None);
        }
        let signed: SignedReceipt = code::from_json("log", self.row.pos, self.body())?;
        Ok(signed.receipt.signup())
    }
    pub(crate) fn body(&self) -> &str {
        self.body.as_deref().unwrap_or("")
    }

    /// The inbox entry; `gone` = the reason, if it will not be shown.
    pub(crate) fn entry(&self, gone: Option<&str>) -> Result<InboxEntry> {
        let row = &self.row;
        let kind = match (row.kind, gone) {
            (RowKind::Message, Some(reason)) => {
                EntryKind::Gone { reason: code::named("gone", reason)? }
            }
            (RowKind::Message | RowKind::Reaction, _) => EntryKind::FromBusiness {
                sender: row.sender,
                content: self.content()?,
                price: self.price(),
                reply_to: row.reply(),
            },
            (RowKind::Inbound, _) => EntryKind::FromPerson {
                sender: row.sender,
                content: self.content()?,
                reply_to: row.reply(),
                client_id: self.opaque.clone().unwrap_or_default(),
            },
            (RowKind::Receipt, _) => EntryKind::Receipt {
                receipt: Box::new(code::from_json("log", row.pos, self.body())?),
            },
            (RowKind::ReadByBusiness, _) => {
                EntryKind::ReadByBusiness { up_to: InboxSeq(row.reply_to) }
            }
            (RowKind::GoneLater, _) => EntryKind::GoneLater {
                target: InboxSeq(row.reply_to),
                reason: code::named("log", self.body())?,
            },
            (RowKind::Delivered | RowKind::Read | RowKind::Refused, _) => {
                return Err(corrupt("log", row.pos, "this row is no inbox entry"));
            }
        };
        Ok(InboxEntry { seq: InboxSeq(row.seq), at: row.at, business: row.business, kind })
    }
}

/// The status of a message; `gone` = why it will not be shown.
pub(crate) fn status(
    row: &Row,
    gone: Option<&str>,
    head: PersonHead,
    relation: RelationHot,
) -> Status {
    let read_seq = match row.kind {
        RowKind::Inbound => relation.business_read_seq,
        _ => relation.read_seq,
    };
    match row.kind {
        RowKind::Refused => Status::Failed,
        _ if gone == Some(Refusal::Recalled.name()) => Status::Recalled,
        _ if gone.is_some() => Status::Failed,
        // Reactions have no statuses beyond `sent`.
        RowKind::Reaction => Status::Sent,
        _ if row.seq <= read_seq => Status::Read,
        // The business's side took her message with the acceptance.
        RowKind::Inbound => Status::Delivered,
        _ if row.seq <= head.delivered_seq => Status::Delivered,
        _ => Status::Sent,
    }
}
