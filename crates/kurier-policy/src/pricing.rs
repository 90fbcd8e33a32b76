//! Prices: a dated rate card, category × market, and the price of one message.

use crate::market::Market;
use crate::money::{Currency, Micros};
use crate::permission::Purpose;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a message counts as for the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Free-form inside the window.
    Service,
    /// Utility template.
    Utility,
    /// Authentication template.
    Authentication,
    /// Marketing template.
    Marketing,
}

impl Category {
    /// The purpose a permission must have, for templates.
    pub fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Service => None,
            Self::Utility => Some(Purpose::Utility),
            Self::Authentication => Some(Purpose::Authentication),
            Self::Marketing => Some(Purpose::Marketing),
        }
    }
    /// Lower-case name, as in webhooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Utility => "utility",
            Self::Authentication => "authentication",
            Self::Marketing => "marketing",
        }
    }
}

/// Why a price is what it is (Cloud API `pricing.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceKind {
    /// By the rate card.
    Regular,
    /// Free inside the customer-service window.
    FreeCustomerService,
}

/// The price of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Category.
    pub category: Category,
    /// Kind.
    pub kind: PriceKind,
    /// Amount in micro-units of the rate card's currency.
    pub micros: Micros,
}

/// One line of a rate card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// For which category.
    pub category: Category,
    /// In which market; `*` = everywhere not named.
    pub market: Market,
    /// Price of one delivered message.
    pub micros: Micros,
}

/// A dated price table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateCard {
    /// Rises by one with each card.
    pub version: u32,
    /// In force from here on (inclusive).
    pub valid_from: Timestamp,
    /// Currency of all prices.
    pub currency: Currency,
    /// The lines.
    pub rates: Vec<Rate>,
}
