//! What a month's messages would have cost by another price list. An honest comparison names its source, its date and
//! its kind, invents no rate of exchange, and says which messages it could not compare.

use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use serde::{Deserialize, Serialize};

mod lists;
pub use lists::whatsapp;

/// How far a price may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// The seller's own list.
    Official,
    /// Somebody who writes about it.
    Secondary,
    /// Somebody who sells it on: may hold a mark-up.
    Reseller,
    /// Computed from others.
    Derived,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPrice {
    /// Category.
    pub category: Category,
    /// Market.
    pub market: Market,
    /// Price of one message.
    pub price: Micros,
    /// In which currency; lists are mixed.
    pub currency: Currency,
    /// Where it was read.
    pub source: String,
    /// As of when, as the source says it: `2025`, `2026-01`.
    pub as_of: String,
    /// What kind of source that is.
    pub trust: Trust,
}

/// A dated list of prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    /// Whose.
    pub name: String,
    /// When it was put together.
    pub collected: String,
    /// What its reader must know.
    pub remark: String,
    /// The lines.
    pub prices: Vec<ListedPrice>,
}

/// What was sent in a month, of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Category; service messages are free on both sides and left out.
    pub category: Category,
    /// Market.
    pub market: Market,
    /// Delivered and charged messages.
    pub messages: u64,
    /// What they cost here, exactly.
    pub cost: Micros,
}

/// Messages of one kind on both lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What was sent.
    pub usage: Usage,
    /// The line that it is compared with.
    pub listed: ListedPrice,
    /// What they would have cost, exactly.
    pub theirs: Micros,
}

/// Both sums, over the rows of one currency of the other list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Currency of `theirs`.
    pub currency: Currency,
    /// Messages in it.
    pub messages: u64,
    /// What they cost here, in our currency.
    pub ours: Micros,
    /// What they would have cost, in that currency.
    pub theirs: Micros,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What could be compared.
    pub rows: Vec<Row>,
    /// Both sums, one entry per currency of the other list, ours first.
    pub sums: Vec<Sums>,
    /// What the other list has no line for.
    pub without: Vec<Usage>,
}

/// The sums do not fit 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount does not fit 64 bits")]
pub struct Overflow;

/// Compares a month with a list. `ours` is the currency of the month's costs. If a list has several lines for one thing,
/// the first counts.
pub fn compare(usage: &[Usage], ours: Currency, list: &PriceList) -> Result<Comparison, Overflow> {
    let mut comparison = Comparison { rows: Vec::new(), sums: Vec::new(), without: Vec::new() };
    let paid = usage.iter().filter(|one| one.category != Category::Service && one.messages > 0);
    for one in paid {
        let same = |line: &&ListedPrice| (line.category, line.market) == (one.category, one.market);
        let Some(listed) = list.prices.iter().find(same) else {
            comparison.without.push(*one);
            continue;
        };
        let messages = i64::try_from(one.messages).map_err(|_| Overflow)?;
        let theirs = listed.price.0.checked_mul(messages).map(Micros).ok_or(Overflow)?;
        add(&mut comparison.sums, one, listed.currency, theirs).ok_or(Overflow)?;
        comparison.rows.push(Row { usage: *one, listed: listed.clone(), theirs });
    }
    comparison.sums.sort_by_key(|sums| (sums.currency != ours, sums.currency));
    Ok(comparison)
}

fn add(all: &mut Vec<Sums>, usage: &Usage, currency: Currency, theirs: Micros) -> Option<()> {
    let place = all.iter().position(|sums| sums.currency == currency).unwrap_or(all.len());
    if place == all.len() {
        all.push(Sums { currency, messages: 0, ours: Micros::ZERO, theirs: Micros::ZERO });
    }
    let sums = all.get_mut(place)?;
    sums.messages = sums.messages.checked_add(usage.messages)?;
    sums.ours = sums.ours.checked_add(usage.cost)?;
    sums.theirs = sums.theirs.checked_add(theirs)?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usage(category: Category, market: &str, messages: u64, micros: i64) -> Usage {
        Usage { category, market: Market::parse(market).unwrap(), messages, cost: Micros(micros) }
    }

    #[test]
    fn a_month_is_compared_line_by_line() {
        let month = [
            usage(Category::Marketing, "DE", 1_000, 50_000_000),
            usage(Category::Utility, "DE", 3, 30_000),
            usage(Category::Marketing, "IN", 10, 500_000),
            usage(Category::Marketing, "FR", 7, 350_000),
            usage(Category::Service, "DE", 99, 0),
        ];
        let result = compare(&month, Currency::EUR, &whatsapp()).unwrap();
        let eur = result.sums[0];
        assert_eq!((eur.currency, eur.messages), (Currency::EUR, 1_003));
        assert_eq!((eur.ours, eur.theirs), (Micros(50_030_000), Micros(113_100_000 + 3 * 45_600)));
        assert_eq!(result.sums[1].currency.code(), "INR");
        assert_eq!(result.sums[1].theirs, Micros(8_631_000));
        assert_eq!(result.without, [month[3]]);
        assert_eq!(result.rows.len(), 3);
    }

    #[test]
    fn every_listed_price_says_where_and_when_it_was_read() {
        let list = whatsapp();
        for line in &list.prices {
            assert!(!line.source.is_empty() && line.as_of.starts_with("202"), "{line:?}");
            assert!(line.price > Micros::ZERO && line.price < Micros(1_000_000), "{line:?}");
            let same = |other: &&ListedPrice| {
                (other.category, other.market) == (line.category, line.market)
            };
            assert_eq!(list.prices.iter().filter(same).count(), 1, "{line:?}");
        }
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_rows(
            counts in proptest::collection::vec((0..1_000_000_u64, 0..1_000_000_000_i64), 0..7)
        ) {
            let markets = ["DE", "IN", "AR", "BR", "NL", "CO", "AL"];
            let month: Vec<Usage> = counts
                .iter()
                .zip(markets)
                .map(|((count, cost), market)| usage(Category::Marketing, market, *count, *cost))
                .collect();
            let result = compare(&month, Currency::EUR, &whatsapp()).unwrap();
            let theirs: i64 = result.rows.iter().map(|row| row.theirs.0).sum();
            prop_assert_eq!(result.sums.iter().map(|sums| sums.theirs.0).sum::<i64>(), theirs);
            let ours: i64 = result.rows.iter().map(|row| row.usage.cost.0).sum();
            prop_assert_eq!(result.sums.iter().map(|sums| sums.ours.0).sum::<i64>(), ours);
        }
    }
}
