use super::*;
use crate::fields;
use crate::params::Params;
use kurier_policy::market::Market;
use kurier_policy::money::Micros;
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::tally::{Granularity, Measure};
use kurier_policy::time::DAY_S;
use serde_json::json;

/// 2023-11-14T22:13:20Z.
const NOW: Timestamp = Timestamp(1_700_000_000_000_000);
/// 2023-11-14T00:00:00Z.
const TODAY: i64 = 1_699_920_000;

fn account() -> Account {
    let senders =
        vec![(SenderId(7), "16505550111".to_owned()), (SenderId(8), "4930901820".to_owned())];
    Account { business: BusinessId(1), senders }
}

fn read(field: &str) -> Result<Asked, WireError> {
    let params = Params::new();
    let field = fields::parse(field).unwrap().remove(0);
    let report = Report::named(&field.name).unwrap();
    Asked::read(report, &Args::of_field(&field, &params), account(), NOW)
}

fn count(measure: Measure, count: i64, micros: i64) -> Count {
    Count {
        at: Timestamp::from_seconds(TODAY),
        measure,
        sender: None,
        market: None,
        category: None,
        kind: None,
        template: None,
        label: String::new(),
        count,
        micros: Micros(micros),
    }
}

#[test]
fn a_question_is_read_as_clients_write_it() {
    let field = r#"pricing_analytics.start(1699999000).end(1700000000).granularity(DAILY).phone_numbers(["+1 650-555-0111"]).dimensions(["COUNTRY","PHONE"]).metric_types(["COST"]).pricing_types(["REGULAR"]).pricing_categories(["MARKETING"])"#;
    let asked = read(field).unwrap();
    let ask = asked.ask();
    assert_eq!(ask.senders, Some(vec![SenderId(7)]));
    assert_eq!((ask.from.seconds(), ask.until.seconds()), (TODAY, TODAY + DAY_S));
    assert_eq!(ask.kinds, Some(vec![PriceKind::Regular]));
    assert_eq!(ask.categories, Some(vec![Category::Marketing]));
    assert!(ask.apart.sender && ask.apart.market && !ask.apart.category);
    // Words without quotes, lists without brackets, empty lists, and what stands in the query instead.
    let params: Params = serde_json::from_value(json!({
        "start": TODAY, "end": "1700000000", "granularity": "daily", "template_ids": [5, "6"],
        "metric_types": "SENT, read",
    }))
    .unwrap();
    let asked = Asked::read(Report::Templates, &Args::of_edge(&params), account(), NOW).unwrap();
    assert_eq!(asked.templates(), [TemplateId(5), TemplateId(6)]);
    let empty = "conversation_analytics.start(1699999000).end(1700000000).granularity(MONTHLY).phone_numbers([]).country_codes().conversation_directions(USER_INITIATED)";
    let asked = read(empty).unwrap();
    assert_eq!((&asked.ask().senders, &asked.ask().markets), (&None, &None));
    assert_eq!(asked.ask().categories, Some(vec![Category::Service]));
    assert_eq!(asked.ask().granularity, Granularity::Month);
}

#[test]
fn what_is_asked_of_things_that_are_not_there_holds_nothing() {
    let field = "pricing_analytics.start(1699999000).end(1700000000).granularity(DAY).pricing_types([FREE_ENTRY_POINT]).pricing_categories([MARKETING_LITE])";
    let asked = read(field).unwrap();
    assert_eq!(asked.ask().kinds, Some(vec![]));
    assert_eq!(asked.ask().categories, Some(vec![]));
}

#[test]
fn bad_questions_are_refused_with_what_is_wrong() {
    let year = NOW.seconds() - 366 * DAY_S;
    let quarter = NOW.seconds() - 90 * DAY_S;
    for (field, says) in [
        ("analytics.end(5).granularity(DAY)".to_owned(), "`start`"),
        ("analytics.start(5).granularity(DAY)".to_owned(), "`end`"),
        ("analytics.start(1699999000).end(1700000000)".to_owned(), "`granularity`"),
        ("analytics.start(1699999000).end(1700000000).granularity(WEEK)".to_owned(), "MONTH"),
        ("analytics.start(x).end(1700000000).granularity(DAY)".to_owned(), "`start`"),
        ("analytics.start(1700000000).end(1700000000).granularity(DAY)".to_owned(), "later"),
        (format!("analytics.start({}).end(1700000000).granularity(DAY)", year - DAY_S), "366"),
        (
            format!("analytics.start({}).end(1700000000).granularity(HALF_HOUR)", quarter - 1),
            "90 days",
        ),
        (
            format!("template_analytics.start({}).end(1700000000).template_ids([1])", quarter - DAY_S),
            "90 days",
        ),
        ("template_analytics.start(1699999000).end(1700000000)".to_owned(), "template_ids"),
        (
            "template_analytics.start(1699999000).end(1700000000).template_ids([1,2,3,4,5,6,7,8,9,10,11])".to_owned(),
            "ten",
        ),
        (
            "analytics.start(1699999000).end(1700000000).granularity(DAY).phone_numbers([999])".to_owned(),
            "phone_numbers",
        ),
        (
            "analytics.start(1699999000).end(1700000000).granularity(DAY).country_codes([GER])".to_owned(),
            "country_codes",
        ),
        (
            "analytics.start(1699999000).end(1700000000).granularity(DAY).product_types([1])".to_owned(),
            "product_types",
        ),
        (
            "pricing_analytics.start(1699999000).end(1700000000).granularity(DAY).dimensions([AGE])".to_owned(),
            "dimensions",
        ),
    ] {
        let fault = read(&field).unwrap_err();
        assert_eq!((fault.http, fault.code), (400, 100), "{field}");
        assert!(fault.details.contains(says), "{field}: {}", fault.details);
    }
    let longest = format!("analytics.start({quarter}).end(1700000000).granularity(HALF_HOUR)");
    assert!(read(&longest).is_ok());
    assert!(read(&format!("analytics.start({year}).end(1700000000).granularity(MONTH)")).is_ok());
}

#[test]
fn messages_are_told_by_their_time() {
    let asked =
        read("analytics.start(1699999000).end(1700000000).granularity(DAY).country_codes([de])");
    let counts = [count(Measure::Sent, 5, 0), count(Measure::Delivered, 4, 90)];
    let want = json!({
        "phone_numbers": ["16505550111", "4930901820"], "country_codes": ["de"], "granularity": "DAY",
        "data_points": [{ "start": TODAY, "end": TODAY + DAY_S, "sent": 5, "delivered": 4 }],
    });
    assert_eq!(asked.unwrap().answer(&counts, NOW), want);
}

#[test]
fn prices_are_told_in_units_of_the_currency() {
    let asked = read("pricing_analytics.start(1699999000).end(1700000000).granularity(DAILY).dimensions([PHONE,COUNTRY,PRICING_TYPE,PRICING_CATEGORY])").unwrap();
    let delivered = Count {
        sender: Some(SenderId(8)),
        market: Market::parse("DE"),
        category: Some(Category::Utility),
        kind: Some(PriceKind::Regular),
        ..count(Measure::Delivered, 3, 136_800)
    };
    let want = json!({ "data": [{ "data_points": [{
        "start": TODAY, "end": TODAY + DAY_S, "phone_number": "4930901820", "country": "DE",
        "pricing_type": "REGULAR", "pricing_category": "UTILITY", "volume": 3, "cost": 0.1368,
    }] }] });
    assert_eq!(asked.answer(&[delivered], NOW), want);
    assert_eq!(amount(-1_500_000), json!(-1.5));
}

#[test]
fn categories_of_one_direction_are_told_together() {
    let asked = read("conversation_analytics.start(1699999000).end(1700000000).granularity(DAILY).dimensions([CONVERSATION_DIRECTION])").unwrap();
    let of = |category, one: Count| Count { category: Some(category), ..one };
    let counts = [
        of(Category::Service, count(Measure::Conversation, 1, 0)),
        of(Category::Utility, count(Measure::Conversation, 2, 0)),
        of(Category::Marketing, count(Measure::Conversation, 4, 0)),
        of(Category::Utility, count(Measure::Delivered, 9, 500_000)),
        of(Category::Marketing, count(Measure::Delivered, 9, 250_000)),
    ];
    let point = |direction: &str, conversations: i64, cost: f64| {
        json!({ "start": TODAY, "end": TODAY + DAY_S, "conversation": conversations,
            "conversation_direction": direction, "cost": cost })
    };
    let want = [point("BUSINESS_INITIATED", 6, 0.75), point("USER_INITIATED", 1, 0.0)];
    assert_eq!(asked.answer(&counts, NOW), json!({ "data": [{ "data_points": want }] }));
}

#[test]
fn every_day_of_a_template_is_told_and_none_to_come() {
    let start = TODAY - DAY_S;
    let field = format!(
        "template_analytics.start({}).end({}).granularity(DAILY).template_ids([5]).metric_types([SENT,CLICKED,COST])",
        start + 5,
        TODAY + 3 * DAY_S
    );
    let of = |one: Count| Count { template: Some(TemplateId(5)), ..one };
    let tap = Count { label: "Yes".to_owned(), ..of(count(Measure::Clicked, 2, 0)) };
    let counts = [of(count(Measure::Sent, 4, 0)), of(count(Measure::Delivered, 4, 40_000)), tap];
    let want = json!({ "data": [{
        "granularity": "DAILY", "product_type": "cloud_api", "data_points": [
            { "template_id": "5", "start": start, "end": TODAY, "sent": 0,
              "cost": [{ "type": "amount_spent", "value": 0.0 }] },
            { "template_id": "5", "start": TODAY, "end": TODAY + DAY_S, "sent": 4,
              "clicked": [{ "type": "quick_reply_button", "button_content": "Yes", "count": 2 }],
              "cost": [{ "type": "amount_spent", "value": 0.04 },
                       { "type": "cost_per_delivered", "value": 0.01 }] },
        ],
    }] });
    assert_eq!(read(&field).unwrap().answer(&counts, NOW), want);
}
