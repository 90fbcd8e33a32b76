//! What senders show people of themselves.

use super::StoreFactory;
use super::world::{START, World, id};
use crate::port::StoreError;
use crate::record::{Bar, ChatLink, Received};
use kurier_policy::automation::{Automation, AutomationChange, Command};
use kurier_policy::content::Content;
use kurier_policy::id::{BusinessId, MediaId, SenderId};
use kurier_policy::outbound::Recipient;
use kurier_policy::permission::Purpose;
use kurier_policy::pin::{PAUSE_S, Registration, RegistrationFault};
use kurier_policy::profile::{Profile, ProfileChange, Vertical};
use kurier_policy::time::DAY_S;
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
    let (before, first) = store.change_profile(business, sender, profile_of_a_day()).await.unwrap();
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

/// Room enough.
const MANY: u32 = 64_000;

async fn set(world: &World, people: Vec<Recipient>, barred: bool, max: u32) -> Vec<Bar> {
    let (business, now) = (world.business, world.now());
    world.store.set_barred(business, people, barred, max, now).await.unwrap()
}

async fn wa_id(world: &World) -> u64 {
    world.relation().await.ids.wa_id.parse().unwrap()
}

fn hello() -> Content {
    Content::Text { body: "Hello".to_owned(), preview_url: false }
}

pub async fn only_who_wrote_in_the_last_day_can_be_barred(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let hers = wa_id(&world).await;
    let people = vec![Recipient::WaId(999_123_123_123_123), Recipient::WaId(hers)];
    let nobody = vec![Bar::Unknown, Bar::Unknown];
    assert_eq!(set(&world, people.clone(), true, MANY).await, nobody);
    world.say("Hello", "1").await;
    world.advance_s(DAY_S);
    assert_eq!(set(&world, people.clone(), true, MANY).await, nobody, "a day ago is too long ago");
    assert_eq!(set(&world, people.clone(), false, MANY).await, nobody);
    world.say("Hello", "2").await;
    let done = |new| vec![Bar::Unknown, Bar::Done { wa_id: hers, new }];
    assert_eq!(set(&world, people.clone(), true, MANY).await, done(true));
    assert_eq!(set(&world, people.clone(), true, MANY).await, done(false));
    world.advance_s(2 * DAY_S);
    assert_eq!(set(&world, people, false, MANY).await, done(true), "letting in knows no time");
}

pub async fn who_is_barred_is_not_heard_until_she_may_write_again(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let hers = wa_id(&world).await;
    set(&world, vec![Recipient::WaId(hers)], true, MANY).await;
    let (inbox, events) = (world.inbox().await.len(), world.events().await.len());
    assert_eq!(world.receive(hello(), None, "2").await, Received::Barred);
    let world = world.reopen(factory).await;
    assert_eq!(world.receive(hello(), None, "2").await, Received::Barred);
    assert_eq!((world.inbox().await.len(), world.events().await.len()), (inbox, events));
    assert_eq!(world.store.barred(world.business, 0, 10).await, Ok(vec![hers]));
    assert_eq!(world.store.barred(world.business, hers, 10).await, Ok(vec![]));
    let (other, _) = world.second_business().await;
    assert_eq!(world.store.barred(other, 0, 10).await, Ok(vec![]));
    set(&world, vec![Recipient::WaId(hers)], false, MANY).await;
    world.say("Hello again", "3").await;
    assert_eq!(world.store.barred(world.business, 0, 10).await, Ok(vec![]));
}

pub async fn no_more_people_are_barred_than_may_be(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let hers = Recipient::WaId(wa_id(&world).await);
    assert_eq!(set(&world, vec![hers.clone()], true, 0).await, [Bar::Full]);
    let done = set(&world, vec![hers.clone()], true, 1).await;
    assert!(matches!(done[..], [Bar::Done { new: true, .. }]));
    let again = set(&world, vec![hers], true, 1).await;
    assert!(matches!(again[..], [Bar::Done { new: false, .. }]), "she is counted already");
}

/// The `n`-th address into a chat.
pub fn link(world: &World, n: u32) -> ChatLink {
    ChatLink {
        code: format!("ABCDEFGHJK{n:04}"),
        business: world.business,
        sender: world.sender,
        text: "I want \"bread\" \u{1f950}".to_owned(),
        created_at: START,
    }
}

pub async fn an_address_into_a_chat_is_changed_by_its_sender_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let made = link(&world, 1);
    world.store.create_chat_link(made.clone(), 10).await.unwrap();
    let again = world.store.create_chat_link(made.clone(), 10).await;
    assert_eq!(again, Err(StoreError::Conflict("link")));
    assert_eq!(world.store.chat_link(made.code.clone()).await, Ok(made.clone()));
    let (_, other) = world.second_business().await;
    let missing = StoreError::NotFound("link");
    let (code, text) = (made.code.clone(), "Cake".to_owned());
    let theirs = world.store.change_chat_link(other, code.clone(), text.clone()).await;
    assert_eq!(theirs, Err(missing.clone()));
    let gone = world.store.delete_chat_link(other, code.clone()).await;
    assert_eq!(gone, Err(missing.clone()));
    let changed = world.store.change_chat_link(world.sender, code.clone(), text.clone()).await;
    let wanted = ChatLink { text, ..made };
    assert_eq!(changed, Ok(wanted.clone()));
    let world = world.reopen(factory).await;
    assert_eq!(world.store.chat_link(code.clone()).await, Ok(wanted));
    world.store.delete_chat_link(world.sender, code.clone()).await.unwrap();
    assert_eq!(world.store.chat_link(code).await, Err(missing));
}

pub async fn addresses_into_chats_are_paged_and_bounded(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for n in [3, 1, 2] {
        world.store.create_chat_link(link(&world, n), 3).await.unwrap();
    }
    let full = world.store.create_chat_link(link(&world, 4), 3).await;
    assert_eq!(full, Err(StoreError::Conflict("too many links")));
    let first = world.store.chat_links(world.sender, String::new(), 2).await.unwrap();
    assert_eq!(first, [link(&world, 1), link(&world, 2)]);
    let rest = world.store.chat_links(world.sender, first[1].code.clone(), 2).await;
    assert_eq!(rest, Ok(vec![link(&world, 3)]));
    let (_, other) = world.second_business().await;
    assert_eq!(world.store.chat_links(other, String::new(), 2).await, Ok(vec![]));
}

pub async fn ice_breakers_and_commands_are_kept(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (business, sender) = (world.business, world.sender);
    assert_eq!(world.store.automation(business, sender).await, Ok(Automation::default()));
    let menu = Command { name: "menu".to_owned(), description: "What there is".to_owned() };
    let commands = AutomationChange { commands: Some(vec![menu.clone()]), ..Default::default() };
    world.store.change_automation(business, sender, commands).await.unwrap();
    let prompts = vec!["Are you open?".to_owned()];
    let change = AutomationChange { prompts: Some(prompts.clone()), ..Default::default() };
    let after = world.store.change_automation(business, sender, change).await.unwrap();
    let wanted = Automation { enable_welcome_message: false, prompts, commands: vec![menu] };
    assert_eq!(after, wanted);
    let world = world.reopen(factory).await;
    assert_eq!(world.store.automation(business, sender).await, Ok(wanted));
    assert_eq!(world.store.profile(business, sender).await, Ok(Profile::default()));
}

async fn ask(world: &World, asked: Registration) -> Result<(), RegistrationFault> {
    let (business, sender, now) = (world.business, world.sender, world.now());
    world.store.register_sender(business, sender, asked, now).await.unwrap()
}

async fn is_registered(world: &World) -> bool {
    world.store.sender(world.sender).await.unwrap().registered
}

pub async fn a_sender_is_registered_by_its_pin(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (right, wrong) = (Registration::Register([1; 32]), Registration::Register([2; 32]));
    assert_eq!(ask(&world, Registration::SetPin([1; 32])).await, Ok(()));
    assert_eq!(ask(&world, Registration::Deregister).await, Ok(()));
    assert!(!is_registered(&world).await);
    let again = ask(&world, Registration::Deregister).await;
    assert_eq!(again, Err(RegistrationFault::NotRegistered));
    assert_eq!(ask(&world, wrong).await, Err(RegistrationFault::WrongPin));
    let world = world.reopen(factory).await;
    assert!(!is_registered(&world).await);
    assert_eq!(ask(&world, right).await, Err(RegistrationFault::TooFast), "guesses are counted");
    world.advance_s(PAUSE_S);
    assert_eq!(ask(&world, right).await, Ok(()));
    assert!(is_registered(&world).await);
    assert_eq!(world.store.pin(world.business, world.sender).await.unwrap().tag, Some([1; 32]));
    let (other, _) = world.second_business().await;
    let theirs = world.store.register_sender(other, world.sender, right, world.now()).await;
    assert_eq!(theirs, Err(StoreError::NotFound("sender")));
}
