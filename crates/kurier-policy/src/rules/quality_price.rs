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
    pub fn price(&self, card: Price, quality: Quality, falling: bool) -> Price {
        let base = card.micros;
        match quality {
            _ if card.category != Category::Marketing => card,
            Quality::Green => Price { micros: percent(base, self.green_percent.min(100)), ..card },
            Quality::Yellow | Quality::Red if falling => {
                let surcharge = percent(base, self.falling_percent);
                Price { micros: Micros(base.0.saturating_add(surcharge.0)), surcharge, ..card }
            }
            _ => card,
        }
    }

    /// What a report adds to a message: as much again as the operator earned with it.
    pub fn reported(&self, of: Price) -> Micros {
        if of.category != Category::Marketing {
            return Micros::ZERO;
        }
        percent(Micros(of.micros.0.saturating_sub(of.surcharge.0)), self.reported_percent)
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
        let (kind, micros) = (PriceKind::Regular, Micros(micros));
        Price { category, kind, micros, surcharge: Micros::ZERO }
    }

    fn of(quality: Quality, falling: bool) -> (i64, i64) {
        let split = RULE.price(card(Category::Marketing, 50_000), quality, falling);
        (split.micros.0, split.surcharge.0)
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
            assert_eq!((split.micros, split.surcharge), (Micros(10_000), Micros::ZERO));
        }
    }

    #[test]
    fn a_reported_message_costs_double() {
        let green = RULE.price(card(Category::Marketing, 50_000), Quality::Green, false);
        assert_eq!(RULE.reported(green), Micros(45_000));
        let falling = RULE.price(card(Category::Marketing, 50_000), Quality::Yellow, true);
        assert_eq!(RULE.reported(falling), Micros(50_000));
        assert_eq!(RULE.reported(card(Category::Utility, 10_000)), Micros::ZERO);
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
            prop_assert!(split.micros.0 - split.surcharge.0 <= micros);
            prop_assert!(split.surcharge >= Micros::ZERO && split.micros >= Micros::ZERO);
        }
    }
}
