//! Messages that cost nothing in each month of UTC, per category.

use super::{Category, Price, PriceKind, RateCard, RateCardFault};
use crate::money::Micros;
use serde::{Deserialize, Serialize};

/// How many messages of a category are free in each month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Of which category.
    pub category: Category,
    /// So many; one that fails before it is delivered gives its place back.
    pub messages: u32,
}

impl RateCard {
    /// Free messages of a category in a month.
    pub fn free_per_month(&self, category: Category) -> u32 {
        let of = self.quotas.iter().find(|quota| quota.category == category);
        of.map_or(0, |quota| quota.messages)
    }

    /// `price`, or nothing while fewer than the free messages of the month are used.
    pub fn after_quota(&self, price: Price, used: u32) -> Price {
        let is_free = price.micros > Micros::ZERO && used < self.free_per_month(price.category);
        if !is_free {
            return price;
        }
        let (kind, nothing) = (PriceKind::FreeQuota, Micros::ZERO);
        Price { kind, micros: nothing, surcharge: nothing, ..price }
    }

    pub(super) fn check_quotas(&self) -> Result<(), RateCardFault> {
        for (place, quota) in self.quotas.iter().enumerate() {
            let mut before = self.quotas.iter().take(place);
            let is_twice = before.any(|other| other.category == quota.category);
            if is_twice || quota.category == Category::Service {
                return Err(RateCardFault::BadQuota(quota.category));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Market;
    use crate::time::Timestamp;

    #[test]
    fn the_pilot_gives_free_messages_and_the_standard_card_none() {
        let (pilot, standard) = (RateCard::pilot(Timestamp(0)), RateCard::standard(Timestamp(0)));
        assert_eq!(pilot.validate(), Ok(()));
        assert_eq!(pilot.free_per_month(Category::Marketing), 100);
        assert_eq!(standard.free_per_month(Category::Marketing), 0);
        let price = pilot.price(Category::Marketing, Market::ANY, false);
        let free = pilot.after_quota(price, 99);
        assert_eq!((free.kind, free.micros), (PriceKind::FreeQuota, Micros::ZERO));
        assert_eq!(pilot.after_quota(price, 100), price);
        assert_eq!(standard.after_quota(price, 0), price);
    }

    #[test]
    fn what_is_free_anyway_uses_no_quota() {
        let pilot = RateCard::pilot(Timestamp(0));
        let free = pilot.price(Category::Utility, Market::ANY, true);
        assert_eq!(pilot.after_quota(free, 0).kind, PriceKind::FreeCustomerService);
    }

    #[test]
    fn a_quota_stands_once_and_never_for_service() {
        let mut card = RateCard::pilot(Timestamp(0));
        card.quotas.push(Quota { category: Category::Utility, messages: 1 });
        assert_eq!(card.validate(), Err(RateCardFault::BadQuota(Category::Utility)));
        card.quotas = vec![Quota { category: Category::Service, messages: 1 }];
        assert_eq!(card.validate(), Err(RateCardFault::BadQuota(Category::Service)));
    }
}
