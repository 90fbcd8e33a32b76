//! What calls with an idempotency key were answered.

use super::StoreFactory;
use super::world::{World, key};
use crate::record::AnsweredCall;
use kurier_policy::time::DAY_S;

pub async fn the_first_answer_under_a_key_stays(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let remember = |digest, answer: &str| {
        let key = key("a", digest).unwrap();
        world.store.remember_call(world.business, key, answer.to_owned(), world.now())
    };
    let first = AnsweredCall { digest: [1; 32], answer: "one".to_owned() };
    assert_eq!(remember(1, "one").await.as_ref(), Ok(&first));
    assert_eq!(remember(1, "two").await.as_ref(), Ok(&first));
    assert_eq!(remember(2, "two").await.as_ref(), Ok(&first));
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.answered_call(other, "a".to_owned()).await, Ok(None));
    let world = world.reopen(factory).await;
    assert_eq!(world.store.answered_call(world.business, "a".to_owned()).await, Ok(Some(first)));
}

pub async fn old_answers_are_forgotten(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let remember = |name: &'static str| {
        let key = key(name, 1).unwrap();
        world.store.remember_call(world.business, key, name.to_owned(), world.now())
    };
    remember("old").await.unwrap();
    world.advance_s(7 * DAY_S);
    remember("young").await.unwrap();
    assert!(world.store.answered_call(world.business, "old".to_owned()).await.unwrap().is_some());
    world.advance_s(2 * DAY_S);
    remember("new").await.unwrap();
    assert!(world.store.answered_call(world.business, "old".to_owned()).await.unwrap().is_none());
    assert!(world.store.answered_call(world.business, "young".to_owned()).await.unwrap().is_some());
}
