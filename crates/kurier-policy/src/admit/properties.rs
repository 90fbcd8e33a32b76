//! What holds for every message and every state of the world.

use super::fixture::{MESSAGE, NOW, World, call, permission, reaction, relation, text};
use super::*;
use crate::marks::Marks;
use crate::permission::{Cadence, Permission, Purpose};
use crate::rate::Limits;
use crate::rules::budget::Used;
use crate::template::TemplateStatus;
use crate::trace::{CheckResult, Rule};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const CATEGORIES: &[Category] =
    &[Category::Service, Category::Utility, Category::Authentication, Category::Marketing];

fn any_time() -> impl Strategy<Value = Timestamp> {
    (-2_000_000..2_000_000_i64).prop_map(|offset_s| NOW.plus_s(offset_s))
}

fn any_topic() -> impl Strategy<Value = Option<String>> {
    option::of(select(vec!["Flight 1".to_owned(), "Flight 2".to_owned()]))
}

fn any_permission() -> impl Strategy<Value = Permission> {
    let cadence = select(vec![Cadence::Each, Cadence::Daily, Cadence::Weekly]);
    (select(Purpose::ALL), any_topic(), cadence, any_time(), option::of(any_time())).prop_map(
        |(purpose, topic, cadence, granted_at, expires_at)| Permission {
            topic,
            cadence,
            granted_at,
            expires_at,
            ..permission(purpose)
        },
    )
}

fn any_relation() -> impl Strategy<Value = RelationFacts<'static>> {
    let window = (option::of(any_time()), option::of(any_time()));
    let market = select(vec!["DE", "US", "*"]);
    let last = [option::of(any_time()), option::of(any_time()), option::of(any_time())];
    let counted = (option::of(any_time()), select(vec![0_usize, 1, 2, 7, 10]), 0..9_u32);
    let rest = (market, last, counted);
    (any::<[bool; 3]>(), window, prop::bool::weighted(0.2), any_time(), rest).prop_map(
        |(withdrawn, (window_until, greeting_until), blocked, pair_tat, rest)| {
            let (market, last_sent, (counted_at, count, unanswered)) = rest;
            let marks = (0..count).fold(Marks::default(), |marks, _| marks.with(NOW));
            RelationFacts {
                counted_at,
                marketing: Used { of_all: marks, of_this: marks },
                notices: marks,
                unanswered: if unanswered > 5 { 5 } else { 0 },
                withdrawn,
                window_until,
                greeting_until,
                blocked,
                pair_tat,
                market: Market::parse(market).unwrap(),
                last_sent,
                ..relation()
            }
        },
    )
}

fn any_world() -> impl Strategy<Value = World> {
    let status = select(vec![
        TemplateStatus::Approved,
        TemplateStatus::Approved,
        TemplateStatus::Approved,
        TemplateStatus::Paused,
        TemplateStatus::Pending,
    ]);
    let sender = (prop::bool::weighted(0.1), prop::bool::weighted(0.9), any_time());
    let template = option::weighted(0.9, (select(CATEGORIES), any_topic(), status));
    let relation = (option::weighted(0.9, any_relation()), vec(any_permission(), 0..5));
    let money = -10_000..100_000_i64;
    (sender, relation, template, any::<bool>(), money, any::<bool>()).prop_map(
        |(sender, (relation, permissions), template, context_known, balance, limited)| {
            let mut world = World::new(Category::Utility);
            (world.sender.suspended, world.sender.registered, world.sender.throughput_tat) = sender;
            (world.relation, world.permissions) = (relation, permissions);
            world.template = template.map(|(category, topic, status)| {
                let base = fixture::template(category);
                crate::template::Template { topic, status, ..base }
            });
            world.context_known = context_known;
            world.balance = Micros(balance);
            // Full on one of three balances, so that no further argument is drawn.
            world.portfolio.used = if balance % 3 == 0 { 250 } else { 249 };
            if context_known && balance % 2 == 0 {
                world.held_since = Some(NOW.plus_s(-balance * 4));
            }
            world.limits = if limited { Limits::REAL } else { Limits::default() };
            world
        },
    )
}

fn any_outbound() -> impl Strategy<Value = Outbound> {
    let draft = select(vec![call(), call(), call(), text(), reaction()]);
    (draft, prop::bool::weighted(0.2), option::weighted(0.2, "x{500,520}")).prop_map(
        |(outbound, replies, opaque)| Outbound {
            reply_to: replies.then_some(MESSAGE),
            opaque,
            ..outbound
        },
    )
}

fn has_live_permission(world: &World) -> bool {
    let Some(template) = &world.template else { return false };
    let Some(purpose) = template.category.purpose() else { return false };
    world.permissions.iter().any(|permission| {
        permission.covers(purpose, template.topic.as_deref()) && permission.is_live(NOW)
    })
}

fn has_open_window(world: &World) -> bool {
    world.relation.is_some_and(|relation| relation.window_until.is_some_and(|end| NOW < end))
}

fn may_greet(world: &World) -> bool {
    world.relation.is_some_and(|relation| relation.greeting_until.is_some_and(|end| NOW < end))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_accepted_without_a_live_permission_or_an_open_window(
        world in any_world(), outbound in any_outbound()
    ) {
        let verdict = admit(&world.facts(), &outbound, NOW);
        let Ok(accepted) = verdict.outcome else { return Ok(()) };
        prop_assert_eq!(accepted.hold, verdict.evidence.hold);
        prop_assert!(world.relation.is_some_and(|relation| !relation.blocked));
        if let Draft::Template(_) = outbound.draft {
            let category = world.template.as_ref().unwrap().category;
            let window_carries = category == Category::Utility && has_open_window(&world);
            prop_assert!(has_live_permission(&world) || window_carries);
            prop_assert!(verdict.evidence.permission.is_some() || window_carries);
        } else {
            prop_assert!(has_open_window(&world) || may_greet(&world));
            prop_assert_eq!(verdict.evidence.greets, !has_open_window(&world));
        }
        prop_assert!(accepted.price.micros <= world.balance.max(Micros::ZERO));
    }

    #[test]
    fn no_offer_goes_over_budget_in_quiet_hours_or_unanswered(world in any_world(), outbound in any_outbound()) {
        let verdict = admit(&world.facts(), &outbound, NOW);
        let Ok(accepted) = verdict.outcome else { return Ok(()) };
        let (Some(rule), Some(relation)) = (world.limits.budget, world.relation) else { return Ok(()) };
        let is_template = matches!(outbound.draft, Draft::Template(_));
        let category = world.template.as_ref().map(|template| template.category);
        if !is_template || category != Some(Category::Marketing) || accepted.hold.is_some() {
            return Ok(());
        }
        prop_assert!(relation.marketing.of_all.within(7, NOW) < rule.week);
        prop_assert!(relation.marketing.of_this.within(7, NOW) < rule.each);
        prop_assert!(!rule.quiet.is_quiet(NOW, None));
        let pauses = relation.last_sent[2].is_some_and(|last| NOW < last.plus_s(30 * 86_400));
        prop_assert!(relation.unanswered <= 4 || !pauses);
    }

    #[test]
    fn unknown_blocked_and_never_consented_recipients_are_alike(
        world in any_world(), outbound in any_outbound(), other in any_relation(),
        context_known in any::<bool>()
    ) {
        let unknown = World { relation: None, ..world.clone() };
        let blocked_pair = RelationFacts { blocked: true, ..other };
        let blocked = World { relation: Some(blocked_pair), context_known, ..world.clone() };
        let never_pair =
            RelationFacts { blocked: false, withdrawn: [false; 3], window_until: None, ..other };
        let never =
            World { relation: Some(never_pair), permissions: vec![], context_known, ..world };
        let verdict = admit(&unknown.facts(), &outbound, NOW);
        prop_assert!(verdict.outcome.is_err());
        prop_assert_eq!(&admit(&blocked.facts(), &outbound, NOW), &verdict);
        prop_assert_eq!(&admit(&never.facts(), &outbound, NOW), &verdict);
    }

    #[test]
    fn a_refusal_told_at_once_does_not_depend_on_permissions(
        world in any_world(), outbound in any_outbound(), permissions in vec(any_permission(), 1..2)
    ) {
        // Two people the business knows, of whom one allowed something else: the answer to the caller
        // may differ only in what a permission has earned (acceptance, the pair rate).
        let other = World { permissions, ..world.clone() };
        if recipient::reachable(&world.facts()).is_none()
            || recipient::reachable(&other.facts()).is_none() {
            return Ok(());
        }
        let at_once = |world: &World| match admit(&world.facts(), &outbound, NOW).outcome {
            Err(refusal) if !refusal.answers_later() && refusal != Refusal::PairRateExceeded => Some(refusal),
            _ => None,
        };
        prop_assert_eq!(at_once(&world), at_once(&other));
    }

    #[test]
    fn the_trace_agrees_with_the_outcome(world in any_world(), outbound in any_outbound()) {
        let verdict = admit(&world.facts(), &outbound, NOW);
        let trace = verdict.evidence.trace();
        let held = trace.iter().filter(|c| c.result == CheckResult::Held).count();
        prop_assert_eq!(held, usize::from(verdict.evidence.hold.is_some()));
        let refused: Vec<Rule> =
            trace.iter().filter(|c| c.result == CheckResult::Refused).map(|c| c.rule).collect();
        let refusal = verdict.outcome.err();
        let expected: Vec<Rule> = refusal.and_then(Rule::of).into_iter().collect();
        prop_assert_eq!(refused, expected);
        prop_assert_eq!(verdict.evidence.refusal, refusal);
    }

    #[test]
    fn the_decision_is_a_function_of_its_arguments(world in any_world(), outbound in any_outbound()) {
        let facts = world.facts();
        prop_assert_eq!(admit(&facts, &outbound, NOW), admit(&facts, &outbound, NOW));
    }
}

#[test]
fn the_generated_worlds_reach_acceptance_and_most_refusals() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..12_000 {
        let world = any_world().new_tree(&mut runner).unwrap().current();
        let outbound = any_outbound().new_tree(&mut runner).unwrap().current();
        let outcome = admit(&world.facts(), &outbound, NOW).outcome;
        let is_held = outcome.as_ref().is_ok_and(|accepted| accepted.hold.is_some());
        let went = if is_held { "held" } else { "accepted" };
        seen.insert(outcome.err().map_or(went, Refusal::name));
    }
    for outcome in [
        "accepted",
        "recipient_unavailable",
        "permission_withdrawn",
        "permission_expired",
        "permission_missing",
        "cadence_reached",
        "held",
        "marketing_cap_reached",
        "not_answered",
        "notices_reached",
        "portfolio_limit_reached",
        "window_closed",
        "pair_rate_exceeded",
        "throughput_exceeded",
        "balance_exhausted",
        "context_unknown",
        "template_missing",
        "template_paused",
        "invalid_parameter",
        "business_suspended",
    ] {
        assert!(seen.contains(outcome), "{outcome} never came up: {seen:?}");
    }
}
