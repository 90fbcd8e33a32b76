//! What is accepted, what is refused, and what a business learns from the answer.

use super::StoreFactory;
use super::world::{World, accepted, call, refusal, text};
use crate::record::{Admission, Admitted, Business};
use kurier_policy::entry::EntryKind;
use kurier_policy::event::EventKind;
use kurier_policy::id::{InboxSeq, MessageRef};
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::Purpose;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::Category;
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::receipt::Decision;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::DAY_S;

pub async fn a_template_needs_a_permission(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let admitted = world.send(call(Category::Utility)).await;
    assert!(matches!(admitted, Admitted::FailedLater { .. }), "{admitted:?}");
    assert!(world.inbox().await.is_empty());
    world.allow(Purpose::Utility).await;
    accepted(&world.send(call(Category::Utility)).await);
    assert_eq!(world.inbox().await.len(), 2);
}

pub async fn a_permission_opens_the_way_for_its_purpose_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let admitted = world.send(call(Category::Marketing)).await;
    assert_eq!(refusal(&admitted), Refusal::PermissionMissing);
    let ids = world.relation().await.ids;
    let event = world.events().await.pop().unwrap();
    assert_eq!(event.person, ids, "a known pair is told by its own ids");
}

pub async fn free_text_needs_an_open_window(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    assert_eq!(refusal(&world.send(text("Hello")).await), Refusal::WindowClosed);
    world.say("Hello", "1").await;
    let message = world.sent(text("Hello")).await;
    assert_eq!(message.seq, InboxSeq(3));
}

pub async fn a_person_who_writes_opens_the_window_for_a_day(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    assert_eq!(world.relation().await.window_until, Some(world.now().plus_s(DAY_S)));
    world.advance_s(DAY_S - 1);
    world.sent(text("In time")).await;
    world.advance_s(1);
    assert_eq!(refusal(&world.send(text("Too late")).await), Refusal::WindowClosed);
}

pub async fn an_accepted_invitation_lets_the_business_greet_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let invite = world.invite(None).await;
    let permissions = vec![world.permission(Purpose::Utility, None)];
    let receipt =
        world.receipt(world.person, world.business, Decision::Grant { permissions }).await;
    let now = world.now();
    world.store.record_receipt(world.person, receipt, Some(invite.code), now).await.unwrap();
    world.sent(text("Welcome")).await;
    assert_eq!(refusal(&world.send(text("And buy this")).await), Refusal::WindowClosed);
}

pub async fn an_unknown_recipient_is_told_only_later(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut outbound = world.outbound(call(Category::Utility)).await;
    outbound.to = Recipient::WaId(999_111_222_333_444);
    outbound.opaque = Some("order 7".to_owned());
    let admitted = world.admit(outbound).await;
    let Admitted::FailedLater { message, refusal, .. } = admitted else { panic!("{admitted:?}") };
    assert_eq!(refusal, Refusal::RecipientUnavailable);
    assert!(message.refused_event(world.business).is_some(), "{message:?}");
    let event = world.events().await.pop().unwrap();
    assert_eq!(event.person.wa_id, "999111222333444");
    assert_eq!((event.person.user_id.as_str(), event.person.name.as_str()), ("", ""));
    let EventKind::Status { message: told, status, refusal, opaque, .. } = event.kind else {
        panic!("{event:?}")
    };
    assert_eq!((told, status), (message, Status::Failed));
    assert_eq!(refusal, Some(Refusal::RecipientUnavailable));
    assert_eq!(opaque.as_deref(), Some("order 7"));
    let record = world.store.message(world.business, message).await.unwrap();
    assert_eq!(record.status, Status::Failed);
}

pub async fn a_refused_message_is_found_by_its_own_business_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (second, sender) = world.second_business().await;
    let mut outbound = world.outbound(call(Category::Utility)).await;
    outbound.to = Recipient::WaId(999_000_000_000_007);
    let Admitted::FailedLater { message: ours, .. } = world.admit(outbound.clone()).await else {
        panic!("not refused")
    };
    outbound.business = second;
    outbound.sender = sender;
    let Admitted::FailedLater { message: theirs, .. } = world.admit(outbound).await else {
        panic!("not refused")
    };
    assert_ne!(ours, theirs, "a message id names one message");
    assert_eq!(world.store.message(second, theirs).await.unwrap().message, theirs);
    assert!(world.store.message(second, ours).await.is_err());
    assert!(world.store.message(world.business, theirs).await.is_err());
}

pub async fn a_blocked_business_learns_no_more_than_of_a_stranger(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (person, business, now) = (world.person, world.business, world.now());
    world.store.set_blocked(person, business, true, now).await.unwrap();
    let admitted = world.send(call(Category::Utility)).await;
    let Admitted::FailedLater { message, refusal, .. } = admitted else { panic!("{admitted:?}") };
    assert_eq!(refusal, Refusal::RecipientUnavailable);
    assert!(message.refused_event(world.business).is_some(), "{message:?}");
    let event = world.events().await.pop().unwrap();
    assert_eq!(event.person.name, "", "her name would say that she exists");
}

pub async fn a_refusal_in_the_answer_stores_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let before = world.export().await;
    let Draft::Template(mut template) = call(Category::Utility) else { unreachable!() };
    "unknown".clone_into(&mut template.name);
    let admitted = world.send(Draft::Template(template)).await;
    assert!(matches!(admitted, Admitted::Refused { refusal: Refusal::TemplateMissing, .. }));
    assert_eq!(world.export().await, before);
}

pub async fn a_recipient_is_found_by_every_form_of_address(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let ids = world.relation().await.ids;
    let phone = world.store.person(world.person).await.unwrap().phone.unwrap();
    let addresses = [
        Recipient::WaId(ids.wa_id.parse().unwrap()),
        Recipient::UserId(ids.user_id.clone()),
        Recipient::Phone(phone),
    ];
    for to in addresses {
        let outbound = Outbound { to, ..world.outbound(call(Category::Utility)).await };
        assert_eq!(accepted(&world.admit(outbound).await).ids, ids);
    }
    let to = Recipient::Phone(PhoneNumber::parse("+4915100000000").unwrap());
    let outbound = Outbound { to, ..world.outbound(call(Category::Utility)).await };
    assert_eq!(refusal(&world.admit(outbound).await), Refusal::RecipientUnavailable);
}

pub async fn another_business_cannot_use_a_pairs_ids(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (business, sender) = world.second_business().await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let stolen = Outbound { business, sender, ..outbound };
    assert_eq!(refusal(&world.admit(stolen).await), Refusal::RecipientUnavailable);
    let ours = world.relation().await.ids;
    let theirs = world.store.relate(business, world.person, world.now()).await.unwrap().ids;
    assert_ne!((ours.wa_id, ours.user_id), (theirs.wa_id, theirs.user_id));
}

pub async fn an_earlier_message_of_the_batch_is_a_fact_of_the_next(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut permission = world.permission(Purpose::Utility, None);
    permission.cadence = kurier_policy::permission::Cadence::Daily;
    let decision = Decision::Grant { permissions: vec![permission] };
    let receipt = world.receipt(world.person, world.business, decision).await;
    world.store.record_receipt(world.person, receipt, None, world.now()).await.unwrap();
    let outbound = world.outbound(call(Category::Utility)).await;
    let admission = Admission { outbound, idempotency: None, held: None };
    let batch = vec![admission.clone(), admission];
    let admitted = world.store.admit_batch(batch, world.now()).await.unwrap();
    accepted(&admitted[0]);
    assert_eq!(refusal(&admitted[1]), Refusal::CadenceReached);
}

pub async fn the_pair_rate_holds_inside_a_batch(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let pair = Some(Rate { period_us: 6_000_000, burst: 2 });
    world.store.set_limits(Limits { pair, ..Limits::default() }).await.unwrap();
    let outbound = world.outbound(call(Category::Utility)).await;
    let batch = vec![Admission { outbound, idempotency: None, held: None }; 3];
    let admitted = world.store.admit_batch(batch, world.now()).await.unwrap();
    accepted(&admitted[0]);
    accepted(&admitted[1]);
    assert_eq!(refusal(&admitted[2]), Refusal::PairRateExceeded);
    world.advance_s(6);
    world.sent(call(Category::Utility)).await;
}

pub async fn messages_to_nobody_count_towards_the_throughput(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let throughput = Some(Rate { period_us: 1_000_000, burst: 2 });
    world.store.set_limits(Limits { throughput, ..Limits::default() }).await.unwrap();
    let mut outbound = world.outbound(call(Category::Utility)).await;
    outbound.to = Recipient::WaId(999_111_222_333_444);
    let batch = vec![Admission { outbound: outbound.clone(), idempotency: None, held: None }; 3];
    let admitted = world.store.admit_batch(batch, world.now()).await.unwrap();
    let reasons: Vec<Refusal> = admitted.iter().map(refusal).collect();
    let (nobody, too_fast) = (Refusal::RecipientUnavailable, Refusal::ThroughputExceeded);
    assert_eq!(reasons, [nobody, nobody, too_fast]);
    let world = world.reopen(factory).await;
    assert_eq!(refusal(&world.admit(outbound.clone()).await), too_fast);
    world.advance_s(1);
    assert_eq!(refusal(&world.admit(outbound).await), nobody);
}

pub async fn a_reply_must_answer_a_message_of_the_conversation(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let hers = world.say("Where is it?", "1").await;
    let plain = world.outbound(text("Here.")).await;
    let reply = |message| Outbound { reply_to: Some(message), ..plain.clone() };
    let admitted = world.admit(reply(hers)).await;
    let entry = accepted(&admitted).entry.clone().unwrap();
    let EntryKind::FromBusiness { reply_to, .. } = &entry.kind else { panic!("{entry:?}") };
    assert_eq!(*reply_to, Some(hers.seq));
    let nothing = MessageRef { seq: InboxSeq(99), ..hers };
    assert_eq!(refusal(&world.admit(reply(nothing)).await), Refusal::ContextUnknown);
    let receipt = MessageRef { seq: InboxSeq(1), ..hers };
    assert_eq!(refusal(&world.admit(reply(receipt)).await), Refusal::ContextUnknown);
    let (business, sender) = world.second_business().await;
    world.allow_to(world.person, business, Purpose::Utility).await;
    let theirs = world.outbound_to(business, sender, world.person, call(Category::Utility)).await;
    let foreign = Outbound { reply_to: Some(hers), ..theirs };
    assert_eq!(refusal(&world.admit(foreign).await), Refusal::ContextUnknown);
}

pub async fn a_reaction_is_shown_and_costs_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let hers = world.say("It works", "1").await;
    let before = world.balance().await;
    let reaction = world.sent(Draft::Reaction { target: hers, emoji: "👍".to_owned() }).await;
    assert_eq!(world.balance().await, before);
    world.read(reaction.seq.0).await;
    let statuses = world.statuses().await;
    assert_eq!(statuses, vec![(reaction.seq.0, Status::Sent)], "a reaction is only ever sent");
    assert_eq!(world.inbox().await.len(), 3);
}

pub async fn a_rehearsal_decides_the_same_and_leaves_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let good = world.outbound(call(Category::Utility)).await;
    let bad = world.outbound(call(Category::Marketing)).await;
    let before = world.export().await;
    let verdicts =
        world.store.rehearse(vec![good.clone(), bad.clone()], world.now()).await.unwrap();
    assert_eq!(world.export().await, before);
    assert!(verdicts[0].outcome.is_ok());
    assert_eq!(verdicts[1].outcome, Err(Refusal::PermissionMissing));
    assert_eq!(accepted(&world.admit(good).await).evidence, verdicts[0].evidence);
}

pub async fn the_answer_carries_the_entry_that_follow_reads_later(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let admitted = world.send(call(Category::Utility)).await;
    let entry = accepted(&admitted).entry.clone().unwrap();
    assert_eq!(world.inbox().await.last(), Some(&entry));
    let Business { name, .. } = world.store.business(world.business).await.unwrap();
    assert_eq!(name, "Business 1");
}
