//! The plan of accounts. A balance is what arrived minus what left.

use crate::id::BusinessId;
use crate::pricing::Category;
use serde::{Deserialize, Serialize};

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
    /// The credit line of a business that pays afterwards: what it owes stands here below zero.
    Credit(BusinessId),
    /// Payments that a provider has announced and the bank does not hold yet. Zero when both agree.
    Clearing(Channel),
    /// Tax that came with payments and belongs to the state.
    Vat,
    /// What the operator gave without owing it.
    Goodwill,
    /// What the operator gave away because it must not earn it.
    RefundExpense,
    /// Less than a cent per line of a bill, so that what is asked is whole cents.
    Rounding,
    /// Payments that were taken back after they were spent.
    ChargebackLoss,
}

/// Over which provider a payment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A card, over Stripe.
    Stripe,
    /// A SEPA direct debit.
    Sepa,
    /// A transfer that the operator saw himself.
    Manual,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Stripe, Self::Sepa, Self::Manual];

    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Sepa => "sepa",
            Self::Manual => "manual",
        }
    }
}

impl Account {
    /// The channel of a clearing account.
    pub fn channel(self) -> Option<Channel> {
        if let Self::Clearing(channel) = self { Some(channel) } else { None }
    }

    /// A clearing account becomes that of another channel; any other stays.
    #[must_use]
    pub fn over(self, channel: Channel) -> Self {
        if let Self::Clearing(_) = self { Self::Clearing(channel) } else { self }
    }

    /// Whether its balance may be below zero: money that came from outside, what is owed, what was given.
    pub fn may_be_negative(self) -> bool {
        match self {
            Self::Bank
            | Self::Credit(_)
            | Self::Clearing(_)
            | Self::Goodwill
            | Self::RefundExpense
            | Self::Rounding
            | Self::ChargebackLoss => true,
            Self::Prepaid(_)
            | Self::Reserved(_)
            | Self::Revenue(_)
            | Self::Bond(_)
            | Self::Commons
            | Self::Vat => false,
        }
    }

    /// Whether a transfer may take no more from it than a business has in it.
    pub fn is_bounded(self) -> bool {
        matches!(self, Self::Prepaid(_) | Self::Reserved(_) | Self::Bond(_) | Self::Commons)
    }
}
