//! Senders that a business adds, proves, names and removes.

use super::StoreFactory;
use super::senders::link;
use super::world::{World, business, id, text};
use crate::port::StoreError;
use crate::record::{AddedSender, RemovedSender, Sender};
use kurier_policy::entry::EntryKind;
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::onboarding::{CodeMethod, Onboarding, OnboardingChange, OnboardingFault};
use kurier_policy::permission::Purpose;
use kurier_policy::pin::{Registration, RegistrationFault};
use std::sync::Arc;

/// Senders that a business of these cases may have.
const MAX: u32 = 3;

/// The `n`-th sender that the business adds.
pub fn sender(world: &World, n: i64) -> Sender {
    let (_, like) = business(n);
    let name = format!("Branch {n}");
    Sender { business: world.business, name, registered: false, created_at: world.now(), ..like }
}

/// Adds it.
pub async fn add(world: &World, sender: &Sender) -> AddedSender {
    let (onboarding, now) = (Onboarding::added(&sender.name, world.now()), world.now());
    world.store.add_sender(sender.clone(), onboarding, MAX, now).await.unwrap()
}

async fn change(
    world: &World,
    of: SenderId,
    change: OnboardingChange,
) -> Result<Onboarding, OnboardingFault> {
    world.store.change_onboarding(world.business, of, change, world.now()).await.unwrap()
}

/// Proves its number and allows its name.
pub async fn settle(world: &World, sender: &Sender) {
    change(world, sender.id, OnboardingChange::Vouch).await.unwrap();
    let name = sender.name.clone();
    change(world, sender.id, OnboardingChange::AllowName { name }).await.unwrap();
}

async fn ids(world: &World) -> Vec<SenderId> {
    let there = world.store.senders(world.business).await.unwrap();
    there.iter().map(|one| one.id).collect()
}

pub async fn a_sender_is_added_beside_the_first(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.advance_s(1);
    let added = sender(&world, 61);
    assert_eq!(add(&world, &added).await, AddedSender::Done);
    assert_eq!(ids(&world).await, [world.sender, added.id]);
    let world = world.reopen(factory).await;
    assert_eq!(world.store.sender(added.id).await, Ok(added.clone()));
    let onboarding = world.store.onboarding(world.business, added.id).await.unwrap();
    assert_eq!(onboarding, Onboarding::added(&added.name, added.created_at));
    let first = world.store.onboarding(world.business, world.sender).await;
    assert_eq!(first, Ok(Onboarding::default()), "the operator made it");
    let stray = Sender { business: BusinessId(id(901)), ..sender(&world, 71) };
    let onboarding = Onboarding::default();
    let nowhere = world.store.add_sender(stray, onboarding, MAX, world.now()).await;
    assert_eq!(nowhere, Err(StoreError::NotFound("business")));
}

pub async fn a_number_is_one_senders_and_a_business_has_so_many(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    let added = sender(&world, 61);
    assert_eq!(add(&world, &added).await, AddedSender::Done);
    let same = Sender { id: SenderId(id(902)), business: other, ..added.clone() };
    assert_eq!(add(&world, &same).await, AddedSender::NumberTaken, "of whichever business");
    assert_eq!(add(&world, &sender(&world, 71)).await, AddedSender::Done);
    assert_eq!(add(&world, &sender(&world, 81)).await, AddedSender::Full);
    let (business, now) = (world.business, world.now());
    let removed = world.store.remove_sender(business, added.id, now).await;
    assert_eq!(removed, Ok(RemovedSender::Done));
    world.advance_s(299);
    assert_eq!(add(&world, &same).await, AddedSender::NumberRests);
    world.advance_s(1);
    assert_eq!(add(&world, &same).await, AddedSender::Done);
}

pub async fn of_two_that_add_one_number_at_once_one_does(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut tasks = Vec::new();
    for n in 0..4 {
        let one = Sender { id: SenderId(id(950 + n)), ..sender(&world, 61) };
        let (store, now) = (Arc::clone(&world.store), world.now());
        let onboarding = Onboarding::added(&one.name, now);
        tasks.push(tokio::spawn(async move { store.add_sender(one, onboarding, 9, now).await }));
    }
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap().unwrap() {
            AddedSender::Done => done += 1,
            other => assert_eq!(other, AddedSender::NumberTaken),
        }
    }
    assert_eq!((done, ids(&world).await.len()), (1, 2));
}

pub async fn what_is_not_proved_and_named_is_not_registered(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let added = sender(&world, 61);
    add(&world, &added).await;
    let register = async || {
        let (asked, now) = (Registration::Register([1; 32]), world.now());
        world.store.register_sender(world.business, added.id, asked, now).await.unwrap()
    };
    assert_eq!(register().await, Err(RegistrationFault::Unproved));
    let language = "de_DE".to_owned();
    let tag = [1; 32];
    let send = OnboardingChange::SendCode { tag, method: CodeMethod::Voice, language };
    change(&world, added.id, send).await.unwrap();
    let wrong = change(&world, added.id, OnboardingChange::SayCode { tag: [2; 32] }).await;
    assert_eq!(wrong, Err(OnboardingFault::WrongCode));
    let kept = world.store.onboarding(world.business, added.id).await.unwrap();
    assert_eq!(kept.code.map(|code| code.wrong), Some(1), "guesses are counted");
    change(&world, added.id, OnboardingChange::SayCode { tag }).await.unwrap();
    assert_eq!(register().await, Err(RegistrationFault::Unnamed));
    settle(&world, &added).await;
    assert_eq!(register().await, Ok(()));
    assert!(world.store.sender(added.id).await.unwrap().registered);
}

pub async fn a_name_is_shown_once_it_is_allowed(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let name = async || world.store.sender(world.sender).await.unwrap().name;
    let before = name().await;
    let ask = OnboardingChange::AskName { name: "Corner Shop".to_owned() };
    change(&world, world.sender, ask).await.unwrap();
    assert_eq!(name().await, before);
    let allow = OnboardingChange::AllowName { name: "Corner Shop".to_owned() };
    change(&world, world.sender, allow.clone()).await.unwrap();
    assert_eq!(name().await, "Corner Shop");
    let again = change(&world, world.sender, allow.clone()).await;
    assert_eq!(again, Err(OnboardingFault::NoSuchWish));
    let (other, theirs) = world.second_business().await;
    for (business, sender) in [(world.business, theirs), (other, world.sender)] {
        let now = world.now();
        let strange = world.store.change_onboarding(business, sender, allow.clone(), now).await;
        assert_eq!(strange, Err(StoreError::NotFound("sender")));
    }
}

pub async fn a_removed_sender_is_gone_but_for_what_it_sent(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let last = world.store.remove_sender(world.business, world.sender, world.now()).await;
    assert_eq!(last, Ok(RemovedSender::Last));
    world.advance_s(1);
    let added = sender(&world, 61);
    add(&world, &added).await;
    settle(&world, &added).await;
    let asked = Registration::Register([1; 32]);
    let registered = world.store.register_sender(world.business, added.id, asked, world.now());
    registered.await.unwrap().unwrap();
    world.say("Hello", "1").await;
    let hers = world.outbound_to(world.business, added.id, world.person, text("Hi")).await;
    world.admit(hers).await;
    assert_eq!(world.relation().await.last_sender, Some(added.id));
    assert_eq!(speaker(&world, "2").await, added.id, "who wrote last is written to");
    let address = crate::record::ChatLink { sender: added.id, ..link(&world, 1) };
    world.store.create_chat_link(address.clone(), 10).await.unwrap();
    let (other, _) = world.second_business().await;
    let strange = world.store.remove_sender(other, added.id, world.now()).await;
    assert_eq!(strange, Err(StoreError::NotFound("sender")));
    world.advance_s(1);
    let removed = world.store.remove_sender(world.business, added.id, world.now()).await;
    assert_eq!(removed, Ok(RemovedSender::Done));
    let world = world.reopen(factory).await;
    assert_eq!(ids(&world).await, [world.sender]);
    let gone = world.store.sender(added.id).await.unwrap();
    assert_eq!((gone.registered, gone.deleted_at), (false, Some(world.now())));
    assert!(world.store.chat_link(address.code).await.is_err());
    assert_eq!(speaker(&world, "3").await, world.sender, "nobody writes to what is gone");
    let again = world.store.remove_sender(world.business, added.id, world.now()).await;
    assert_eq!(again, Err(StoreError::NotFound("sender")));
    assert!(world.store.onboardings(SenderId(0), 9).await.unwrap().is_empty());
}

/// Whom she writes to.
async fn speaker(world: &World, client_id: &str) -> SenderId {
    world.say("Hello again", client_id).await;
    match &world.inbox().await.last().unwrap().kind {
        EntryKind::FromPerson { sender, .. } => *sender,
        other => panic!("not hers: {other:?}"),
    }
}

pub async fn what_waits_for_the_operator_is_listed(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (second, first) = (sender(&world, 71), sender(&world, 61));
    for one in [&second, &first] {
        add(&world, one).await;
    }
    let page = world.store.onboardings(SenderId(0), 1).await.unwrap();
    assert_eq!((page.len(), &page[0].sender), (1, &first), "by id");
    assert!(page[0].onboarding.waits());
    let rest = world.store.onboardings(first.id, 9).await.unwrap();
    assert_eq!(rest.iter().map(|one| one.sender.id).collect::<Vec<_>>(), [second.id]);
    settle(&world, &second).await;
    let rest = world.store.onboardings(first.id, 9).await.unwrap();
    assert!(!rest[0].onboarding.waits());
}
