//! Lists of others, as far as their prices were found in public places.

use super::{ListedPrice, PriceList, Trust};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;

/// One row of [`TABLE`]: market, currency, micro-units for marketing, utility and authentication (0: not found), source,
/// date and kind.
type Line = (&'static str, &'static str, [i64; 3], &'static str, &'static str, Trust);

/// Prices of one delivered template in the WhatsApp Business Platform.
const TABLE: [Line; 7] = [
    ("DE", "EUR", [113_100, 45_600, 45_600], "hello-charles.com", "2025", Trust::Secondary),
    ("IN", "INR", [863_100, 115_000, 115_000], "whats91.com", "2026-01", Trust::Secondary),
    (
        "AR",
        "USD",
        [77_300, 32_500, 32_500],
        "wappbiz, table of a reseller",
        "2026-01",
        Trust::Reseller,
    ),
    (
        "BR",
        "USD",
        [78_200, 8_500, 8_500],
        "wappbiz, table of a reseller",
        "2026-01",
        Trust::Reseller,
    ),
    ("NL", "USD", [159_700, 0, 0], "formbeep", "2026-04", Trust::Secondary),
    ("CO", "USD", [15_700, 800, 800], "wappbiz and formbeep", "2026-04", Trust::Reseller),
    (
        "AL",
        "USD",
        [86_000, 21_200, 21_200],
        "aircall, without its fee of 20 %",
        "2025-12",
        Trust::Reseller,
    ),
];

/// What public sources say about the prices of the WhatsApp Business Platform. No line is Meta's own list, which changes
/// every quarter and has discounts by volume; an operator who has it makes a [`PriceList`] of it.
pub fn whatsapp() -> PriceList {
    let categories = [Category::Marketing, Category::Utility, Category::Authentication];
    let prices = TABLE.iter().flat_map(|(market, currency, micros, source, as_of, trust)| {
        let market = Market::parse(market).unwrap_or(Market::ANY);
        let currency = Currency::parse(currency).unwrap_or(Currency::EUR);
        let listed = move |(category, micros): (Category, i64)| ListedPrice {
            category,
            market,
            price: Micros(micros),
            currency,
            source: (*source).to_owned(),
            as_of: (*as_of).to_owned(),
            trust: *trust,
        };
        let known = categories.into_iter().zip(*micros).filter(|(_, micros)| *micros > 0);
        known.map(listed)
    });
    PriceList {
        name: "WhatsApp Business Platform".to_owned(),
        collected: "2026-11".to_owned(),
        remark: "Prices of delivered templates from public secondary sources, without discounts by volume and \
                 without free utility templates inside the window."
            .to_owned(),
        prices: prices.collect(),
    }
}
