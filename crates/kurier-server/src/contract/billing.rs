//! What messages cost, what is there, what may be spent, and closed months.

use super::operation::{Api, Operation};
use super::shape::{
    any_of, between, filled, id, list, maybe, object, only, open, text, truth, whole, words,
};
use serde_json::Value;

const MOST: i64 = 1_000_000_000_000_000;

pub(super) fn operations() -> Vec<Operation> {
    own().into_iter().chain(console()).collect()
}

fn own() -> Vec<Operation> {
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let balance = object(&[
        ("currency", text()),
        ("prepaid_micros", whole()),
        ("reserved_micros", whole()),
        ("owed_micros", whole()),
        ("credit_limit_micros", whole()),
        ("available_micros", whole()),
    ]);
    let all = vec![
        Operation::get("/kurier/v1/billing/prices", "showPrices", "The prices in force.")
            .says("A message is reserved at this price when it is accepted, and never costs more. Volume tiers are given back when the month is closed.")
            .answers("The rate card.", prices()),
        Operation::get("/kurier/v1/billing/balance", "showBalance", "What the business has, what is reserved, and what it owes.")
            .answers("The balance, in micro-units.", balance),
        Operation::get("/kurier/v1/billing/limits", "showSpending", "How much may be spent, and how much is.")
            .says("Days and months are of UTC. Messages that cost nothing are never held up by money.")
            .answers("The limits, and the free messages of the month.", limits()),
        Operation::get("/kurier/v1/billing/statements", "listStatements", "Closed months and credit notes of the business, 50 on a page.")
            .query("after", "`next` of the page before.", text())
            .answers("A page of them.", page()),
    ];
    let with_whose = |it: Operation| it.query("business", whose, id()).refuses(&[131_009]);
    all.into_iter().map(|it| with_whose(it).of(Api::Kurier, "Billing")).collect()
}

fn console() -> Vec<Operation> {
    let close = object(&[("business", id()), ("month", text())]);
    let credit = object(&[
        ("business", id()),
        ("month", text()),
        ("kind", words(&["goodwill", "report_return"])),
        ("amount_micros", between(1, MOST)),
        ("reason", filled(140)),
        ("reference", filled(140)),
    ]);
    let channel = || words(&["stripe", "sepa", "manual"]);
    let paid = |event: &str, more: &[(&str, Value)]| {
        let members = [
            ("business", id()),
            ("channel", channel()),
            ("event", only(event)),
            ("amount_micros", between(1, MOST)),
            ("reference", filled(140)),
        ];
        object(&[&members[..], more].concat())
    };
    let payment = any_of(&[
        paid("confirmed", &[("vat_micros", between(0, MOST))]),
        paid("settled", &[]),
        paid("charged_back", &[]),
    ]);
    let terms = open(&[
        ("credit_limit_micros", maybe(between(0, MOST))),
        ("spend_per_day_micros", maybe(between(0, MOST))),
        ("spend_per_month_micros", maybe(between(0, MOST))),
        ("stopped", maybe(truth())),
    ]);
    let path = "/console/v1/businesses/{business}/terms";
    let all = vec![
        Operation::post("/console/v1/billing/close", "closeMonth", "Closes a month of a business: its statement gets the next number of the year.")
            .says("A month that is closed answers its record. Tiers, and what is less than a cent, are given back in the same step.")
            .body(close)
            .answers("The statement.", statement())
            .faults(&[400, 401, 404, 409, 422, 503]),
        Operation::get("/console/v1/billing/statements", "listAllStatements", "Closed months and credit notes, in the order of their numbers.")
            .query("business", "Of one business.", id())
            .query("after", "`next` of the page before.", text())
            .query("limit", "Most rows.", between(1, 200))
            .answers("A page of them.", page())
            .faults(&[400, 401, 503]),
        Operation::post("/console/v1/billing/credits", "giveCredit", "Gives money back with a note of its own, once for a reference.")
            .body(credit)
            .answers("The note.", statement())
            .faults(&[400, 401, 404, 409, 422, 503]),
        Operation::post("/console/v1/billing/payments", "tellPayment", "What a payment provider says: confirmed, settled by the bank, or taken back.")
            .says("`amount_micros` of a confirmed payment is without its tax. A payment that is taken back stops what costs money until `stopped` is lifted.")
            .body(payment)
            .answers("Booked, once for a reference.", open(&[]))
            .faults(&[400, 401, 404, 409, 422, 503]),
        Operation::get(path, "showTerms", "On which terms a business pays.")
            .answers("The terms, and what is spent of them.", limits())
            .faults(&[401, 404, 503]),
        Operation::post(path, "changeTerms", "Gives a business a credit line or spending limits; 0 lifts one, what is left out stays.")
            .body(terms)
            .answers("The terms as they are now.", limits())
            .faults(&[400, 401, 404, 422, 503]),
    ];
    all.into_iter().map(|it| it.of(Api::Console, "Console")).collect()
}

fn priced(more: &[(&str, Value)]) -> Value {
    object(&[&[("category", text())][..], more].concat())
}

pub(super) fn prices() -> Value {
    object(&[
        ("version", whole()),
        ("valid_from", whole()),
        ("currency", text()),
        ("rates", list(priced(&[("market", text()), ("micros", whole())]))),
        ("free_per_month", list(priced(&[("messages", whole())]))),
        ("tiers", list(priced(&[("market", text()), ("from", whole()), ("micros", whole())]))),
    ])
}

fn limits() -> Value {
    let spend = object(&[
        ("period", words(&["day", "month"])),
        ("limit_micros", whole()),
        ("spent_micros", whole()),
        ("left_micros", whole()),
        ("resets_at", whole()),
    ]);
    object(&[
        ("credit_limit_micros", whole()),
        ("stopped", truth()),
        ("spent_today_micros", whole()),
        ("spent_this_month_micros", whole()),
        ("limits", list(spend)),
        ("free_this_month", list(priced(&[("messages", whole()), ("used", whole())]))),
    ])
}

fn page() -> Value {
    object(&[("data", list(statement())), ("next", maybe(text()))])
}

fn statement() -> Value {
    let line = priced(&[
        ("market", text()),
        ("unit_micros", whole()),
        ("surcharge_micros", whole()),
        ("messages", whole()),
        ("amount_micros", whole()),
    ]);
    let credit = object(&[
        ("corrects", maybe(text())),
        ("kind", words(&["goodwill", "report_return"])),
        ("transfer", whole()),
        ("reason", text()),
    ]);
    object(&[
        ("number", text()),
        ("business", id()),
        ("month", text()),
        ("closed_at", whole()),
        ("currency", text()),
        ("rate_card", whole()),
        ("after_transfer", whole()),
        ("last_transfer", whole()),
        ("lines", list(line)),
        ("discounts", list(priced(&[("amount_micros", whole())]))),
        ("rounding_micros", whole()),
        ("total_micros", whole()),
        ("credit", maybe(credit)),
    ])
}
