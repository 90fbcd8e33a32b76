//! `analytics`: messages sent and delivered.

use super::{Args, Asked, fault};
use crate::error::WireError;
use kurier_policy::pricing::Category;
use kurier_policy::tally::{Count, Granularity, Measure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Messages made from templates.
const NOTIFICATIONS: &str = "0";
/// Free messages.
const SUPPORT: &str = "2";

pub(super) fn read(asked: &mut Asked, args: &Args<'_>) -> Result<(), WireError> {
    asked.ask.measures = vec![Measure::Sent, Measure::Delivered];
    let Some(products) = args.words("product_types")? else { return Ok(()) };
    let mut categories = Vec::new();
    for product in &products {
        match product.as_str() {
            NOTIFICATIONS => categories.extend([
                Category::Utility,
                Category::Authentication,
                Category::Marketing,
            ]),
            SUPPORT => categories.push(Category::Service),
            _ => return Err(fault("`product_types` may hold 0 and 2.")),
        }
    }
    asked.ask.categories = Some(categories);
    Ok(())
}

pub(super) fn answer(asked: &Asked, counts: &[Count]) -> Value {
    let mut points: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for count in counts {
        let point = points.entry(count.at).or_default();
        match count.measure {
            Measure::Sent => point.0 = count.count,
            _ => point.1 = count.count,
        }
    }
    let granularity = asked.span.granularity;
    let points = points.into_iter().map(|(at, (sent, delivered))| {
        json!({
            "start": at.seconds(),
            "end": granularity.next(at).seconds(),
            "sent": sent,
            "delivered": delivered,
        })
    });
    let wanted = asked.ask.senders.as_ref();
    let named =
        asked.account.senders.iter().filter(|(id, _)| wanted.is_none_or(|w| w.contains(id)));
    json!({
        "phone_numbers": named.map(|(_, number)| number.as_str()).collect::<Vec<_>>(),
        "country_codes": asked.countries,
        "granularity": match granularity {
            Granularity::HalfHour => "HALF_HOUR",
            Granularity::Day => "DAY",
            Granularity::Month => "MONTH",
        },
        "data_points": points.collect::<Vec<_>>(),
    })
}
