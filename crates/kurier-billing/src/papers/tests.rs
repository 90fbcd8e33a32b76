//! Documents are the ledger's amounts.

use super::*;
use kurier_policy::ledger::TransferKind;
use kurier_policy::market::Market;
use kurier_policy::pricing::{Category, RateCard, VolumeTier};
use kurier_policy::statement::{CreditNote, Month, StatementLine, StatementNumber, close};
use proptest::prelude::*;

fn seller(rate: u16) -> Seller {
    let text = format!(
        r#"{{"name":"Nord GmbH","street":"Hafen 7","postcode":"26122","city":"Oldenburg","country":"DE",
        "vat_id":"DE136695976","contact":"Buchhaltung","phone":"+49 441 1","email":"r@kurier.example",
        "iban":"DE02120300000000202051","vat_rate":{rate}}}"#
    );
    Seller::parse(&text).unwrap()
}

fn buyer() -> Buyer {
    let text = r#"{"name":"Bäckerei","street":"Markt 2","postcode":"49074","city":"Osnabrück","country":"DE",
        "email":"e@baeckerei.example","language":"de"}"#;
    Buyer::parse(text).unwrap()
}

fn statement(lines: &[(i64, u64)], tier: Option<u64>) -> Statement {
    let (category, market) = (Category::Utility, Market::ANY);
    let lines: Vec<StatementLine> = lines
        .iter()
        .map(|(unit, messages)| StatementLine {
            category,
            market,
            unit: Micros(*unit),
            surcharge: Micros::ZERO,
            messages: *messages,
            amount: Micros(unit * i64::try_from(*messages).unwrap()),
        })
        .collect();
    let mut card = RateCard::standard(Timestamp(0));
    if let Some(from) = tier {
        card.tiers = vec![VolumeTier { category, market, from, micros: Micros(3_300) }];
    }
    let closing = close(&lines, &card).unwrap();
    Statement {
        number: StatementNumber { year: 2026, number: 17 },
        business: BusinessId(123_456_789_012_345),
        month: Month::parse("2026-10").unwrap(),
        closed_at: Timestamp::from_seconds(1_793_577_600),
        currency: Currency::EUR,
        rate_card: 1,
        after_transfer: 0,
        last_transfer: 9,
        lines,
        discounts: closing.discounts,
        rounding: closing.rounding,
        total: closing.total,
        credit: None,
    }
}

fn reference(number: &str) -> Reference {
    Reference { number: number.parse().unwrap(), issued: "2026-10-02".parse().unwrap() }
}

fn note(of: &Statement, micros: i64) -> Statement {
    let mut note = of.clone();
    note.number.number = 18;
    note.total = Micros(-micros);
    note.lines.clear();
    note.credit = Some(CreditNote {
        corrects: Some(of.number),
        kind: TransferKind::ReportReturn,
        transfer: 10,
        reason: "Meldung nicht bestätigt".to_owned(),
    });
    note
}

#[test]
fn a_month_paid_by_advances_leaves_nothing_to_pay() {
    let (seller, buyer) = (seller(1_900), buyer());
    let sides = Sides { seller: &seller, buyer: &buyer };
    let of = statement(&[(10_000, 300)], None);
    let by = vec![
        (reference("A-2026-000001"), Micros(1_000_000)),
        (reference("A-2026-000002"), Micros(2_000_000)),
    ];
    let covered = Covered { by, ..Covered::default() };
    let totals = sides.month(&of, &covered).unwrap().totals();
    assert_eq!((totals.net, totals.vat, totals.due), (Cents(300), Cents(57), Cents(0)));
}

#[test]
fn what_no_advance_covers_is_to_be_paid_with_its_tax() {
    let (seller, buyer) = (seller(1_900), buyer());
    let sides = Sides { seller: &seller, buyer: &buyer };
    let of = statement(&[(10_000, 300)], None);
    let by = vec![(reference("A-2026-000001"), Micros(1_000_000))];
    let covered = Covered { by, rest: Micros(2_000_000), owed: Micros(1_000_000) };
    let invoice = sides.month(&of, &covered).unwrap();
    let totals = invoice.totals();
    // 1.19 by the advance, 1.00 from the balance; owed are 1.19, and the tax on what left the balance.
    assert_eq!((totals.gross, totals.paid, totals.due), (Cents(357), Cents(219), Cents(138)));
    assert!(matches!(invoice.draft().payment, Payment::Transfer { .. }));
    assert!(invoice.draft().notes[0].contains("A-2026-000001"));
}

#[test]
fn a_month_without_messages_has_a_document_over_nothing() {
    let (seller, buyer) = (seller(1_900), buyer());
    let of = statement(&[], None);
    let invoice = Sides { seller: &seller, buyer: &buyer }.month(&of, &Covered::default()).unwrap();
    assert_eq!((invoice.totals().gross, invoice.draft().due), (Cents::ZERO, None));
}

#[test]
fn a_note_takes_the_sides_and_the_tax_of_its_invoice() {
    let (seller, buyer) = (seller(1_900), buyer());
    let of = statement(&[(10_000, 300)], None);
    let invoice = Sides { seller: &seller, buyer: &buyer }.month(&of, &Covered::default()).unwrap();
    let credit = credit(&note(&of, 50_000), &invoice).unwrap();
    assert!(credit.is_credit());
    assert_eq!((credit.totals().net, credit.totals().gross), (Cents(5), Cents(6)));
    assert_eq!(credit.draft().number.to_string(), "2026-000018");
    assert_eq!(super::credit(&note(&of, 1), &credit), Err(PaperFault::MonthOpen));
}

proptest! {
    #[test]
    fn a_document_is_the_amount_of_the_ledger(
        lines in proptest::collection::vec((0..200_000_i64, 1..100_000_u64), 0..9),
        tier in proptest::option::of(2..50_000_u64), rate in 1..3_000_u16, given in 1..9_000_000_i64,
        split in 0..=100_i64, owed in 0..=100_i64,
    ) {
        let (seller, buyer) = (seller(rate), buyer());
        let sides = Sides { seller: &seller, buyer: &buyer };
        let of = statement(&lines, tier);
        let covered = of.total.0 / 100 * split;
        let rest = of.total.0 - covered;
        let by = if covered > 0 { vec![(reference("A-2026-000001"), Micros(covered))] } else { Vec::new() };
        let covered = Covered { by, rest: Micros(rest), owed: Micros(rest / 100 * owed) };
        let invoice = sides.month(&of, &covered).unwrap();
        let totals = invoice.totals();
        prop_assert_eq!(totals.net.micros().unwrap(), of.total);
        prop_assert_eq!(totals.paid.0 + totals.due.0, totals.gross.0);
        let note = note(&of, given);
        let back = credit(&note, &invoice).unwrap().totals();
        prop_assert_eq!(back.net.micros().unwrap().0 + back.rounding.0, -note.total.0);
    }
}
