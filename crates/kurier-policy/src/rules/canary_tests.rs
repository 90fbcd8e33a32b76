use super::*;
use proptest::prelude::*;

const RULE: CanaryRule = CanaryRule::DEFAULT;

fn ends(people: u32) -> [u32; 3] {
    RULE.stages(Category::Marketing, people, false).ends
}

#[test]
fn marketing_to_sixty_goes_at_once_and_to_one_more_in_stages() {
    assert!(RULE.stages(Category::Marketing, 60, false).is_one());
    assert_eq!(ends(61), [50, 61, 61]);
    assert_eq!(ends(1_000), [50, 250, 1_000]);
    assert_eq!(ends(10_000), [200, 2_200, 10_000]);
    assert_eq!(ends(1_000_000), [300, 200_300, 1_000_000]);
}

#[test]
fn a_young_business_begins_with_twenty_whatever_it_sends() {
    let stages = RULE.stages(Category::Utility, 10_000, true);
    assert_eq!((stages.ends, stages.watched()), ([20, 120, 10_000], 2));
    assert!(RULE.stages(Category::Utility, 20, true).is_one());
    assert!(RULE.stages(Category::Utility, 10_000, false).is_one());
    let since = Timestamp::from_seconds(1_000_000);
    assert!(RULE.is_young(since, since.plus_s(14 * DAY_S - 1)));
    assert!(!RULE.is_young(since, since.plus_s(14 * DAY_S)));
}

#[test]
fn a_stage_is_watched_for_two_hours_or_until_three_in_five_have_read() {
    let since = Timestamp::from_seconds(1_000_000);
    let read = |read| Heard { sent: 50, read, ..Heard::default() };
    assert!(!RULE.is_watched(read(29), since, since.plus_s(2 * HOUR_S - 1)));
    assert!(RULE.is_watched(read(30), since, since));
    assert!(RULE.is_watched(read(0), since, since.plus_s(2 * HOUR_S)));
    assert!(!RULE.is_watched(Heard::default(), since, since), "nobody has read nothing");
}

#[test]
fn one_report_of_twenty_stops_nothing_but_is_watched_for_half_a_day() {
    let since = Timestamp::from_seconds(1_000_000);
    let heard = Heard { sent: 20, read: 20, reports: 1, ..Heard::default() };
    assert_eq!(RULE.stops(heard), None);
    assert_eq!(RULE.stops(Heard { reports: 2, ..heard }), Some(Stop::Reports));
    assert!(!RULE.is_watched(heard, since, since.plus_s(12 * HOUR_S - 1)));
    assert!(RULE.is_watched(heard, since, since.plus_s(12 * HOUR_S)));
}

#[test]
fn answers_against_it_that_are_too_few_to_be_sure_are_watched_longer_too() {
    let since = Timestamp::from_seconds(1_000_000);
    let said = |yes, no| Heard { sent: 20, read: 20, yes, no, ..Heard::default() };
    assert!(!RULE.is_watched(said(4, 1), since, since.plus_s(3 * HOUR_S)));
    assert!(RULE.is_watched(said(4, 0), since, since));
    assert!(RULE.is_watched(said(9, 1), since, since), "one of ten may be");
}

#[test]
fn two_reports_of_fifty_stop_it_and_one_does_not() {
    let reports = |reports| Heard { sent: 50, reports, ..Heard::default() };
    assert_eq!(RULE.stops(reports(1)), None);
    assert_eq!(RULE.stops(reports(2)), Some(Stop::Reports));
}

#[test]
fn answers_stop_it_once_there_are_eight() {
    let said = |yes, no| Heard { sent: 50, yes, no, ..Heard::default() };
    assert_eq!(RULE.stops(said(0, 7)), None, "seven say nothing");
    assert_eq!(RULE.stops(said(4, 4)), Some(Stop::Answers));
    assert_eq!(RULE.stops(said(30, 3)), None, "it may be chance");
}

#[test]
fn hardly_anybody_may_say_no_to_a_notice() {
    let said = |yes, no| Heard { sent: 20, yes, no, ..Heard::default() };
    let notices = RULE.of(Category::Utility);
    assert_eq!(notices.stops(said(3, 1)), None, "four say nothing");
    assert_eq!(notices.stops(said(4, 1)), None, "one person stops nothing");
    assert_eq!(notices.stops(said(3, 2)), Some(Stop::Answers));
    assert_eq!(RULE.of(Category::Marketing), RULE);
    assert_eq!(RULE.stops(said(3, 2)), None);
}

#[test]
fn each_number_can_be_made_stricter_and_looser() {
    assert!(!RULE.is_looser_than(&RULE));
    assert!(CanaryRule { wait_s: HOUR_S, ..RULE }.is_looser_than(&RULE));
    assert!(CanaryRule { first_most: 301, ..RULE }.is_looser_than(&RULE));
    assert!(CanaryRule { reporters_least: 3, ..RULE }.is_looser_than(&RULE));
    assert!(CanaryRule { doubt_s: HOUR_S, ..RULE }.is_looser_than(&RULE));
    assert!(
        !CanaryRule { reports: Share::per_thousand(4), wait_s: 3 * HOUR_S, ..RULE }
            .is_looser_than(&RULE)
    );
}

proptest! {
    #[test]
    fn stages_rise_and_end_with_everybody(people in 0..2_000_000_u32, is_young in any::<bool>(), marketing in any::<bool>()) {
        let category = if marketing { Category::Marketing } else { Category::Utility };
        let stages = RULE.stages(category, people, is_young);
        let [first, second, all] = stages.ends;
        prop_assert!(first <= second && second <= all && all == people);
        prop_assert_eq!(stages.end(7), people);
        if marketing && people > RULE.free_people {
            prop_assert!(first <= RULE.first_most && first < people);
        }
    }

    #[test]
    fn more_reports_never_let_it_go_on(sent in 1..5_000_u64, reports in 0..5_000_u64, yes in 0..100_u64, no in 0..100_u64) {
        let heard = Heard { sent, reports: reports.min(sent), yes, no, ..Heard::default() };
        let worse = Heard { reports: (heard.reports + 1).min(sent), ..heard };
        if RULE.stops(heard).is_some() {
            prop_assert!(RULE.stops(worse).is_some());
        }
    }
}
