//! Why money moves, and so between which accounts.

use super::account::{Account, Channel};
use crate::id::BusinessId;
use crate::pricing::Category;
use serde::{Deserialize, Serialize};

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
    /// A payment that a provider confirmed: clearing → prepaid.
    Payment,
    /// The tax in it: clearing → vat.
    PaymentVat,
    /// The bank holds what a provider announced: bank → clearing.
    Settle,
    /// A payment was taken back: prepaid → clearing.
    Chargeback,
    /// The part of it that is spent: chargeback loss → clearing.
    ChargebackLoss,
    /// A business that pays afterwards spends: credit → prepaid.
    Draw,
    /// It paid: prepaid → credit.
    Repay,
    /// Given without being owed: goodwill → prepaid.
    Goodwill,
    /// A report was upheld: what the operator earned with the message goes away, refund expense → commons.
    Refund,
    /// A report was not upheld: what it had cost the business comes back, commons → prepaid.
    ReportReturn,
    /// The month is closed, and many messages cost less: revenue → prepaid.
    TierDiscount,
    /// Less than a cent per line of a bill: rounding → prepaid.
    Rounding,
    /// The tax in a payment that went back: vat → clearing.
    VatReturn,
    /// A payment that was taken back came again, and had cost the operator: clearing → chargeback loss.
    LossReturn,
}

impl TransferKind {
    /// Every kind, in the order of their codes in a store.
    pub const ALL: &[Self] = &[
        Self::TopUp,
        Self::Reserve,
        Self::Post,
        Self::Void,
        Self::Surcharge,
        Self::Report,
        Self::Correction,
        Self::Bond,
        Self::BondReturn,
        Self::Forfeit,
        Self::Payment,
        Self::PaymentVat,
        Self::Settle,
        Self::Chargeback,
        Self::ChargebackLoss,
        Self::Draw,
        Self::Repay,
        Self::Goodwill,
        Self::Refund,
        Self::ReportReturn,
        Self::TierDiscount,
        Self::Rounding,
        Self::VatReturn,
        Self::LossReturn,
    ];

    /// Whether it covers messages of a range of events.
    pub fn covers_messages(self) -> bool {
        matches!(self, Self::Reserve | Self::Post | Self::Void | Self::Surcharge)
    }

    /// Whether it is about a category.
    pub fn has_category(self) -> bool {
        self.covers_messages() || matches!(self, Self::Correction | Self::TierDiscount)
    }
}

/// Where money leaves and arrives for a kind of transfer; those without a category touch no account of one, and those
/// over a channel are given for [`Channel::Manual`].
pub fn accounts(
    kind: TransferKind,
    business: BusinessId,
    category: Category,
) -> (Account, Account) {
    let (prepaid, reserved) = (Account::Prepaid(business), Account::Reserved(business));
    let (bond, credit) = (Account::Bond(business), Account::Credit(business));
    let (clearing, revenue) = (Account::Clearing(Channel::Manual), Account::Revenue(category));
    match kind {
        TransferKind::TopUp => (Account::Bank, prepaid),
        TransferKind::Reserve => (prepaid, reserved),
        TransferKind::Post => (reserved, revenue),
        TransferKind::Void => (reserved, prepaid),
        TransferKind::Surcharge => (reserved, Account::Commons),
        TransferKind::Report => (prepaid, Account::Commons),
        TransferKind::Correction => (prepaid, revenue),
        TransferKind::Bond => (prepaid, bond),
        TransferKind::BondReturn => (bond, prepaid),
        TransferKind::Forfeit => (bond, Account::Commons),
        TransferKind::Payment => (clearing, prepaid),
        TransferKind::PaymentVat => (clearing, Account::Vat),
        TransferKind::Settle => (Account::Bank, clearing),
        TransferKind::Chargeback => (prepaid, clearing),
        TransferKind::ChargebackLoss => (Account::ChargebackLoss, clearing),
        TransferKind::Draw => (credit, prepaid),
        TransferKind::Repay => (prepaid, credit),
        TransferKind::Goodwill => (Account::Goodwill, prepaid),
        TransferKind::Refund => (Account::RefundExpense, Account::Commons),
        TransferKind::ReportReturn => (Account::Commons, prepaid),
        TransferKind::TierDiscount => (revenue, prepaid),
        TransferKind::Rounding => (Account::Rounding, prepaid),
        TransferKind::VatReturn => (Account::Vat, clearing),
        TransferKind::LossReturn => (clearing, Account::ChargebackLoss),
    }
}

/// What a credit line does when a step ends: a business never has money and owes some at once, and what it has is
/// never below zero. Answers the kind and the amount; `None` = nothing.
pub fn settles_credit(prepaid: i64, owed: i64) -> Option<(TransferKind, i64)> {
    if prepaid < 0 {
        return Some((TransferKind::Draw, prepaid.saturating_neg()));
    }
    let back = prepaid.min(owed);
    (back > 0).then_some((TransferKind::Repay, back))
}
