//! Documents, what stands on them, and payments by bank statement.

use super::operation::{Api, Operation};
use super::shape::{
    always, at_most, between, bytes, filled, id, list, maybe, object, open, text, truth, whole,
    words,
};
use serde_json::{Value, json};

pub(super) fn operations() -> Vec<Operation> {
    own().into_iter().chain(console()).chain(public()).collect()
}

fn own() -> Vec<Operation> {
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let all = vec![
        Operation::get("/kurier/v1/billing/invoices", "listInvoices", "Documents of the business, 50 on a page.")
            .query("kind", "Invoices of months and notes about them, invoices of money paid in, or credit notes of what went back of it.", words(&["months", "advances", "returns"]))
            .query("after", "`next` of the page before.", text())
            .answers("A page of them.", page()),
        Operation::get("/kurier/v1/billing/invoices/{invoice}", "showInvoice", "One document: its lines and sums.")
            .says("It is written once, when the month is closed or when both sides' details are known, and never changes.")
            .answers("The document.", invoice()),
        Operation::get("/kurier/v1/billing/invoices/{invoice}/{form}", "downloadInvoice", "One document as a file.")
            .answers("The file.", bytes()),
        Operation::post("/kurier/v1/billing/checkouts", "beginCheckout", "A page of the payment provider on which the business pays in.")
            .says("The money is there when the provider says so; it has an invoice of its own.")
            .body(object(&[("amount_cents", between(100, 99_999_999))]))
            .answers("The page.", object(&[("id", text()), ("url", text())]))
            .refuses(&[131_016]),
        Operation::get("/kurier/v1/billing/details", "showBillingDetails", "What stands on the invoices of the business.")
            .says("`payment_reference` is what a bank transfer must bear to be found.")
            .answers("The details.", buyer_answer()),
        Operation::post("/kurier/v1/billing/details", "setBillingDetails", "Sets what stands on invoices from now on.")
            .body(buyer())
            .answers("The details as they are kept.", buyer_answer()),
        Operation::get("/kurier/v1/billing/comparison", "comparePrices", "What a closed month would have cost on the platform that Kurier replaces.")
            .says("Each price names where and when it was read. Currencies are not converted; what the other list does not know stands apart.")
            .query("month", "Such as 2026-11; the last closed one without it.", text())
            .answers("Both sides, line by line.", comparison()),
    ];
    let with_whose = |it: Operation| it.query("business", whose, id()).refuses(&[131_009]);
    all.into_iter().map(|it| with_whose(it).of(Api::Kurier, "Billing")).collect()
}

fn console() -> Vec<Operation> {
    let of_business = "/console/v1/businesses/{business}/billing-details";
    let row = object(&[
        ("line", whole()),
        (
            "outcome",
            words(&[
                "booked",
                "known",
                "unknown",
                "details_missing",
                "other_currency",
                "announced",
            ]),
        ),
        ("amount_cents", whole()),
        ("currency", text()),
        ("business", maybe(id())),
        ("invoice", maybe(text())),
        ("from", text()),
        ("text", text()),
    ]);
    let imported =
        object(&[("booked", whole()), ("known", whole()), ("open", whole()), ("rows", list(row))]);
    let all = vec![
        Operation::get("/console/v1/billing/invoices", "listAllInvoices", "Documents in the order of their numbers.")
            .query("business", "Of one business.", id())
            .query("kind", "Invoices of months and notes about them, invoices of money paid in, or credit notes of what went back of it.", words(&["months", "advances", "returns"]))
            .query("after", "`next` of the page before.", text())
            .query("limit", "Most rows.", between(1, 200))
            .answers("A page of them.", page())
            .faults(&[400, 401, 503]),
        Operation::get("/console/v1/billing/invoices/{invoice}", "showAnyInvoice", "One document of any business.")
            .answers("The document.", invoice())
            .faults(&[401, 404, 409, 422, 503]),
        Operation::get("/console/v1/billing/invoices/{invoice}/{form}", "downloadAnyInvoice", "The same as a file.")
            .answers("The file.", bytes())
            .faults(&[401, 404, 409, 422, 503]),
        Operation::get("/console/v1/billing/details", "showSeller", "What the operator is on invoices.")
            .answers("The details.", seller_answer())
            .faults(&[401, 409, 503]),
        Operation::post("/console/v1/billing/details", "setSeller", "Sets what the operator is on invoices from now on.")
            .body(seller())
            .answers("The details as they are kept.", seller_answer())
            .faults(&[400, 401, 422, 503]),
        Operation::get(of_business, "showBuyer", "What stands on the invoices of a business.")
            .answers("The details.", buyer_answer())
            .faults(&[401, 404, 409, 503]),
        Operation::post(of_business, "setBuyer", "Sets them; the operator alone says why somebody is charged no tax.")
            .body(buyer())
            .answers("The details as they are kept.", buyer_answer())
            .faults(&[400, 401, 404, 422, 503]),
        Operation::post("/console/v1/billing/bank-statements", "importBankStatement", "Books what came by bank transfer, each movement once.")
            .says("CAMT.053 (001.02 or 001.08), at most 16 MiB. A file with a fault books nothing; what bears no reference of a business is listed.")
            .content("application/xml", json!({ "type": "string" }))
            .answers("What became of each movement.", imported)
            .faults(&[400, 401, 409, 413, 422, 503]),
    ];
    all.into_iter().chain(back()).map(|it| it.of(Api::Console, "Console")).collect()
}

/// What goes back, and what is nobody's.
fn back() -> Vec<Operation> {
    let refund = object(&[
        ("reference", text()),
        ("state", words(&["asked", "gone", "kept", "undone"])),
        ("amount_cents", whole()),
        ("is_dispute", truth()),
        ("is_booked", truth()),
    ]);
    let why = ["unknown_business", "other_currency", "details_missing"];
    let stray = object(&[
        ("number", whole()),
        ("channel", text()),
        ("payment", text()),
        ("amount_micros", whole()),
        ("currency", text()),
        ("why", words(&why)),
        ("said", text()),
        ("at", whole()),
        ("business", maybe(id())),
        ("went_back_micros", whole()),
    ]);
    vec![
        Operation::post("/console/v1/billing/refunds", "refundPayment", "Gives a payment back over its provider, all or a part.")
            .says("It leaves the balance before the provider is asked, and comes again if it refuses or fails. The same reference is the same refund.")
            .body(object(&[
                ("payment", filled(140)),
                ("amount_cents", between(1, 99_999_999)),
                ("reference", filled(140)),
            ]))
            .answers("How it stands.", refund.clone())
            .faults(&[400, 401, 404, 409, 422, 502, 503]),
        Operation::get("/console/v1/billing/refunds", "listRefunds", "How the refunds and disputes of a payment stand.")
            .query("payment", "The provider's name of the payment.", text())
            .answers("All of them, at most a thousand.", object(&[("data", list(refund))]))
            .faults(&[400, 401, 409, 503]),
        Operation::get("/console/v1/billing/strays", "listStrayPayments", "Payments that a provider told and that could not be booked, the oldest first.")
            .says("`business` says whose it is since the operator placed it.")
            .query("after", "`next` of the page before.", whole())
            .query("limit", "Most rows.", between(1, 100))
            .answers("A page of them.", object(&[("data", list(stray)), ("next", maybe(whole()))]))
            .faults(&[400, 401, 503]),
        Operation::post("/console/v1/billing/strays", "placeStrayPayment", "Books such a payment for a business.")
            .body(object(&[("payment", filled(140)), ("business", id())]))
            .answers("It is booked.", object(&[("booked", always(true))]))
            .faults(&[400, 401, 404, 409, 422, 503]),
    ]
}

fn public() -> Vec<Operation> {
    let quality = object(&[
        ("green_percent", whole()),
        ("falling_percent", whole()),
        ("reported_percent", whole()),
    ]);
    let all = object(&[
        ("card", super::billing::prices()),
        ("quality_price", maybe(quality)),
        ("example", comparison()),
    ]);
    let received = object(&[("received", always(true))]);
    let both = vec![
        Operation::post("/payments/stripe", "hearStripe", "What Stripe tells of payments, signed in `Stripe-Signature`.")
            .says("Each is booked once, in whatever order they come; what cannot be booked is kept for the operator.")
            .content("application/json", json!({ "type": "object" }))
            .answers("Heard.", received)
            .faults(&[400, 409, 413, 422, 502, 503]),
        Operation::get(
            "/prices.json",
            "readPrices",
            "What a message costs here, and an example beside another platform.",
        )
        .answers("Both.", all)
        .faults(&[404, 503]),
        Operation::get("/prices", "showPricePage", "The same as a page.")
            .answers("The page.", json!({ "type": "string", "contentMediaType": "text/html" }))
            .faults(&[404, 503]),
    ];
    both.into_iter().map(|it| it.of(Api::Open, "Billing")).collect()
}

/// Members that both sides have.
fn address() -> Vec<(&'static str, Value)> {
    vec![
        ("name", filled(200)),
        ("street", filled(200)),
        ("extra?", at_most(200)),
        ("postcode", filled(200)),
        ("city", filled(200)),
        ("country", json!({ "type": "string", "pattern": "^[A-Z]{2}$" })),
        ("vat_id?", maybe(text())),
        ("email", filled(200)),
        ("exempt?", maybe(at_most(200))),
    ]
}

fn buyer() -> Value {
    let more = [("reference?", at_most(200)), ("language?", words(&["de", "en"]))];
    open(&[address(), more.to_vec()].concat())
}

fn buyer_answer() -> Value {
    let more = [
        ("reference?", text()),
        ("language?", words(&["de", "en"])),
        ("payment_reference", maybe(text())),
    ];
    open(&[address(), more.to_vec()].concat())
}

fn seller() -> Value {
    let more = [
        ("contact", filled(200)),
        ("phone", filled(200)),
        ("iban", filled(40)),
        ("bic?", maybe(text())),
        ("tax_number?", maybe(text())),
        ("register?", maybe(text())),
        ("vat_rate?", between(0, 9_999)),
        ("pay_within_days?", between(1, 90)),
    ];
    open(&[address(), more.to_vec()].concat())
}

fn seller_answer() -> Value {
    seller()
}

fn page() -> Value {
    let one = object(&[
        ("number", text()),
        ("kind", words(&["month", "credit_note", "advance"])),
        ("business", id()),
        ("month", text()),
        ("date", maybe(text())),
        ("currency", text()),
        ("net_micros", whole()),
    ]);
    object(&[("data", list(one)), ("next", maybe(text()))])
}

fn invoice() -> Value {
    let line = object(&[
        ("text", text()),
        ("quantity", whole()),
        ("unit_micros", whole()),
        ("net_cents", whole()),
    ]);
    object(&[
        ("number", text()),
        ("kind", words(&["month", "credit_note", "advance"])),
        ("business", id()),
        ("date", text()),
        ("due_date", maybe(text())),
        ("issued_at", whole()),
        ("currency", text()),
        ("corrects", maybe(text())),
        ("seller", text()),
        ("buyer", text()),
        ("buyer_reference", text()),
        ("lines", list(line)),
        ("net_cents", whole()),
        ("vat_cents", whole()),
        ("gross_cents", whole()),
        ("paid_cents", whole()),
        ("due_cents", whole()),
        ("rounding_micros", whole()),
        ("notes", list(text())),
    ])
}

/// Both sides, as the comparison of a month and the page of prices tell them.
pub(super) fn comparison() -> Value {
    let sum = object(&[
        ("messages", whole()),
        ("here_micros", whole()),
        ("there_micros", whole()),
        ("there_currency", text()),
    ]);
    object(&[
        ("with", text()),
        ("collected", text()),
        ("remark", text()),
        ("currency", text()),
        ("rows", list(open(&[("there_micros", whole()), ("source", text()), ("as_of", text())]))),
        ("sums", list(sum)),
        ("without", list(open(&[("messages", whole())]))),
        ("month?", text()),
        ("total_micros?", whole()),
        ("discounts_micros?", whole()),
    ])
}
