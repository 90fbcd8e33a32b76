//! Money in the log: one transfer per business, category and kind in a commit, covering a range of
//! the business's events.

use super::row::Row;
use crate::record::Booking;
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::ledger::{Account, Channel, Transfer, TransferKind, accounts};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::time::Timestamp;

/// One priced message that reached a status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced {
    pub(crate) business: BusinessId,
    pub(crate) category: Category,
    pub(crate) micros: i64,
    pub(crate) event: i64,
    pub(crate) at: Timestamp,
}

impl Priced {
    pub(crate) fn of(row: &Row, event: i64, at: Timestamp) -> Self {
        Self { business: row.business, category: row.category, micros: row.price, event, at }
    }

    /// The same of a delivered message: what is earned, and what goes to the commons.
    pub(crate) fn delivered(row: &Row, event: i64, at: Timestamp) -> [(TransferKind, Self); 2] {
        let whole = Self::of(row, event, at);
        let earned = Self { micros: row.price.saturating_sub(row.surcharge), ..whole };
        let surcharge = Self { micros: row.surcharge, ..whole };
        [(TransferKind::Post, earned), (TransferKind::Surcharge, surcharge)]
    }
}

/// The messages of one business, category and kind that money moved for in one transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    at: Timestamp,
    amount: i64,
    messages: u32,
    first_event: i64,
    last_event: i64,
}

pub(crate) type PostingKey = (BusinessId, TransferKind, Category);

impl Posting {
    /// `before` and one message more.
    pub(crate) fn with(before: Option<Self>, priced: &Priced) -> Self {
        let before = before.unwrap_or(Self {
            at: priced.at,
            amount: 0,
            messages: 0,
            first_event: priced.event,
            last_event: priced.event,
        });
        Self {
            at: before.at.max(priced.at),
            amount: before.amount.saturating_add(priced.micros),
            messages: before.messages.saturating_add(1),
            first_event: before.first_event,
            last_event: priced.event,
        }
    }

    /// When the last of them moved.
    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }

    /// The transfer that says it, with number `id` of its business.
    pub(crate) fn transfer(&self, key: PostingKey, id: i64, currency: Currency) -> Transfer {
        let (business, kind, category) = key;
        let (debit, credit) = accounts(kind, business, category);
        Transfer {
            id,
            at: self.at,
            kind,
            business,
            category: Some(category),
            debit,
            credit,
            amount: Micros(self.amount),
            currency,
            messages: self.messages,
            first_event: EventSeq(self.first_event),
            last_event: EventSeq(self.last_event),
        }
    }
}

/// The status event that moves money of a kind.
pub(crate) fn status_of(kind: TransferKind) -> i64 {
    match kind {
        TransferKind::Reserve => 1,
        TransferKind::Post | TransferKind::Surcharge => 2,
        TransferKind::Void => 4,
        _ => 0,
    }
}

/// What a transfer does to the money of its business: paid in, reserved, and owed.
pub(crate) fn shifts(kind: TransferKind, business: BusinessId, amount: i64) -> [i64; 3] {
    let (debit, credit) = accounts(kind, business, Category::Service);
    let of = |account| {
        let left = if debit == account { amount.saturating_neg() } else { 0 };
        if credit == account { amount } else { left }
    };
    [
        of(Account::Prepaid(business)),
        of(Account::Reserved(business)),
        of(Account::Credit(business)).saturating_neg(),
    ]
}

/// What of a payment that was taken back the account did not hold: the operator's loss.
pub(crate) fn loss_of(booking: &Booking, moved: Option<&Transfer>) -> Option<Booking> {
    let taken = moved.map_or(0, |transfer| transfer.amount.0);
    let rest = booking.amount.0.saturating_sub(taken);
    (booking.kind == TransferKind::Chargeback && rest > 0).then(|| Booking {
        kind: TransferKind::ChargebackLoss,
        amount: Micros(rest),
        ..booking.clone()
    })
}

impl Booking {
    /// What reports add to the prices of messages.
    pub(crate) fn of_reports(business: BusinessId, amount: Micros) -> Self {
        let (kind, channel) = (TransferKind::Report, Channel::Manual);
        Self { business, kind, category: None, channel, amount, reference: String::new() }
    }
}

/// The newest card with `valid_from <= now`; cards come oldest first.
pub(crate) fn in_force(cards: &[RateCard], now: Timestamp) -> Option<&RateCard> {
    cards.iter().rev().find(|card| card.valid_from <= now)
}

/// What holds before the operator sets prices: nothing costs anything.
pub(crate) fn no_card() -> RateCard {
    RateCard {
        version: 0,
        valid_from: Timestamp(0),
        currency: Currency::EUR,
        rates: Vec::new(),
        quotas: Vec::new(),
        tiers: Vec::new(),
    }
}
