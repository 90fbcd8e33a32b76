//! The double-entry ledger: every posting moves one amount from one account to another, so every
//! set of postings balances to zero by construction and by test.

use crate::id::{BusinessId, EventSeq};
use crate::money::{Currency, Micros};
use crate::pricing::Category;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod account;
mod invariant;
mod kind;

pub use account::{Account, Channel};
pub use invariant::Invariant;
pub use kind::{TransferKind, accounts, settles_credit};

/// One immutable posting. It covers a range of the business's events, so that the prices in the
/// messages of that range add up to `amount` exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Number of the transfer, rising without gaps per business.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub kind: TransferKind,
    /// Whose money.
    pub business: BusinessId,
    /// Category of the messages covered; `None` for top-ups.
    pub category: Option<Category>,
    /// Amount leaves here …
    pub debit: Account,
    /// … and arrives here.
    pub credit: Account,
    /// Always above zero.
    pub amount: Micros,
    /// Currency of the amount.
    pub currency: Currency,
    /// How many priced messages it covers; 0 for top-ups.
    pub messages: u32,
    /// First event it covers; 0 for top-ups.
    pub first_event: EventSeq,
    /// Last event it covers; 0 for top-ups.
    pub last_event: EventSeq,
}

/// The messages that one posting covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Whose messages.
    pub business: BusinessId,
    /// Their category.
    pub category: Category,
    /// How many of them have a price.
    pub messages: u32,
    /// First event covered.
    pub first_event: EventSeq,
    /// Last event covered.
    pub last_event: EventSeq,
}

impl Transfer {
    /// A business paid in: bank → prepaid. `amount` must be above zero, here and below.
    pub fn top_up(
        id: i64,
        at: Timestamp,
        business: BusinessId,
        amount: Micros,
        currency: Currency,
    ) -> Self {
        Self {
            id,
            at,
            kind: TransferKind::TopUp,
            business,
            category: None,
            debit: Account::Bank,
            credit: Account::Prepaid(business),
            amount,
            currency,
            messages: 0,
            first_event: EventSeq(0),
            last_event: EventSeq(0),
        }
    }

    /// Messages were accepted: prepaid → reserved.
    pub fn reserve(
        id: i64,
        at: Timestamp,
        covers: Coverage,
        amount: Micros,
        currency: Currency,
    ) -> Self {
        Self::covering(id, at, TransferKind::Reserve, covers, amount, currency)
    }

    /// Messages were delivered: reserved → revenue of their category.
    pub fn post(
        id: i64,
        at: Timestamp,
        covers: Coverage,
        amount: Micros,
        currency: Currency,
    ) -> Self {
        Self::covering(id, at, TransferKind::Post, covers, amount, currency)
    }

    /// Messages failed: reserved → prepaid.
    pub fn void(
        id: i64,
        at: Timestamp,
        covers: Coverage,
        amount: Micros,
        currency: Currency,
    ) -> Self {
        Self::covering(id, at, TransferKind::Void, covers, amount, currency)
    }

    /// Money that moves for no single message: a bond, a surcharge for reports, a correction. `category` is that of a
    /// correction.
    pub fn booking(
        id: i64,
        at: Timestamp,
        (kind, category): (TransferKind, Option<Category>),
        business: BusinessId,
        amount: Micros,
        currency: Currency,
    ) -> Self {
        let (debit, credit) = accounts(kind, business, category.unwrap_or(Category::Service));
        Self { kind, category, debit, credit, ..Self::top_up(id, at, business, amount, currency) }
    }

    /// The same over another channel of payment than the operator's own hands.
    #[must_use]
    pub fn over(self, channel: Channel) -> Self {
        let (debit, credit) = (self.debit.over(channel), self.credit.over(channel));
        Self { debit, credit, ..self }
    }

    fn covering(
        id: i64,
        at: Timestamp,
        kind: TransferKind,
        covers: Coverage,
        amount: Micros,
        currency: Currency,
    ) -> Self {
        let Coverage { business, category, messages, first_event, last_event } = covers;
        let (debit, credit) = accounts(kind, business, category);
        let category = Some(category);
        Self {
            id,
            at,
            kind,
            business,
            category,
            debit,
            credit,
            amount,
            currency,
            messages,
            first_event,
            last_event,
        }
    }
}

/// A broken rule of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    /// An amount of zero or less.
    #[error("transfer {id} moves {amount}, which is not above zero")]
    NotPositive {
        /// Which transfer.
        id: i64,
        /// Its amount.
        amount: Micros,
    },
    /// Money moves between other accounts than its kind says.
    #[error("transfer {id} moves money between the wrong accounts for its kind")]
    WrongAccounts {
        /// Which transfer.
        id: i64,
    },
    /// Two currencies in one ledger.
    #[error("transfer {id} is in another currency than those before it")]
    MixedCurrency {
        /// Which transfer.
        id: i64,
    },
    /// A balance that does not fit 64 bits.
    #[error("the balance of {account:?} does not fit 64 bits")]
    Overflow {
        /// Which account.
        account: Account,
    },
}

/// Balances after all transfers: what arrived minus what left, per account that was ever touched.
pub fn balances(transfers: &[Transfer]) -> Result<BTreeMap<Account, Micros>, LedgerFault> {
    // 128 bits on the way: only the final balance has to fit, in whatever order transfers come.
    let mut sums: BTreeMap<Account, i128> = BTreeMap::new();
    let currency = transfers.first().map(|transfer| transfer.currency);
    for transfer in transfers {
        check(transfer, currency)?;
        let amount = i128::from(transfer.amount.0);
        for (account, change) in
            [(transfer.debit, amount.saturating_neg()), (transfer.credit, amount)]
        {
            let sum = sums.entry(account).or_default();
            *sum = sum.checked_add(change).ok_or(LedgerFault::Overflow { account })?;
        }
    }
    let fits = |(account, sum): (Account, i128)| {
        let sum = i64::try_from(sum).map_err(|_| LedgerFault::Overflow { account })?;
        Ok((account, Micros(sum)))
    };
    sums.into_iter().map(fits).collect()
}

/// Sum of all balances: zero, or money was made or lost. Saturates at 64 bits.
pub fn imbalance(balances: &BTreeMap<Account, Micros>) -> Micros {
    let sum =
        balances.values().fold(0_i128, |sum, micros| sum.saturating_add(i128::from(micros.0)));
    let end = if sum < 0 { i64::MIN } else { i64::MAX };
    Micros(i64::try_from(sum).unwrap_or(end))
}

/// Whether one transfer keeps the rules of its kind, and the currency of those before it.
pub fn check(transfer: &Transfer, currency: Option<Currency>) -> Result<(), LedgerFault> {
    let id = transfer.id;
    if transfer.amount <= Micros::ZERO {
        return Err(LedgerFault::NotPositive { id, amount: transfer.amount });
    }
    if currency.is_some_and(|first| first != transfer.currency) {
        return Err(LedgerFault::MixedCurrency { id });
    }
    let has_category = transfer.kind.has_category();
    // Without a category it touches no revenue account, so that any category serves there.
    let category = transfer.category.unwrap_or(Category::Service);
    let (debit, credit) = accounts(transfer.kind, transfer.business, category);
    let channel = transfer.debit.channel().or_else(|| transfer.credit.channel());
    let channel = channel.unwrap_or(Channel::Manual);
    let right = (debit.over(channel), credit.over(channel));
    if has_category != transfer.category.is_some() || (transfer.debit, transfer.credit) != right {
        return Err(LedgerFault::WrongAccounts { id });
    }
    Ok(())
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
