//! The model test: random histories on a store and on a small model of it, compared after each
//! step. The model knows no log, no cursor over positions, no transaction: only what must be seen.

use super::StoreFactory;
use super::world::{MARKETING, PAID_IN, START, UTILITY, World, call, text};
use crate::record::{Ack, Admitted, Inbound, Received};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{BusinessId, EventSeq, InboxSeq, MessageRef, PersonId, SenderId};
use kurier_policy::permission::{Purpose, Withdrawal};
use kurier_policy::pricing::Category;
use kurier_policy::receipt::Decision;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use kurier_policy::time::DAY_S;
use std::collections::BTreeMap;

/// Raw material of one step, so that any generator can make histories and shrink them.
pub type Seed = (u8, u8, u8, u8);

#[derive(Debug, Clone, Copy)]
enum Op {
    Allow(usize, usize, usize),
    /// Purpose 2 = everything.
    Withdraw(usize, usize, usize),
    /// Purpose 2 = free text.
    Send(usize, usize, usize),
    Say(usize, usize, u8),
    Deliver(usize, u8),
    Read(usize, usize, u8),
    MarkRead(usize, usize, u8),
    Block(usize, usize, bool),
    Expire(u8),
    Advance(u8),
    Reopen,
}

fn op((what, person, business, n): Seed) -> Op {
    let (p, b) = (usize::from(person % 2), usize::from(business % 2));
    match what % 16 {
        0 | 1 => Op::Allow(p, b, usize::from(n % 2)),
        2 => Op::Withdraw(p, b, usize::from(n % 3)),
        3..=6 => Op::Send(p, b, usize::from(n % 3)),
        7 | 8 => Op::Say(p, b, n % 12),
        9 | 10 => Op::Deliver(p, n),
        11 => Op::Read(p, b, n),
        12 => Op::MarkRead(p, b, n),
        13 => match n % 4 {
            0 => Op::Block(p, b, true),
            1 => Op::Reopen,
            _ => Op::Block(p, b, false),
        },
        14 => Op::Expire(n),
        _ => Op::Advance(n),
    }
}

#[derive(Debug, Clone)]
enum What {
    /// Price, purpose of the permission used.
    Message(i64, Option<usize>),
    Inbound,
    Receipt,
    ReadBy(u32),
    GoneLater(u32, Refusal),
}

#[derive(Debug, Clone)]
struct Entry {
    business: usize,
    at: i64,
    what: What,
    gone: Option<Refusal>,
}

#[derive(Debug, Default, Clone)]
struct Pair {
    related: bool,
    allowed: [Option<u32>; 2],
    withdrawn: [bool; 2],
    window_until: i64,
    blocked: bool,
    read: u32,
    business_read: u32,
}

#[derive(Debug, Default)]
struct Model {
    now: i64,
    receipts: u32,
    inboxes: [Vec<Entry>; 2],
    delivered: [u32; 2],
    said: BTreeMap<(usize, u8), u32>,
    pairs: [[Pair; 2]; 2],
    events: [Vec<String>; 2],
    prepaid: [i64; 2],
    reserved: [i64; 2],
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap() + 1
}

impl Model {
    fn append(&mut self, person: usize, business: usize, what: What) -> u32 {
        let entry = Entry { business, at: self.now, what, gone: None };
        self.inboxes[person].push(entry);
        place(self.inboxes[person].len() - 1)
    }

    fn tell(&mut self, business: usize, place: u32, status: &str) {
        self.events[business].push(format!("{place} {status}"));
    }

    fn allow(&mut self, person: usize, business: usize, purpose: usize) {
        self.receipts += 1;
        let pair = &mut self.pairs[person][business];
        pair.related = true;
        pair.allowed[purpose] = Some(self.receipts);
        pair.withdrawn[purpose] = false;
        let place = self.append(person, business, What::Receipt);
        self.tell(business, place, &format!("preference {purpose} true"));
    }

    fn withdraw(&mut self, person: usize, business: usize, purpose: usize) {
        self.receipts += 1;
        let pair = &mut self.pairs[person][business];
        pair.related = true;
        let mut taken = Vec::new();
        for which in 0..2 {
            if purpose == 2 || purpose == which {
                taken.extend(pair.allowed[which].take().map(|receipt| (receipt, which)));
            }
        }
        taken.sort_unstable();
        for (_, which) in &taken {
            pair.withdrawn[*which] = true;
        }
        let waiting = self.waiting(person, |entry| entry.business == business);
        let place = self.append(person, business, What::Receipt);
        for (_, which) in &taken {
            self.tell(business, place, &format!("preference {which} false"));
        }
        for place in waiting {
            let What::Message(_, Some(used)) = self.entry(person, place).what else {
                continue;
            };
            if taken.iter().any(|(_, which)| *which == used) {
                self.fail(person, place, Refusal::PermissionWithdrawn);
            }
        }
    }

    fn entry(&self, person: usize, place: u32) -> Entry {
        self.inboxes[person][place as usize - 1].clone()
    }

    /// Places of messages that wait for delivery.
    fn waiting(&self, person: usize, wanted: impl Fn(&Entry) -> bool) -> Vec<u32> {
        let from = self.delivered[person] as usize;
        let rows = self.inboxes[person].iter().enumerate().skip(from);
        rows.filter(|(_, entry)| {
            matches!(entry.what, What::Message(..)) && entry.gone.is_none() && wanted(entry)
        })
        .map(|(index, _)| place(index))
        .collect()
    }

    fn fail(&mut self, person: usize, place: u32, reason: Refusal) {
        let entry = &mut self.inboxes[person][place as usize - 1];
        entry.gone = Some(reason);
        let (business, What::Message(price, _)) = (entry.business, entry.what.clone()) else {
            panic!("only messages fail")
        };
        self.append(person, business, What::GoneLater(place, reason));
        self.tell(business, place, &format!("Failed {reason:?}"));
        self.reserved[business] -= price;
        self.prepaid[business] += price;
    }

    /// The place, or what is answered instead.
    fn send(&mut self, person: usize, business: usize, purpose: usize) -> Result<u32, String> {
        let pair = &mut self.pairs[person][business];
        pair.related = true;
        let pair = pair.clone();
        let known = pair.allowed.iter().any(Option::is_some)
            || pair.withdrawn.contains(&true)
            || pair.window_until > 0;
        let reachable = known && !pair.blocked;
        let open = reachable && self.now < pair.window_until;
        let price = match purpose {
            0 if !open => UTILITY,
            1 => MARKETING,
            _ => 0,
        };
        if price > self.prepaid[business] {
            return Err("refused BalanceExhausted".to_owned());
        }
        let later = |model: &mut Self, reason: Refusal| {
            model.tell(business, 0, &format!("Failed {reason:?}"));
            Err(format!("later {reason:?}"))
        };
        if !reachable {
            return later(self, Refusal::RecipientUnavailable);
        }
        let ground = match purpose {
            2 if open => Ok(None),
            2 => Err(Refusal::WindowClosed),
            _ => match pair.allowed[purpose] {
                Some(_) => Ok(Some(purpose)),
                None if pair.withdrawn[purpose] => Err(Refusal::PermissionWithdrawn),
                None if purpose == 0 && open => Ok(None),
                None => Err(Refusal::PermissionMissing),
            },
        };
        match ground {
            Err(reason) => later(self, reason),
            Ok(used) => {
                let place = self.append(person, business, What::Message(price, used));
                self.tell(business, place, "Sent");
                self.prepaid[business] -= price;
                self.reserved[business] += price;
                Ok(place)
            }
        }
    }

    fn say(&mut self, person: usize, business: usize, client_id: u8) -> Option<u32> {
        if let Some(place) = self.said.get(&(person, client_id)) {
            return Some(*place);
        }
        let now = self.now;
        let pair = &mut self.pairs[person][business];
        if !pair.related || pair.blocked {
            return None;
        }
        pair.window_until = now + DAY_S * 1_000_000;
        let place = self.append(person, business, What::Inbound);
        self.said.insert((person, client_id), place);
        self.tell(business, place, "Inbound");
        Some(place)
    }

    fn deliver(&mut self, person: usize, up_to: u32) {
        let up_to = up_to.min(place(self.inboxes[person].len()) - 1);
        for waiting in self.waiting(person, |_| true) {
            if waiting <= up_to {
                let Entry { business, what: What::Message(price, _), .. } =
                    self.entry(person, waiting)
                else {
                    panic!("only messages wait")
                };
                self.tell(business, waiting, "Delivered");
                self.reserved[business] -= price;
            }
        }
        self.delivered[person] = self.delivered[person].max(up_to);
    }

    fn read(&mut self, person: usize, business: usize, up_to: u32) {
        let up_to = up_to.min(place(self.inboxes[person].len()) - 1);
        let before = self.pairs[person][business].read;
        if !self.pairs[person][business].related || up_to <= before {
            return;
        }
        self.deliver(person, up_to);
        for place in before + 1..=up_to {
            let entry = self.entry(person, place);
            let is_message = matches!(entry.what, What::Message(..)) && entry.gone.is_none();
            if is_message && entry.business == business {
                self.tell(business, place, "Read");
            }
        }
        self.pairs[person][business].read = up_to;
    }

    fn mark_read(&mut self, person: usize, business: usize, place: u32) {
        let entry = self.inboxes[person].get((place as usize).wrapping_sub(1));
        let is_hers = entry
            .is_some_and(|entry| entry.business == business && matches!(entry.what, What::Inbound));
        if is_hers && place > self.pairs[person][business].business_read {
            self.pairs[person][business].business_read = place;
            self.append(person, business, What::ReadBy(place));
        }
    }

    fn block(&mut self, person: usize, business: usize, blocked: bool) {
        let pair = &mut self.pairs[person][business];
        if !pair.related || pair.blocked == blocked {
            return;
        }
        pair.blocked = blocked;
        if blocked {
            for place in self.waiting(person, |entry| entry.business == business) {
                self.fail(person, place, Refusal::RecipientUnavailable);
            }
        }
    }

    fn expire(&mut self, older_than: i64) {
        for person in 0..2 {
            for place in self.waiting(person, |entry| entry.at < older_than) {
                self.fail(person, place, Refusal::Expired);
            }
        }
    }

    fn inbox(&self, person: usize) -> Vec<String> {
        let rows = self.inboxes[person].iter().enumerate();
        rows.map(|(index, entry)| {
            let what = match (&entry.what, entry.gone) {
                (_, Some(reason)) => format!("gone {reason:?}"),
                (What::Message(price, _), _) => format!("message {price}"),
                (What::Inbound, _) => "inbound".to_owned(),
                (What::Receipt, _) => "receipt".to_owned(),
                (What::ReadBy(place), _) => format!("read by business {place}"),
                (What::GoneLater(place, reason), _) => format!("gone later {place} {reason:?}"),
            };
            format!("{} {} {what}", place(index), entry.business)
        })
        .collect()
    }
}

/// The names of a history's people and businesses in the store.
struct Names {
    persons: [PersonId; 2],
    businesses: [(BusinessId, SenderId); 2],
}

impl Names {
    fn business(&self, id: BusinessId) -> usize {
        self.businesses.iter().position(|(known, _)| *known == id).unwrap()
    }
}

fn shown_entry(names: &Names, entry: &InboxEntry) -> String {
    let what = match &entry.kind {
        EntryKind::FromBusiness { price, .. } => format!("message {}", price.micros.0),
        EntryKind::FromPerson { .. } => "inbound".to_owned(),
        EntryKind::Receipt { .. } => "receipt".to_owned(),
        EntryKind::ReadByBusiness { up_to } => format!("read by business {}", up_to.0),
        EntryKind::Gone { reason } => format!("gone {reason:?}"),
        EntryKind::GoneLater { target, reason } => format!("gone later {} {reason:?}", target.0),
    };
    format!("{} {} {what}", entry.seq.0, names.business(entry.business))
}

fn shown_event(event: &Event) -> String {
    match &event.kind {
        EventKind::Status { message, status: Status::Failed, refusal, .. } => {
            format!("{} Failed {:?}", message.seq.0, refusal.unwrap())
        }
        EventKind::Status { message, status, .. } => format!("{} {status:?}", message.seq.0),
        EventKind::Inbound { message, .. } => format!("{} Inbound", message.seq.0),
        EventKind::Preference { purpose, allowed, receipt_seq, .. } => {
            let purpose = usize::from(*purpose == Purpose::Marketing);
            format!("{} preference {purpose} {allowed}", receipt_seq.0)
        }
        EventKind::Template(told) => format!("template {:?}", told.change),
        EventKind::Notice(told) => format!("notice {told:?}"),
    }
}

/// Runs one history on a store and on the model.
pub async fn run(factory: &dyn StoreFactory, seeds: &[Seed]) {
    let mut world = World::start(factory).await;
    let second = world.second_business().await;
    let names = Names {
        persons: [world.person, world.another_person(51).await],
        businesses: [(world.business, world.sender), second],
    };
    let mut model = Model { now: START.0, prepaid: [PAID_IN; 2], ..Model::default() };
    for (step, seed) in seeds.iter().enumerate() {
        let op = op(*seed);
        if matches!(op, Op::Reopen) {
            world = world.reopen(factory).await;
        } else {
            apply(&world, &names, &mut model, op).await;
        }
        compare(&world, &names, &model, &format!("step {step}, {op:?}")).await;
    }
    world.assert_ledger().await;
    let before = world.export().await;
    let world = world.reopen(factory).await;
    assert_eq!(world.export().await, before, "the export after a crash");
    compare(&world, &names, &model, "the end").await;
}

async fn apply(world: &World, names: &Names, model: &mut Model, op: Op) {
    let purposes = [Purpose::Utility, Purpose::Marketing];
    match op {
        Op::Allow(p, b, purpose) => {
            let (person, business) = (names.persons[p], names.businesses[b].0);
            world.allow_to(person, business, purposes[purpose]).await;
            model.allow(p, b, purpose);
        }
        Op::Withdraw(p, b, purpose) => {
            let (person, business) = (names.persons[p], names.businesses[b].0);
            let withdrawal = Withdrawal { purpose: purposes.get(purpose).copied(), topic: None };
            let receipt = world.receipt(person, business, Decision::Withdraw { withdrawal }).await;
            world.store.record_receipt(person, receipt, None, world.now()).await.unwrap();
            model.withdraw(p, b, purpose);
        }
        Op::Send(p, b, purpose) => send(world, names, model, (p, b, purpose)).await,
        Op::Say(p, b, client_id) => {
            let inbound = Inbound {
                person: names.persons[p],
                business: names.businesses[b].0,
                content: Content::Text { body: "Hello".to_owned(), preview_url: false },
                reply_to: None,
                client_id: client_id.to_string(),
            };
            let received = world.store.receive_batch(vec![inbound], world.now()).await.unwrap();
            let place = match &received[0] {
                Received::Stored { message, .. } => Some(message.seq.0),
                Received::NoRelation => None,
                other => panic!("nothing was answered, nobody barred: {other:?}"),
            };
            assert_eq!(place, model.say(p, b, client_id));
        }
        Op::MarkRead(p, b, n) => {
            let message = MessageRef { person: names.persons[p], seq: InboxSeq(n.into()), hint: 0 };
            drop(world.store.mark_read(names.businesses[b].0, message, world.now()).await);
            model.mark_read(p, b, n.into());
        }
        Op::Block(p, b, blocked) => {
            let (person, business) = (names.persons[p], names.businesses[b].0);
            drop(world.store.set_blocked(person, business, blocked, world.now()).await);
            model.block(p, b, blocked);
        }
        Op::Deliver(..) | Op::Read(..) => acknowledge(world, names, model, op).await,
        Op::Expire(age) => {
            let now = world.now();
            let older_than = now.plus_s(-i64::from(age) * 600);
            world.store.expire_undelivered(older_than, 1_000, now).await.unwrap();
            model.expire(older_than.0);
        }
        Op::Advance(n) => {
            world.advance_s(i64::from(n) * 600);
            model.now = world.now().0;
        }
        Op::Reopen => {}
    }
}

async fn acknowledge(world: &World, names: &Names, model: &mut Model, op: Op) {
    let ack = match op {
        Op::Deliver(p, n) => {
            model.deliver(p, n.into());
            Ack::Delivered { person: names.persons[p], up_to: InboxSeq(n.into()) }
        }
        Op::Read(p, b, n) => {
            model.read(p, b, n.into());
            let (person, business) = (names.persons[p], names.businesses[b].0);
            Ack::Read { person, business, up_to: InboxSeq(n.into()) }
        }
        other => panic!("{other:?} is no acknowledgement"),
    };
    world.store.acknowledge_batch(vec![ack], world.now()).await.unwrap();
}

async fn send(
    world: &World,
    names: &Names,
    model: &mut Model,
    (p, b, purpose): (usize, usize, usize),
) {
    let (business, sender) = names.businesses[b];
    let draft = match purpose {
        0 => call(Category::Utility),
        1 => call(Category::Marketing),
        _ => text("Hello"),
    };
    let outbound = world.outbound_to(business, sender, names.persons[p], draft).await;
    let answer = match world.admit(outbound).await {
        Admitted::Accepted(accepted) => Ok(accepted.message.seq.0),
        Admitted::FailedLater { refusal, .. } => Err(format!("later {refusal:?}")),
        Admitted::Refused { refusal, .. } => Err(format!("refused {refusal:?}")),
        Admitted::Held { hold, .. } => Err(format!("held {:?}", hold.waits)),
        Admitted::KeyReused | Admitted::Kept { .. } => panic!("no key was used"),
    };
    assert_eq!(answer, model.send(p, b, purpose));
}

async fn compare(world: &World, names: &Names, model: &Model, when: &str) {
    for p in 0..2 {
        let inbox = world.inbox_of(names.persons[p]).await;
        let shown: Vec<_> = inbox.iter().map(|entry| shown_entry(names, entry)).collect();
        assert_eq!(shown, model.inbox(p), "inbox {p} after {when}");
        let state = world.store.inbox_state(names.persons[p]).await.unwrap();
        assert_eq!(state.delivered.0, model.delivered[p], "cursor {p} after {when}");
        for (business, read) in state.read {
            let pair = &model.pairs[p][names.business(business)];
            assert_eq!(read.0, pair.read, "read cursor {p} after {when}");
        }
        for (b, (business, _)) in names.businesses.iter().enumerate() {
            let pair = &model.pairs[p][b];
            if pair.related {
                let relation = world.store.relate(*business, names.persons[p], world.now()).await;
                let window = relation.unwrap().window_until.map_or(0, |until| until.0);
                assert_eq!(window, pair.window_until, "window after {when}");
            }
        }
    }
    for (b, (business, _)) in names.businesses.iter().enumerate() {
        let events = world.store.follow_events(*business, EventSeq(0), 1_000).await.unwrap();
        let shown: Vec<_> = events.iter().map(shown_event).collect();
        assert_eq!(shown, model.events[b], "events {b} after {when}");
        let balance = world.store.balance(*business).await.unwrap();
        let expected = (model.prepaid[b], model.reserved[b]);
        assert_eq!((balance.prepaid.0, balance.reserved.0), expected, "money {b} after {when}");
    }
}
