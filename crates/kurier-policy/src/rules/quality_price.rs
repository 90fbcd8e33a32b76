//! What marketing costs by how it is liked (rule A13): less for those whom people like, more for those who begin to
//! annoy. What is more than the rate card's price is no income of the operator: it goes to the account `commons`.

use crate::money::Micros;
use crate::pricing::{Category, Price};
use crate::template::quality::Quality;
use serde::{Deserialize, Serialize};

/// By how much the price changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityPriceRule {
    /// Percent of the price for a green business.
    pub green_percent: u8,
    /// Percent on top for one that fell to yellow, or red.
    pub falling_percent: u8,
    /// Percent of its price that a reported message costs on top.
    pub reported_percent: u8,
}

/// What one message costs, and to whom it goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Split {
    /// All that the business pays.
    pub price: Micros,
    /// Of this, what goes to `commons`.
    pub surcharge: Micros,
}

impl QualityPriceRule {
    /// × 0.9 green, × 1.5 falling, × 2 reported.
    pub const DEFAULT: Self =
        Self { green_percent: 90, falling_percent: 50, reported_percent: 100 };

    /// Whether spam costs less than by `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.falling_percent < other.falling_percent
            || self.reported_percent < other.reported_percent
    }

    /// The price of a message of a business of that quality; `falling` = it was better before.
    pub fn price(&self, card: Price, quality: Quality, falling: bool) -> Split {
        let base = card.micros;
        if card.category != Category::Marketing {
            return Split { price: base, surcharge: Micros::ZERO };
        }
        match quality {
            Quality::Green => {
                let price = percent(base, self.green_percent.min(100));
                Split { price, surcharge: Micros::ZERO }
            }
            Quality::Yellow | Quality::Red if falling => {
                let surcharge = percent(base, self.falling_percent);
                Split { price: Micros(base.0.saturating_add(surcharge.0)), surcharge }
            }
            _ => Split { price: base, surcharge: Micros::ZERO },
        }
    }

    /// What a report adds to a marketing message that cost `price`, `surcharge` of it to `commons` already.
    pub fn reported(&self, price: Micros, surcharge: Micros) -> Micros {
        percent(Micros(price.0.saturating_sub(surcharge.0)), self.reported_percent)
    }
}

/// Rounded down: never more than was announced.
fn percent(of: Micros, percent: u8) -> Micros {
    Micros(of.0.max(0).saturating_mul(i64::from(percent)).div_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::PriceKind;
    use proptest::prelude::*;

    const RULE: QualityPriceRule = QualityPriceRule::DEFAULT;

    fn card(category: Category, micros: i64) -> Price {
        Price { category, kind: PriceKind::Regular, micros: Micros(micros) }
    }

    fn of(quality: Quality, falling: bool) -> (i64, i64) {
        let split = RULE.price(card(Category::Marketing, 50_000), quality, falling);
        (split.price.0, split.surcharge.0)
    }

    #[test]
    fn marketing_is_cheaper_when_liked_and_dearer_when_it_begins_to_annoy() {
        assert_eq!(of(Quality::Green, false), (45_000, 0));
        assert_eq!(of(Quality::Unknown, false), (50_000, 0));
        assert_eq!(of(Quality::Yellow, false), (50_000, 0), "it rises from red");
        assert_eq!(of(Quality::Yellow, true), (75_000, 25_000));
    }

    #[test]
    fn notices_cost_the_same_whoever_sends_them() {
        for category in [Category::Utility, Category::Authentication] {
            let split = RULE.price(card(category, 10_000), Quality::Yellow, true);
            assert_eq!((split.price, split.surcharge), (Micros(10_000), Micros::ZERO));
        }
    }

    #[test]
    fn a_reported_message_costs_double() {
        assert_eq!(RULE.reported(Micros(45_000), Micros::ZERO), Micros(45_000));
        assert_eq!(RULE.reported(Micros(75_000), Micros(25_000)), Micros(50_000));
    }

    proptest! {
        #[test]
        fn the_operator_never_earns_more_than_the_card_says(
            micros in 0..1_000_000_000_i64, quality in 0..4_u8, falling: bool, rule: [u8; 3],
        ) {
            let [green_percent, falling_percent, reported_percent] = rule;
            let rule = QualityPriceRule { green_percent, falling_percent, reported_percent };
            let quality = [Quality::Unknown, Quality::Green, Quality::Yellow, Quality::Red][usize::from(quality)];
            let split = rule.price(card(Category::Marketing, micros), quality, falling);
            prop_assert!(split.price.0 - split.surcharge.0 <= micros);
            prop_assert!(split.surcharge >= Micros::ZERO && split.price >= Micros::ZERO);
        }
    }
}
