//! Numbers about messages.

use super::operation::{Api, Operation};
use super::shape::{
    id, list, number, object, only, open, some, such_as, told, truth, whole, words,
};
use serde_json::{Value, json};

const AREA: &str = "Analytics";

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::post("/{business}", "changeBusiness", "Switches numbers about templates on.")
            .says("They are on from the beginning.")
            .body(open(&[("is_enabled_for_insights", truth())]))
            .answers("They are on.", object(&[("id", id())])),
        span(
            Operation::get("/{business}/analytics", "countMessages", "Messages sent and delivered."),
            &["HALF_HOUR", "DAY", "MONTH"],
        )
        .says(
            "The same is told by `GET /{business}?fields=analytics.start(…).end(…).granularity(DAY)`.",
        )
        .query("phone_numbers", "Of these senders, as a JSON list.", words_of("[\"16505550111\"]"))
        .query("country_codes", "To these countries, as a JSON list.", words_of("[\"DE\"]"))
        .query(
            "product_types",
            "0: made from templates; 2: written freely.",
            words_of("[0,2]"),
        )
        .answers("The numbers.", object(&[("data", list(messaging()))])),
        dimensions(span(
            Operation::get(
                "/{business}/conversation_analytics",
                "countConversations",
                "Conversations that began, and what was spent.",
            ),
            &["HALF_HOUR", "DAILY", "MONTHLY"],
        ))
        .answers("The numbers.", conversations()),
        dimensions(span(
            Operation::get(
                "/{business}/pricing_analytics",
                "countPrices",
                "Delivered messages and what they cost.",
            ),
            &["HALF_HOUR", "DAILY", "MONTHLY"],
        ))
        .answers("The numbers.", pricing()),
        span(
            Operation::get(
                "/{business}/template_analytics",
                "countTemplates",
                "What became of the messages of templates, day by day.",
            ),
            &["DAILY"],
        )
        .need("template_ids", "One to ten templates, as a JSON list.", words_of("[1234567890123]"))
        .query(
            "metric_types",
            "Some of SENT, DELIVERED, READ, CLICKED, COST; by itself the first four.",
            words_of("SENT,READ"),
        )
        .answers("The numbers.", templates()),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn words_of(example: &str) -> Value {
    such_as(super::shape::text(), &[json!(example)])
}

fn moment() -> Value {
    such_as(told(whole(), "Unix time in seconds."), &[json!(1_700_000_000)])
}

fn span(operation: Operation, granularities: &[&str]) -> Operation {
    operation
        .need(
            "start",
            "The first moment; brought back to the begin of its stretch of UTC.",
            moment(),
        )
        .need("end", "The moment after the last; brought on to the end of its stretch.", moment())
        .need("granularity", "What is counted together.", words(granularities))
}

fn dimensions(operation: Operation) -> Operation {
    operation
        .query("dimensions", "What is told apart, as a JSON list.", words_of("[\"PHONE\"]"))
        .query("metric_types", "What is told, as a JSON list.", words_of("[\"COST\"]"))
        .query("phone_numbers", "Of these senders, as a JSON list.", words_of("[\"16505550111\"]"))
        .query("country_codes", "To these countries, as a JSON list.", words_of("[\"DE\"]"))
}

fn points(members: &[(&str, Value)]) -> Value {
    let mut all = vec![("start", whole()), ("end", whole())];
    all.extend_from_slice(members);
    list(object(&all))
}

/// One row of points.
fn data(members: &[(&str, Value)]) -> Value {
    let row = object(&[("data_points", points(members))]);
    object(&[("data", some(row, 1, 1))])
}

pub(super) fn messaging() -> Value {
    object(&[
        ("phone_numbers?", list(super::shape::text())),
        ("country_codes?", list(super::shape::text())),
        ("granularity?", words(&["HALF_HOUR", "DAY", "MONTH"])),
        ("data_points?", points(&[("sent", whole()), ("delivered", whole())])),
    ])
}

fn categories() -> Value {
    words(&["SERVICE", "UTILITY", "AUTHENTICATION", "MARKETING"])
}

pub(super) fn conversations() -> Value {
    data(&[
        ("conversation?", whole()),
        ("cost?", number()),
        ("phone_number?", super::shape::text()),
        ("country?", super::shape::text()),
        ("conversation_type?", words(&["REGULAR", "FREE_TIER"])),
        ("conversation_direction?", words(&["BUSINESS_INITIATED", "USER_INITIATED"])),
        ("conversation_category?", categories()),
    ])
}

pub(super) fn pricing() -> Value {
    data(&[
        ("volume?", whole()),
        ("cost?", number()),
        ("phone_number?", super::shape::text()),
        ("country?", super::shape::text()),
        ("pricing_type?", words(&["REGULAR", "FREE_CUSTOMER_SERVICE"])),
        ("pricing_category?", categories()),
    ])
}

pub(super) fn templates() -> Value {
    let tap = object(&[
        ("type", only("quick_reply_button")),
        ("button_content", super::shape::text()),
        ("count", whole()),
    ]);
    let cost =
        object(&[("type", words(&["amount_spent", "cost_per_delivered"])), ("value", number())]);
    let row = object(&[
        ("granularity", only("DAILY")),
        ("product_type", only("cloud_api")),
        (
            "data_points",
            points(&[
                ("template_id", id()),
                ("sent?", whole()),
                ("delivered?", whole()),
                ("read?", whole()),
                ("clicked?", list(tap)),
                ("cost?", list(cost)),
            ]),
        ),
    ]);
    object(&[("data", some(row, 1, 1))])
}
