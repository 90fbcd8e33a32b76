//! Blocks and reports.

use super::StoreFactory;
use super::world::{World, id};
use crate::record::Complaint;
use kurier_policy::id::{PersonId, TemplateId};

fn of(world: &World, template: i64, person: i64) -> Complaint {
    let (business, at) = (world.business, world.now());
    let (template, person) = (TemplateId(id(template)), PersonId(person));
    Complaint { business, template, person, at, reported: false }
}

pub async fn a_person_complains_once_about_a_template(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = of(&world, 1, 7);
    world.store.complain(Complaint { reported: true, ..first }).await.unwrap();
    world.advance_s(10);
    world.store.complain(of(&world, 1, 7)).await.unwrap();
    world.store.complain(of(&world, 1, 8)).await.unwrap();
    let other = Complaint { business: world.second_business().await.0, ..of(&world, 1, 7) };
    world.store.complain(other).await.unwrap();
    let again = Complaint { reported: true, ..of(&world, 1, 7) };
    let all = vec![again, of(&world, 1, 8)];
    let world = world.reopen(factory).await;
    let found = world.store.complaints(world.business, first.at, 10).await.unwrap();
    assert_eq!(found, all, "the latest time, and what was reported stays so");
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
    assert_eq!(world.store.forget_complaints(young.at, 2).await, Ok(2));
    assert_eq!(world.store.forget_complaints(young.at, 10).await, Ok(1));
    let all = world.store.complaints(world.business, young.at.plus_s(-100), 10).await;
    assert_eq!(all, Ok(vec![young]));
}
