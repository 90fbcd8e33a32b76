use super::*;
use proptest::prelude::*;

const RULE: QualityRule = QualityRule::DEFAULT;
const BORN: Timestamp = Timestamp(1_000_000_000_000_000);

fn day(days: i64) -> Timestamp {
    BORN.plus_s(days * DAY_S)
}

fn liking(delivered: u64, reporters: u64, no: u64) -> Liking {
    Liking { delivered, reporters, yes: 20 - no.min(20), no }
}

fn bad() -> Liking {
    liking(1_000, 12, 0)
}

fn good() -> Liking {
    liking(1_000, 0, 1)
}

#[test]
fn quality_follows_from_what_is_sure() {
    assert_eq!(RULE.quality(&Liking::default()), Quality::Unknown);
    assert_eq!(RULE.quality(&liking(19, 0, 0)), Quality::Unknown);
    assert_eq!(RULE.quality(&good()), Quality::Green);
    assert_eq!(RULE.quality(&liking(1_000, 3, 0)), Quality::Green, "0.3 % seen, less is sure");
    assert_eq!(RULE.quality(&liking(1_000, 5, 0)), Quality::Yellow);
    assert_eq!(RULE.quality(&bad()), Quality::Red);
    assert_eq!(RULE.quality(&liking(1_000, 0, 12)), Quality::Red, "most do not want it");
}

#[test]
fn two_angry_persons_stop_nobody() {
    assert_eq!(RULE.quality(&liking(10, 2, 0)), Quality::Yellow);
    assert_eq!(RULE.quality(&liking(10, 3, 0)), Quality::Red);
    let few = Liking { no: 7, ..Liking::default() };
    assert_eq!(RULE.quality(&few), Quality::Unknown, "seven answers tell nothing yet");
}

#[test]
fn each_strike_pauses_longer_and_the_fourth_closes() {
    let (mut conduct, mut now) = (Conduct::default(), day(20));
    for (strikes, days) in [(1, 2), (2, 7), (3, 30)] {
        let until = now.plus_s(days * DAY_S);
        let (after, quality, consequence) = RULE.judge(&conduct, &bad(), BORN, now);
        assert_eq!((after.strikes, quality), (strikes, Quality::Red));
        assert_eq!(consequence, Consequence::Paused(until));
        assert!(after.is_paused(now) && !after.is_paused(until));
        let (same, _, nothing) = RULE.judge(&after, &bad(), BORN, until.plus_s(-1));
        assert_eq!((same, nothing), (after, Consequence::None), "the pause runs");
        let (resumed, quality, consequence) = RULE.judge(&after, &bad(), BORN, until);
        assert_eq!((quality, consequence), (Quality::Unknown, Consequence::Resumed));
        assert_eq!(RULE.counted_since(&resumed, until.plus_s(DAY_S)), until);
        (conduct, now) = (resumed, until);
    }
    let (after, _, consequence) = RULE.judge(&conduct, &bad(), BORN, now);
    assert_eq!((after.closed_at, consequence), (Some(now), Consequence::Closed));
    let (same, quality, nothing) = RULE.judge(&after, &good(), BORN, now);
    assert_eq!((same, quality, nothing), (after, Quality::Red, Consequence::None));
}

#[test]
fn the_second_strike_closes_a_young_business() {
    let (first, _, consequence) = RULE.judge(&Conduct::default(), &bad(), BORN, day(1));
    assert_eq!(consequence, Consequence::Paused(day(3)));
    let (resumed, _, _) = RULE.judge(&first, &bad(), BORN, day(3));
    assert_eq!(RULE.judge(&resumed, &bad(), BORN, day(13)).2, Consequence::Closed);
    let pause = Consequence::Paused(day(21));
    assert_eq!(RULE.judge(&resumed, &bad(), BORN, day(14)).2, pause, "no longer young");
}

#[test]
fn what_is_surely_a_fraud_closes_at_once_even_in_a_pause() {
    let fraud = liking(60, 8, 0);
    assert_eq!(RULE.judge(&Conduct::default(), &fraud, BORN, day(50)).2, Consequence::Closed);
    let paused = Conduct::default().paused(day(52));
    assert_eq!(RULE.judge(&paused, &fraud, BORN, day(50)).2, Consequence::Closed);
    let two = liking(4, 2, 0);
    assert_eq!(RULE.judge(&Conduct::default(), &two, BORN, day(50)).2, Consequence::None);
}

#[test]
fn a_strike_expires_after_thirty_clean_days() {
    let start = Conduct { strikes: 2, counted_from: Some(day(0)), ..Conduct::default() };
    assert_eq!(RULE.strike_expires_at(&start), Some(day(30)));
    let (same, _, nothing) = RULE.judge(&start, &good(), BORN, day(30).plus_s(-1));
    assert_eq!((same, nothing), (start, Consequence::None));
    let (one, _, expired) = RULE.judge(&start, &good(), BORN, day(30));
    assert_eq!((one.strikes, expired), (1, Consequence::StrikeExpired));
    assert_eq!(RULE.strike_expires_at(&one), Some(day(60)));
    assert_eq!(RULE.judge(&one, &good(), BORN, day(59)).2, Consequence::None);
    let (none, _, expired) = RULE.judge(&one, &good(), BORN, day(60));
    assert_eq!((none.strikes, expired), (0, Consequence::StrikeExpired));
    assert_eq!(RULE.strike_expires_at(&none), None);
    assert_eq!(RULE.judge(&none, &good(), BORN, day(200)).2, Consequence::None);
}

#[test]
fn a_forgiven_strike_ends_the_pause_and_reopens() {
    let (paused, _, _) = RULE.judge(&Conduct::default(), &bad(), BORN, day(20));
    let forgiven = paused.forgiven(day(21));
    assert_eq!((forgiven.strikes, forgiven.is_paused(day(21))), (0, false));
    assert_eq!(RULE.counted_since(&forgiven, day(22)), day(21));
    assert_eq!(Conduct::default().closed(day(1)).forgiven(day(2)).closed_at, None);
}

#[test]
fn only_more_lenient_numbers_are_looser() {
    assert!(!RULE.is_looser_than(&RULE));
    let stricter = QualityRule { red_no: Share::percent(5), pause_days: [3, 7, 30], ..RULE };
    assert!(!stricter.is_looser_than(&RULE) && RULE.is_looser_than(&stricter));
}

proptest! {
    #[test]
    fn strikes_close_sooner_or_later_and_never_wrap(likings in proptest::collection::vec(
        (0..2_000_u64, 0..40_u64, 0..20_u64, 0..40_i64), 1..60)) {
        let (mut conduct, mut now, mut was_closed) = (Conduct::default(), BORN, false);
        for (delivered, reporters, no, days) in likings {
            now = now.plus_s(days * DAY_S);
            let of = liking(delivered, reporters.min(delivered), no);
            let (after, _, consequence) = RULE.judge(&conduct, &of, BORN, now);
            prop_assert!(after.strikes <= 4);
            prop_assert!(after.strikes <= conduct.strikes + 1);
            if let Consequence::Paused(until) = consequence {
                prop_assert!(until > now && after.is_paused(now));
            }
            prop_assert!(!was_closed || after.closed_at.is_some(), "closed stays closed");
            was_closed = after.closed_at.is_some();
            conduct = after;
        }
    }

    #[test]
    fn more_reports_never_make_it_better(delivered in 1..5_000_u64, few in 0..50_u64, more in 0..50_u64) {
        let at = |reporters| RULE.quality(&liking(delivered, reporters, 0));
        let bad = |quality| matches!(quality, Quality::Yellow | Quality::Red);
        prop_assert!(!bad(at(few)) || at(few + more) >= at(few));
    }
}
