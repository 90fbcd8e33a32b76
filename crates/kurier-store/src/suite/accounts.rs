//! Businesses, senders, tokens, people, devices, templates.

use super::StoreFactory;
use super::world::{START, World, business, id, person, template};
use crate::port::StoreError;
use crate::record::{Device, Person, TokenRecord};
use kurier_policy::id::{AppId, BusinessId, DeviceId, PersonId, SenderId, TemplateId};
use kurier_policy::outbound::{Outbound, Recipient};
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::template::TemplateStatus;

pub async fn records_are_read_back_as_written(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let store = &world.store;
    let (first, sender) = business(1);
    assert_eq!(store.business(first.id).await, Ok(first.clone()));
    assert_eq!(store.business(first.id).await, Ok(first.clone()), "the second time from memory");
    assert_eq!(store.business_of_app(first.app).await, Ok(first.clone()));
    assert_eq!(store.sender(sender.id).await, Ok(sender.clone()));
    assert_eq!(store.senders(first.id).await, Ok(vec![sender]));
    let (someone, device) = person(11);
    assert_eq!(store.person(someone.id).await, Ok(someone));
    assert_eq!(store.device(device.session_hash).await, Ok(device));
    let token = TokenRecord {
        hash: [7; 32],
        business: first.id,
        label: "tests".to_owned(),
        created_at: START,
        expires_at: Some(START.plus_s(60)),
    };
    store.create_token(token.clone()).await.unwrap();
    assert_eq!(store.token([7; 32]).await, Ok(token));
    let invite = world.invite(Some(2)).await;
    assert_eq!(store.invite(invite.code.clone()).await, Ok(invite.clone()));
    assert_eq!(store.invites(first.id, 10).await, Ok(vec![invite]));
}

pub async fn ids_are_used_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (first, sender) = business(1);
    let again = world.store.create_business(first.clone(), sender.clone()).await;
    assert_eq!(again, Err(StoreError::Conflict("business")));
    let (mut other, _) = business(31);
    other.app = first.app;
    let mut its_sender = sender;
    its_sender.business = other.id;
    let again = world.store.create_business(other.clone(), its_sender).await;
    assert_eq!(again, Err(StoreError::Conflict("business")));
    assert_eq!(world.store.business(other.id).await, Err(StoreError::NotFound("business")));
    let (someone, device) = person(11);
    let again = world.store.create_person(someone.clone(), device.clone()).await;
    assert_eq!(again, Err(StoreError::Conflict("person")));
    let (mut twin, mut its_device) = person(51);
    twin.phone = someone.phone;
    its_device.person = twin.id;
    let again = world.store.create_person(twin, its_device).await;
    assert_eq!(again, Err(StoreError::Conflict("person")));
    let again = world.store.create_device(device).await;
    assert_eq!(again, Err(StoreError::Conflict("device")));
}

pub async fn what_is_not_there_is_not_found(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let store = &world.store;
    let missing = StoreError::NotFound;
    assert_eq!(store.business(BusinessId(9)).await, Err(missing("business")));
    assert_eq!(store.business_of_app(AppId(9)).await, Err(missing("business")));
    assert_eq!(store.sender(SenderId(9)).await, Err(missing("sender")));
    assert_eq!(store.token([9; 32]).await, Err(missing("token")));
    assert_eq!(store.person(PersonId(9)).await, Err(missing("person")));
    assert_eq!(store.device([9; 32]).await, Err(missing("device")));
    assert_eq!(store.invite("NOSUCH".to_owned()).await, Err(missing("invitation")));
    assert_eq!(store.template(TemplateId(9)).await, Err(missing("template")));
    assert_eq!(store.relation_by_wa_id(world.business, 9).await, Err(missing("relation")));
    assert_eq!(store.balance(BusinessId(9)).await, Err(missing("business")));
    assert_eq!(store.rename_person(PersonId(9), String::new()).await, Err(missing("person")));
    let nobody = store.relate(world.business, PersonId(9), START).await;
    assert_eq!(nobody, Err(missing("person")));
    let nothing = store.relate(BusinessId(9), world.person, START).await;
    assert_eq!(nothing, Err(missing("business")));
}

pub async fn a_session_ends_when_its_device_is_deleted(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (_, mut device) = person(11);
    device.id = DeviceId(id(90));
    device.session_hash = [5; 32];
    world.store.create_device(device.clone()).await.unwrap();
    assert_eq!(world.store.device([5; 32]).await, Ok(device));
    world.store.delete_device([5; 32]).await.unwrap();
    assert_eq!(world.store.device([5; 32]).await, Err(StoreError::NotFound("device")));
    let again = world.store.delete_device([5; 32]).await;
    assert_eq!(again, Err(StoreError::NotFound("device")));
}

pub async fn businesses_are_paged_by_id(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for n in [61, 31, 91] {
        let (other, sender) = business(n);
        world.store.create_business(other, sender).await.unwrap();
    }
    let mut ids = Vec::new();
    let mut after = None;
    loop {
        let page = world.store.businesses(after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        ids.extend(page.iter().map(|business| business.id.0 - id(0)));
    }
    assert_eq!(ids, vec![1, 31, 61, 91]);
}

pub async fn templates_are_unique_by_name_and_language(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let again = template(world.business, 95, Category::Utility);
    let created = world.store.create_template(again.clone()).await;
    assert_eq!(created, Err(StoreError::Conflict("template")));
    let german = kurier_policy::template::Template { language: "de".to_owned(), ..again };
    world.store.create_template(german.clone()).await.unwrap();
    let all = world.store.templates(world.business, None, 10).await.unwrap();
    assert_eq!(all.len(), 4);
    let page = world.store.templates(world.business, Some(all[2].id), 10).await.unwrap();
    assert_eq!(page, vec![german]);
}

pub async fn a_template_moves_along_its_life(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(super::world::call(Category::Utility)).await;
    let template = world.store.templates(world.business, None, 1).await.unwrap().remove(0);
    let now = world.now().plus_s(5);
    let paused = world
        .store
        .set_template_status(template.id, TemplateStatus::Paused, Some("quality".to_owned()), now)
        .await
        .unwrap();
    assert_eq!((paused.status, paused.updated_at), (TemplateStatus::Paused, now));
    assert_eq!(world.store.template(template.id).await, Ok(paused));
    let admitted = world.send(super::world::call(Category::Utility)).await;
    let reason = super::world::refusal(&admitted);
    assert_eq!(reason, Refusal::TemplatePaused);
}

pub async fn a_new_name_is_told_to_businesses(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    world.store.rename_person(world.person, "Somebody".to_owned()).await.unwrap();
    assert_eq!(world.relation().await.ids.name, "Somebody");
    let admitted = world.send(super::world::call(Category::Utility)).await;
    assert_eq!(super::world::accepted(&admitted).ids.name, "Somebody");
}

pub async fn a_person_who_came_for_nothing_is_forgotten(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let before = world.export().await;
    let (someone, device) = person(51);
    world.store.create_person(someone.clone(), device.clone()).await.unwrap();
    let relation = world.store.relate(world.business, someone.id, world.now()).await.unwrap();
    assert_eq!(world.store.device(device.session_hash).await, Ok(device.clone()));
    world.store.forget_person(someone.id).await.unwrap();
    assert_eq!(world.export().await, before);
    let missing = StoreError::NotFound;
    assert_eq!(world.store.device(device.session_hash).await, Err(missing("device")));
    let wa_id = relation.ids.wa_id.parse().unwrap();
    let found = world.store.relation_by_wa_id(world.business, wa_id).await;
    assert_eq!(found, Err(missing("relation")));
    assert_eq!(world.store.forget_person(someone.id).await, Err(missing("person")));
    world.allow(Purpose::Utility).await;
    let kept = world.store.forget_person(world.person).await;
    assert_eq!(kept, Err(StoreError::Conflict("this person has entries")));
    assert_eq!(world.inbox().await.len(), 1);
}

/// The factory's maker gives both people the same `wa_id`.
pub async fn an_address_that_came_free_means_its_new_owner(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let world = &world;
    let ids = |person| async move {
        let relation = world.store.relate(world.business, person, world.now()).await;
        relation.unwrap().ids.wa_id
    };
    let earlier = world.another_person(51).await;
    let wa_id = ids(earlier).await;
    let outbound = Outbound {
        to: Recipient::WaId(wa_id.parse().unwrap()),
        ..world.outbound(super::world::call(Category::Utility)).await
    };
    world.store.rehearse(vec![outbound.clone()], world.now()).await.unwrap();
    world.store.forget_person(earlier).await.unwrap();
    let later = PersonId(earlier.0 + 1_000_000);
    let (someone, device) = person(53);
    let (someone, device) = (Person { id: later, ..someone }, Device { person: later, ..device });
    world.store.create_person(someone, device).await.unwrap();
    assert_eq!(ids(later).await, wa_id);
    world.allow_to(later, world.business, Purpose::Utility).await;
    let admitted = world.admit(outbound).await;
    assert_eq!(super::world::accepted(&admitted).message.person, later);
}
