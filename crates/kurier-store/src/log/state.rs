//! The state beside the log: heads, cursors, windows, limiters. All of it follows from the log rows
//! by [`fold`], and only by it, so what is kept anywhere equals what the log says.

use super::code::FREE_QUOTA;
use super::row::{Row, RowKind};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::marks::Marks;
use kurier_policy::money::Micros;
use kurier_policy::pricing::Category;
use kurier_policy::reach::Reach;
use kurier_policy::spent::{Spending, Spent};
use kurier_policy::time::{DAY_S, Timestamp};

/// A person's head and cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PersonHead {
    pub(crate) head_pos: i64,
    pub(crate) head_seq: u32,
    pub(crate) delivered_seq: u32,
    /// Whether table `gone` holds anything of hers.
    pub(crate) has_gone: bool,
    /// Marketing of all businesses.
    pub(crate) marketing: Marks,
}

/// What changes with every message of a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RelationHot {
    /// 0 = never opened.
    pub(crate) window_until: i64,
    /// Until when the business may greet after an invitation; 0 = it may not.
    pub(crate) greeting_until: i64,
    pub(crate) pair_tat: i64,
    /// Utility, authentication, marketing; 0 = never.
    pub(crate) last_sent: [i64; 3],
    /// The conversation's first entry.
    pub(crate) first_seq: u32,
    pub(crate) read_seq: u32,
    pub(crate) business_read_seq: u32,
    /// The address that wrote last; 0 = none.
    pub(crate) last_sender: i64,
    /// When the business last reached her outside her window; 0 = never, or not after all.
    pub(crate) counted_at: i64,
    /// Marketing of the business.
    pub(crate) marketing: Marks,
    /// Everything else that it sent as templates outside her windows.
    pub(crate) notices: Marks,
    /// Marketing of the business since she last read or wrote in the conversation.
    pub(crate) unanswered: u32,
    /// When she last read or wrote in the conversation; 0 = never.
    pub(crate) answered_at: i64,
}

pub(crate) type Pair = (BusinessId, PersonId);

/// Where [`fold`] reads and writes.
pub(crate) trait Heads {
    fn person(&self, person: PersonId) -> PersonHead;
    fn set_person(&mut self, person: PersonId, head: PersonHead);
    fn relation(&self, pair: Pair) -> RelationHot;
    fn set_relation(&mut self, pair: Pair, hot: RelationHot);
    fn set_sender_tat(&mut self, sender: SenderId, tat: Timestamp);
    fn reach(&self, business: BusinessId) -> Reach;
    fn set_reach(&mut self, business: BusinessId, reach: Reach);
    fn spent(&self, business: BusinessId) -> Spent;
    fn set_spent(&mut self, business: BusinessId, spent: Spent);
}

/// Moves the state over one log row.
pub(crate) fn fold(heads: &mut impl Heads, row: &Row) {
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
    if row.kind == RowKind::Delivered {
        heads.set_person(row.person, person);
        return;
    }
    let pair = (row.business, row.person);
    let mut hot = heads.relation(pair);
    if row.kind == RowKind::Message && row.category == Category::Marketing {
        person.marketing = person.marketing.with(row.at);
        hot.marketing = hot.marketing.with(row.at);
        hot.unanswered = hot.unanswered.saturating_add(1);
    } else if opens_talk(row, &hot) {
        hot.notices = hot.notices.with(row.at);
    }
    heads.set_person(row.person, person);
    fold_spent(heads, row);
    fold_reach(heads, &mut hot, row);
    fold_relation(&mut hot, row);
    heads.set_relation(pair, hot);
    if row.kind == RowKind::Message || row.kind == RowKind::Reaction {
        heads.set_sender_tat(row.sender, row.sender_tat);
    }
}

/// Whether a row is a template that went to somebody outside her window.
fn opens_talk(row: &Row, hot: &RelationHot) -> bool {
    row.kind == RowKind::Message
        && row.category != Category::Service
        && row.at.0 >= hot.window_until
}

/// Counts a person whom the business reaches, and takes her back if the message that counted is gone:
/// its time stands in the row that says so.
fn fold_reach(heads: &mut impl Heads, hot: &mut RelationHot, row: &Row) {
    let was = (hot.counted_at != 0).then_some(Timestamp(hot.counted_at));
    let is_gone = row.kind == RowKind::GoneLater && was == Some(row.pair_tat);
    if !is_gone && !opens_talk(row, hot) {
        return;
    }
    let mut reach = heads.reach(row.business);
    match was {
        Some(was) if is_gone => {
            reach.uncount(was);
            hot.counted_at = 0;
        }
        was => {
            reach.count(was, row.at);
            hot.counted_at = row.at.0;
        }
    }
    heads.set_reach(row.business, reach);
}

/// Counts what a message costs, and takes it back if it is gone: its price and its time stand in the row that says so.
fn fold_spent(heads: &mut impl Heads, row: &Row) {
    let free = (row.price_kind == FREE_QUOTA).then_some(row.category);
    let of = Spending { price: Micros(row.price), free };
    if of.is_nothing() || !matches!(row.kind, RowKind::Message | RowKind::GoneLater) {
        return;
    }
    let mut spent = heads.spent(row.business);
    match row.kind {
        RowKind::GoneLater => spent.take_back(row.pair_tat, of),
        _ => spent.add(row.at, of),
    }
    heads.set_spent(row.business, spent);
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
        RowKind::Inbound => {
            hot.window_until = hot.window_until.max(window_end);
            hot.unanswered = 0;
            hot.answered_at = hot.answered_at.max(row.at.0);
        }
        RowKind::Receipt => hot.greeting_until = if row.reply_to == 1 { window_end } else { 0 },
        RowKind::ReadByBusiness => {
            hot.business_read_seq = hot.business_read_seq.max(row.reply_to);
        }
        RowKind::Read => {
            hot.read_seq = hot.read_seq.max(row.reply_to);
            hot.unanswered = 0;
            hot.answered_at = hot.answered_at.max(row.at.0);
        }
        _ => {}
    }
}
