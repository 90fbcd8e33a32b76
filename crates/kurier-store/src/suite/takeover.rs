//! Networks that a business calls from, and what goes while a guard is up (rule A14).

use super::StoreFactory;
use super::world::{World, accepted, call, refusal, text};
use crate::record::{Admission, Admitted, IdempotencyKey, NetworkCall, TokenRecord};
use kurier_policy::id::{BusinessId, CampaignId, PersonId};
use kurier_policy::outbound::Outbound;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::Waits;
use kurier_policy::rules::takeover::{
    GUARDED, Guard, Hijack, NetworkKey, Takeover, TakeoverRule, Trust, Why,
};
use kurier_policy::standing::Standing;
use kurier_policy::time::{DAY_S, HOUR_S};

const HERE: NetworkKey = NetworkKey(-7);
const THERE: NetworkKey = NetworkKey(i64::MAX);

impl World {
    fn network_call(&self, business: BusinessId, network: NetworkKey, token: u8) -> NetworkCall {
        let (seen_at, trust) = (self.now(), Trust::Open);
        NetworkCall { business, network, token: [token; 32], seen_at, trust }
    }

    async fn stand(&self, takeover: Takeover) {
        let was = self.store.usage(self.business, None).await.unwrap().standing;
        let standing = Standing { takeover, ..was };
        self.store.set_standing(self.business, was, standing).await.unwrap();
    }

    /// A guard goes up that lets three people through; so many people allow notices and offers.
    async fn guarded(&self, people: i64) -> Vec<PersonId> {
        let takeover = Some(TakeoverRule { people: 3, ..TakeoverRule::DEFAULT });
        self.store.set_limits(Limits { takeover, ..Limits::default() }).await.unwrap();
        let guard = Some(Guard::up(Why::Volume, THERE, &Standing::default().conduct, self.now()));
        self.stand(Takeover { guard, hijack: None, ..Takeover::default() }).await;
        let mut found = Vec::new();
        for n in 0..people {
            let person = self.another_person(700 + 2 * n).await;
            self.allow_to(person, self.business, Purpose::Utility).await;
            self.allow_to(person, self.business, Purpose::Marketing).await;
            found.push(person);
        }
        found
    }

    async fn template_to(&self, person: PersonId, category: Category) -> Outbound {
        self.outbound_to(self.business, self.sender, person, call(category)).await
    }

    async fn send_or_wait(&self, person: PersonId, category: Category) -> Admitted {
        self.send_or_keep_at_most(self.template_to(person, category).await, None, 100).await
    }

    async fn wake_guarded(&self) -> u64 {
        self.store.wake_assessed(self.business, GUARDED, u32::MAX, self.now()).await.unwrap()
    }
}

fn waits(admitted: &Admitted) -> bool {
    let Admitted::Kept { evidence, .. } = admitted else { return false };
    evidence.hold.is_some_and(|hold| hold.waits == Waits::TakeoverGuard)
}

pub async fn a_network_is_noted_once_with_each_token(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = world.network_call(world.business, HERE, 1);
    assert_eq!(world.store.note_network(first, 9).await, Ok(vec![first]));
    world.advance_s(60);
    let again = world.network_call(world.business, HERE, 1);
    assert_eq!(world.store.note_network(again, 9).await, Ok(vec![first]));
    let other = world.network_call(world.business, HERE, 2);
    assert_eq!(world.store.note_network(other, 9).await, Ok(vec![first, other]));
    let world = world.reopen(factory).await;
    assert_eq!(world.store.networks(world.business).await, Ok(vec![first, other]));
}

pub async fn networks_are_bounded_and_apart(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (second, _) = world.second_business().await;
    let one = world.network_call(world.business, HERE, 1);
    let two = world.network_call(world.business, THERE, 1);
    world.store.note_network(one, 1).await.unwrap();
    assert_eq!(world.store.note_network(two, 1).await, Ok(vec![one]));
    assert_eq!(world.store.note_network(one, 1).await, Ok(vec![one]));
    let theirs = world.network_call(second, HERE, 1);
    assert_eq!(world.store.note_network(theirs, 1).await, Ok(vec![theirs]));
    world.store.trust_networks(second, vec![HERE], Trust::Hijacker).await.unwrap();
    assert_eq!(world.store.networks(world.business).await, Ok(vec![one]));
}

pub async fn what_was_decided_of_a_network_holds_for_its_further_tokens(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    let business = world.business;
    for network in [HERE, THERE] {
        world.store.note_network(world.network_call(business, network, 1), 9).await.unwrap();
    }
    world.store.trust_networks(business, vec![THERE], Trust::Hijacker).await.unwrap();
    world.advance_s(1);
    let found = world.store.note_network(world.network_call(business, THERE, 2), 9).await.unwrap();
    let trusts: Vec<Trust> = found.iter().map(|call| call.trust).collect();
    assert_eq!(trusts, [Trust::Open, Trust::Hijacker, Trust::Hijacker]);
    world.store.trust_networks(business, vec![HERE, THERE], Trust::Confirmed).await.unwrap();
    let found = world.store.networks(business).await.unwrap();
    assert!(found.iter().all(|call| call.trust == Trust::Confirmed));
}

pub async fn tokens_of_a_business_are_ended_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (second, _) = world.second_business().await;
    for (hash, business) in [(1, world.business), (2, world.business), (3, second)] {
        let hash = [hash; 32];
        let (label, created_at, expires_at) = ("x".to_owned(), world.now(), None);
        let token = TokenRecord { hash, business, label, created_at, expires_at };
        world.store.create_token(token).await.unwrap();
        // Read once, so that a backend may remember it.
        world.store.token(hash).await.unwrap();
    }
    world.advance_s(5);
    let tokens = vec![[1; 32], [3; 32], [9; 32]];
    let end = || world.store.end_tokens(world.business, tokens.clone(), world.now());
    assert_eq!(end().await, Ok(1));
    let ended_at = Some(world.now());
    world.advance_s(5);
    assert_eq!(end().await, Ok(0));
    let end_of = async |hash: u8| world.store.token([hash; 32]).await.unwrap().expires_at;
    assert_eq!((end_of(1).await, end_of(2).await, end_of(3).await), (ended_at, None, None));
}

pub async fn a_guard_lets_twenty_people_through_and_the_others_wait(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.guarded(5).await;
    // Of all categories together, and whoever got one gets others.
    accepted(&world.send_or_wait(people[0], Category::Utility).await);
    accepted(&world.send_or_wait(people[0], Category::Marketing).await);
    accepted(&world.send_or_wait(people[1], Category::Marketing).await);
    accepted(&world.send_or_wait(people[2], Category::Utility).await);
    let world = world.reopen(factory).await;
    let before = world.balance().await;
    assert!(waits(&world.send_or_wait(people[3], Category::Utility).await));
    assert!(waits(&world.send_or_wait(people[4], Category::Marketing).await));
    assert_eq!(world.balance().await, before, "nothing is reserved for what waits");
    accepted(&world.send_or_wait(people[2], Category::Marketing).await);
    let waiting = world.store.waiting_for_assessment(world.business).await.unwrap();
    assert_eq!(waiting, [(GUARDED, 2)]);
    // Those who got something are remembered as long as the guard is up.
    world.store.forget_signals(world.now().plus_s(400 * DAY_S), 100).await.unwrap();
    assert!(waits(&world.send_or_wait(people[3], Category::Utility).await));
    world.assert_ledger().await;
}

pub async fn in_one_batch_a_guard_lets_no_more_through(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.guarded(6).await;
    let mut batch = Vec::new();
    for person in [0, 0, 1, 2, 3, 4, 5, 1] {
        let outbound = world.template_to(people[person], Category::Utility).await;
        batch.push(Admission { outbound, idempotency: None, held: None });
    }
    let decided = world.store.admit_batch(batch, world.now()).await.unwrap();
    let went: Vec<bool> = decided.iter().map(|one| matches!(one, Admitted::Accepted(_))).collect();
    assert_eq!(went, [true, true, true, true, false, false, false, true]);
}

pub async fn a_guard_stops_campaigns_and_leaves_answers_alone(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.guarded(4).await;
    for person in &people[..3] {
        accepted(&world.send_or_wait(*person, Category::Utility).await);
    }
    let outbound = world.template_to(people[3], Category::Marketing).await;
    let idempotency = Some(IdempotencyKey::of_campaign(CampaignId(7), 1));
    let item = Admission { outbound, idempotency, held: None };
    let refused = world.store.admit_batch(vec![item], world.now()).await.unwrap();
    assert!(matches!(refused[..], [Admitted::Refused { refusal: Refusal::TakeoverSuspected, .. }]));
    // She whom the world begins with writes: her window is open, and nobody is counted for an answer.
    world.allow_to(world.person, world.business, Purpose::Utility).await;
    assert!(waits(&world.send_or_wait(world.person, Category::Utility).await));
    world.say("hello", "one").await;
    accepted(&world.send_or_wait(world.person, Category::Utility).await);
    let answer = world.outbound_to(world.business, world.sender, world.person, text("hi")).await;
    accepted(&world.admit(answer).await);
}

pub async fn what_waits_goes_when_the_guard_ends(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.guarded(5).await;
    for person in &people {
        world.send_or_wait(*person, Category::Utility).await;
    }
    world.advance_s(3 * HOUR_S);
    assert!(world.decide_due().await.is_empty(), "only a decision wakes it");
    world.stand(Takeover::default()).await;
    assert_eq!(world.wake_guarded().await, 2);
    let went = world.decide_due().await;
    assert_eq!(went.len(), 2);
    for one in &went {
        accepted(one);
    }
    // The next guard counts anew.
    let guard = Guard::up(Why::NewTemplate, HERE, &Standing::default().conduct, world.now());
    world.stand(Takeover { guard: Some(guard), hijack: None, ..Takeover::default() }).await;
    for person in &people[2..] {
        accepted(&world.send_or_wait(*person, Category::Utility).await);
    }
    assert!(waits(&world.send_or_wait(people[0], Category::Utility).await));
    world.assert_ledger().await;
}

pub async fn what_a_hijacker_sent_fails_uncharged(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let people = world.guarded(5).await;
    let from = world.now();
    for person in &people {
        world.send_or_wait(*person, Category::Utility).await;
    }
    let before = world.balance().await;
    world.advance_s(HOUR_S);
    let hijack = Some(Hijack { from, until: world.now() });
    world.stand(Takeover { guard: None, hijack, ..Takeover::default() }).await;
    assert_eq!(world.wake_guarded().await, 2);
    let failed = world.decide_due().await;
    let refusals: Vec<Refusal> = failed.iter().map(refusal).collect();
    assert_eq!(refusals, [Refusal::TakeoverSuspected; 2]);
    assert_eq!(world.balance().await, before);
    accepted(&world.send_or_wait(people[4], Category::Utility).await);
    world.assert_ledger().await;
}
