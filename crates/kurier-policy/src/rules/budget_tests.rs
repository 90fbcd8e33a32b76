use super::super::quiet::Span;
use super::*;
use crate::time::DAY_S;
use proptest::prelude::*;

/// A Thursday, at noon of UTC.
const NOON: Timestamp = Timestamp(1_795_694_400_000_000);

fn marks(count: u32, at: Timestamp) -> Marks {
    (0..count).fold(Marks::default(), |marks, _| marks.with(at))
}

fn used(all: u32, this: u32) -> Used {
    Used { of_all: marks(all, NOON), of_this: marks(this, NOON) }
}

fn room(budget: &Budget, used: Used, now: Timestamp) -> Room {
    budget.in_force(Some(&BudgetRule::DEFAULT)).room(used, now)
}

#[test]
fn who_chose_nothing_takes_seven_a_week_and_two_of_each() {
    let nothing = Budget::NOTHING;
    assert_eq!(room(&nothing, used(6, 0), NOON), Room::Now);
    assert_eq!(room(&nothing, used(5, 1), NOON), Room::Now);
    let midnight = Timestamp::from_seconds(NOON.seconds().div_euclid(DAY_S) * DAY_S);
    // Enough is forgotten at midnight, but offers sleep until eight.
    let next = midnight.plus_s(7 * DAY_S + 8 * HOUR_S);
    assert_eq!(room(&nothing, used(7, 0), NOON), Room::From(next, Waits::Budget));
    assert_eq!(room(&nothing, used(2, 2), NOON), Room::From(next, Waits::Budget));
    let night = midnight.plus_s(22 * HOUR_S);
    let morning = midnight.plus_s(DAY_S + 8 * HOUR_S);
    assert_eq!(room(&nothing, used(0, 0), night), Room::From(morning, Waits::QuietHours));
    assert_eq!(nothing.in_force(None).room(used(14, 14), night), Room::Now);
}

#[test]
fn her_choice_goes_before_the_rule_and_holds_without_one() {
    let budget = Budget { week: Some(2), each: Some(9), ..Budget::NOTHING };
    assert_eq!(room(&budget, used(1, 0), NOON), Room::Now);
    assert_eq!(budget.in_force(None).room(used(1, 1), NOON), Room::Now);
    assert!(matches!(room(&budget, used(2, 0), NOON), Room::From(_, Waits::Budget)));
    assert!(matches!(budget.in_force(None).room(used(2, 0), NOON), Room::From(_, Waits::Budget)));
    let none = Budget { week: Some(0), ..Budget::NOTHING };
    assert_eq!(room(&none, used(0, 0), NOON), Room::Never);
    let always = Span { from: DayTime::of(3, 0), until: DayTime::of(3, 0) };
    let asleep = Budget { quiet: Some(QuietHours([Some(always); 7])), ..Budget::NOTHING };
    assert_eq!(room(&asleep, used(0, 0), NOON), Room::Never);
}

#[test]
fn the_last_place_of_the_week_is_kept_for_a_business_that_had_none() {
    let three = Budget { week: Some(3), ..Budget::NOTHING };
    assert_eq!(room(&three, used(1, 1), NOON), Room::Now);
    assert!(matches!(room(&three, used(2, 1), NOON), Room::From(_, Waits::Budget)));
    assert_eq!(room(&three, used(2, 0), NOON), Room::Now);
    let one = Budget { week: Some(1), ..Budget::NOTHING };
    assert_eq!(room(&one, used(0, 0), NOON), Room::Now);
    let midnight = Timestamp::from_seconds(NOON.seconds().div_euclid(DAY_S) * DAY_S);
    let next = midnight.plus_s(7 * DAY_S + 8 * HOUR_S);
    assert_eq!(room(&one, used(1, 1), NOON), Room::From(next, Waits::Budget));
}

#[test]
fn urgent_is_what_she_called_so_and_nothing_else() {
    let cow =
        |topic: Option<&str>| Urgent { business: BusinessId(1), topic: topic.map(Into::into) };
    let budget = Budget { urgent: vec![cow(Some("Herd alarm"))], ..Budget::NOTHING };
    assert!(budget.is_urgent(BusinessId(1), Some("Herd alarm")));
    assert!(!budget.is_urgent(BusinessId(1), Some("Milk report")));
    assert!(!budget.is_urgent(BusinessId(1), None));
    assert!(!budget.is_urgent(BusinessId(2), Some("Herd alarm")));
    let all = Budget { urgent: vec![cow(None)], ..Budget::NOTHING };
    assert!(
        all.is_urgent(BusinessId(1), Some("Milk report")) && all.is_urgent(BusinessId(1), None)
    );
}

#[test]
fn a_budget_that_cannot_be_counted_is_not_kept() {
    let budget = Budget { week: Some(15), ..Budget::NOTHING };
    assert_eq!(budget.check(), Err(BudgetFault::TooMany));
    assert_eq!(Budget { week: Some(14), each: Some(14), ..Budget::NOTHING }.check(), Ok(()));
    let urgent = vec![Urgent { business: BusinessId(1), topic: None }; 51];
    assert_eq!(Budget { urgent, ..Budget::NOTHING }.check(), Err(BudgetFault::TooManyUrgent));
}

#[test]
fn larger_numbers_and_shorter_nights_are_looser() {
    let rule = BudgetRule::DEFAULT;
    assert!(!rule.is_looser_than(&rule));
    assert!(BudgetRule { week: 8, ..rule }.is_looser_than(&rule));
    assert!(BudgetRule { each: 3, ..rule }.is_looser_than(&rule));
    assert!(BudgetRule { kept: 0, ..rule }.is_looser_than(&rule));
    assert!(BudgetRule { quiet: QuietHours::default(), ..rule }.is_looser_than(&rule));
    assert!(!BudgetRule { week: 0, defer_s: 0, ..rule }.is_looser_than(&rule));
}

#[test]
fn what_is_stored_holds_only_what_was_chosen() {
    assert_eq!(serde_json::to_string(&Budget::NOTHING).unwrap(), "{}");
    assert_eq!(serde_json::from_str::<Budget>("{}").unwrap(), Budget::NOTHING);
}

proptest! {
    #[test]
    fn whoever_waits_as_told_finds_room_and_never_beyond_the_budget(
        week in 0..15_u32, each in 0..15_u32, gaps_h in prop::collection::vec(0..40_i64, 1..60)
    ) {
        let budget = Budget { week: Some(week), each: Some(each), ..Budget::NOTHING };
        let (mut now, mut marks) = (NOON, Marks::default());
        for gap in gaps_h {
            now = now.plus_s(gap * HOUR_S);
            let used = Used { of_all: marks, of_this: marks };
            match room(&budget, used, now) {
                Room::Now => {
                    marks = marks.with(now);
                    prop_assert!(marks.within(WEEK_DAYS, now) <= week.min(each));
                }
                Room::From(next, _) => {
                    prop_assert!(next > now);
                    prop_assert_eq!(room(&budget, used, next), Room::Now);
                }
                Room::Never => prop_assert!(week == 0 || each == 0),
            }
        }
    }
}
