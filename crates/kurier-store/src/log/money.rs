//! Money in the log: one transfer per business, category and kind in a commit, covering a range of
//! the business's events.

use super::row::Row;
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::ledger::{Account, Transfer, TransferKind};
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

    /// The transfer that says it, with number `id` of its business.
    pub(crate) fn transfer(&self, key: PostingKey, id: i64, currency: Currency) -> Transfer {
        let (business, kind, category) = key;
        let (debit, credit) = accounts_of(kind, business, category);
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

/// The two accounts of a transfer.
pub(crate) fn accounts_of(
    kind: TransferKind,
    business: BusinessId,
    category: Category,
) -> (Account, Account) {
    match kind {
        TransferKind::TopUp => (Account::Bank, Account::Prepaid(business)),
        TransferKind::Reserve => (Account::Prepaid(business), Account::Reserved(business)),
        TransferKind::Post => (Account::Reserved(business), Account::Revenue(category)),
        TransferKind::Void => (Account::Reserved(business), Account::Prepaid(business)),
    }
}

/// The status event that moves money of a kind.
pub(crate) fn status_of(kind: TransferKind) -> i64 {
    match kind {
        TransferKind::TopUp => 0,
        TransferKind::Reserve => 1,
        TransferKind::Post => 2,
        TransferKind::Void => 4,
    }
}

/// The newest card with `valid_from <= now`; cards come oldest first.
pub(crate) fn in_force(cards: &[RateCard], now: Timestamp) -> Option<&RateCard> {
    cards.iter().rev().find(|card| card.valid_from <= now)
}

/// What holds before the operator sets prices: nothing costs anything.
pub(crate) fn no_card() -> RateCard {
    RateCard { version: 0, valid_from: Timestamp(0), currency: Currency::EUR, rates: Vec::new() }
}
