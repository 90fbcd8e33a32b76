//! The state-machine test of money: random interleavings of everything that moves it, with crashes, on a store and on
//! a small model, compared after each step. The model knows no transfer and no credit account: per business one number
//! that is what it has, or owes.

mod act;
mod draw;
mod model;

use super::StoreFactory;
use super::world::{START, World};
use draw::{Dice, Op, When};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::Purpose;
use kurier_policy::time::Timestamp;
use model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// How large a run is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Steps.
    pub ops: u64,
    /// Businesses.
    pub businesses: usize,
    /// People, each of whom allows every business everything.
    pub people: usize,
    /// At most so many sends, or acknowledgements, in one commit.
    pub together: u64,
    /// Payments have so many different references per kind and business; more come again.
    pub references: u64,
    /// Every so manyth step of those that are left over is a crash.
    pub crash_odds: u64,
    /// Store and model are compared after so many commits: with 1 all businesses, otherwise those whose money moved.
    pub compare_every: u64,
    /// The whole ledger is verified after so many steps, and at the end.
    pub verify_every: u64,
}

impl Size {
    /// What a test has time for.
    pub const SMALL: Self = Self {
        ops: 400,
        businesses: 3,
        people: 4,
        together: 3,
        references: 250,
        crash_odds: 8,
        compare_every: 1,
        verify_every: 200,
    };

    /// For `ops` steps, as many as there is time for.
    #[must_use]
    pub fn long(ops: u64, businesses: usize) -> Self {
        Self {
            ops,
            businesses,
            people: 20,
            together: 24,
            // A payment for every 80 steps or so, of which one in four comes again.
            references: (ops / 40 / businesses as u64).max(250),
            crash_odds: 16,
            compare_every: 16,
            verify_every: ops.div_ceil(2).max(1),
        }
    }
}

/// What a run did, so that one that did nothing is seen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    /// Steps, and the commits they came in.
    pub ops: u64,
    pub commits: u64,
    /// Messages accepted, delivered, failed, refused for money.
    pub accepted: u64,
    pub delivered: u64,
    pub failed: u64,
    pub refused: u64,
    /// Months closed, crashes, and how often the ledger was verified.
    pub closed: u64,
    pub crashes: u64,
    pub verified: u64,
    /// Transfers at the end.
    pub transfers: u64,
}

/// Names of the model's businesses and people in the store.
pub(super) struct Names {
    businesses: Vec<(BusinessId, SenderId)>,
    people: Vec<PersonId>,
    /// How each business calls each person.
    calls: BTreeMap<(usize, usize), String>,
}

impl Names {
    /// A message of a business to a person.
    fn outbound(&self, business: usize, person: usize, draft: Draft) -> Outbound {
        let (id, sender) = self.businesses[business];
        let to = Recipient::UserId(self.calls[&(business, person)].clone());
        Outbound {
            business: id,
            sender,
            to,
            draft,
            files: Vec::new(),
            reply_to: None,
            opaque: None,
        }
    }
}

/// Runs `size.ops` steps that follow from `seed`; panics with the step where store and model differ. `progress` is told
/// now and then.
pub async fn run(
    factory: &dyn StoreFactory,
    seed: u64,
    size: Size,
    progress: &mut (dyn FnMut(Done) + Send),
) -> Done {
    let mut world = World::start(factory).await;
    let names = furnish(&world, size).await;
    let mut model = Model::new(size.businesses, size.people, world.now());
    let mut dice = Dice::new(seed);
    let mut done = Done::default();
    while done.ops < size.ops {
        let ops = Op::commit(&mut dice, size, size.ops - done.ops);
        let when = When { seed, before: done.ops, ops: &ops };
        if ops == [Op::Crash] {
            world = world.reopen(factory).await;
            done.crashes += 1;
        } else {
            act::act(&world, &names, &mut model, &mut done, &when).await;
        }
        done.ops += ops.len() as u64;
        done.commits += 1;
        if done.commits % size.compare_every == 0 {
            let which = std::mem::take(&mut model.touched);
            let only = (size.compare_every > 1).then_some(&which);
            compare(&world, &names, &model, only, &when).await;
        }
        if when.before / size.verify_every < done.ops / size.verify_every {
            done.transfers = verify(&world, &names, &model, &when).await;
            done.verified += 1;
        }
        progress(done);
    }
    let world = world.reopen(factory).await;
    let when = When { seed, before: done.ops, ops: &[Op::Crash] };
    done.transfers = verify(&world, &names, &model, &when).await;
    done.verified += 1;
    done
}

async fn furnish(world: &World, size: Size) -> Names {
    let mut businesses = vec![(world.business, world.sender)];
    for n in 1..size.businesses {
        businesses.push(world.business_of_many(100_000 + 20 * i64::try_from(n).unwrap()).await);
    }
    let mut people = vec![world.person];
    for n in 1..size.people {
        people.push(world.nameless(50_000 + 2 * i64::try_from(n).unwrap()).await);
    }
    let mut calls = BTreeMap::new();
    for (business, (id, _)) in businesses.iter().enumerate() {
        for (person, person_id) in people.iter().enumerate() {
            for purpose in [Purpose::Utility, Purpose::Marketing] {
                let receipt = world.allow_to(*person_id, *id, purpose).await;
                calls.insert((business, person), receipt.receipt.user_id);
            }
        }
    }
    Names { businesses, people, calls }
}

/// What businesses have, as store and model see it: all of them, or only these.
async fn compare(
    world: &World,
    names: &Names,
    model: &Model,
    only: Option<&BTreeSet<usize>>,
    when: &When<'_>,
) {
    let all = 0..names.businesses.len();
    for at in all.filter(|at| only.is_none_or(|only| only.contains(at))) {
        let id = names.businesses[at].0;
        let balance = world.store.balance(id).await.unwrap();
        let shown = (balance.prepaid.0, balance.reserved.0, balance.owed.0);
        let of = &model.businesses[at];
        assert_eq!(shown, (of.prepaid(), of.reserved, of.owed()), "money of business {at}: {when}");
    }
}

/// Everything: each business, its counters, and all invariants of the ledger.
async fn verify(world: &World, names: &Names, model: &Model, when: &When<'_>) -> u64 {
    compare(world, names, model, None, when).await;
    let now = world.now();
    for (at, (business, sender)) in names.businesses.iter().enumerate() {
        let usage = world.store.usage(*business, Some(*sender)).await.unwrap();
        let spent = usage.spent.at(now);
        let of = &model.businesses[at];
        let expected = (of.spent_in(now, 1), of.spent_in(now, 30), of.free_used(now));
        assert_eq!((spent.day.0, spent.month.0, spent.free), expected, "spent by {at}: {when}");
    }
    let report = world.store.verify_ledger().await.unwrap();
    assert_eq!(report.findings, Vec::<String>::new(), "{when}");
    assert_eq!(report.head.len(), 64, "{when}");
    report.transfers
}

/// When the histories begin.
pub(super) fn start() -> Timestamp {
    START
}
