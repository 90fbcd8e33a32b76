//! Documents to test with.

use kurier_billing::cents::Cents;
use kurier_billing::day::Day;
use kurier_billing::invoice::{
    Advance, Allowance, Draft, Invoice, Item, Kind, Language, Line, Payment, Period, Reference,
};
use kurier_billing::party::{Address, Contact, Country, Endpoint, Party};
use kurier_billing::vat::{Rate, Vat};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn seller() -> Party {
    Party {
        name: "Kurier-Betrieb Nord GmbH".to_owned(),
        address: Address {
            street: "Hafenstraße 7".to_owned(),
            extra: "2. Obergeschoss".to_owned(),
            postcode: "26122".to_owned(),
            city: "Oldenburg".to_owned(),
            country: Country::DE,
        },
        vat_id: "DE136695976".parse().ok(),
        tax_number: Some("64/123/45678".to_owned()),
        register: Some("Amtsgericht Oldenburg HRB 1234".to_owned()),
        contact: Some(Contact {
            name: "Buchhaltung".to_owned(),
            phone: "+49 441 123456".to_owned(),
            email: "rechnung@kurier.example".to_owned(),
        }),
        endpoint: Endpoint::email("rechnung@kurier.example"),
    }
}

pub(crate) fn buyer(name: &str, country: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: Address {
            street: "Marktplatz 2 a".to_owned(),
            extra: String::new(),
            postcode: "49074".to_owned(),
            city: "Osnabrück".to_owned(),
            country: Country::parse(country).unwrap(),
        },
        vat_id: None,
        tax_number: None,
        register: None,
        contact: None,
        endpoint: Endpoint::email("eingang@baeckerei.example"),
    }
}

pub(crate) fn messages(category: Category, market: &str, quantity: u32, micros: i64) -> Line {
    let market = Market::parse(market).unwrap();
    let item = Item::Messages { category, market };
    Line { item, quantity, unit_price: Micros(micros) }
}

/// A postpaid month at a German bakery, with a discount.
pub(crate) fn usual() -> Draft {
    Draft {
        number: "2026-000017".parse().unwrap(),
        issued: day("2026-11-01"),
        due: Some(day("2026-11-15")),
        period: Some(Period { from: day("2026-10-01"), to: day("2026-10-31") }),
        currency: Currency::EUR,
        language: Language::De,
        kind: Kind::Invoice,
        seller: seller(),
        buyer: buyer("Bäckerei Süß & Söhne OHG", "DE"),
        buyer_reference: "04011000-1234512345-06".to_owned(),
        lines: vec![
            messages(Category::Utility, "DE", 12_345, 10_000),
            messages(Category::Utility, "AT", 333, 45_600),
            messages(Category::Marketing, "*", 1_801, 50_000),
        ],
        allowances: vec![Allowance { reason: "Mengenrabatt".to_owned(), amount: Cents(1_234) }],
        vat: Vat::Standard(Rate::STANDARD_DE),
        payment: Payment::Transfer {
            iban: "DE02 1203 0000 0000 2020 51".parse().unwrap(),
            bic: Some("BYLADEM1001".to_owned()),
            reference: "KU-10000-00000-00042-17".to_owned(),
        },
        paid: Cents(0),
        notes: vec!["Danke für Ihr Vertrauen.".to_owned()],
    }
}

/// A top-up of 100 €, paid on the network.
pub(crate) fn advance() -> Draft {
    let mut draft = Draft { payment: Payment::Online, ..usual() }.advance(Cents(10_000)).unwrap();
    draft.number = "2026-000016".parse().unwrap();
    draft.due = None;
    draft.period = Some(Period { from: day("2026-10-31"), to: day("2026-10-31") });
    draft.allowances.clear();
    draft.paid = Cents(11_900);
    draft
}

/// A month paid from two top-ups.
pub(crate) fn statement() -> Draft {
    let one = |number: &str, used| Advance {
        invoice: Reference { number: number.parse().unwrap(), issued: day("2026-10-02") },
        used: Micros(used),
    };
    let kind =
        Kind::Statement(vec![one("2026-000016", 100_000_000), one("2026-000015", 116_350_000)]);
    Draft { kind, due: None, payment: Payment::Balance, ..usual() }
}

/// An Austrian buyer who owes the tax.
pub(crate) fn reverse_charge() -> Draft {
    let mut buyer = buyer("Wiener Backstube KG", "AT");
    buyer.vat_id = "ATU12345678".parse().ok();
    Draft { buyer, vat: Vat::ReverseCharge, language: Language::En, ..usual() }
}

/// A seller below the threshold of § 19 UStG, without VAT id.
pub(crate) fn small_seller() -> Draft {
    let mut draft = usual();
    draft.seller.vat_id = None;
    draft.vat = Vat::Exempt("Kein Ausweis von Umsatzsteuer nach § 19 UStG".to_owned());
    draft
}

/// The usual invoice taken back.
pub(crate) fn credit() -> Draft {
    let number = "CN-2026-000001".parse().unwrap();
    let invoice = usual().close().unwrap();
    invoice.cancelled_by(number, day("2026-11-03"), "Doppelt berechnet").unwrap()
}

/// One of each kind, with a name for files.
pub(crate) fn all() -> Vec<(&'static str, Invoice)> {
    let zero = Draft { vat: Vat::Zero, ..usual() };
    [
        ("invoice", usual()),
        ("advance", advance()),
        ("statement", statement()),
        ("credit-note", credit()),
        ("reverse-charge", reverse_charge()),
        ("small-seller", small_seller()),
        ("zero-rated", zero),
    ]
    .into_iter()
    .map(|(name, draft)| (name, draft.close().unwrap()))
    .collect()
}
