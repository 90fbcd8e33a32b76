//! A scripted day with a bit of everything, for comparing backends and for moving from one to another.

use super::world::{World, call, key, text};
use super::{
    StoreFactory, desk, domains, flows, invitation, media, onboarding, pilot, senders, signups,
};
use crate::record::{Ack, Attempt, Complaint, FlowKey, Retry, WebhookProgress};
use kurier_policy::content::Content;
use kurier_policy::id::{EventSeq, InboxSeq};
use kurier_policy::money::Micros;
use kurier_policy::outbound::{Draft, Recipient};
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::time::DAY_S;

/// Lives the day in a fresh installation.
pub async fn live(factory: &dyn StoreFactory) -> World {
    let world = World::start(factory).await;
    world.store.keep_secret("pair_key", vec![7; 32]).await.unwrap();
    world.store.keep_secret("a_key", vec![1, 255]).await.unwrap();
    allow_and_write(&world).await;
    two_businesses(&world).await;
    webhooks(&world).await;
    limits(&world).await;
    withdraw_block_expire(&world).await;
    files(&world).await;
    accounts(&world).await;
    world
}

async fn accounts(world: &World) {
    let (business, sender) = (world.business, world.sender);
    world.store.change_profile(business, sender, senders::profile_of_a_day()).await.unwrap();
    world.store.create_chat_link(senders::link(world, 7), 10).await.unwrap();
    world.store.create_signup(signups::signup(world, 7), 10).await.unwrap();
    for name in ["shop.example", "blue.example"] {
        world.store.add_domain(domains::domain(world, business, name), 10).await.unwrap();
    }
    let at = world.now();
    world.store.verify_domain(business, "shop.example".to_owned(), at).await.unwrap();
    for n in [61, 71] {
        onboarding::add(world, &onboarding::sender(world, n)).await;
    }
    onboarding::settle(world, &onboarding::sender(world, 61)).await;
    let of = (business, onboarding::sender(world, 61).id);
    for name in ["blue.air", "blue_branch"] {
        world.store.take_username(of, name.to_owned(), false, world.now()).await.unwrap();
    }
    let gone = onboarding::sender(world, 71).id;
    world.store.remove_sender(business, gone, world.now()).await.unwrap();
    world.store.create_flow(flows::flow(business, 1), None, 10).await.unwrap();
    let definition = Some("{\"version\": \"7.3\"}".to_owned());
    world.store.create_flow(flows::flow(business, 2), definition, 10).await.unwrap();
    let key = FlowKey { public_key: "pem".to_owned() };
    world.store.set_flow_key(business, sender, key).await.unwrap();
}

async fn files(world: &World) {
    let (hers, sent) = media::of_a_day(world.person, world.business);
    for file in [&hers, &sent] {
        world.store.put_media(file.clone()).await.unwrap();
    }
    world.store.grant_media(world.person, sent.owner, sent.id).await.unwrap();
}

async fn allow_and_write(world: &World) {
    let invite = world.invite(Some(3)).await;
    let permissions = vec![world.permission(Purpose::Utility, Some("delays"))];
    let decision = kurier_policy::receipt::Decision::Grant { permissions };
    let receipt = world.receipt(world.person, world.business, decision).await;
    let now = world.now();
    world.store.record_receipt(world.person, receipt, Some(invite.code), now).await.unwrap();
    world.advance_s(1);
    world.sent(text("Welcome, ünïcödé \u{1f404}")).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    let said = world.say("Hello", "1").await;
    for n in 0..70 {
        world.advance_s(1);
        world.sent(text(&format!("More {n}"))).await;
    }
    let mut reply = world.outbound(text("An answer")).await;
    reply.reply_to = Some(said);
    reply.opaque = Some("order-7".to_owned());
    world.admit_with(reply.clone(), key("answer", 1)).await;
    world.admit_with(reply, key("answer", 1)).await;
    let emoji = "\u{1f44d}".to_owned();
    world.sent(Draft::Reaction { target: said, emoji: emoji.clone() }).await;
    let target = InboxSeq(3);
    world.receive(Content::Reaction { target, emoji }, None, "2").await;
    let thanks = Content::Text { body: "Thanks".to_owned(), preview_url: false };
    world.receive(thanks, Some(InboxSeq(10)), "3").await;
    let (business, now) = (world.business, world.now());
    world.store.mark_read(business, said, now).await.unwrap();
    world.read(40).await;
}

async fn two_businesses(world: &World) {
    let other = world.another_person(51).await;
    let (second, sender) = world.second_business().await;
    world.allow_to(other, second, Purpose::Marketing).await;
    world.allow_to(world.person, second, Purpose::Utility).await;
    for category in [Category::Marketing, Category::Utility] {
        for person in [other, world.person] {
            let outbound = world.outbound_to(second, sender, person, call(category)).await;
            world.admit_with(outbound, key(&format!("{category:?}{person}"), 2)).await;
        }
    }
    let mut nobody = world.outbound(call(Category::Utility)).await;
    nobody.to = Recipient::WaId(999_123_123_123_123);
    nobody.opaque = Some("lost".to_owned());
    world.admit_with(nobody, key("nobody", 3)).await;
    let acks = vec![
        Ack::Delivered { person: other, up_to: InboxSeq(9) },
        Ack::Read { person: world.person, business: second, up_to: InboxSeq(u32::MAX) },
    ];
    world.store.acknowledge_batch(acks, world.now()).await.unwrap();
}

async fn webhooks(world: &World) {
    let (callback, token) = ("https://a.example/hook".to_owned(), "secret".to_owned());
    let subscription = world.store.subscribe(world.business, callback, token).await.unwrap();
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Marketing)).await;
    let event = EventSeq(subscription.cursor.0 + 1);
    let at = world.now();
    let progress = WebhookProgress {
        subscription: subscription.id,
        from: subscription.cursor,
        cursor: event,
        attempts: vec![Attempt {
            event,
            number: 1,
            at,
            http_status: Some(503),
            error: None,
            took_ms: 12,
            url: None,
        }],
        retries: vec![Retry { event, attempts: 1, due_at: at.plus_s(5), first_at: at }],
        settled: vec![],
        failing_since: Some(at),
        disabled: false,
        fence: None,
    };
    world.store.record_progress(progress).await.unwrap();
}

async fn limits(world: &World) {
    let (business, now) = (world.business, world.now());
    let mut templates = world.store.templates(business, None, 1).await.unwrap();
    templates[0].life.ttl_s = Some(600);
    let template = templates[0].id;
    world.store.change_templates(business, templates, Vec::new(), now).await.unwrap();
    world.sent(call(Category::Utility)).await;
    let person = world.person;
    let complaint = Complaint {
        business,
        template,
        person,
        at: now,
        sent_at: now,
        reported: true,
        reason: None,
        surcharge: Micros::ZERO,
    };
    world.store.complain(complaint).await.unwrap();
    desk::busy(world).await;
    invitation::busy(world).await;
    pilot::busy(world).await;
}

async fn withdraw_block_expire(world: &World) {
    world.withdraw(Some(Purpose::Marketing)).await;
    world.advance_s(31 * DAY_S);
    let (now, old) = (world.now(), world.now().plus_s(-30 * DAY_S));
    world.store.expire_undelivered(old, 100, now).await.unwrap();
    world.say("Still here", "4").await;
    world.sent(text("So are we")).await;
    world.store.set_blocked(world.person, world.business, true, world.now()).await.unwrap();
    world.store.rename_person(world.person, "Ann".to_owned()).await.unwrap();
}
