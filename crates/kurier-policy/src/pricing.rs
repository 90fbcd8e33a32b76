//! Prices: a dated rate card, category × market, and the price of one message.

use crate::market::Market;
use crate::money::{Currency, Micros};
use crate::permission::Purpose;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

mod quota;
mod volume;

pub use quota::Quota;
pub use volume::{Volume, VolumeTier};

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
    /// One of the free messages of the month.
    FreeQuota,
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
    /// Of this, what goes to the account `commons` and is nobody's income.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub surcharge: Micros,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_nothing(micros: &Micros) -> bool {
    *micros == Micros::ZERO
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
    /// Messages that cost nothing in each month.
    #[serde(default)]
    pub quotas: Vec<Quota>,
    /// Lower prices from a number of messages in a month on.
    #[serde(default)]
    pub tiers: Vec<VolumeTier>,
}

/// Why a rate card may not come into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RateCardFault {
    /// A paid category lacks its line for everywhere else.
    #[error("the rate card has no line for {} in market *", .0.name())]
    NoDefault(Category),
    /// Two lines speak of the same category and market.
    #[error("the rate card has two lines for {} in market {}", .0.name(), .1.code())]
    Twice(Category, Market),
    /// A price below zero.
    #[error("the rate card has a price below zero for {} in market {}", .0.name(), .1.code())]
    Negative(Category, Market),
    /// Free messages twice, or of a category that is free anyway.
    #[error("the rate card gives free messages of {} twice, or they are free anyway", .0.name())]
    BadQuota(Category),
    /// A volume tier of a category that has none, below its first message, or that does not lower the price.
    #[error("the volume tier of the rate card for {} in market {} from message {} on is wrong: only \
        utility and authentication have tiers, and each must be lower than the one before", .0.name(), .1.code(), .2)]
    BadTier(Category, Market, u64),
}

impl RateCard {
    /// The card of a new installation: euro, one market, utility and authentication 0.01,
    /// marketing 0.05, service free.
    pub fn standard(valid_from: Timestamp) -> Self {
        let line =
            |category, micros| Rate { category, market: Market::ANY, micros: Micros(micros) };
        Self {
            version: 1,
            valid_from,
            currency: Currency::EUR,
            rates: vec![
                line(Category::Utility, 10_000),
                line(Category::Authentication, 10_000),
                line(Category::Marketing, 50_000),
                line(Category::Service, 0),
            ],
            quotas: Vec::new(),
            tiers: Vec::new(),
        }
    }

    /// The standard card with free messages in each month: 1,000 utility, 1,000 authentication, 100 marketing.
    pub fn pilot(valid_from: Timestamp) -> Self {
        let of = |category, messages| Quota { category, messages };
        let quotas = vec![
            of(Category::Utility, 1_000),
            of(Category::Authentication, 1_000),
            of(Category::Marketing, 100),
        ];
        Self { quotas, ..Self::standard(valid_from) }
    }

    /// Checks a card before it comes into force: a `*` line for each paid category, no two lines for
    /// one thing, no price below zero, tiers that only lower a price.
    pub fn validate(&self) -> Result<(), RateCardFault> {
        for category in [Category::Utility, Category::Authentication, Category::Marketing] {
            if self.line(category, Market::ANY).is_none() {
                return Err(RateCardFault::NoDefault(category));
            }
        }
        for (place, rate) in self.rates.iter().enumerate() {
            if rate.micros < Micros::ZERO {
                return Err(RateCardFault::Negative(rate.category, rate.market));
            }
            let same =
                |other: &Rate| (other.category, other.market) == (rate.category, rate.market);
            if self.rates.iter().take(place).any(same) {
                return Err(RateCardFault::Twice(rate.category, rate.market));
            }
        }
        self.check_quotas()?;
        self.check_tiers()
    }

    /// The price of one message, pinned when it is accepted. Service messages are free, and so are
    /// utility templates inside an open window; otherwise the line of the market counts, else the
    /// `*` line. A card that lacks both ([`RateCard::validate`] lets none pass) charges its dearest
    /// line: a gap must show as a complaint, not as lost revenue.
    pub fn price(&self, category: Category, market: Market, window_open: bool) -> Price {
        let free = category == Category::Service || (category == Category::Utility && window_open);
        if free {
            let kind = PriceKind::FreeCustomerService;
            return Price { category, kind, micros: Micros::ZERO, surcharge: Micros::ZERO };
        }
        let micros = self
            .line(category, market)
            .or_else(|| self.line(category, Market::ANY))
            .or_else(|| self.rates.iter().map(|rate| rate.micros).max())
            .unwrap_or(Micros::ZERO)
            .max(Micros::ZERO);
        Price { category, kind: PriceKind::Regular, micros, surcharge: Micros::ZERO }
    }

    fn line(&self, category: Category, market: Market) -> Option<Micros> {
        let fits = |rate: &&Rate| rate.category == category && rate.market == market;
        self.rates.iter().find(fits).map(|rate| rate.micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> RateCard {
        let mut card = RateCard::standard(Timestamp(0));
        let market = Market::parse("DE").unwrap();
        card.rates.push(Rate { category: Category::Utility, market, micros: Micros(45_600) });
        card
    }

    fn micros(category: Category, market: &str, window_open: bool) -> i64 {
        card().price(category, Market::parse(market).unwrap(), window_open).micros.0
    }

    #[test]
    fn the_market_comes_before_everywhere_else() {
        assert_eq!(micros(Category::Utility, "DE", false), 45_600);
        assert_eq!(micros(Category::Utility, "FR", false), 10_000);
        assert_eq!(micros(Category::Utility, "*", false), 10_000);
        assert_eq!(micros(Category::Marketing, "DE", false), 50_000);
    }

    #[test]
    fn service_is_free_and_utility_inside_an_open_window() {
        assert_eq!(micros(Category::Service, "DE", false), 0);
        assert_eq!(micros(Category::Utility, "DE", true), 0);
        assert_eq!(micros(Category::Marketing, "DE", true), 50_000);
        assert_eq!(micros(Category::Authentication, "DE", true), 10_000);
        let free = card().price(Category::Utility, Market::ANY, true);
        assert_eq!(free.kind, PriceKind::FreeCustomerService);
        assert_eq!(card().price(Category::Utility, Market::ANY, false).kind, PriceKind::Regular);
    }

    #[test]
    fn a_card_needs_a_line_for_everywhere_and_no_line_twice() {
        assert_eq!(card().validate(), Ok(()));
        let mut gap = card();
        gap.rates.retain(|rate| rate.category != Category::Marketing);
        assert_eq!(gap.validate(), Err(RateCardFault::NoDefault(Category::Marketing)));
        assert_eq!(gap.price(Category::Marketing, Market::ANY, false).micros, Micros(45_600));
        let mut twice = card();
        twice.rates.extend(card().rates.last().copied());
        let market = Market::parse("DE").unwrap();
        assert_eq!(twice.validate(), Err(RateCardFault::Twice(Category::Utility, market)));
        let mut negative = card();
        negative.rates[0].micros = Micros(-1);
        assert_eq!(
            negative.validate(),
            Err(RateCardFault::Negative(Category::Utility, Market::ANY))
        );
    }
}
