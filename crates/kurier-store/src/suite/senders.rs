//! What senders show people of themselves.

use super::StoreFactory;
use super::world::{World, id};
use kurier_policy::id::{BusinessId, MediaId, SenderId};
use kurier_policy::profile::{Profile, ProfileChange, Vertical};
use std::sync::Arc;

/// A profile with something in every part.
pub fn profile_of_a_day() -> ProfileChange {
    ProfileChange {
        about: Some("Fresh bread \u{1f950}".to_owned()),
        address: Some("Mill Lane 1".to_owned()),
        description: Some("Bakes \"every\" day.".to_owned()),
        email: Some("bread@shop.example".to_owned()),
        websites: Some(vec!["https://shop.example".to_owned()]),
        vertical: Some(Vertical::Grocery),
        picture: Some(MediaId(id(702))),
    }
}

pub async fn a_profile_keeps_what_a_change_does_not_name(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (store, business, sender) = (&world.store, world.business, world.sender);
    assert_eq!(store.profile(business, sender).await, Ok(Profile::default()));
    let (before, first) =
        store.change_profile(business, sender, profile_of_a_day()).await.unwrap();
    assert_eq!(before, Profile::default());
    assert_eq!(first, profile_of_a_day().applied(before));
    let change = ProfileChange { about: Some("Cake".to_owned()), ..ProfileChange::default() };
    let (before, after) = store.change_profile(business, sender, change).await.unwrap();
    assert_eq!(before, first);
    assert_eq!(after, Profile { about: "Cake".to_owned(), ..first });
    let world = world.reopen(factory).await;
    assert_eq!(world.store.profile(business, sender).await, Ok(after));
    for (business, sender) in [(business, SenderId(id(901))), (BusinessId(id(902)), sender)] {
        let none = world.store.profile(business, sender).await;
        assert_eq!(none, Ok(Profile::default()), "of its own sender alone");
    }
}

pub async fn of_two_changes_at_once_neither_is_lost(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let changes = [
        ProfileChange { about: Some("Bread".to_owned()), ..ProfileChange::default() },
        ProfileChange { address: Some("Mill Lane".to_owned()), ..ProfileChange::default() },
        ProfileChange { email: Some("a@b.example".to_owned()), ..ProfileChange::default() },
        ProfileChange { vertical: Some(Vertical::Retail), ..ProfileChange::default() },
    ];
    let mut tasks = Vec::new();
    for change in changes {
        let store = Arc::clone(&world.store);
        let (business, sender) = (world.business, world.sender);
        let task = async move { store.change_profile(business, sender, change).await };
        tasks.push(tokio::spawn(task));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let wanted = Profile {
        about: "Bread".to_owned(),
        address: "Mill Lane".to_owned(),
        email: "a@b.example".to_owned(),
        vertical: Vertical::Retail,
        ..Profile::default()
    };
    assert_eq!(world.store.profile(world.business, world.sender).await, Ok(wanted));
}
