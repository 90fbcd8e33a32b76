//! Previews of links.

use super::StoreFactory;
use super::world::{World, id};
use crate::port::StoreError;
use crate::record::LinkPreview;
use kurier_policy::id::MediaId;
use kurier_policy::time::DAY_S;

const HASH: [u8; 32] = [7; 32];

fn preview(world: &World, title: &str) -> LinkPreview {
    LinkPreview {
        business: world.business,
        url_hash: HASH,
        title: title.to_owned(),
        description: String::new(),
        media: None,
        looked_at: world.now(),
    }
}

pub async fn a_link_shows_what_it_showed_last(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let missing = Err(StoreError::NotFound("preview"));
    assert_eq!(world.store.link_preview(world.business, HASH).await, missing);
    world.store.put_link_preview(preview(&world, "Before")).await.unwrap();
    world.advance_s(DAY_S);
    let now = LinkPreview {
        description: "About it".to_owned(),
        media: Some(MediaId(id(5))),
        ..preview(&world, "After")
    };
    world.store.put_link_preview(now.clone()).await.unwrap();
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.link_preview(other, HASH).await, missing);
    let world = world.reopen(factory).await;
    assert_eq!(world.store.link_preview(world.business, HASH).await, Ok(now));
}

pub async fn what_a_link_showed_long_ago_is_forgotten(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.store.put_link_preview(preview(&world, "Old")).await.unwrap();
    for (days, is_there) in [(60, true), (1, false)] {
        world.advance_s(days * DAY_S);
        let other = LinkPreview { url_hash: [8; 32], ..preview(&world, "New") };
        world.store.put_link_preview(other).await.unwrap();
        let found = world.store.link_preview(world.business, HASH).await;
        assert_eq!(found.is_ok(), is_there, "after {days} days");
    }
}
