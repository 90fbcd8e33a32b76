//! `pricing_analytics`: delivered messages and what they cost.

use super::{Args, Asked, amount};
use crate::error::WireError;
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::tally::{Apart, Count, Measure};
use serde_json::{Map, Value, json};

/// The categories of the Cloud API. Those that Kurier does not have hold nothing.
pub(super) const CATEGORIES: [&str; 9] = [
    "AUTHENTICATION",
    "AUTHENTICATION_INTERNATIONAL",
    "GENERAL_PURPOSE_AI",
    "MARKETING",
    "MARKETING_LITE",
    "REFERRAL_CONVERSION",
    "SERVICE",
    "UTILITY",
    "UNKNOWN",
];
const FREE: &str = "FREE_CUSTOMER_SERVICE";
const TYPES: [&str; 3] = ["REGULAR", FREE, "FREE_ENTRY_POINT"];
/// There is one tier, so that nothing is told apart by it.
const DIMENSIONS: [&str; 5] = ["COUNTRY", "PHONE", "PRICING_CATEGORY", "PRICING_TYPE", "TIER"];

pub(super) fn category_name(category: Category) -> &'static str {
    match category {
        Category::Service => "SERVICE",
        Category::Utility => "UTILITY",
        Category::Authentication => "AUTHENTICATION",
        Category::Marketing => "MARKETING",
    }
}

#[expect(clippy::needless_pass_by_value, reason = "so that it can be mapped over")]
pub(super) fn categories(words: Vec<String>) -> Vec<Category> {
    let all = [Category::Service, Category::Utility, Category::Authentication, Category::Marketing];
    all.into_iter().filter(|one| words.iter().any(|word| word == category_name(*one))).collect()
}

/// Kinds of price by name; `free` is what the free kind is called here.
pub(super) fn kinds(words: &[String], free: &str) -> Vec<PriceKind> {
    let named = [
        (PriceKind::Regular, "REGULAR"),
        (PriceKind::FreeCustomerService, free),
        (PriceKind::FreeQuota, free),
    ];
    let is_wanted = |name: &str| words.iter().any(|word| word == name);
    named.into_iter().filter(|(_, name)| is_wanted(name)).map(|(kind, _)| kind).collect()
}

pub(super) fn read(asked: &mut Asked, args: &Args<'_>) -> Result<(), WireError> {
    asked.ask.measures = vec![Measure::Delivered];
    asked.metrics = args
        .known("metric_types", &["COST", "VOLUME"])?
        .unwrap_or_else(|| vec!["COST".to_owned(), "VOLUME".to_owned()]);
    asked.dimensions = args.known("dimensions", &DIMENSIONS)?.unwrap_or_default();
    asked.ask.categories = args.known("pricing_categories", &CATEGORIES)?.map(categories);
    asked.ask.kinds = args.known("pricing_types", &TYPES)?.map(|types| kinds(&types, FREE));
    asked.ask.apart = Apart {
        sender: asked.is_apart("PHONE"),
        market: asked.is_apart("COUNTRY"),
        category: asked.is_apart("PRICING_CATEGORY"),
        kind: asked.is_apart("PRICING_TYPE"),
        template: false,
    };
    Ok(())
}

pub(super) fn answer(asked: &Asked, counts: &[Count]) -> Value {
    let points: Vec<Value> = counts.iter().map(|count| point(asked, count)).collect();
    json!({ "data": [{ "data_points": points }] })
}

fn point(asked: &Asked, count: &Count) -> Value {
    let mut point = Map::new();
    let mut put = |name: &str, value: Value| point.insert(name.to_owned(), value);
    put("start", count.at.seconds().into());
    put("end", asked.span.granularity.next(count.at).seconds().into());
    if let Some(market) = count.market {
        put("country", market.code().into());
    }
    if asked.is_apart("PHONE") {
        put("phone_number", asked.account.number(count.sender).into());
    }
    if let Some(kind) = count.kind {
        put("pricing_type", if kind == PriceKind::Regular { "REGULAR" } else { FREE }.into());
    }
    if let Some(category) = count.category {
        put("pricing_category", category_name(category).into());
    }
    if asked.tells("VOLUME") {
        put("volume", count.count.into());
    }
    if asked.tells("COST") {
        put("cost", amount(count.micros.0));
    }
    Value::Object(point)
}
