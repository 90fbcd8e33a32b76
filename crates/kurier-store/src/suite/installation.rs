//! Secrets, limits, rate cards, the export.

use super::StoreFactory;
use super::world::{START, UTILITY, World, call, card, refusal};
use crate::port::StoreError;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::refusal::Refusal;

pub async fn a_secret_is_kept_from_its_first_writing_on(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    assert_eq!(world.store.keep_secret("key", vec![1, 2]).await, Ok(vec![1, 2]));
    assert_eq!(world.store.keep_secret("key", vec![3]).await, Ok(vec![1, 2]));
    let world = world.reopen(factory).await;
    assert_eq!(world.store.keep_secret("key", vec![4]).await, Ok(vec![1, 2]));
    assert_eq!(world.store.keep_secret("other", vec![4]).await, Ok(vec![4]));
}

pub async fn limits_are_kept(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let throughput = Some(Rate { period_us: 1_000_000, burst: 1 });
    world.store.set_limits(Limits { throughput, ..Limits::default() }).await.unwrap();
    let world = world.reopen(factory).await;
    assert_eq!(world.store.limits().await, Ok(Limits { throughput, ..Limits::default() }));
    world.sent(call(Category::Utility)).await;
    let admitted = world.send(call(Category::Utility)).await;
    assert_eq!(refusal(&admitted), Refusal::ThroughputExceeded);
}

pub async fn rate_card_versions_rise_by_one(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for version in [0, 1, 3] {
        let added = world.store.add_rate_card(card(version, START, UTILITY)).await;
        assert!(matches!(added, Err(StoreError::Conflict(_))), "version {version}: {added:?}");
    }
    world.store.add_rate_card(card(2, START, UTILITY)).await.unwrap();
    assert_eq!(world.store.rate_card(START).await.unwrap().version, 2);
}

pub async fn the_export_names_no_places_of_the_backend(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.say("Hello", "1").await;
    let export = world.export().await;
    for line in export.lines() {
        for after in line.split("\"hint\":").skip(1) {
            assert!(after.starts_with('0'), "{line}");
        }
    }
    let kinds = ["business", "sender", "person", "relation", "entry", "event", "transfer"];
    for kind in kinds {
        let wanted = format!("{{\"{kind}\":");
        assert!(export.lines().any(|line| line.starts_with(&wanted)), "no {kind} in the export");
    }
}
