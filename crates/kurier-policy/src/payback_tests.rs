use super::*;
use proptest::prelude::*;

/// 100.00 and 19.00.
const WHOLE: Whole = Whole {
    number: StatementNumber { year: 2026, number: 1 },
    net: Micros(100_000_000),
    vat: Micros(19_000_000),
};

fn told(reason: &str, gross: i64, state: BackState) -> Back {
    Back {
        payment: "pi_1".to_owned(),
        reason: reason.to_owned(),
        gross: Micros(gross),
        currency: Currency::EUR,
        state,
        is_dispute: reason.starts_with("dispute"),
        at: Timestamp(0),
        booked: None,
    }
}

fn share(gross: Micros) -> Share {
    let vat = gross.0 * 19 / 119;
    Share { net: Micros(gross.0 - vat), vat: Micros(vat), untaxed: Micros::ZERO }
}

/// What the accounts hold: the balance, the tax, the loss; and what all documents say together, net.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    balance: i64,
    tax: i64,
    loss: i64,
    papers: i64,
}

/// Hears one, and books what is due, as the store does.
fn hear(lines: &mut Vec<Back>, held: &mut Held, one: &Back) {
    match lines.iter().position(|line| line.reason == one.reason) {
        Some(place) => lines[place] = lines[place].clone().after(one),
        None => lines.push(one.clone()),
    }
    for place in 0..lines.len() {
        let moved = match lines[place].due() {
            Due::Take => {
                let share = share(lines[place].gross);
                take(lines, place, share, Some(WHOLE), Micros(held.balance))
            }
            Due::Return => {
                let moved = give_again(lines, place);
                held.papers += invoice_again(lines, place).map_or(0, |said| said.0.0);
                moved
            }
            Due::Nothing | Due::Note => continue,
        };
        if lines[place].due() == Due::Note {
            let share = share(lines[place].gross);
            held.papers -= note(lines, place, share, WHOLE).map_or(0, |said| said.0.0);
        }
        for (kind, amount) in moved {
            match kind {
                TransferKind::Chargeback => held.balance -= amount.0,
                TransferKind::VatReturn => held.tax -= amount.0,
                TransferKind::ChargebackLoss => held.loss += amount.0,
                TransferKind::Payment => held.balance += amount.0,
                TransferKind::PaymentVat => held.tax += amount.0,
                TransferKind::LossReturn => held.loss -= amount.0,
                other => panic!("{other:?}"),
            }
        }
        assert!(held.balance >= 0 && held.tax >= 0 && held.loss >= 0, "{held:?}");
    }
}

fn events() -> Vec<Back> {
    vec![
        told("refund:re_1", 11_900_000, BackState::Gone),
        told("refund:re_2", 33_330_000, BackState::Gone),
        told("refund:re_2", 33_330_000, BackState::Undone),
        told("refund:re_3", 1_230_000, BackState::Gone),
        told("dispute:du_1", 119_000_000, BackState::Gone),
        told("dispute:du_1", 119_000_000, BackState::Undone),
        told("dispute:du_2", 60_000_000, BackState::Gone),
        told("dispute:du_2", 60_000_000, BackState::Kept),
    ]
}

fn booked(order: &[usize], spent: i64) -> Held {
    let (balance, papers) = (WHOLE.net.0 - spent, WHOLE.net.0);
    let mut held = Held { balance, tax: WHOLE.vat.0, loss: 0, papers };
    let (mut lines, events) = (Vec::new(), events());
    for place in order {
        hear(&mut lines, &mut held, &events[*place]);
    }
    held
}

#[test]
fn what_was_asked_for_waits_and_what_is_undone_stays_undone() {
    let mut lines = [told("refund:a", 100, BackState::Asked)];
    assert_eq!(lines[0].due(), Due::Nothing);
    lines[0] = lines[0].clone().after(&told("refund:a", 100, BackState::Undone));
    assert_eq!((lines[0].due(), lines[0].away()), (Due::Nothing, Micros::ZERO));
    lines[0] = lines[0].clone().after(&told("refund:a", 100, BackState::Gone));
    assert_eq!(lines[0].state, BackState::Undone);
}

#[test]
fn a_dispute_that_was_won_gives_nobody_more_than_it_took() {
    let spent = 100_000_000;
    let lost = booked(&[4], spent);
    assert_eq!(lost, Held { balance: 0, tax: 0, loss: 100_000_000, papers: 0 });
    let won = Held { balance: 0, tax: 19_000_000, loss: 0, papers: 100_000_000 };
    assert_eq!(booked(&[4, 5], spent), won);
}

#[test]
fn a_note_says_no_more_than_its_advance_still_has() {
    let mut lines = vec![
        told("refund:a", 59_500_000, BackState::Gone),
        told("d", 119_000_000, BackState::Gone),
    ];
    let there = Micros(100_000_000);
    for (place, net) in [(0, 50_000_000), (1, 50_000_000)] {
        let share = share(lines[place].gross);
        take(&mut lines, place, share, Some(WHOLE), there);
        assert_eq!(lines[place].due(), Due::Note);
        let said = note(&mut lines, place, share, WHOLE).unwrap();
        assert_eq!(said.0, Micros(net));
        assert_eq!(lines[place].due(), Due::Nothing);
    }
}

proptest! {
    #[test]
    fn any_order_and_any_repeat_books_the_same(
        order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle(),
        repeats in proptest::collection::vec((0..8_usize, 0..8_usize), 0..8),
        spent in prop_oneof![Just(0), 0..=100_000_000_i64]
    ) {
        let mut heard = order;
        for (at, which) in repeats {
            heard.insert(at, which);
        }
        let all: Vec<usize> = (0..8).collect();
        prop_assert_eq!(booked(&heard, spent), booked(&all, spent));
    }
}
