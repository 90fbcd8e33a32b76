//! Usernames: taken by one, moved, given up, and kept for a while.

use super::StoreFactory;
use super::onboarding::{add, sender};
use super::world::World;
use crate::port::StoreError;
use crate::record::TakenUsername;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::username::USERNAME_RESTS_S;
use std::sync::Arc;

async fn take(world: &World, of: (BusinessId, SenderId), name: &str) -> TakenUsername {
    world.store.take_username(of, name.to_owned(), false, world.now()).await.unwrap()
}

async fn has(world: &World, sender: SenderId) -> Option<String> {
    world.store.username_of(sender).await.unwrap()
}

pub async fn a_username_is_one_senders(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let own = (world.business, world.sender);
    let other = world.second_business().await;
    assert_eq!(take(&world, own, "blue").await, TakenUsername::Done);
    assert_eq!(take(&world, own, "blue").await, TakenUsername::Done);
    assert_eq!(take(&world, other, "blue").await, TakenUsername::Taken);
    assert_eq!(take(&world, own, "sky").await, TakenUsername::Done);
    let world = world.reopen(factory).await;
    assert_eq!(has(&world, own.1).await, Some("sky".to_owned()));
    let found = world.store.username("sky".to_owned()).await.unwrap();
    assert_eq!((found.business, found.sender, found.released_at), (own.0, own.1, None));
    let left = world.store.username("blue".to_owned()).await.unwrap();
    assert_eq!(left.released_at, Some(world.now()), "a sender has one");
    let none = world.store.username("green".to_owned()).await;
    assert_eq!(none, Err(StoreError::NotFound("username")));
    let strange = world.store.take_username((other.0, own.1), "x".into(), false, world.now());
    assert_eq!(strange.await, Err(StoreError::NotFound("sender")));
}

pub async fn a_username_moves_between_senders_of_one_business(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let second = sender(&world, 61);
    add(&world, &second).await;
    let (first, second) = ((world.business, world.sender), (world.business, second.id));
    take(&world, first, "blue").await;
    assert_eq!(take(&world, second, "blue").await, TakenUsername::OfAnother);
    let moved = world.store.take_username(second, "blue".to_owned(), true, world.now()).await;
    assert_eq!(moved, Ok(TakenUsername::Done));
    assert_eq!(
        (has(&world, first.1).await, has(&world, second.1).await),
        (None, Some("blue".into()))
    );
    world.store.remove_sender(second.0, second.1, world.now()).await.unwrap();
    assert_eq!(has(&world, second.1).await, None, "it goes with its sender");
    assert_eq!(take(&world, first, "blue").await, TakenUsername::Done);
}

pub async fn a_username_that_was_given_up_rests(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let own = (world.business, world.sender);
    let other = world.second_business().await;
    take(&world, own, "blue").await;
    assert_eq!(world.store.release_username(own.0, own.1, world.now()).await, Ok(true));
    assert_eq!(world.store.release_username(own.0, own.1, world.now()).await, Ok(false));
    world.advance_s(USERNAME_RESTS_S - 1);
    assert_eq!(take(&world, other, "blue").await, TakenUsername::Taken);
    world.advance_s(1);
    assert_eq!(take(&world, other, "blue").await, TakenUsername::Done);
    assert_eq!(take(&world, own, "blue").await, TakenUsername::Taken);
}

pub async fn of_two_that_take_one_username_at_once_one_does(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let both = [(world.business, world.sender), world.second_business().await];
    let mut tasks = Vec::new();
    for of in both {
        let (store, now) = (Arc::clone(&world.store), world.now());
        let task = async move { store.take_username(of, "blue".to_owned(), false, now).await };
        tasks.push(tokio::spawn(task));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap().unwrap());
    }
    answers.sort_by_key(|answer| *answer != TakenUsername::Done);
    assert_eq!(answers, [TakenUsername::Done, TakenUsername::Taken]);
}
