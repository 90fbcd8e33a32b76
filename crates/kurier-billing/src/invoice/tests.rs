use super::*;
use crate::party::{Address, Contact, Country, Endpoint};
use crate::vat::Rate;
use proptest::prelude::*;

pub(crate) fn party(name: &str, country: &str, vat_id: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: Address {
            street: "Lange Straße 1".to_owned(),
            extra: String::new(),
            postcode: "26122".to_owned(),
            city: "Oldenburg".to_owned(),
            country: Country::parse(country).unwrap(),
        },
        vat_id: vat_id.parse().ok(),
        tax_number: None,
        register: None,
        contact: Some(Contact {
            name: "Buchhaltung".to_owned(),
            phone: "+49 441 123456".to_owned(),
            email: "bill@kurier.example".to_owned(),
        }),
        endpoint: Endpoint::email("bill@kurier.example"),
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn line(quantity: u32, micros: i64) -> Line {
    let item = Item::Messages { category: Category::Marketing, market: Market::ANY };
    Line { item, quantity, unit_price: Micros(micros) }
}

fn draft(lines: Vec<Line>) -> Draft {
    Draft {
        number: "2026-000017".parse().unwrap(),
        issued: day("2026-11-01"),
        due: Some(day("2026-11-15")),
        period: Some(Period { from: day("2026-10-01"), to: day("2026-10-31") }),
        currency: Currency::EUR,
        language: Language::De,
        kind: Kind::Invoice,
        seller: party("Kurier-Betrieb GmbH", "DE", "DE136695976"),
        buyer: party("Bäckerei Süß & Söhne OHG", "DE", ""),
        buyer_reference: "04011000-1234512345-06".to_owned(),
        lines,
        allowances: Vec::new(),
        vat: Vat::Standard(Rate::STANDARD_DE),
        payment: Payment::Online,
        paid: Cents::ZERO,
        notes: Vec::new(),
    }
}

#[test]
fn a_line_is_rounded_once_and_the_rest_is_told() {
    let invoice = draft(vec![line(333, 45_600), line(7, 113_100)]).close().unwrap();
    let nets: Vec<Cents> = invoice.lines().map(|(_, net)| net).collect();
    assert_eq!(nets, [Cents(1_518), Cents(79)]);
    let totals = invoice.totals();
    assert_eq!((totals.net, totals.vat, totals.gross), (Cents(1_597), Cents(303), Cents(1_900)));
    assert_eq!(totals.rounding, Micros(4_800 + 1_700));
}

#[test]
fn a_statement_owes_nothing_and_names_what_paid_it() {
    let advance = |number: &str, used| Advance {
        invoice: Reference { number: number.parse().unwrap(), issued: day("2026-10-02") },
        used: Micros(used),
    };
    let advances = vec![advance("2026-000001", 10_000_000), advance("2026-000002", 5_184_800)];
    let kind = Kind::Statement(advances);
    let invoice = Draft { kind, due: None, ..draft(vec![line(333, 45_600)]) }.close().unwrap();
    let totals = invoice.totals();
    assert_eq!((totals.due, totals.paid), (Cents::ZERO, totals.gross));
    let sum =
        |of: fn(&Deduction<'_>) -> Cents| Cents::sum(invoice.deductions().map(|one| of(&one)));
    assert_eq!(sum(|one| one.net), Some(totals.net));
    assert_eq!(sum(|one| one.vat), Some(totals.vat));
    let none = Draft { kind: Kind::Statement(Vec::new()), ..draft(vec![line(1, 1)]) };
    assert_eq!(none.close().err(), Some(Fault::Advances));
}

#[test]
fn an_advance_bears_its_tax_and_a_credit_note_is_its_mirror() {
    let mut advance = draft(Vec::new()).advance(Cents(10_000)).unwrap();
    advance.paid = Cents(11_900);
    advance.due = None;
    let invoice = advance.close().unwrap();
    assert_eq!((invoice.totals().gross, invoice.totals().due), (Cents(11_900), Cents::ZERO));
    let number: Number = "CN-2026-000001".parse().unwrap();
    let credit = invoice.cancelled_by(number.clone(), day("2026-11-02"), "Widerruf").unwrap();
    let credit = credit.close().unwrap();
    assert_eq!(credit.totals().gross, invoice.totals().gross);
    assert_eq!(credit.draft().kind, Kind::Credit(invoice.reference()));
    assert_eq!(credit.cancelled_by(number, day("2026-11-03"), "again"), None);
}

#[test]
fn a_kept_document_reads_back_as_the_same() {
    let used = Micros(1);
    let invoice = Reference { number: "2026-000001".parse().unwrap(), issued: day("2026-10-02") };
    for kind in [Kind::Invoice, Kind::Statement(vec![Advance { invoice, used }])] {
        let invoice = Draft { kind, ..draft(vec![line(10, 50_000)]) }.close().unwrap();
        let text = serde_json::to_string(&invoice).unwrap();
        assert_eq!(serde_json::from_str::<Invoice>(&text).unwrap(), invoice);
    }
}

#[test]
fn what_an_office_would_send_back_is_refused() {
    let fault = |change: fn(&mut Draft)| {
        let mut draft = draft(vec![line(10, 50_000)]);
        change(&mut draft);
        draft.close().err()
    };
    let missing = |party, field| Some(Fault::Missing { party, field });
    assert_eq!(fault(|_| ()), None);
    assert_eq!(fault(|draft| draft.lines.clear()), Some(Fault::Lines));
    assert_eq!(fault(|draft| draft.lines[0].quantity = 0), Some(Fault::Line(1)));
    assert_eq!(fault(|draft| draft.lines[0].unit_price = Micros(-1)), Some(Fault::Line(1)));
    assert_eq!(fault(|draft| draft.lines[0].unit_price = Micros(i64::MAX)), Some(Fault::Overflow));
    assert_eq!(fault(|draft| draft.due = None), Some(Fault::NoDueDate));
    assert_eq!(
        fault(|draft| draft.due = Some(day("2026-10-31"))),
        Some(Fault::Dates("date to pay by"))
    );
    assert_eq!(fault(|draft| draft.paid = Cents(61)), Some(Fault::Paid));
    assert_eq!(fault(|draft| draft.paid = Cents(-1)), Some(Fault::Paid));
    assert_eq!(fault(|draft| draft.vat = Vat::ReverseCharge), Some(Fault::ReverseCharge));
    assert_eq!(fault(|draft| draft.vat = Vat::Standard(Rate::ZERO)), Some(Fault::Rate));
    assert_eq!(fault(|draft| draft.seller.vat_id = None), Some(Fault::SellerUnknown));
    assert_eq!(
        fault(|draft| draft.currency = Currency::parse("JPY").unwrap()),
        Some(Fault::Currency)
    );
    assert_eq!(
        fault(|draft| draft.buyer.name = "\u{202E}\u{7}".to_owned()),
        missing("buyer", "name")
    );
    assert_eq!(fault(|draft| draft.buyer_reference.clear()), missing("buyer", "reference"));
    assert_eq!(fault(|draft| draft.seller.contact = None), missing("seller", "contact"));
    let reason = "Kulanz".to_owned();
    let allowance = |amount| vec![Allowance { reason: "Kulanz".to_owned(), amount: Cents(amount) }];
    for amount in [0, -1, 51] {
        let allowances = allowance(amount);
        let draft = Draft { allowances, ..draft(vec![line(10, 50_000)]) };
        assert_eq!(draft.close().err(), Some(Fault::Allowances), "{reason} {amount}");
    }
}

#[test]
fn tax_shifts_only_between_registered_businesses_of_two_countries() {
    let austrian = party("Wiener Backstube", "AT", "ATU12345678");
    let german = party("Kurier-Betrieb GmbH", "DE", "DE136695976");
    let rate = Rate::STANDARD_DE;
    assert_eq!(Vat::usual(&german, &austrian, rate), Some(Vat::ReverseCharge));
    assert_eq!(Vat::usual(&german, &party("x", "AT", ""), rate), Some(Vat::Standard(rate)));
    assert_eq!(Vat::usual(&german, &german, rate), Some(Vat::Standard(rate)));
    assert_eq!(Vat::usual(&german, &party("x", "CH", ""), rate), None);
    let draft = Draft { vat: Vat::ReverseCharge, buyer: austrian, ..draft(vec![line(10, 50_000)]) };
    let totals = draft.close().unwrap().totals();
    assert_eq!((totals.vat, totals.gross), (Cents::ZERO, Cents(50)));
}

proptest! {
    #[test]
    fn sums_agree_to_the_last_cent(
        lines in proptest::collection::vec((1..=u32::MAX, 0..1_000_000_000_i64), 1..30),
        rate in 1..10_000_u16, discount in 0..1_000_i64,
    ) {
        let lines: Vec<Line> = lines.into_iter().map(|(quantity, price)| line(quantity, price)).collect();
        let exact: i128 = lines.iter().map(|line| i128::from(line.exact().unwrap().0)).sum();
        let count = i64::try_from(lines.len()).unwrap();
        let mut draft = draft(lines);
        draft.vat = Vat::Standard(Rate(rate));
        if discount > 0 {
            draft.allowances = vec![Allowance { reason: "Staffel".to_owned(), amount: Cents(discount) }];
        }
        let Ok(invoice) = draft.close() else { return Ok(()) };
        let totals = invoice.totals();
        prop_assert_eq!(Cents::sum(invoice.lines().map(|(_, net)| net)), Some(totals.lines));
        prop_assert_eq!(totals.lines.0 - totals.allowances.0, totals.net.0);
        prop_assert_eq!(totals.net.0 + totals.vat.0, totals.gross.0);
        prop_assert_eq!(totals.gross.0 - totals.paid.0, totals.due.0);
        prop_assert_eq!(i128::from(totals.lines.0) * 10_000 + i128::from(totals.rounding.0), exact);
        prop_assert!(totals.rounding.0.abs() <= 5_000 * count);
        let off = i128::from(totals.vat.0) * 10_000 - i128::from(totals.net.0) * i128::from(rate);
        prop_assert!(off.abs() <= 5_000);
    }
}
