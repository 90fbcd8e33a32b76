use super::fixture::{MESSAGE, NOW, World, call, permission, reaction, text};
use super::*;
use crate::id::ReceiptId;
use crate::permission::{Cadence, Purpose};
use crate::pricing::{PriceKind, RateCard};
use crate::rules::spending::Terms;
use crate::template::TemplateStatus;
use crate::time::{DAY_S, HOUR_S};
use crate::trace::{CheckResult, Rule};

fn decide_on(world: &World, outbound: &Outbound) -> Verdict {
    admit(&world.facts(), outbound, NOW)
}

fn refusal(world: &World, outbound: &Outbound) -> Refusal {
    decide_on(world, outbound).outcome.unwrap_err()
}

/// A world spoilt in one place.
fn spoilt(category: Category, spoil: impl FnOnce(&mut World)) -> World {
    let mut world = World::new(category);
    spoil(&mut world);
    world
}

fn with_window(category: Category) -> World {
    spoilt(category, |world| world.pair().window_until = Some(NOW.plus_s(HOUR_S)))
}

#[test]
fn a_template_with_a_live_permission_is_accepted_rendered_and_priced() {
    let verdict = decide_on(&World::new(Category::Marketing), &call());
    let accepted = verdict.outcome.unwrap();
    let Content::Template(shown) = &accepted.content else { panic!("a template") };
    assert_eq!(shown.body, "Your order 77 is on its way.");
    assert_eq!(accepted.price.micros, Micros(50_000));
    assert!(accepted.throughput_tat > NOW && accepted.pair_tat > NOW);
    assert_eq!(verdict.evidence.price, Micros(50_000));
    assert_eq!(verdict.evidence.market.code(), "DE");
    assert_eq!(
        verdict.evidence.permission.unwrap().receipt,
        permission(Purpose::Marketing).receipt
    );
}

#[test]
fn a_free_form_message_needs_an_open_window_whatever_was_allowed() {
    let mut world = World::new(Category::Utility);
    for outbound in [text(), reaction()] {
        assert_eq!(refusal(&world, &outbound), Refusal::WindowClosed);
    }
    world.pair().window_until = Some(NOW);
    assert_eq!(refusal(&world, &text()), Refusal::WindowClosed);
    world.pair().window_until = Some(Timestamp(NOW.0 + 1));
    let accepted = decide_on(&world, &text()).outcome.unwrap();
    assert_eq!(accepted.price.kind, PriceKind::FreeCustomerService);
    assert!(decide_on(&world, &reaction()).outcome.is_ok());
}

#[test]
fn an_accepted_invitation_lets_the_business_greet_but_opens_no_window() {
    let mut world = World::new(Category::Marketing);
    world.pair().greeting_until = Some(NOW);
    assert_eq!(refusal(&world, &text()), Refusal::WindowClosed);
    world.pair().greeting_until = Some(Timestamp(NOW.0 + 1));
    let verdict = decide_on(&world, &text());
    assert!(verdict.outcome.is_ok() && verdict.evidence.greets);
    world.permissions.clear();
    world.pair().withdrawn = [true; 3];
    assert!(decide_on(&world, &call()).outcome.is_err());
}

#[test]
fn refuses_marketing_without_permission_also_inside_the_window() {
    for category in [Category::Marketing, Category::Authentication] {
        let mut world = with_window(category);
        world.permissions = vec![permission(Purpose::Utility)];
        assert_eq!(refusal(&world, &call()), Refusal::PermissionMissing);
    }
}

#[test]
fn an_open_window_carries_a_utility_template_unless_she_withdrew_the_purpose() {
    let mut world = with_window(Category::Utility);
    world.permissions.clear();
    let verdict = decide_on(&world, &call());
    assert_eq!(verdict.outcome.unwrap().price.micros, Micros::ZERO);
    assert_eq!(verdict.evidence.permission, None);
    world.pair().withdrawn = [true, false, false];
    assert_eq!(refusal(&world, &call()), Refusal::PermissionWithdrawn);
}

#[test]
fn the_business_is_told_why_there_is_no_permission() {
    let expired = spoilt(Category::Marketing, |world| {
        world.permissions = vec![permission(Purpose::Marketing)];
        world.permissions[0].expires_at = Some(NOW);
    });
    assert_eq!(refusal(&expired, &call()), Refusal::PermissionExpired);
    let withdrawn = spoilt(Category::Marketing, |world| {
        world.permissions.clear();
        world.pair().withdrawn = [false, false, true];
    });
    assert_eq!(refusal(&withdrawn, &call()), Refusal::PermissionWithdrawn);
    let other_topic = spoilt(Category::Marketing, |world| {
        world.permissions = vec![permission(Purpose::Marketing)];
        world.permissions[0].topic = Some("Flight 1".into());
        world.template.as_mut().unwrap().topic = Some("Flight 2".into());
    });
    assert_eq!(refusal(&other_topic, &call()), Refusal::PermissionMissing);
}

#[test]
fn the_most_specific_permission_is_used_then_the_newest() {
    let mut world = World::new(Category::Utility);
    world.template.as_mut().unwrap().topic = Some("Flight 1".into());
    let variant = |receipt, topic: Option<&str>, age_s: i64| {
        let mut variant = permission(Purpose::Utility);
        variant.receipt = ReceiptId(receipt);
        variant.topic = topic.map(str::to_owned);
        variant.granted_at = NOW.plus_s(-age_s);
        variant
    };
    world.permissions = vec![
        variant(1, Some("Flight 1"), 500),
        variant(2, Some("Flight 1"), 400),
        variant(3, Some("Flight 2"), 10),
        variant(4, None, 5),
    ];
    let used = decide_on(&world, &call()).evidence.permission.unwrap();
    assert_eq!(used.receipt, ReceiptId(2));
}

#[test]
fn a_cadence_leaves_a_gap_of_a_day_or_a_week() {
    for (cadence, gap_s) in [(Cadence::Daily, DAY_S), (Cadence::Weekly, 7 * DAY_S)] {
        let mut world = World::new(Category::Marketing);
        world.permissions = vec![permission(Purpose::Marketing)];
        world.permissions[0].cadence = cadence;
        world.pair().last_sent = [Some(NOW), Some(NOW), Some(NOW.plus_s(1 - gap_s))];
        let verdict = decide_on(&world, &call());
        assert_eq!(verdict.outcome, Err(Refusal::CadenceReached));
        assert!(verdict.evidence.permission.is_some());
        world.pair().last_sent = [Some(NOW), Some(NOW), Some(NOW.plus_s(-gap_s))];
        assert!(decide_on(&world, &call()).outcome.is_ok());
    }
}

#[test]
fn senders_that_may_not_send_are_refused_first() {
    let suspended = spoilt(Category::Utility, |world| world.sender.suspended = true);
    assert_eq!(refusal(&suspended, &call()), Refusal::BusinessSuspended);
    let unregistered = spoilt(Category::Utility, |world| world.sender.registered = false);
    assert_eq!(refusal(&unregistered, &call()), Refusal::SenderNotRegistered);
}

#[test]
fn templates_that_may_not_be_sent_are_refused() {
    let status = |status| {
        spoilt(Category::Utility, |world| world.template.as_mut().unwrap().status = status)
    };
    let expected = [
        (status(TemplateStatus::Pending), Refusal::TemplateMissing),
        (status(TemplateStatus::Rejected), Refusal::TemplateMissing),
        (status(TemplateStatus::Paused), Refusal::TemplatePaused),
        (status(TemplateStatus::Disabled), Refusal::TemplateDisabled),
        (spoilt(Category::Utility, |world| world.template = None), Refusal::TemplateMissing),
    ];
    for (world, refused) in expected {
        assert_eq!(refusal(&world, &call()), refused);
    }
    let foreign = spoilt(Category::Utility, |world| {
        world.template.as_mut().unwrap().business = crate::id::BusinessId(1);
    });
    assert_eq!(refusal(&foreign, &call()), Refusal::TemplateMissing);
}

#[test]
fn a_broken_limit_is_told_with_its_detail() {
    let mut long = text();
    long.draft = Draft::Text { body: "x".repeat(4_097), preview_url: false };
    let verdict = decide_on(&with_window(Category::Utility), &long);
    assert_eq!(verdict.outcome, Err(Refusal::InvalidParameter));
    assert!(verdict.evidence.detail.unwrap().contains("4097"));
    let mut opaque = text();
    opaque.opaque = Some("x".repeat(513));
    assert_eq!(refusal(&with_window(Category::Utility), &opaque), Refusal::InvalidParameter);
    let mut count = call();
    if let Draft::Template(call) = &mut count.draft {
        call.body.clear();
    }
    assert_eq!(refusal(&World::new(Category::Utility), &count), Refusal::TemplateParameterCount);
}

#[test]
fn what_a_message_answers_must_exist() {
    let mut world = with_window(Category::Utility);
    world.context_known = false;
    let mut reply = text();
    assert!(decide_on(&world, &reply).outcome.is_ok());
    reply.reply_to = Some(MESSAGE);
    assert_eq!(refusal(&world, &reply), Refusal::ContextUnknown);
    assert_eq!(refusal(&world, &reaction()), Refusal::ContextUnknown);
}

#[test]
fn both_rates_are_kept_and_may_be_lifted() {
    let far = NOW.plus_s(10_000);
    let mut world = spoilt(Category::Utility, |world| world.sender.throughput_tat = far);
    let verdict = decide_on(&world, &call());
    assert_eq!(verdict.outcome, Err(Refusal::ThroughputExceeded));
    assert!(verdict.evidence.detail.unwrap().ends_with(" s"));
    world.sender.throughput_tat = Timestamp(0);
    world.pair().pair_tat = far;
    assert_eq!(refusal(&world, &call()), Refusal::PairRateExceeded);
    world.limits = crate::rate::Limits::default();
    assert_eq!(decide_on(&world, &call()).outcome.unwrap().pair_tat, far);
}

#[test]
fn money_must_cover_the_price_and_free_messages_need_none() {
    let mut world = World::new(Category::Utility);
    world.balance = Micros(10_000);
    assert!(decide_on(&world, &call()).outcome.is_ok());
    world.balance = Micros(9_999);
    assert_eq!(refusal(&world, &call()), Refusal::BalanceExhausted);
    let mut world = with_window(Category::Utility);
    world.balance = Micros(-1);
    assert!(decide_on(&world, &call()).outcome.is_ok());
    assert!(decide_on(&world, &text()).outcome.is_ok());
}

#[test]
fn a_spending_limit_holds_what_costs_money_and_nothing_else() {
    let mut world = World::new(Category::Utility);
    world.terms.spend_per_day = Some(Micros(100_000));
    world.spent.day = Micros(90_000);
    assert!(decide_on(&world, &call()).outcome.is_ok());
    world.spent.day = Micros(90_001);
    let verdict = decide_on(&world, &call());
    assert_eq!(verdict.outcome, Err(Refusal::BalanceExhausted));
    assert!(verdict.evidence.detail.unwrap().starts_with("the spending limit of the day"));
    let mut open = with_window(Category::Utility);
    (open.terms, open.spent) = (world.terms, world.spent);
    assert!(decide_on(&open, &call()).outcome.is_ok());
    assert!(decide_on(&open, &text()).outcome.is_ok());
    open.terms.stopped = true;
    assert!(decide_on(&open, &text()).outcome.is_ok());
    world.terms = Terms { stopped: true, ..Terms::default() };
    assert_eq!(refusal(&world, &call()), Refusal::BalanceExhausted);
}

#[test]
fn the_free_messages_of_a_month_need_no_money() {
    let mut world = World::new(Category::Marketing);
    world.rate_card = RateCard::pilot(Timestamp(0));
    world.balance = Micros::ZERO;
    world.spent.free = [0, 0, 99];
    let price = decide_on(&world, &call()).outcome.unwrap().price;
    assert_eq!((price.kind, price.micros), (PriceKind::FreeQuota, Micros::ZERO));
    world.spent.free = [0, 0, 100];
    assert_eq!(refusal(&world, &call()), Refusal::BalanceExhausted);
}

#[test]
fn unknown_blocked_and_never_consented_recipients_get_the_same_verdict() {
    let unknown = spoilt(Category::Utility, |world| world.relation = None);
    let never = spoilt(Category::Utility, |world| world.permissions.clear());
    let blocked = spoilt(Category::Utility, |world| {
        world.pair().blocked = true;
        world.pair().window_until = Some(NOW.plus_s(HOUR_S));
    });
    for outbound in [call(), text(), reaction()] {
        let verdict = decide_on(&unknown, &outbound);
        assert_eq!(verdict.outcome, Err(Refusal::RecipientUnavailable));
        assert_eq!(decide_on(&never, &outbound), verdict);
        assert_eq!(decide_on(&blocked, &outbound), verdict);
    }
}

#[test]
fn the_trace_of_a_verdict_ends_at_the_refusing_rule() {
    let trace = decide_on(&World::new(Category::Utility), &text()).evidence.trace();
    let result = |rule| trace.iter().find(|check| check.rule == rule).unwrap().result;
    assert_eq!(result(Rule::Recipient), CheckResult::Passed);
    assert_eq!(result(Rule::Window), CheckResult::Refused);
    assert_eq!(result(Rule::PairRate), CheckResult::Skipped);
}

#[test]
fn marketing_leads_to_proven_domains_only_also_by_what_is_filled_in() {
    let mut world = World::new(Category::Marketing);
    let mut sent = call();
    let Draft::Template(asked) = &mut sent.draft else { unreachable!() };
    asked.body[0].text = "see https://shop.example.org/77".into();
    let verdict = admit(&world.facts(), &sent, NOW);
    assert_eq!(verdict.outcome, Err(Refusal::LinkNotAllowed));
    assert!(verdict.evidence.detail.unwrap().contains("example.org"));
    world.domains = vec!["example.org".into()];
    assert!(admit(&world.facts(), &sent, NOW).outcome.is_ok());
    world.domains.clear();
    world.limits.links = None;
    assert!(admit(&world.facts(), &sent, NOW).outcome.is_ok());
}

#[test]
fn marketing_lapses_unless_she_reads_or_answers() {
    let mut world = World::new(Category::Marketing);
    let given = NOW.plus_s(-180 * DAY_S);
    world.permissions[2].granted_at = given;
    assert_eq!(refusal(&world, &call()), Refusal::PermissionExpired);
    world.pair().answered_at = Some(given.plus_s(1));
    let verdict = decide_on(&world, &call());
    assert!(verdict.outcome.is_ok());
    assert_eq!(verdict.evidence.permission.unwrap().expires_at, Some(NOW.plus_s(1)));
    world.pair().answered_at = None;
    world.limits.lapse = None;
    assert!(decide_on(&world, &call()).outcome.is_ok());
}

#[test]
fn a_topic_lapses_unless_the_business_uses_it() {
    let mut world = World::new(Category::Utility);
    world.template.as_mut().unwrap().topic = Some("orders".into());
    world.permissions[0].topic = Some("orders".into());
    world.permissions[0].granted_at = NOW.plus_s(-30 * DAY_S);
    assert_eq!(refusal(&world, &call()), Refusal::PermissionExpired);
    world.pair().last_sent[0] = Some(NOW.plus_s(-DAY_S));
    assert!(decide_on(&world, &call()).outcome.is_ok());
}
