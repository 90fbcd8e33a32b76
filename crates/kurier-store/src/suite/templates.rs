//! Templates: their changes, what is told of them, their names.

use super::StoreFactory;
use super::world::{World, call, id, refusal, template};
use crate::port::StoreError;
use kurier_policy::event::{EventKind, TemplateEvent};
use kurier_policy::id::TemplateId;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::template::lifecycle::{
    CREATIONS_PER_HOUR, NAME_KEPT_S, NAMES_MAX_UNVERIFIED, delete,
};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::{HOUR_S, Timestamp};

/// The first template of the world.
async fn first(world: &World) -> Template {
    world.store.templates(world.business, None, 1).await.unwrap().remove(0)
}

async fn change(world: &World, changed: Vec<Template>) -> crate::port::Result<Vec<Template>> {
    world.store.change_templates(world.business, changed, vec![], world.now()).await
}

pub async fn a_change_is_made_to_the_revision_that_was_looked_at(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let before = first(&world).await;
    let changed = Template { topic: Some("orders".to_owned()), ..before.clone() };
    let stored = change(&world, vec![changed.clone()]).await.unwrap().remove(0);
    assert_eq!(stored.life.revision, before.life.revision + 1);
    assert_eq!(world.store.template(before.id).await, Ok(stored.clone()));
    assert_eq!(change(&world, vec![changed]).await, Err(StoreError::Conflict("template")));
    let renamed = Template { name: "other".to_owned(), ..stored.clone() };
    assert_eq!(change(&world, vec![renamed]).await, Err(StoreError::Conflict("template")));
    let (other, _) = world.second_business().await;
    let stolen = world.store.change_templates(other, vec![stored.clone()], vec![], world.now());
    assert_eq!(stolen.await, Err(StoreError::NotFound("template")));
    assert_eq!(world.store.template(before.id).await, Ok(stored));
}

pub async fn what_a_business_is_told_of_its_templates_is_in_its_log(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let named = world.store.templates_named(world.business, "utility".to_owned(), 9).await.unwrap();
    let [utility] = named.as_slice() else { panic!("{named:?}") };
    world.sent(call(Category::Utility)).await;
    let before = world.events().await;
    let paused = Template { status: TemplateStatus::Paused, ..utility.clone() };
    let told = TemplateEvent::status(&paused, false);
    let given = (vec![paused.clone()], vec![told.clone()]);
    world.store.change_templates(world.business, given.0, given.1, world.now()).await.unwrap();
    let events = world.events().await;
    assert_eq!(events.len(), before.len() + 1);
    let last = events.last().unwrap();
    assert_eq!(last.kind, EventKind::Template(Box::new(told)));
    assert_eq!((last.seq.0, last.at), (before.last().unwrap().seq.0 + 1, world.now()));
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::TemplatePaused);
    let world = world.reopen(factory).await;
    assert_eq!(world.events().await, events);
    world.assert_ledger().await;
}

pub async fn a_deleted_name_is_free_after_thirty_days(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut gone = first(&world).await;
    let now = world.now();
    delete(&mut gone, now);
    change(&world, vec![gone.clone()]).await.unwrap();
    let again = |seconds| Template {
        id: TemplateId(id(96)),
        name: gone.name.clone(),
        updated_at: now.plus_s(seconds),
        ..template(world.business, 96, Category::Utility)
    };
    let early = world.store.create_template(again(NAME_KEPT_S - 1)).await;
    assert_eq!(early, Err(StoreError::Conflict("template")));
    world.store.create_template(again(NAME_KEPT_S)).await.unwrap();
    assert_eq!(world.store.template(gone.id).await, Err(StoreError::NotFound("template")));
    assert_eq!(world.store.template(TemplateId(id(96))).await, Ok(again(NAME_KEPT_S)));
}

pub async fn many_templates_are_changed_together_or_not_at_all(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut all = world.store.templates(world.business, None, 10).await.unwrap();
    for template in &mut all {
        template.status = TemplateStatus::Archived;
    }
    all.reverse();
    let mut stale = all.clone();
    stale[0].life.revision += 7;
    assert_eq!(change(&world, stale).await, Err(StoreError::Conflict("template")));
    assert_eq!(first(&world).await.status, TemplateStatus::Approved);
    let stored = change(&world, all.clone()).await.unwrap();
    let ids = |all: &[Template]| all.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(&stored), ids(&all));
    assert_eq!(first(&world).await.status, TemplateStatus::Archived);
}

pub async fn a_business_makes_no_more_templates_an_hour_than_it_may(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let now = world.now();
    let new = |n: i64, at: Timestamp| {
        let mut new = template(world.business, 1_000 + n, Category::Utility);
        new.name = format!("made_{n}");
        (new.updated_at, new.life.created_at) = (at, Some(at));
        new
    };
    let most = i64::try_from(CREATIONS_PER_HOUR).unwrap();
    let made = (0..most + 20).map(|n| world.store.create_template(new(n, now)));
    let made = futures_util::future::join_all(made).await;
    let refused = Err(StoreError::Conflict("templates in an hour"));
    assert_eq!(made.iter().filter(|done| done.is_ok()).count(), CREATIONS_PER_HOUR);
    assert_eq!(made.iter().filter(|done| **done == refused).count(), 20);
    assert_eq!(world.store.create_template(new(500, now.plus_s(HOUR_S - 1))).await, refused);
    world.store.create_template(new(500, now.plus_s(HOUR_S))).await.unwrap();
}

pub async fn a_business_has_no_more_names_than_it_may(factory: &dyn StoreFactory) {
    let world = World::start(factory).await.unverified().await;
    let new = |n: i64, name: &str| {
        let mut new = template(world.business, 2_000 + n, Category::Utility);
        (new.name, new.language) = (name.to_owned(), format!("x{n}"));
        new
    };
    let has = world.store.templates(world.business, None, 10).await.unwrap();
    let names: std::collections::BTreeSet<_> = has.iter().map(|one| one.name.clone()).collect();
    let free = i64::try_from(NAMES_MAX_UNVERIFIED - names.len()).unwrap();
    for n in 0..free {
        world.store.create_template(new(n, &format!("name_{n}"))).await.unwrap();
    }
    let refused = Err(StoreError::Conflict("names of templates"));
    assert_eq!(world.store.create_template(new(900, "one_more")).await, refused);
    world.store.create_template(new(901, "name_0")).await.unwrap();
    let mut gone = world.store.template(TemplateId(id(2_001))).await.unwrap();
    delete(&mut gone, world.now());
    change(&world, vec![gone]).await.unwrap();
    world.store.create_template(new(902, "one_more")).await.unwrap();
}
