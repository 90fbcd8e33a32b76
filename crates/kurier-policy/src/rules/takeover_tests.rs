use super::*;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);
const RULE: TakeoverRule = TakeoverRule::DEFAULT;

fn ago(days: i64) -> Timestamp {
    NOW.plus_s(-days * DAY_S)
}

fn network(seen_at: Timestamp) -> Network {
    Network { key: NetworkKey(7), seen_at, trust: Trust::Open }
}

fn call(template_at: Option<Timestamp>, today: u64, usual_all: u64) -> Call {
    Call { network: network(ago(1)), template_at, today, usual_all }
}

fn guard() -> Guard {
    let conduct = Conduct { strikes: 1, ..Conduct::default() };
    Guard::up(Why::Volume, NetworkKey(7), &conduct, NOW)
}

#[test]
fn the_first_networks_are_known_from_the_beginning_and_others_after_a_week() {
    let first = ago(3);
    assert!(RULE.is_known(&network(first), first, NOW));
    assert!(RULE.is_known(&network(first.plus_s(DAY_S - 1)), first, NOW));
    assert!(!RULE.is_known(&network(first.plus_s(DAY_S)), first, NOW));
    assert!(!RULE.is_known(&network(ago(7).plus_s(1)), ago(90), NOW));
    assert!(RULE.is_known(&network(ago(7)), ago(90), NOW));
}

#[test]
fn what_two_people_decided_about_a_network_holds_whatever_its_age() {
    let of = |seen_at, trust| Network { trust, ..network(seen_at) };
    assert!(RULE.is_known(&of(ago(0), Trust::Confirmed), ago(90), NOW));
    assert!(!RULE.is_known(&of(ago(400), Trust::Hijacker), ago(400), NOW));
    let network = of(ago(400), Trust::Hijacker);
    let quiet = Call { network, ..call(None, 1, 1_000_000) };
    assert_eq!(RULE.raises(&quiet), Some(Why::KnownHijacker));
}

#[test]
fn a_young_business_is_watched_anyway() {
    assert!(RULE.is_young(ago(13), NOW) && !RULE.is_young(ago(14), NOW));
}

#[test]
fn a_template_from_after_the_new_network_raises_the_guard() {
    assert_eq!(RULE.raises(&call(Some(ago(1)), 1, 28)), Some(Why::NewTemplate));
    assert_eq!(RULE.raises(&call(Some(ago(1).plus_s(-1)), 1, 28)), None);
    assert_eq!(RULE.raises(&call(None, 1, 28)), None);
}

#[test]
fn five_times_the_usual_day_raises_the_guard_and_fifty_are_never_unusual() {
    // A mean of 20 a day.
    assert_eq!(RULE.raises(&call(None, 99, 28 * 20)), None);
    assert_eq!(RULE.raises(&call(None, 100, 28 * 20)), Some(Why::Volume));
    assert_eq!(RULE.raises(&call(None, 49, 0)), None);
    assert_eq!(RULE.raises(&call(None, 50, 0)), Some(Why::Volume));
    assert_eq!(RULE.raises(&call(None, u64::MAX, u64::MAX)), Some(Why::Volume));
}

#[test]
fn twenty_people_get_something_and_they_may_get_more() {
    let seen = |people, is_among| Seen { people, is_among, ..Seen::default() };
    assert!(RULE.lets_through(&seen(19, false)));
    assert!(!RULE.lets_through(&seen(20, false)));
    assert!(RULE.lets_through(&seen(20, true)));
}

#[test]
fn two_different_people_end_a_guard_and_nobody_does_it_alone() {
    let (one, other) = (Confirmer::Operator(1), Confirmer::Operator(2));
    for (first, second) in [(one, other), (one, Confirmer::Business), (Confirmer::Business, other)]
    {
        let Confirmed::First(half) = guard().confirmed(first) else { panic!("ended by one") };
        assert_eq!(half.confirmed(first), Confirmed::Again);
        assert_eq!(half.confirmed(second), Confirmed::Ended);
    }
}

#[test]
fn a_hijack_takes_back_what_it_brought_and_nothing_else() {
    let later = NOW.plus_s(DAY_S);
    let closed = Conduct { strikes: 3, ..Conduct::default() }.closed(later);
    let erased = guard().erased(&closed, later);
    let expected = Conduct { strikes: 1, counted_from: Some(later), ..Conduct::default() };
    assert_eq!(erased, expected);
    let before = Conduct { paused_until: Some(NOW.plus_s(2 * DAY_S)), ..Conduct::default() };
    let guard = Guard::up(Why::Volume, NetworkKey(7), &before, NOW);
    let longer = before.paused(NOW.plus_s(30 * DAY_S));
    assert_eq!(guard.erased(&longer, later).paused_until, before.paused_until);
    assert_eq!(guard.erased(&longer, NOW.plus_s(3 * DAY_S)).paused_until, None);
    let long_closed = Conduct::default().closed(NOW.plus_s(-1));
    assert_eq!(guard.erased(&long_closed, later).closed_at, Some(NOW.plus_s(-1)));
}

#[test]
fn what_was_asked_for_from_the_guard_to_the_decision_was_the_hijackers() {
    let hijack = Hijack { from: NOW, until: NOW.plus_s(10) };
    assert!(hijack.holds(NOW) && hijack.holds(NOW.plus_s(10)));
    assert!(!hijack.holds(NOW.plus_s(-1)) && !hijack.holds(NOW.plus_s(11)));
}

#[test]
fn a_rule_that_lets_more_through_is_looser() {
    assert!(!RULE.is_looser_than(RULE));
    assert!(TakeoverRule { people: 21, ..RULE }.is_looser_than(RULE));
    assert!(TakeoverRule { new_days: 6, ..RULE }.is_looser_than(RULE));
    assert!(!TakeoverRule { times: 2, least: 0, ..RULE }.is_looser_than(RULE));
}

#[test]
fn a_guard_is_read_as_it_was_written() {
    let takeover = Takeover {
        guard: Some(Guard { first: Some(Confirmer::Operator(-3)), ..guard() }),
        hijack: Some(Hijack { from: NOW, until: NOW.plus_s(1) }),
        confirmed_at: NOW,
    };
    assert!(takeover.may_have_held() && !Takeover::default().may_have_held());
    let text = serde_json::to_string(&takeover).unwrap();
    assert_eq!(serde_json::from_str::<Takeover>(&text).unwrap(), takeover);
    assert_eq!(serde_json::from_str::<Takeover>("{}").unwrap(), Takeover::default());
}

proptest! {
    #[test]
    fn more_messages_never_lower_a_guard_and_more_usual_ones_never_raise_it(
        today in 0..10_000_u64, more in 0..1_000_u64, usual in 0..100_000_u64
    ) {
        let raised = |today, usual| RULE.raises(&call(None, today, usual)).is_some();
        prop_assert!(!raised(today, usual) || raised(today + more, usual));
        prop_assert!(raised(today, usual) || !raised(today, usual + more));
    }

    #[test]
    fn a_network_once_known_by_its_age_stays_so(seen in 0..30_i64, later in 0..30_i64) {
        let (first, of) = (ago(60), network(ago(seen)));
        prop_assert!(!RULE.is_known(&of, first, NOW) || RULE.is_known(&of, first, NOW.plus_s(later * DAY_S)));
    }
}
