//! What people make of templates: what is counted of them, and who complains.

use super::StoreFactory;
use super::world::{World, call, id, text};
use crate::record::{Complaint, Signals, WantedAnswer, WantedCounts};
use kurier_policy::id::{PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rules::feedback::Wanted;
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::{HOUR_S, Timestamp};

fn of(world: &World, template: i64, person: i64) -> Complaint {
    let (business, at) = (world.business, world.now());
    let (template, person) = (TemplateId(id(template)), PersonId(person));
    let (sent_at, reason, surcharge) = (at.plus_s(-5), None, Micros::ZERO);
    Complaint { business, template, person, at, sent_at, reported: false, reason, surcharge }
}

pub async fn a_person_complains_once_about_a_template(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = of(&world, 1, 7);
    let reason = Some(Reason::TooOften);
    world.store.complain(Complaint { reported: true, reason, ..first }).await.unwrap();
    world.advance_s(10);
    world.store.complain(of(&world, 1, 7)).await.unwrap();
    world.store.complain(of(&world, 1, 8)).await.unwrap();
    let other = Complaint { business: world.second_business().await.0, ..of(&world, 1, 7) };
    world.store.complain(other).await.unwrap();
    let again = Complaint { reported: true, reason, ..of(&world, 1, 7) };
    assert_eq!(again.sent_at, first.sent_at.plus_s(10));
    let all = vec![again, of(&world, 1, 8)];
    let world = world.reopen(factory).await;
    let found = world.store.complaints(world.business, first.at, 10).await.unwrap();
    assert_eq!(found, all, "the latest time; what was reported stays so, and why");
    assert_eq!(world.store.complaints(other.business, first.at, 10).await, Ok(vec![other]));
    let limited = world.store.complaints(world.business, first.at, 1).await.unwrap();
    assert_eq!(limited, all[..1]);
    let later = world.now().plus_s(1);
    assert_eq!(world.store.complaints(world.business, later, 10).await, Ok(vec![]));
}

pub async fn old_complaints_are_forgotten(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for template in 1..4 {
        world.store.complain(of(&world, template, 7)).await.unwrap();
    }
    world.advance_s(10);
    let young = of(&world, 9, 7);
    world.store.complain(young).await.unwrap();
    assert_eq!(world.store.forget_signals(young.at, 2).await, Ok(2));
    assert_eq!(world.store.forget_signals(young.at, 10).await, Ok(1));
    let all = world.store.complaints(world.business, young.at.plus_s(-100), 10).await;
    assert_eq!(all, Ok(vec![young]));
}

pub async fn the_last_answer_of_a_person_counts(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let start = world.now();
    let said = |person, wanted| {
        let (business, at, template) = (world.business, world.now(), TemplateId(id(1)));
        WantedAnswer { business, person: PersonId(person), template, at, wanted }
    };
    for (person, wanted) in [(7, Wanted::Yes), (8, Wanted::No), (9, Wanted::No)] {
        world.store.answer_wanted(said(person, wanted)).await.unwrap();
    }
    world.advance_s(10);
    world.store.answer_wanted(said(7, Wanted::No)).await.unwrap();
    let other = world.second_business().await.0;
    world
        .store
        .answer_wanted(WantedAnswer { business: other, ..said(7, Wanted::Yes) })
        .await
        .unwrap();
    let late = world.now();
    let world = world.reopen(factory).await;
    let of_seven = world.store.wanted_of(world.business, PersonId(7)).await.unwrap().unwrap();
    assert_eq!((of_seven.wanted, of_seven.at), (Wanted::No, late));
    assert_eq!(world.store.wanted_of(world.business, PersonId(6)).await, Ok(None));
    let counts = |yes, no| Ok(WantedCounts { yes, no });
    assert_eq!(world.store.wanted_counts(world.business, start).await, counts(0, 3));
    assert_eq!(world.store.wanted_counts(world.business, late).await, counts(0, 1));
    assert_eq!(world.store.wanted_counts(other, start).await, counts(1, 0));
    assert_eq!(world.store.forget_signals(late, 10).await, Ok(2));
    assert_eq!(world.store.wanted_counts(world.business, start).await, counts(0, 1));
}

async fn signals(world: &World, since: Timestamp) -> Vec<Signals> {
    let all = world.store.templates(world.business, None, 10).await.unwrap();
    let ids = all.iter().map(|one| one.id).collect();
    world.store.signals(world.business, ids, since).await.unwrap()
}

pub async fn what_people_got_and_read_is_counted_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    let start = world.now();
    let first = world.sent(call(Category::Utility)).await;
    let second = world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Marketing)).await;
    world.say("Hello", "1").await;
    world.sent(text("No template")).await;
    world.read(second.seq.0).await;
    world.delivered(100).await;
    world.sent(call(Category::Utility)).await;
    let mut steps = 0;
    while world.store.count_signals(world.business, 2).await.unwrap() {
        steps += 1;
    }
    assert!(steps > 2, "{steps}");
    assert_eq!(world.store.count_signals(world.business, 100).await, Ok(false));
    let all = world.store.templates(world.business, None, 10).await.unwrap();
    let of = |category| all.iter().find(|one| one.category == category).unwrap().id;
    let utility = Signals { template: of(Category::Utility), delivered: 2, read: 2, read_soon: 2 };
    let marketing =
        Signals { template: of(Category::Marketing), delivered: 1, read: 0, read_soon: 0 };
    let hour = start.plus_s(-HOUR_S);
    let world = world.reopen(factory).await;
    assert_eq!(signals(&world, hour).await, vec![utility, marketing]);
    assert!(first.seq < second.seq);
    world.advance_s(2 * HOUR_S);
    world.delivered(200).await;
    while world.store.count_signals(world.business, 100).await.unwrap() {}
    let late = Signals { delivered: 1, read: 0, read_soon: 0, ..utility };
    assert_eq!(signals(&world, start.plus_s(HOUR_S)).await, vec![late]);
    assert_eq!(signals(&world, hour).await[0].delivered, 3);
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.signals(other, vec![utility.template], hour).await, Ok(vec![]));
    assert_eq!(world.store.forget_signals(start.plus_s(HOUR_S), 10).await, Ok(2));
    assert_eq!(signals(&world, hour).await, vec![late]);
}

pub async fn many_that_count_at_once_count_everything_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    for _ in 0..20 {
        world.sent(call(Category::Utility)).await;
    }
    world.delivered(100).await;
    let count = || async { while world.store.count_signals(world.business, 7).await.unwrap() {} };
    futures_util::future::join_all((0..6).map(|_| count())).await;
    let found = signals(&world, world.now().plus_s(-HOUR_S)).await;
    assert_eq!(found.iter().map(|one| one.delivered).collect::<Vec<_>>(), vec![20]);
}
