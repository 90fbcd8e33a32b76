//! The state beside the log: heads, cursors, windows, limiters. All of it follows from the log rows
//! by [`fold`], and only by it, so memory after a restart equals memory before.

use super::layer::Layer;
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::ledger::{Account, TransferKind};
use kurier_policy::money::Currency;
use kurier_policy::pricing::Category;
use kurier_policy::time::{DAY_S, Timestamp};
use rustc_hash::FxHashMap;

/// What a log row records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
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
    pub(super) fn code(self) -> i64 {
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
    pub(super) fn from_code(code: i64) -> Option<Self> {
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
    pub(super) fn is_spoken(self) -> bool {
        matches!(self, Self::Message | Self::Inbound | Self::Reaction)
    }
}

/// The fixed-size part of a log row: all that state follows from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) pos: i64,
    pub(super) at: Timestamp,
    pub(super) kind: RowKind,
    pub(super) person: PersonId,
    pub(super) seq: u32,
    pub(super) prev: i64,
    pub(super) business: BusinessId,
    pub(super) sender: SenderId,
    pub(super) category: Category,
    pub(super) price: i64,
    pub(super) reply_to: u32,
    pub(super) sender_tat: Timestamp,
    pub(super) pair_tat: Timestamp,
}

/// A person's head and cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PersonHead {
    pub(super) head_pos: i64,
    pub(super) head_seq: u32,
    pub(super) delivered_seq: u32,
    /// Whether table `gone` holds anything of hers.
    pub(super) has_gone: bool,
}

/// What changes with every message of a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RelationHot {
    /// 0 = never opened.
    pub(super) window_until: i64,
    /// Until when the business may greet after an invitation; 0 = it may not.
    pub(super) greeting_until: i64,
    pub(super) pair_tat: i64,
    /// Utility, authentication, marketing; 0 = never.
    pub(super) last_sent: [i64; 3],
    /// The conversation's first entry.
    pub(super) first_seq: u32,
    pub(super) read_seq: u32,
    pub(super) business_read_seq: u32,
    /// The address that wrote last; 0 = none.
    pub(super) last_sender: i64,
}

pub(super) type Pair = (BusinessId, PersonId);

/// Where [`fold`] reads and writes.
pub(super) trait Heads {
    fn person(&self, person: PersonId) -> PersonHead;
    fn set_person(&mut self, person: PersonId, head: PersonHead);
    fn relation(&self, pair: Pair) -> RelationHot;
    fn set_relation(&mut self, pair: Pair, hot: RelationHot);
    fn set_sender_tat(&mut self, sender: SenderId, tat: Timestamp);
}

/// Moves the state over one log row.
pub(super) fn fold(heads: &mut impl Heads, row: &Row) {
    if row.kind == RowKind::Refused {
        heads.set_sender_tat(row.sender, row.sender_tat);
        return;
    }
    let mut person = heads.person(row.person);
    if row.seq > 0 {
        person.head_pos = row.pos;
        person.head_seq = row.seq;
    }
    match row.kind {
        RowKind::Delivered | RowKind::Read => {
            person.delivered_seq = person.delivered_seq.max(row.reply_to);
        }
        RowKind::GoneLater => person.has_gone = true,
        _ => {}
    }
    heads.set_person(row.person, person);
    if row.kind == RowKind::Delivered {
        return;
    }
    let pair = (row.business, row.person);
    let mut hot = heads.relation(pair);
    fold_relation(&mut hot, row);
    heads.set_relation(pair, hot);
    if row.kind == RowKind::Message || row.kind == RowKind::Reaction {
        heads.set_sender_tat(row.sender, row.sender_tat);
    }
}

fn fold_relation(hot: &mut RelationHot, row: &Row) {
    if hot.first_seq == 0 {
        hot.first_seq = row.seq;
    }
    let window_end = row.at.plus_s(DAY_S).0;
    match row.kind {
        RowKind::Message | RowKind::Reaction => {
            hot.pair_tat = row.pair_tat.0;
            hot.last_sender = row.sender.0;
            match row.category {
                Category::Service => hot.greeting_until = 0,
                Category::Utility => hot.last_sent[0] = row.at.0,
                Category::Authentication => hot.last_sent[1] = row.at.0,
                Category::Marketing => hot.last_sent[2] = row.at.0,
            }
        }
        RowKind::Inbound => hot.window_until = hot.window_until.max(window_end),
        RowKind::Receipt => hot.greeting_until = if row.reply_to == 1 { window_end } else { 0 },
        RowKind::ReadByBusiness => {
            hot.business_read_seq = hot.business_read_seq.max(row.reply_to);
        }
        RowKind::Read => hot.read_seq = hot.read_seq.max(row.reply_to),
        _ => {}
    }
}

/// Committed state; changed only by the writer, after its COMMIT.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Hot {
    pub(super) persons: FxHashMap<PersonId, PersonHead>,
    pub(super) relations: FxHashMap<Pair, RelationHot>,
    pub(super) sender_tats: FxHashMap<SenderId, Timestamp>,
    pub(super) events: FxHashMap<BusinessId, i64>,
    pub(super) accounts: FxHashMap<(Account, Currency), i64>,
    pub(super) last_pos: i64,
    pub(super) last_transfer: i64,
}

impl Heads for Hot {
    fn person(&self, person: PersonId) -> PersonHead {
        self.persons.get(&person).copied().unwrap_or_default()
    }
    fn set_person(&mut self, person: PersonId, head: PersonHead) {
        self.persons.insert(person, head);
    }
    fn relation(&self, pair: Pair) -> RelationHot {
        self.relations.get(&pair).copied().unwrap_or_default()
    }
    fn set_relation(&mut self, pair: Pair, hot: RelationHot) {
        self.relations.insert(pair, hot);
    }
    fn set_sender_tat(&mut self, sender: SenderId, tat: Timestamp) {
        self.sender_tats.insert(sender, tat);
    }
}

/// The messages of one business, category and kind that money moved for in this transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) at: Timestamp,
    pub(super) amount: i64,
    pub(super) messages: u32,
    pub(super) first_event: i64,
    pub(super) last_event: i64,
}

pub(super) type PostingKey = (BusinessId, TransferKind, Category);

/// The changes of the running transaction.
#[derive(Default)]
pub(super) struct Overlay {
    pub(super) persons: Layer<PersonId, PersonHead>,
    pub(super) relations: Layer<Pair, RelationHot>,
    pub(super) sender_tats: Layer<SenderId, Timestamp>,
    pub(super) events: Layer<BusinessId, i64>,
    pub(super) accounts: Layer<(Account, Currency), i64>,
    pub(super) postings: Layer<PostingKey, Posting>,
    pub(super) last_pos: i64,
    pub(super) last_transfer: i64,
}

/// Where an overlay stood when a job began.
pub(super) struct Mark {
    layers: [usize; 6],
    last_pos: i64,
    last_transfer: i64,
}

impl Overlay {
    pub(super) fn begin(&mut self, hot: &Hot) {
        self.clear();
        self.last_pos = hot.last_pos;
        self.last_transfer = hot.last_transfer;
    }
    pub(super) fn mark(&self) -> Mark {
        Mark {
            layers: [
                self.persons.mark(),
                self.relations.mark(),
                self.sender_tats.mark(),
                self.events.mark(),
                self.accounts.mark(),
                self.postings.mark(),
            ],
            last_pos: self.last_pos,
            last_transfer: self.last_transfer,
        }
    }
    pub(super) fn undo_to(&mut self, mark: &Mark) {
        let [persons, relations, sender_tats, events, accounts, postings] = mark.layers;
        self.persons.undo_to(persons);
        self.relations.undo_to(relations);
        self.sender_tats.undo_to(sender_tats);
        self.events.undo_to(events);
        self.accounts.undo_to(accounts);
        self.postings.undo_to(postings);
        self.last_pos = mark.last_pos;
        self.last_transfer = mark.last_transfer;
    }
    pub(super) fn merge_into(&mut self, hot: &mut Hot) {
        self.persons.merge_into(&mut hot.persons);
        self.relations.merge_into(&mut hot.relations);
        self.sender_tats.merge_into(&mut hot.sender_tats);
        self.events.merge_into(&mut hot.events);
        self.accounts.merge_into(&mut hot.accounts);
        self.postings.clear();
        hot.last_pos = self.last_pos;
        hot.last_transfer = self.last_transfer;
    }
    pub(super) fn clear(&mut self) {
        self.persons.clear();
        self.relations.clear();
        self.sender_tats.clear();
        self.events.clear();
        self.accounts.clear();
        self.postings.clear();
    }
}
