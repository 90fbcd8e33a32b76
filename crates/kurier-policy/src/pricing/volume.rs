//! Volume tiers: from a number of delivered messages in a month on, each further one costs less. Messages are
//! reserved and posted at the card's price, which is the most they can cost; what the tiers take off is given back
//! in one transfer when the month is closed. Source: Cloud API, volume tiers of utility and authentication.

use super::{Category, RateCard, RateCardFault};
use crate::market::Market;
use crate::money::Micros;
use serde::{Deserialize, Serialize};

/// A lower price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeTier {
    /// Utility or authentication.
    pub category: Category,
    /// In which market; `*` = those without tiers of their own, each counted by itself.
    pub market: Market,
    /// From this message of the month on, counted from one.
    pub from: u64,
    /// Price of one delivered message.
    pub micros: Micros,
}

/// Messages of one unit price that were delivered in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Volume {
    /// What one of them was posted at.
    pub unit: Micros,
    /// How many.
    pub messages: u64,
}

impl RateCard {
    /// What the tiers take off the messages of a category and market in one month. Messages beyond a tier's start are
    /// those of the highest unit prices: in doubt the business pays less. `None` = it does not fit 64 bits.
    pub fn tier_discount(
        &self,
        category: Category,
        market: Market,
        volumes: &[Volume],
    ) -> Option<Micros> {
        let own = self.tiers.iter().any(|it| it.category == category && it.market == market);
        let market = if own { market } else { Market::ANY };
        let mut tiers: Vec<_> =
            self.tiers.iter().filter(|it| it.category == category && it.market == market).collect();
        tiers.sort_unstable_by_key(|tier| tier.from);
        let mut volumes: Vec<_> = volumes.iter().filter(|it| it.unit > Micros::ZERO).collect();
        volumes.sort_unstable_by_key(|volume| volume.unit);
        let mut discount = 0_i128;
        // Messages before those looked at: the cheapest come first.
        let mut before = 0_u64;
        for volume in volumes {
            let end = before.checked_add(volume.messages)?;
            for (place, tier) in tiers.iter().enumerate() {
                let until = tiers
                    .get(place.checked_add(1)?)
                    .map_or(end, |next| next.from.saturating_sub(1));
                let first = before.max(tier.from.saturating_sub(1));
                let within = until.min(end).saturating_sub(first);
                let off = volume.unit.0.saturating_sub(tier.micros.0).max(0);
                discount =
                    discount.checked_add(i128::from(within).checked_mul(i128::from(off))?)?;
            }
            before = end;
        }
        i64::try_from(discount).ok().map(Micros)
    }

    pub(super) fn check_tiers(&self) -> Result<(), RateCardFault> {
        for tier in &self.tiers {
            let bad = RateCardFault::BadTier(tier.category, tier.market, tier.from);
            let has_tiers = matches!(tier.category, Category::Utility | Category::Authentication);
            if !has_tiers || tier.from < 2 || tier.micros < Micros::ZERO {
                return Err(bad);
            }
            let same = |other: &&VolumeTier| {
                (other.category, other.market) == (tier.category, tier.market)
            };
            let base = self.price(tier.category, tier.market, false).micros;
            let lower = self.tiers.iter().filter(same).filter(|other| other.from < tier.from);
            let before = lower.map(|other| other.micros).min().unwrap_or(base);
            let is_twice =
                self.tiers.iter().filter(same).filter(|other| other.from == tier.from).count() > 1;
            if is_twice || tier.micros >= before {
                return Err(bad);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    fn tier(from: u64, micros: i64) -> VolumeTier {
        let (category, market) = (Category::Utility, Market::ANY);
        VolumeTier { category, market, from, micros: Micros(micros) }
    }

    fn card(tiers: Vec<VolumeTier>) -> RateCard {
        RateCard { tiers, ..RateCard::standard(Timestamp(0)) }
    }

    fn discount(card: &RateCard, of: &[(i64, u64)]) -> i64 {
        let volumes: Vec<_> = of
            .iter()
            .map(|(unit, messages)| Volume { unit: Micros(*unit), messages: *messages })
            .collect();
        card.tier_discount(Category::Utility, Market::ANY, &volumes).unwrap().0
    }

    #[test]
    fn only_messages_from_the_tier_on_cost_less() {
        let card = card(vec![tier(101, 8_000), tier(201, 7_000)]);
        assert_eq!(card.validate(), Ok(()));
        assert_eq!(discount(&card, &[(10_000, 100)]), 0);
        assert_eq!(discount(&card, &[(10_000, 101)]), 2_000);
        assert_eq!(discount(&card, &[(10_000, 250)]), 100 * 2_000 + 50 * 3_000);
        assert_eq!(
            discount(&card, &[(0, 900), (10_000, 100)]),
            0,
            "what was free counts for nothing"
        );
        assert_eq!(discount(&card, &[(20_000, 100), (10_000, 100)]), 100 * 12_000);
    }

    #[test]
    fn tiers_lower_the_price_each_and_marketing_has_none() {
        for wrong in [tier(1, 8_000), tier(101, 10_000), tier(101, -1)] {
            assert!(card(vec![wrong]).validate().is_err(), "{wrong:?}");
        }
        assert!(card(vec![tier(101, 8_000), tier(201, 9_000)]).validate().is_err());
        assert!(card(vec![tier(101, 8_000), tier(101, 7_000)]).validate().is_err());
        let marketing = VolumeTier { category: Category::Marketing, ..tier(101, 8_000) };
        assert!(card(vec![marketing]).validate().is_err());
    }

    #[test]
    fn a_market_with_tiers_of_its_own_takes_those() {
        let market = Market::parse("DE").unwrap();
        let own = VolumeTier { market, ..tier(11, 1_000) };
        let card = card(vec![tier(2, 9_000), own]);
        let of = |market| {
            let volumes = [Volume { unit: Micros(10_000), messages: 20 }];
            card.tier_discount(Category::Utility, market, &volumes).unwrap().0
        };
        assert_eq!(of(market), 10 * 9_000);
        assert_eq!(of(Market::parse("FR").unwrap()), 19 * 1_000);
    }

    proptest! {
        #[test]
        fn a_discount_equals_the_sum_over_single_messages(
            messages in 0..400_u64, starts in proptest::collection::btree_set(2..300_u64, 0..5)
        ) {
            let tiers: Vec<_> = starts.iter().zip(1..).map(|(from, n)| tier(*from, 10_000 - n * 700)).collect();
            let card = card(tiers.clone());
            prop_assert_eq!(card.validate(), Ok(()));
            let each = |n: u64| tiers.iter().rev().find(|tier| n >= tier.from).map_or(0, |tier| 10_000 - tier.micros.0);
            let slow: i64 = (1..=messages).map(each).sum();
            prop_assert_eq!(discount(&card, &[(10_000, messages)]), slow);
            prop_assert!(slow <= 10_000 * i64::try_from(messages).unwrap());
        }
    }
}
