//! What one person takes: her budget, her quiet hours, and offers that wait for room.

use super::StoreFactory;
use super::world::{World, accepted, call, key, refusal};
use crate::port::StoreError;
use crate::record::{
    Admission, Admitted, Held, HeldBefore, IdempotencyKey, NewScheduled, Scheduled, ScheduledPut,
    Settled, Settlement,
};
use kurier_policy::event::EventKind;
use kurier_policy::id::{MessageRef, PersonId};
use kurier_policy::outbound::Outbound;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::{Budget, Urgent, WAITING_MAX, Waits};
use kurier_policy::rules::quiet::{DayTime, QuietHours};
use kurier_policy::rules::zone::Zone;
use kurier_policy::status::Status;
use kurier_policy::time::{DAY_S, HOUR_S};

impl World {
    /// The person chooses.
    pub async fn choose(&self, budget: Budget) {
        self.store.set_budget(self.person, budget, self.now()).await.unwrap();
    }

    /// Sends as an engine does: what must wait is kept.
    pub async fn send_or_keep(&self, outbound: Outbound, key: Option<IdempotencyKey>) -> Admitted {
        self.send_or_keep_at_most(outbound, key, WAITING_MAX).await
    }

    /// The same, if at most so many wait for the same.
    pub async fn send_or_keep_at_most(
        &self,
        outbound: Outbound,
        key: Option<IdempotencyKey>,
        most: u32,
    ) -> Admitted {
        match self.admit_with(outbound.clone(), key.clone()).await {
            Admitted::Held { hold, person, evidence, .. } => {
                let held = Held {
                    person,
                    since: self.now(),
                    is_known_by_it: true,
                    in_campaign: false,
                    evidence: evidence.clone(),
                };
                let due_at = hold.due_at();
                let new =
                    NewScheduled { outbound, input: "her".to_owned(), due_at, held: Some(held) };
                let business = new.outbound.business;
                match self.store.schedule(new, key, most, self.now()).await.unwrap() {
                    ScheduledPut::Kept { scheduled, replayed } => {
                        let message = MessageRef::scheduled(business, scheduled.id);
                        Admitted::Kept { message, evidence, replayed }
                    }
                    ScheduledPut::KeyReused => Admitted::KeyReused,
                    ScheduledPut::Full => {
                        Admitted::Refused { refusal: Refusal::MarketingCapReached, evidence }
                    }
                }
            }
            decided => decided,
        }
    }

    /// Decides what is due, as an engine does; what became of each.
    pub async fn decide_due(&self) -> Vec<Admitted> {
        let due = self.store.take_due(self.now(), 100).await.unwrap();
        let mut decided = Vec::new();
        for one in due {
            decided.push(self.decide_again(one).await);
        }
        decided
    }

    async fn decide_again(&self, one: Scheduled) -> Admitted {
        let before = HeldBefore {
            number: one.id,
            since: one.held.as_ref().map_or(one.due_at, |held| held.since),
            is_known_by_it: one.held.as_ref().is_some_and(|held| held.is_known_by_it),
            in_campaign: one.held.as_ref().is_some_and(|held| held.in_campaign),
        };
        let idempotency = Some(IdempotencyKey::of_scheduled(one.id));
        let item = Admission { outbound: one.outbound, idempotency, held: Some(before) };
        let admitted = self.store.admit_batch(vec![item], self.now()).await.unwrap().remove(0);
        let outcome = match &admitted {
            Admitted::Accepted(accepted) => Settled::Sent(accepted.message),
            Admitted::FailedLater { message, .. } => Settled::Failed(*message),
            Admitted::Held { hold, person, evidence, .. } => {
                let HeldBefore { since, is_known_by_it, in_campaign, .. } = before;
                let (person, evidence) = (*person, evidence.clone());
                let held = Held { person, since, is_known_by_it, in_campaign, evidence };
                Settled::Held(hold.due_at(), Box::new(held))
            }
            _ => Settled::Again(self.now().plus_s(2)),
        };
        let settlement = Settlement { business: one.business, id: one.id, outcome };
        self.store.settle_scheduled(vec![settlement], self.now()).await.unwrap();
        admitted
    }

    async fn offer(&self) -> Outbound {
        self.outbound(call(Category::Marketing)).await
    }
}

fn budget(week: u32) -> Budget {
    Budget { week: Some(week), ..Budget::NOTHING }
}

/// The id of a message that waits.
#[track_caller]
pub fn kept(admitted: &Admitted) -> MessageRef {
    match admitted {
        Admitted::Kept { message, .. } => *message,
        other => panic!("does not wait: {other:?}"),
    }
}

async fn one_offer_waits(factory: &dyn StoreFactory) -> (World, MessageRef) {
    let world = World::start(factory).await;
    world.allow(Purpose::Marketing).await;
    world.choose(budget(1)).await;
    world.sent(call(Category::Marketing)).await;
    let waits = kept(&world.send_or_keep(world.offer().await, None).await);
    (world, waits)
}

/// How the message with this id stands in the business's events.
async fn told(world: &World, message: MessageRef) -> Vec<Status> {
    let events = world.events().await.into_iter();
    let status = |kind: EventKind| match kind {
        EventKind::Status { message: of, status, .. } if of == message => Some(status),
        _ => None,
    };
    events.filter_map(|event| status(event.kind)).collect()
}

pub async fn offers_beyond_a_budget_wait_whoever_sent_the_others(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (second, sender) = world.second_business().await;
    world.allow(Purpose::Marketing).await;
    world.allow(Purpose::Utility).await;
    world.allow_to(world.person, second, Purpose::Marketing).await;
    world.choose(budget(2)).await;
    world.sent(call(Category::Marketing)).await;
    let of_second =
        world.outbound_to(second, sender, world.person, call(Category::Marketing)).await;
    accepted(&world.admit(of_second).await);
    let before = world.balance().await;
    let Admitted::Held { hold, person, evidence, .. } = world.send(call(Category::Marketing)).await
    else {
        panic!("does not wait")
    };
    assert_eq!((hold.waits, person), (Waits::Budget, world.person));
    assert_eq!(hold.gives_up_at, world.now().plus_s(48 * HOUR_S));
    assert_eq!(evidence.budget.unwrap().used, 2);
    assert_eq!(world.balance().await, before);
    assert_eq!(world.inbox().await.len(), 3 + 2);
    world.sent(call(Category::Utility)).await;
    let attention = world.store.attention(world.person).await.unwrap();
    assert_eq!(attention.of_all.within(7, world.now()), 2);
    let of_each: Vec<u32> =
        attention.of_each.iter().map(|(_, marks)| marks.within(7, world.now())).collect();
    assert_eq!(of_each, [1, 1]);
    world.advance_s(7 * DAY_S);
    world.sent(call(Category::Marketing)).await;
    world.assert_ledger().await;
}

pub async fn a_held_message_goes_under_the_id_that_it_was_answered_with(
    factory: &dyn StoreFactory,
) {
    let (world, waits) = one_offer_waits(factory).await;
    let world = world.reopen(factory).await;
    assert_eq!(world.store.attention(world.person).await.unwrap().waiting, 1);
    assert!(world.decide_due().await.is_empty());
    world.choose(budget(2)).await;
    let went = world.decide_due().await;
    let place = accepted(&went[0]).message;
    assert_eq!(place.person, world.person);
    assert_eq!(told(&world, waits).await, [Status::Sent]);
    world.read(place.seq.0).await;
    assert_eq!(told(&world, waits).await, [Status::Sent, Status::Delivered, Status::Read]);
    let record = world.store.message(world.business, place).await.unwrap();
    assert_eq!((record.message, record.status), (waits, Status::Read));
    let number = waits.scheduled_number(world.business).unwrap();
    let scheduled = world.store.scheduled(world.business, number).await.unwrap();
    assert_eq!(scheduled.message.map(|message| message.seq), Some(place.seq));
    // Her answer names the message by the id that the business knows.
    let content = kurier_policy::content::Content::Text { body: "Yes".into(), preview_url: false };
    world.receive(content, Some(place.seq), "1").await;
    let answered = world.events().await.pop().unwrap();
    let EventKind::Inbound { reply_to, .. } = answered.kind else { panic!("{answered:?}") };
    assert_eq!(reply_to, Some(waits));
    world.assert_ledger().await;
}

pub async fn what_waited_for_two_days_is_dropped_uncharged(factory: &dyn StoreFactory) {
    let (world, waits) = one_offer_waits(factory).await;
    let before = world.balance().await;
    world.advance_s(48 * HOUR_S - 1);
    assert!(world.decide_due().await.is_empty());
    world.advance_s(1);
    let dropped = world.decide_due().await;
    assert_eq!(refusal(&dropped[0]), Refusal::MarketingCapReached);
    assert_eq!(told(&world, waits).await, [Status::Failed]);
    assert_eq!(world.balance().await, before);
    assert_eq!(world.store.attention(world.person).await.unwrap().waiting, 0);
    world.assert_ledger().await;
}

pub async fn what_she_does_while_an_offer_waits_wins(factory: &dyn StoreFactory) {
    let (world, waits) = one_offer_waits(factory).await;
    world.withdraw(Some(Purpose::Marketing)).await;
    world.choose(budget(9)).await;
    assert_eq!(refusal(&world.decide_due().await[0]), Refusal::PermissionWithdrawn);
    assert_eq!(told(&world, waits).await, [Status::Failed]);
    world.allow(Purpose::Marketing).await;
    world.choose(budget(1)).await;
    let waits = kept(&world.send_or_keep(world.offer().await, None).await);
    world.store.set_blocked(world.person, world.business, true, world.now()).await.unwrap();
    world.choose(budget(9)).await;
    assert_eq!(refusal(&world.decide_due().await[0]), Refusal::RecipientUnavailable);
    assert_eq!(told(&world, waits).await, [Status::Failed]);
}

pub async fn quiet_hours_are_those_of_her_own_clock(factory: &dyn StoreFactory) {
    // 22:13 of UTC on a Tuesday, 23:13 in Berlin and 17:13 in New York.
    let world = World::start(factory).await;
    world.allow(Purpose::Marketing).await;
    world.allow(Purpose::Utility).await;
    let night = QuietHours::daily(DayTime::of(23, 0), DayTime::of(6, 0));
    let in_zone = |name: &str| Budget {
        zone: Some(Zone::parse(name).unwrap()),
        quiet: Some(night),
        ..Budget::NOTHING
    };
    world.choose(in_zone("America/New_York")).await;
    world.sent(call(Category::Marketing)).await;
    world.choose(in_zone("Europe/Berlin")).await;
    let waits = world.send_or_keep(world.offer().await, None).await;
    let Admitted::Kept { evidence, .. } = &waits else { panic!("{waits:?}") };
    let hold = evidence.hold.unwrap();
    assert_eq!(hold.waits, Waits::QuietHours);
    assert_eq!(hold.next_at.seconds_since(world.now()), 6 * HOUR_S + 46 * 60 + 40);
    world.sent(call(Category::Utility)).await;
    world.advance_s(hold.next_at.seconds_since(world.now()) - 1);
    assert!(world.decide_due().await.is_empty());
    world.advance_s(1);
    accepted(&world.decide_due().await[0]);
}

pub async fn two_offers_of_a_business_wait_for_one_person(factory: &dyn StoreFactory) {
    let (world, _) = one_offer_waits(factory).await;
    kept(&world.send_or_keep(world.offer().await, None).await);
    let third = world.send_or_keep(world.offer().await, None).await;
    assert_eq!(refusal(&third), Refusal::MarketingCapReached);
}

pub async fn the_same_key_and_body_wait_once(factory: &dyn StoreFactory) {
    let (world, _) = one_offer_waits(factory).await;
    let offer = world.offer().await;
    let waits = kept(&world.send_or_keep(offer.clone(), key("a", 1)).await);
    let again = world.send_or_keep(offer.clone(), key("a", 1)).await;
    assert!(matches!(again, Admitted::Kept { message, replayed: true, .. } if message == waits));
    assert_eq!(world.send_or_keep(offer.clone(), key("a", 2)).await, Admitted::KeyReused);
    world.choose(budget(9)).await;
    assert_eq!(world.decide_due().await.len(), 2);
    // There is room now: the call is answered as before all the same.
    let again = world.send_or_keep(offer, key("a", 1)).await;
    assert!(matches!(again, Admitted::Kept { message, replayed: true, .. } if message == waits));
    assert_eq!(told(&world, waits).await, [Status::Sent]);
}

pub async fn a_budget_is_kept_and_belongs_to_somebody(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let urgent = vec![Urgent { business: world.business, topic: Some("Herd alarm".to_owned()) }];
    let chosen = Budget { urgent, each: Some(3), ..budget(5) };
    world.choose(chosen.clone()).await;
    let world = world.reopen(factory).await;
    assert_eq!(world.store.attention(world.person).await.unwrap().budget, chosen);
    assert_eq!(world.store.person(world.person).await.unwrap().budget, chosen);
    world.choose(Budget::NOTHING).await;
    assert_eq!(world.store.person(world.person).await.unwrap().budget, Budget::NOTHING);
    let nobody = PersonId(7);
    let missing = Err(StoreError::NotFound("person"));
    assert_eq!(world.store.set_budget(nobody, budget(1), world.now()).await, missing);
    assert_eq!(world.store.attention(nobody).await.map(drop), missing);
}
