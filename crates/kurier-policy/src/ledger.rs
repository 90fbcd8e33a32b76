//! The double-entry ledger: every posting moves one amount from one account to another, so every
//! set of postings balances to zero by construction and by test.

use crate::id::{BusinessId, EventSeq};
use crate::money::{Currency, Micros};
use crate::pricing::Category;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// Money a business paid in and has not spent or reserved. Never below zero.
    Prepaid(BusinessId),
    /// Money reserved for accepted, not yet delivered messages.
    Reserved(BusinessId),
    /// Earned by delivered messages of a category.
    Revenue(Category),
    /// Where top-ups come from: the operator's bank.
    Bank,
    /// What a business left as a bond.
    Bond(BusinessId),
    /// What annoying people costs: nobody's income, to be given away.
    Commons,
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// A business paid in: bank → prepaid.
    TopUp,
    /// Accepted: prepaid → reserved.
    Reserve,
    /// Delivered: reserved → revenue.
    Post,
    /// Failed: reserved → prepaid.
    Void,
    /// Delivered, and dearer because people begin to dislike it: that part reserved → commons.
    Surcharge,
    /// People reported messages: prepaid → commons.
    Report,
    /// Notices were advertising: what they cost too little, prepaid → revenue.
    Correction,
    /// A business left a bond: prepaid → bond.
    Bond,
    /// It got it back: bond → prepaid.
    BondReturn,
    /// It was closed: bond → commons.
    Forfeit,
}

impl TransferKind {
    /// Whether it covers messages of a range of events.
    pub fn covers_messages(self) -> bool {
        matches!(self, Self::Reserve | Self::Post | Self::Void | Self::Surcharge)
    }

    /// Whether it is about a category.
    fn has_category(self) -> bool {
        self.covers_messages() || self == Self::Correction
    }
}

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

/// Where money leaves and arrives for a kind of transfer; those without a category touch no account of one.
pub fn accounts(
    kind: TransferKind,
    business: BusinessId,
    category: Category,
) -> (Account, Account) {
    let (prepaid, reserved) = (Account::Prepaid(business), Account::Reserved(business));
    match kind {
        TransferKind::TopUp => (Account::Bank, prepaid),
        TransferKind::Reserve => (prepaid, reserved),
        TransferKind::Post => (reserved, Account::Revenue(category)),
        TransferKind::Void => (reserved, prepaid),
        TransferKind::Surcharge => (reserved, Account::Commons),
        TransferKind::Report => (prepaid, Account::Commons),
        TransferKind::Correction => (prepaid, Account::Revenue(category)),
        TransferKind::Bond => (prepaid, Account::Bond(business)),
        TransferKind::BondReturn => (Account::Bond(business), prepaid),
        TransferKind::Forfeit => (Account::Bond(business), Account::Commons),
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

fn check(transfer: &Transfer, currency: Option<Currency>) -> Result<(), LedgerFault> {
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
    let right = accounts(transfer.kind, transfer.business, category);
    if has_category != transfer.category.is_some() || (transfer.debit, transfer.credit) != right {
        return Err(LedgerFault::WrongAccounts { id });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_transfer() -> impl Strategy<Value = Transfer> {
        let category = prop_oneof![
            Just(Category::Utility),
            Just(Category::Authentication),
            Just(Category::Marketing)
        ];
        (0..9_u8, 1..4_i64, category, 1..=i64::MAX / 1_000).prop_map(
            |(kind, business, category, micros)| {
                let (business, amount) = (BusinessId(business), Micros(micros));
                let (first_event, last_event) = (EventSeq(1), EventSeq(2));
                let covers = Coverage { business, category, messages: 2, first_event, last_event };
                match kind {
                    0 => Transfer::top_up(1, Timestamp(0), business, amount, Currency::EUR),
                    1 => Transfer::reserve(1, Timestamp(0), covers, amount, Currency::EUR),
                    2 => Transfer::post(1, Timestamp(0), covers, amount, Currency::EUR),
                    3 => Transfer::void(1, Timestamp(0), covers, amount, Currency::EUR),
                    4 => booking(TransferKind::Correction, Some(category), business, micros),
                    5 => booking(TransferKind::Report, None, business, micros),
                    6 => booking(TransferKind::Bond, None, business, micros),
                    7 => booking(TransferKind::BondReturn, None, business, micros),
                    _ => booking(TransferKind::Forfeit, None, business, micros),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn every_set_of_transfers_balances_to_zero(
            transfers in proptest::collection::vec(any_transfer(), 0..200)
        ) {
            let balances = balances(&transfers).unwrap();
            prop_assert_eq!(imbalance(&balances), Micros::ZERO);
        }

        #[test]
        fn the_order_of_transfers_does_not_matter(
            mut transfers in proptest::collection::vec(any_transfer(), 0..40)
        ) {
            let forwards = balances(&transfers);
            transfers.reverse();
            prop_assert_eq!(balances(&transfers), forwards);
        }
    }

    fn booking(
        kind: TransferKind,
        category: Option<Category>,
        business: BusinessId,
        micros: i64,
    ) -> Transfer {
        let (at, amount) = (Timestamp(0), Micros(micros));
        Transfer::booking(1, at, (kind, category), business, amount, Currency::EUR)
    }

    #[test]
    fn what_annoying_people_costs_is_nobodys_income() {
        let business = BusinessId(1);
        let of = |kind, micros| booking(kind, None, business, micros);
        let all = [
            top_up(100),
            of(TransferKind::Bond, 40),
            of(TransferKind::Report, 10),
            of(TransferKind::BondReturn, 5),
            of(TransferKind::Forfeit, 35),
        ];
        let balances = balances(&all).unwrap();
        assert_eq!(balances[&Account::Commons], Micros(45));
        assert_eq!(balances[&Account::Bond(business)], Micros::ZERO);
        assert_eq!(balances[&Account::Prepaid(business)], Micros(55));
        assert!(!balances.keys().any(|account| matches!(account, Account::Revenue(_))));
    }

    fn top_up(micros: i64) -> Transfer {
        Transfer::top_up(7, Timestamp(0), BusinessId(1), Micros(micros), Currency::EUR)
    }

    #[test]
    fn money_reserved_is_either_earned_or_comes_back() {
        let covers = |messages| Coverage {
            business: BusinessId(1),
            category: Category::Utility,
            messages,
            first_event: EventSeq(1),
            last_event: EventSeq(3),
        };
        let (at, eur) = (Timestamp(0), Currency::EUR);
        let balances = balances(&[
            top_up(100_000),
            Transfer::reserve(8, at, covers(3), Micros(30_000), eur),
            Transfer::post(9, at, covers(2), Micros(20_000), eur),
            Transfer::void(10, at, covers(1), Micros(10_000), eur),
        ])
        .unwrap();
        assert_eq!(balances[&Account::Prepaid(BusinessId(1))], Micros(80_000));
        assert_eq!(balances[&Account::Reserved(BusinessId(1))], Micros::ZERO);
        assert_eq!(balances[&Account::Revenue(Category::Utility)], Micros(20_000));
        assert_eq!(balances[&Account::Bank], Micros(-100_000));
    }

    #[test]
    fn broken_transfers_are_named() {
        let zero = LedgerFault::NotPositive { id: 7, amount: Micros::ZERO };
        assert_eq!(balances(&[top_up(0)]), Err(zero));
        let mut wrong = top_up(5);
        wrong.credit = Account::Prepaid(BusinessId(2));
        assert_eq!(balances(&[wrong]), Err(LedgerFault::WrongAccounts { id: 7 }));
        let mut dollars = top_up(5);
        dollars.currency = Currency::parse("USD").unwrap();
        assert_eq!(balances(&[top_up(5), dollars]), Err(LedgerFault::MixedCurrency { id: 7 }));
        assert!(matches!(
            balances(&[top_up(i64::MAX), top_up(1)]),
            Err(LedgerFault::Overflow { .. })
        ));
    }
}
