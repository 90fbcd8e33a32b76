//! `conversation_analytics`: conversations that began, and what messages cost. A conversation is a day of messages of one
//! category to one person, from the first that was delivered.

use super::pricing::{CATEGORIES, categories, category_name, kinds};
use super::{Args, Asked, amount};
use crate::error::WireError;
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::tally::{Apart, Count, Measure};
use kurier_policy::time::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const REGULAR: &str = "REGULAR";
const FREE: &str = "FREE_TIER";
const BY_BUSINESS: &str = "BUSINESS_INITIATED";
const BY_USER: &str = "USER_INITIATED";

pub(super) fn read(asked: &mut Asked, args: &Args<'_>) -> Result<(), WireError> {
    asked.ask.measures = vec![Measure::Conversation, Measure::Delivered];
    asked.metrics = args
        .known("metric_types", &["CONVERSATION", "COST", "UNKNOWN"])?
        .unwrap_or_else(|| vec!["CONVERSATION".to_owned(), "COST".to_owned()]);
    let dimensions = [
        "CONVERSATION_CATEGORY",
        "CONVERSATION_DIRECTION",
        "CONVERSATION_TYPE",
        "COUNTRY",
        "PHONE",
        "UNKNOWN",
    ];
    asked.dimensions = args.known("dimensions", &dimensions)?.unwrap_or_default();
    asked.ask.categories = args.known("conversation_categories", &CATEGORIES)?.map(categories);
    if let Some(directions) =
        args.known("conversation_directions", &[BY_BUSINESS, BY_USER, "UNKNOWN"])?
    {
        let is_wanted =
            |category: &Category| directions.iter().any(|one| one == direction(*category));
        let mut categories = asked.ask.categories.take().unwrap_or_else(|| ALL.to_vec());
        categories.retain(is_wanted);
        asked.ask.categories = Some(categories);
    }
    let types =
        args.known("conversation_types", &[REGULAR, FREE, "FREE_ENTRY_POINT", "UNKNOWN"])?;
    asked.ask.kinds = types.map(|types| kinds(&types, FREE));
    asked.ask.apart = Apart {
        sender: asked.is_apart("PHONE"),
        market: asked.is_apart("COUNTRY"),
        category: asked.is_apart("CONVERSATION_CATEGORY")
            || asked.is_apart("CONVERSATION_DIRECTION"),
        kind: asked.is_apart("CONVERSATION_TYPE"),
        template: false,
    };
    Ok(())
}

const ALL: [Category; 4] =
    [Category::Service, Category::Utility, Category::Authentication, Category::Marketing];

fn direction(category: Category) -> &'static str {
    if category == Category::Service { BY_USER } else { BY_BUSINESS }
}

/// What a point is told with beside its numbers.
type Told = Vec<(&'static str, String)>;

fn told(asked: &Asked, count: &Count) -> Told {
    let mut told = Vec::new();
    if asked.is_apart("PHONE") {
        told.push(("phone_number", asked.account.number(count.sender).to_owned()));
    }
    if let Some(market) = count.market {
        told.push(("country", market.code().to_owned()));
    }
    if let Some(kind) = count.kind {
        let name = if kind == PriceKind::Regular { REGULAR } else { FREE };
        told.push(("conversation_type", name.to_owned()));
    }
    if let Some(category) = count.category {
        if asked.is_apart("CONVERSATION_DIRECTION") {
            told.push(("conversation_direction", direction(category).to_owned()));
        }
        if asked.is_apart("CONVERSATION_CATEGORY") {
            told.push(("conversation_category", category_name(category).to_owned()));
        }
    }
    told
}

pub(super) fn answer(asked: &Asked, counts: &[Count]) -> Value {
    let mut points: BTreeMap<(Timestamp, Told), (i64, i64)> = BTreeMap::new();
    for count in counts {
        let point = points.entry((count.at, told(asked, count))).or_default();
        match count.measure {
            Measure::Conversation => point.0 = point.0.saturating_add(count.count),
            _ => point.1 = point.1.saturating_add(count.micros.0),
        }
    }
    let points = points.into_iter().map(|((at, told), (conversations, micros))| {
        let mut point = Map::new();
        point.insert("start".to_owned(), at.seconds().into());
        point.insert("end".to_owned(), asked.span.granularity.next(at).seconds().into());
        if asked.tells("CONVERSATION") {
            point.insert("conversation".to_owned(), conversations.into());
        }
        point.extend(told.into_iter().map(|(name, value)| (name.to_owned(), value.into())));
        if asked.tells("COST") {
            point.insert("cost".to_owned(), amount(micros));
        }
        Value::Object(point)
    });
    json!({ "data": [{ "data_points": points.collect::<Vec<_>>() }] })
}
