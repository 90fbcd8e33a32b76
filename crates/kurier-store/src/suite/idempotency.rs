//! Idempotency keys.

use super::StoreFactory;
use super::world::{World, accepted, call, key, text};
use crate::record::{Admission, Admitted};
use kurier_policy::outbound::{Outbound, Recipient};
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::time::DAY_S;

pub async fn the_same_key_and_body_give_the_first_answer(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let first = world.admit_with(outbound.clone(), key("a", 1)).await;
    world.advance_s(6 * DAY_S);
    let again = world.admit_with(outbound, key("a", 1)).await;
    let (first, again) = (accepted(&first), accepted(&again));
    assert!(!first.replayed && again.replayed);
    assert_eq!((first.message, &first.ids), (again.message, &again.ids));
    assert_eq!(first.evidence, again.evidence);
    assert_eq!(again.entry, None);
    assert_eq!(world.inbox().await.len(), 2);
}

pub async fn another_body_under_the_same_key_is_told(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    world.admit_with(outbound.clone(), key("a", 1)).await;
    assert_eq!(world.admit_with(outbound, key("a", 2)).await, Admitted::KeyReused);
    assert_eq!(world.inbox().await.len(), 2);
}

pub async fn a_key_used_twice_in_one_batch_sends_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let admission = |digest| Admission {
        outbound: outbound.clone(),
        idempotency: key("a", digest),
        held: None,
    };
    let batch = vec![admission(1), admission(1), admission(2)];
    let admitted = world.store.admit_batch(batch, world.now()).await.unwrap();
    assert_eq!(accepted(&admitted[0]).message, accepted(&admitted[1]).message);
    assert!(accepted(&admitted[1]).replayed);
    assert_eq!(admitted[2], Admitted::KeyReused);
    assert_eq!(world.inbox().await.len(), 2);
}

pub async fn a_refusal_in_the_answer_does_not_use_up_the_key(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(text(&"x".repeat(5_000))).await;
    let admitted = world.admit_with(outbound, key("a", 1)).await;
    assert!(matches!(admitted, Admitted::Refused { .. }), "{admitted:?}");
    let outbound = world.outbound(call(Category::Utility)).await;
    assert!(!accepted(&world.admit_with(outbound, key("a", 2)).await).replayed);
}

pub async fn a_refusal_told_later_is_replayed(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let to = Recipient::WaId(999_000_000_000_009);
    let outbound = Outbound { to, ..world.outbound(call(Category::Utility)).await };
    let first = world.admit_with(outbound.clone(), key("a", 1)).await;
    let again = world.admit_with(outbound, key("a", 1)).await;
    let Admitted::FailedLater { message, refusal, replayed: false, .. } = first else {
        panic!("{first:?}")
    };
    let Admitted::FailedLater { message: same, refusal: reason, replayed: true, .. } = again else {
        panic!("{again:?}")
    };
    assert_eq!((message, refusal), (same, reason));
    assert_eq!(world.events().await.len(), 1);
}

pub async fn keys_of_two_businesses_are_apart(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (business, sender) = world.second_business().await;
    world.allow_to(world.person, business, Purpose::Utility).await;
    let ours = world.outbound(call(Category::Utility)).await;
    let theirs = world.outbound_to(business, sender, world.person, call(Category::Utility)).await;
    let ours = world.admit_with(ours, key("a", 1)).await;
    let theirs = world.admit_with(theirs, key("a", 2)).await;
    assert_ne!(accepted(&ours).message, accepted(&theirs).message);
}

pub async fn parallel_calls_with_one_key_send_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let mut tasks = Vec::new();
    for _ in 0..50 {
        let (store, now) = (world.store.clone(), world.now());
        let item = Admission { outbound: outbound.clone(), idempotency: key("a", 1), held: None };
        tasks.push(tokio::spawn(async move { store.admit_batch(vec![item], now).await }));
    }
    let mut messages = Vec::new();
    let mut fresh = 0;
    for task in tasks {
        let admitted = task.await.unwrap().unwrap().remove(0);
        fresh += u32::from(!accepted(&admitted).replayed);
        messages.push(accepted(&admitted).message);
    }
    messages.dedup();
    assert_eq!((fresh, messages.len()), (1, 1));
    assert_eq!(world.inbox().await.len(), 2);
}

pub async fn old_keys_are_forgotten_and_young_ones_are_kept(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let priced = world.outbound(call(Category::Utility)).await;
    world.admit_with(priced.clone(), key("old", 1)).await;
    world.advance_s(9 * DAY_S);
    world.admit_with(priced, key("young", 1)).await;
    world.advance_s(7 * DAY_S);
    world.say("Hello", "1").await;
    // Dropping them is done now and then, along with new ones.
    let free = world.outbound(text("Something")).await;
    for n in 0..150 {
        accepted(&world.admit_with(free.clone(), key(&format!("new {n}"), 1)).await);
    }
    let export = world.export().await;
    let has = |name: &str| export.contains(&format!("\"key\":\"{name}\""));
    assert!(!has("old") && has("young") && has("new 0"));
}
