use super::*;
use proptest::prelude::*;

fn any_transfer() -> impl Strategy<Value = Transfer> {
    let categories = prop_oneof![
        Just(Category::Utility),
        Just(Category::Authentication),
        Just(Category::Marketing)
    ];
    let channels = prop_oneof![Just(Channel::Stripe), Just(Channel::Sepa), Just(Channel::Manual)];
    (0..TransferKind::ALL.len(), 1..4_i64, categories, channels, 1..=i64::MAX / 1_000).prop_map(
        |(kind, business, category, channel, micros)| {
            let (business, amount) = (BusinessId(business), Micros(micros));
            let (first_event, last_event) = (EventSeq(1), EventSeq(2));
            let covers = Coverage { business, category, messages: 2, first_event, last_event };
            match TransferKind::ALL[kind] {
                TransferKind::Reserve => {
                    Transfer::reserve(1, Timestamp(0), covers, amount, Currency::EUR)
                }
                TransferKind::Post => {
                    Transfer::post(1, Timestamp(0), covers, amount, Currency::EUR)
                }
                TransferKind::Void => {
                    Transfer::void(1, Timestamp(0), covers, amount, Currency::EUR)
                }
                TransferKind::Surcharge => Transfer {
                    kind: TransferKind::Surcharge,
                    credit: Account::Commons,
                    ..Transfer::post(1, Timestamp(0), covers, amount, Currency::EUR)
                },
                kind => {
                    let category = kind.has_category().then_some(category);
                    booking(kind, category, business, micros).over(channel)
                }
            }
        },
    )
}

proptest! {
    #[test]
    fn every_set_of_transfers_balances_to_zero(
        transfers in proptest::collection::vec(any_transfer(), 0..200)
    ) {
        let balances = balances(&transfers).unwrap();
        prop_assert_eq!(imbalance(&balances), Micros::ZERO);
    }

    #[test]
    fn the_order_of_transfers_does_not_matter(
        mut transfers in proptest::collection::vec(any_transfer(), 0..40)
    ) {
        let forwards = balances(&transfers);
        transfers.reverse();
        prop_assert_eq!(balances(&transfers), forwards);
    }
}

fn booking(
    kind: TransferKind,
    category: Option<Category>,
    business: BusinessId,
    micros: i64,
) -> Transfer {
    let (at, amount) = (Timestamp(0), Micros(micros));
    Transfer::booking(1, at, (kind, category), business, amount, Currency::EUR)
}

#[test]
fn what_annoying_people_costs_is_nobodys_income() {
    let business = BusinessId(1);
    let of = |kind, micros| booking(kind, None, business, micros);
    let all = [
        top_up(100),
        of(TransferKind::Bond, 40),
        of(TransferKind::Report, 10),
        of(TransferKind::BondReturn, 5),
        of(TransferKind::Forfeit, 35),
    ];
    let balances = balances(&all).unwrap();
    assert_eq!(balances[&Account::Commons], Micros(45));
    assert_eq!(balances[&Account::Bond(business)], Micros::ZERO);
    assert_eq!(balances[&Account::Prepaid(business)], Micros(55));
    assert!(!balances.keys().any(|account| matches!(account, Account::Revenue(_))));
}

fn top_up(micros: i64) -> Transfer {
    Transfer::top_up(7, Timestamp(0), BusinessId(1), Micros(micros), Currency::EUR)
}

#[test]
fn money_reserved_is_either_earned_or_comes_back() {
    let covers = |messages| Coverage {
        business: BusinessId(1),
        category: Category::Utility,
        messages,
        first_event: EventSeq(1),
        last_event: EventSeq(3),
    };
    let (at, eur) = (Timestamp(0), Currency::EUR);
    let balances = balances(&[
        top_up(100_000),
        Transfer::reserve(8, at, covers(3), Micros(30_000), eur),
        Transfer::post(9, at, covers(2), Micros(20_000), eur),
        Transfer::void(10, at, covers(1), Micros(10_000), eur),
    ])
    .unwrap();
    assert_eq!(balances[&Account::Prepaid(BusinessId(1))], Micros(80_000));
    assert_eq!(balances[&Account::Reserved(BusinessId(1))], Micros::ZERO);
    assert_eq!(balances[&Account::Revenue(Category::Utility)], Micros(20_000));
    assert_eq!(balances[&Account::Bank], Micros(-100_000));
}

#[test]
fn broken_transfers_are_named() {
    let zero = LedgerFault::NotPositive { id: 7, amount: Micros::ZERO };
    assert_eq!(balances(&[top_up(0)]), Err(zero));
    let mut wrong = top_up(5);
    wrong.credit = Account::Prepaid(BusinessId(2));
    assert_eq!(balances(&[wrong]), Err(LedgerFault::WrongAccounts { id: 7 }));
    let mut dollars = top_up(5);
    dollars.currency = Currency::parse("USD").unwrap();
    assert_eq!(balances(&[top_up(5), dollars]), Err(LedgerFault::MixedCurrency { id: 7 }));
    assert!(matches!(balances(&[top_up(i64::MAX), top_up(1)]), Err(LedgerFault::Overflow { .. })));
}

#[test]
fn money_comes_in_over_a_channel_and_is_cleared_by_the_bank() {
    let business = BusinessId(1);
    let of = |kind, micros| booking(kind, None, business, micros).over(Channel::Stripe);
    let all = [
        of(TransferKind::Payment, 100),
        of(TransferKind::PaymentVat, 19),
        of(TransferKind::Settle, 119),
    ];
    let after = balances(&all).unwrap();
    assert_eq!(after[&Account::Clearing(Channel::Stripe)], Micros::ZERO);
    assert_eq!(after[&Account::Prepaid(business)], Micros(100));
    assert_eq!(after[&Account::Vat], Micros(19));
    assert_eq!(after[&Account::Bank], Micros(-119));
    let back = [of(TransferKind::Chargeback, 30), of(TransferKind::ChargebackLoss, 70)];
    let after = balances(&[all.as_slice(), &back].concat()).unwrap();
    assert_eq!(after[&Account::Clearing(Channel::Stripe)], Micros(100), "the provider takes it");
    assert_eq!(after[&Account::ChargebackLoss], Micros(-70));
    let tax = [of(TransferKind::VatReturn, 19)];
    let after = balances(&[all.as_slice(), &tax].concat()).unwrap();
    assert_eq!(after[&Account::Vat], Micros::ZERO);
}

#[test]
fn a_credit_line_is_drawn_by_what_is_missing_and_paid_back_by_what_is_there() {
    assert_eq!(settles_credit(-7, 3), Some((TransferKind::Draw, 7)));
    assert_eq!(settles_credit(5, 3), Some((TransferKind::Repay, 3)));
    assert_eq!(settles_credit(2, 3), Some((TransferKind::Repay, 2)));
    for rests in [(0, 3), (5, 0), (0, 0)] {
        assert_eq!(settles_credit(rests.0, rests.1), None);
    }
}
