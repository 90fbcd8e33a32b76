//! Forms: made, changed, deleted, and the keys of their endpoints.

use super::StoreFactory;
use super::world::{START, World, id};
use crate::port::StoreError;
use crate::record::FlowKey;
use kurier_policy::flow::{Flow, FlowCategory, FlowStatus};
use kurier_policy::id::{BusinessId, FlowId, SenderId};
use std::sync::Arc;

/// The `n`-th form of a business.
pub fn flow(business: BusinessId, n: i64) -> Flow {
    Flow {
        id: FlowId(id(800 + n)),
        business,
        name: format!("form {n}"),
        categories: vec![FlowCategory::Survey],
        status: FlowStatus::Draft,
        endpoint_uri: None,
        revision: 0,
        created_at: START,
        updated_at: START,
    }
}

pub async fn a_form_is_kept_with_its_definition(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (plain, defined) = (flow(world.business, 1), flow(world.business, 2));
    let text = "{\"ü\": \"\u{1f404}\"}".to_owned();
    world.store.create_flow(plain.clone(), None, 10).await.unwrap();
    world.store.create_flow(defined.clone(), Some(text.clone()), 10).await.unwrap();
    let world = world.reopen(factory).await;
    let store = &world.store;
    assert_eq!(store.flow(plain.id).await, Ok(plain.clone()));
    assert_eq!(store.flow_definition(plain.id).await, Ok(None));
    assert_eq!(store.flow_definition(defined.id).await, Ok(Some(text)));
    assert_eq!(store.flow_named(world.business, "form 2".to_owned()).await, Ok(defined));
    let missing = StoreError::NotFound("flow");
    assert_eq!(store.flow(FlowId(id(899))).await, Err(missing.clone()));
    assert_eq!(store.flow_definition(FlowId(id(899))).await, Err(missing.clone()));
    let (other, _) = world.second_business().await;
    assert_eq!(store.flow_named(other, plain.name).await, Err(missing));
}

pub async fn a_form_is_changed_at_the_revision_that_was_looked_at(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let store = &world.store;
    let first = flow(world.business, 1);
    store.create_flow(first.clone(), None, 10).await.unwrap();
    store.create_flow(flow(world.business, 2), None, 10).await.unwrap();
    let renamed = Flow { name: "table".to_owned(), ..first.clone() };
    let changed = store.change_flow(renamed.clone(), Some("{}".to_owned())).await.unwrap();
    assert_eq!(changed, Flow { revision: 1, ..renamed.clone() });
    let late = store.change_flow(renamed, None).await;
    assert_eq!(late, Err(StoreError::Conflict("flow")));
    let published = Flow { status: FlowStatus::Published, ..changed };
    let published = store.change_flow(published, None).await.unwrap();
    assert_eq!(store.flow_definition(first.id).await, Ok(Some("{}".to_owned())));
    let taken = Flow { name: "form 2".to_owned(), ..published.clone() };
    assert_eq!(store.change_flow(taken, None).await, Err(StoreError::Conflict("flow name")));
    let (other, _) = world.second_business().await;
    let stolen = Flow { business: other, ..published.clone() };
    assert_eq!(store.change_flow(stolen.clone(), None).await, Err(StoreError::Conflict("flow")));
    assert_eq!(store.delete_flow(stolen).await, Err(StoreError::Conflict("flow")));
    assert_eq!(store.flow(first.id).await, Ok(published.clone()));
    store.delete_flow(published.clone()).await.unwrap();
    assert_eq!(store.delete_flow(published).await, Err(StoreError::Conflict("flow")));
    assert_eq!(store.flow(first.id).await, Err(StoreError::NotFound("flow")));
}

pub async fn forms_are_paged_and_bounded(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let store = &world.store;
    let all: Vec<Flow> = (1..=3).map(|n| flow(world.business, n)).collect();
    for one in &all {
        store.create_flow(one.clone(), None, 3).await.unwrap();
    }
    let full = store.create_flow(flow(world.business, 4), None, 3).await;
    assert_eq!(full, Err(StoreError::Conflict("too many flows")));
    let same = Flow { id: FlowId(id(850)), ..all[0].clone() };
    let twice = store.create_flow(same, None, 9).await;
    assert_eq!(twice, Err(StoreError::Conflict("flow name")));
    assert_eq!(store.flows(world.business, None, 2).await, Ok(all[..2].to_vec()));
    assert_eq!(store.flows(world.business, Some(all[1].id), 2).await, Ok(all[2..].to_vec()));
    let (other, _) = world.second_business().await;
    assert_eq!(store.flows(other, None, 9).await, Ok(vec![]));
    let theirs = Flow { id: FlowId(id(860)), business: other, ..all[0].clone() };
    store.create_flow(theirs, None, 3).await.unwrap();
}

pub async fn one_of_many_makes_the_last_form(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let tasks = (1..=8).map(|n| {
        let (store, form) = (Arc::clone(&world.store), flow(world.business, n));
        tokio::spawn(async move { store.create_flow(form, None, 1).await })
    });
    let mut made = 0;
    for task in tasks.collect::<Vec<_>>() {
        made += usize::from(task.await.unwrap().is_ok());
    }
    assert_eq!(made, 1);
}

pub async fn a_key_is_kept_for_its_sender(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (business, sender) = (world.business, world.sender);
    assert_eq!(world.store.flow_key(business, sender).await, Ok(FlowKey::default()));
    let key = FlowKey { public_key: "-----BEGIN PUBLIC KEY-----\nx".to_owned() };
    world.store.set_flow_key(business, sender, key.clone()).await.unwrap();
    let world = world.reopen(factory).await;
    assert_eq!(world.store.flow_key(business, sender).await, Ok(key));
    let other = world.store.flow_key(business, SenderId(id(901))).await;
    assert_eq!(other, Ok(FlowKey::default()));
}
