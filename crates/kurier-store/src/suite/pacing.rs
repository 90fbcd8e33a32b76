//! New marketing templates: who gets one first, and what waits for these.

use super::StoreFactory;
use super::budget::kept;
use super::world::{MARKETING, PAID_IN, World, accepted, call, key, refusal};
use crate::record::{Ack, Admission, Admitted, Assessment, Complaint, FirstOf, IdempotencyKey};
use kurier_policy::id::{CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::outbound::Outbound;
use kurier_policy::permission::{Purpose, Withdrawal};
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::receipt::Decision;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::Waits;
use kurier_policy::rules::canary::{CanaryRule, Heard};
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::rules::pacing::{Pacing, PacingRule};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::HOUR_S;

impl World {
    /// Marketing is paced, with stages of three and two people; and so many people who allow it.
    pub async fn paced(&self, people: i64) -> Vec<PersonId> {
        let pacing = PacingRule { young_first: 3, second: 2, ..PacingRule::DEFAULT };
        let rules = Some(RulesInForce { pacing, ..RulesInForce::DEFAULT });
        let canary = Some(CanaryRule::DEFAULT);
        self.store.set_limits(Limits { canary, rules, ..Limits::default() }).await.unwrap();
        let mut found = Vec::new();
        for n in 0..people {
            let person = self.another_person(700 + 2 * n).await;
            self.allow_to(person, self.business, Purpose::Marketing).await;
            found.push(person);
        }
        found
    }

    /// An offer for this person.
    pub async fn offer_to(&self, person: PersonId) -> Outbound {
        self.outbound_to(self.business, self.sender, person, call(Category::Marketing)).await
    }

    /// Sends something of this category, and keeps nothing.
    async fn tell(&self, person: PersonId, category: Category) -> Admitted {
        let draft = call(category);
        let outbound = self.outbound_to(self.business, self.sender, person, draft).await;
        self.admit(outbound).await
    }

    async fn offer_or_keep(&self, person: PersonId) -> Admitted {
        self.send_or_keep_at_most(self.offer_to(person).await, None, 100).await
    }

    async fn marketing(&self) -> Template {
        self.store.template(TemplateId(super::world::id(23))).await.unwrap()
    }

    async fn change_marketing(&self, change: impl FnOnce(&mut Template)) {
        let mut template = self.marketing().await;
        change(&mut template);
        let changed = vec![template];
        self.store.change_templates(self.business, changed, Vec::new(), self.now()).await.unwrap();
    }

    async fn wake(&self, limit: u32) -> u64 {
        let template = self.marketing().await.id;
        self.store.wake_assessed(self.business, template, limit, self.now()).await.unwrap()
    }
}

fn hold(admitted: &Admitted) -> Waits {
    let Admitted::Kept { evidence, .. } = admitted else { panic!("does not wait: {admitted:?}") };
    evidence.hold.unwrap().waits
}

pub async fn a_new_template_goes_to_the_first_and_the_others_wait(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(5).await;
    for person in &people[..3] {
        accepted(&world.offer_or_keep(*person).await);
    }
    let world = world.reopen(factory).await;
    for person in &people[3..] {
        assert_eq!(hold(&world.offer_or_keep(*person).await), Waits::QualityAssessment);
    }
    accepted(&world.offer_or_keep(people[0]).await);
    let prepaid = world.store.balance(world.business).await.unwrap().prepaid;
    assert_eq!(prepaid, Micros(PAID_IN - 4 * MARKETING), "nothing is reserved for what waits");
    let template = world.marketing().await;
    let waiting = world.store.waiting_for_assessment(world.business).await.unwrap();
    assert_eq!(waiting, [(template.id, 2)]);
    let (other, _) = world.second_business().await;
    assert!(world.store.waiting_for_assessment(other).await.unwrap().is_empty());
    world.assert_ledger().await;
}

pub async fn in_one_batch_no_more_go_than_the_stage_has(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(6).await;
    let mut batch = Vec::new();
    for person in [0, 0, 1, 2, 3, 4, 5, 1] {
        let outbound = world.offer_to(people[person]).await;
        batch.push(Admission { outbound, idempotency: None, held: None });
    }
    let decided = world.store.admit_batch(batch, world.now()).await.unwrap();
    let went: Vec<bool> = decided.iter().map(|one| matches!(one, Admitted::Accepted(_))).collect();
    assert_eq!(went, [true, true, true, true, false, false, false, true]);
}

pub async fn what_waits_goes_as_far_as_the_next_stage_reaches(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(7).await;
    for person in &people[..3] {
        accepted(&world.offer_or_keep(*person).await);
    }
    let mut waits = Vec::new();
    for person in &people[3..] {
        waits.push(kept(&world.offer_or_keep(*person).await));
    }
    world.advance_s(3 * HOUR_S);
    assert!(world.decide_due().await.is_empty(), "only a judgement wakes it");
    world.change_marketing(|template| template.life.pacing.stage = 1).await;
    assert_eq!(world.wake(3).await, 3);
    let went = world.decide_due().await;
    let went: Vec<bool> = went.iter().map(|one| matches!(one, Admitted::Accepted(_))).collect();
    assert_eq!(went, [true, true, false]);
    assert_eq!(world.store.waiting_for_assessment(world.business).await.unwrap()[0].1, 2);
    world
        .change_marketing(|template| {
            template.life.pacing = Pacing { round: 1, ..Pacing::default() };
        })
        .await;
    assert_eq!(world.wake(9).await, 2);
    assert_eq!(world.decide_due().await.len(), 2, "a new assessment counts anew");
    assert!(world.store.waiting_for_assessment(world.business).await.unwrap().is_empty());
    world.assert_ledger().await;
}

pub async fn what_waits_for_a_paused_template_fails_uncharged(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(5).await;
    for person in &people {
        world.offer_or_keep(*person).await;
    }
    let before = world.balance().await;
    let withdrawal = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
    let decision = Decision::Withdraw { withdrawal, taken: Vec::new() };
    let receipt = world.receipt(people[3], world.business, decision).await;
    world.store.record_receipt(people[3], receipt, None, world.now()).await.unwrap();
    world.wake(1).await;
    assert_eq!(refusal(&world.decide_due().await[0]), Refusal::PermissionWithdrawn);
    world.change_marketing(|template| template.status = TemplateStatus::Paused).await;
    world.wake(9).await;
    assert_eq!(refusal(&world.decide_due().await[0]), Refusal::TemplatePaused);
    assert_eq!(world.balance().await, before);
    world.assert_ledger().await;
}

pub async fn what_waited_two_days_for_a_judgement_is_dropped(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(4).await;
    for person in &people {
        world.offer_or_keep(*person).await;
    }
    world.advance_s(48 * HOUR_S - 1);
    assert!(world.decide_due().await.is_empty());
    world.advance_s(1);
    assert_eq!(refusal(&world.decide_due().await[0]), Refusal::NotAssessed);
}

pub async fn only_so_many_wait_for_one_assessment(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(6).await;
    for person in &people[..5] {
        world.offer_or_keep(*person).await;
    }
    let offer = world.offer_to(people[5]).await;
    let full = world.send_or_keep_at_most(offer.clone(), None, 2).await;
    assert!(matches!(full, Admitted::Refused { .. }), "{full:?}");
    let waits = kept(&world.send_or_keep_at_most(offer.clone(), key("a", 1), 3).await);
    let again = world.send_or_keep_at_most(offer, key("a", 1), 3).await;
    assert!(matches!(again, Admitted::Kept { message, replayed: true, .. } if message == waits));
}

pub async fn campaigns_are_not_paced_twice(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(5).await;
    for (place, person) in (1..).zip(&people) {
        let idempotency = Some(IdempotencyKey::of_campaign(CampaignId(7), place));
        let outbound = world.offer_to(*person).await;
        let item = Admission { outbound, idempotency, held: None };
        accepted(&world.store.admit_batch(vec![item], world.now()).await.unwrap()[0]);
    }
    let found = world.store.assessment(world.business, world.marketing().await.id, 0).await;
    assert_eq!(found.unwrap(), Assessment::default(), "nobody is counted");
}

pub async fn notices_are_paced_while_their_business_is_young(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(5).await;
    for person in &people {
        world.allow_to(*person, world.business, Purpose::Utility).await;
    }
    for person in &people[..3] {
        accepted(&world.tell(*person, Category::Utility).await);
    }
    let waits = world.tell(people[3], Category::Utility).await;
    assert!(matches!(waits, Admitted::Held { .. }), "{waits:?}");
    accepted(&world.tell(people[0], Category::Utility).await);
    world.advance_s(15 * 24 * HOUR_S);
    accepted(&world.tell(people[4], Category::Utility).await);
}

pub async fn what_the_first_made_of_it_is_counted(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.paced(3).await;
    let (business, template) = (world.business, world.marketing().await.id);
    let mut places = Vec::new();
    for person in &people {
        world.advance_s(1);
        places.push(accepted(&world.offer_or_keep(*person).await).message.seq);
    }
    let last_at = Some(world.now());
    accepted(&world.offer_or_keep(people[0]).await);
    let up_to = InboxSeq(99);
    let read = Ack::Read { person: people[0], business, up_to };
    let delivered = Ack::Delivered { person: people[1], up_to };
    world.store.acknowledge_batch(vec![read, delivered], world.now()).await.unwrap();
    let (at, surcharge) = (world.now(), Micros::ZERO);
    for (person, reported) in [(people[1], true), (people[2], false)] {
        let sent_at = at;
        let of = Complaint {
            business,
            template,
            person,
            at,
            sent_at,
            reported,
            reason: None,
            surcharge,
        };
        world.store.complain(of).await.unwrap();
    }
    let says = async |n: usize, wanted| {
        world.store.note_wanted(business, people[n], places[n], wanted).await.unwrap()
    };
    assert!(says(0, true).await && says(1, true).await && says(1, false).await);
    assert!(!world.store.note_wanted(business, people[2], InboxSeq(77), true).await.unwrap());
    let world = world.reopen(factory).await;
    let found = world.store.assessment(business, template, 0).await.unwrap();
    let heard = Heard { sent: 3, delivered: 2, read: 1, yes: 1, no: 1, reports: 1 };
    assert_eq!(found, Assessment { heard, last_at });
    let other = world.store.assessment(business, template, 1).await.unwrap();
    assert_eq!(other, Assessment::default());
    let first = world.store.first_of(business, people[2], places[2]).await.unwrap();
    assert_eq!(first, FirstOf { is_assessed: true, campaign: None });
    let none = world.store.first_of(business, people[2], InboxSeq(77)).await.unwrap();
    assert_eq!(none, FirstOf::default());
    world.store.forget_signals(world.now().plus_s(1), 10).await.unwrap();
    let forgotten = world.store.assessment(business, template, 0).await.unwrap();
    assert_eq!(forgotten, Assessment::default());
}
