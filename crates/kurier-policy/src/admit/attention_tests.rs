use super::super::fixture::{BUSINESS, NOW, World, call};
use super::super::{Category, Refusal, admit};
use crate::marks::Marks;
use crate::rate::Limits;
use crate::rules::budget::{Budget, Urgent, Used, Waits};
use crate::time::{DAY_S, HOUR_S, Timestamp};
use crate::trace::{CheckResult, Rule};

const AWAKE: Timestamp = NOW;

fn outcome(world: &World, at: Timestamp) -> Result<Option<Waits>, Refusal> {
    let accepted = admit(&world.facts(), &call(), at).outcome?;
    Ok(accepted.hold.map(|hold| hold.waits))
}

fn marks(count: u32, at: Timestamp) -> Marks {
    (0..count).fold(Marks::default(), |marks, _| marks.with(at))
}

fn offers(all: u32, this: u32) -> World {
    let mut world = World::new(Category::Marketing);
    world.pair().marketing = Used { of_all: marks(all, AWAKE), of_this: marks(this, AWAKE) };
    world
}

#[test]
fn offers_beyond_her_budget_wait_whoever_sent_the_others() {
    assert_eq!(outcome(&offers(6, 0), AWAKE), Ok(None));
    assert_eq!(outcome(&offers(5, 1), AWAKE), Ok(None));
    assert_eq!(
        outcome(&offers(6, 1), AWAKE),
        Ok(Some(Waits::Budget)),
        "the last is kept for others"
    );
    assert_eq!(outcome(&offers(7, 0), AWAKE), Ok(Some(Waits::Budget)));
    assert_eq!(outcome(&offers(2, 2), AWAKE), Ok(Some(Waits::Budget)));
    let mut chosen = offers(2, 0);
    chosen.budget = Budget { week: Some(2), ..Budget::NOTHING };
    assert_eq!(outcome(&chosen, AWAKE), Ok(Some(Waits::Budget)));
    chosen.limits = Limits::default();
    assert_eq!(outcome(&chosen, AWAKE), Ok(Some(Waits::Budget)));
    chosen.budget.week = Some(3);
    assert_eq!(outcome(&chosen, AWAKE), Ok(None));
    chosen.budget.week = Some(0);
    assert_eq!(outcome(&chosen, AWAKE), Err(Refusal::MarketingCapReached));
}

#[test]
fn offers_wait_for_the_morning_also_in_an_open_conversation() {
    let night = AWAKE.plus_s(9 * HOUR_S);
    let mut world = offers(0, 0);
    assert_eq!(outcome(&world, night), Ok(Some(Waits::QuietHours)));
    world.pair().window_until = Some(night.plus_s(1));
    assert_eq!(outcome(&world, night), Ok(Some(Waits::QuietHours)));
    let notice = World::new(Category::Utility);
    assert_eq!(outcome(&notice, night), Ok(None));
}

#[test]
fn an_offer_waits_two_days_and_is_dropped_then() {
    let mut world = offers(7, 0);
    world.held_since = Some(AWAKE.plus_s(-48 * HOUR_S + 1));
    assert_eq!(outcome(&world, AWAKE), Ok(Some(Waits::Budget)));
    world.held_since = Some(AWAKE.plus_s(-48 * HOUR_S));
    assert_eq!(outcome(&world, AWAKE), Err(Refusal::MarketingCapReached));
    world.pair().marketing = Used::default();
    assert_eq!(outcome(&world, AWAKE), Ok(None));
}

#[test]
fn whoever_is_never_answered_pauses() {
    let mut world = offers(0, 0);
    world.pair().unanswered = 5;
    world.pair().last_sent[2] = Some(AWAKE.plus_s(-29 * DAY_S));
    assert_eq!(outcome(&world, AWAKE), Err(Refusal::NotAnswered));
    world.pair().last_sent[2] = Some(AWAKE.plus_s(-30 * DAY_S));
    assert_eq!(outcome(&world, AWAKE), Ok(None));
    world.pair().last_sent[2] = Some(AWAKE.plus_s(-1));
    world.pair().unanswered = 4;
    assert_eq!(outcome(&world, AWAKE), Ok(None));
    world.pair().unanswered = 5;
    world.limits.brake = None;
    assert_eq!(outcome(&world, AWAKE), Ok(None));
}

#[test]
fn ten_notices_of_a_business_come_in_a_day_unless_she_called_them_urgent() {
    for category in [Category::Utility, Category::Authentication] {
        let mut world = World::new(category);
        world.pair().notices = marks(9, AWAKE);
        assert_eq!(outcome(&world, AWAKE), Ok(None));
        world.pair().notices = marks(10, AWAKE);
        assert_eq!(outcome(&world, AWAKE), Err(Refusal::NoticesReached));
        assert_eq!(outcome(&world, AWAKE.plus_s(DAY_S)), Ok(None));
        world.budget.urgent = vec![Urgent { business: BUSINESS, topic: None }];
        assert_eq!(outcome(&world, AWAKE), Ok(None));
        world.budget.urgent.clear();
        world.pair().window_until = Some(AWAKE.plus_s(1));
        assert_eq!(outcome(&world, AWAKE), Ok(None));
        world.pair().window_until = None;
        world.limits.budget = None;
        assert_eq!(outcome(&world, AWAKE), Ok(None));
    }
}

#[test]
fn the_trace_tells_her_the_numbers_and_the_business_when_to_come_back() {
    let verdict = admit(&offers(7, 1).facts(), &call(), AWAKE);
    let hold = verdict.outcome.unwrap().hold.unwrap();
    let of = |trace: Vec<crate::trace::Check>| {
        trace.into_iter().find(|it| it.rule == Rule::Budget).unwrap()
    };
    let hers = of(verdict.evidence.trace());
    assert_eq!(hers.result, CheckResult::Held);
    let names: Vec<&str> = hers.inputs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["per_week", "used", "per_business", "used_of_this", "next_at", "gives_up_at"]
    );
    let theirs = of(verdict.evidence.trace_for_business());
    assert_eq!(theirs.result, CheckResult::Held);
    let next = ("next_at".to_owned(), hold.next_at.0.to_string());
    let end = ("gives_up_at".to_owned(), AWAKE.plus_s(48 * HOUR_S).0.to_string());
    assert_eq!(theirs.inputs, [next, end]);
}
