//! The state-machine test of money: random interleavings of everything that moves it, with crashes, on a store and on
//! a small model, compared after each step. The model knows no transfer and no credit account: per business one number
//! that is what it has, or owes.

mod act;
mod draw;
mod model;

use super::StoreFactory;
use super::world::{START, World};
use draw::{Dice, Op};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::permission::Purpose;
use kurier_policy::time::Timestamp;
use model::Model;

/// How large a run is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Steps.
    pub ops: u64,
    /// Businesses.
    pub businesses: usize,
    /// People, each of whom allows every business everything.
    pub people: usize,
    /// The whole ledger is verified after so many steps, and at the end.
    pub verify_every: u64,
}

impl Size {
    /// What a test has time for.
    pub const SMALL: Self = Self { ops: 400, businesses: 3, people: 4, verify_every: 200 };
}

/// What a run did, so that one that did nothing is seen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    /// Steps.
    pub ops: u64,
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
}

/// Runs `size.ops` steps that follow from `seed`; panics with the step where store and model differ. `progress` is told
/// each thousandth step.
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
    for step in 1..=size.ops {
        let op = Op::draw(&mut dice, size);
        let when = format!("seed {seed}, step {step}, {op:?}");
        if op == Op::Crash {
            world = world.reopen(factory).await;
            done.crashes += 1;
        } else {
            act::act(&world, &names, &mut model, op, &mut done, &when).await;
        }
        done.ops = step;
        compare(&world, &names, &model, op.business(), &when).await;
        if step % size.verify_every == 0 || step == size.ops {
            done.transfers = verify(&world, &names, &model, &when).await;
            done.verified += 1;
        }
        if step % 1_000 == 0 {
            progress(done);
        }
    }
    let world = world.reopen(factory).await;
    verify(&world, &names, &model, &format!("seed {seed}, after the last crash")).await;
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
    for (business, _) in &businesses {
        for person in &people {
            for purpose in [Purpose::Utility, Purpose::Marketing] {
                world.allow_to(*person, *business, purpose).await;
            }
        }
    }
    Names { businesses, people }
}

/// What one business has, as store and model see it.
async fn compare(world: &World, names: &Names, model: &Model, business: Option<usize>, when: &str) {
    let all = 0..names.businesses.len();
    for at in all.filter(|at| business.is_none_or(|one| one == *at)) {
        let id = names.businesses[at].0;
        let balance = world.store.balance(id).await.unwrap();
        let shown = (balance.prepaid.0, balance.reserved.0, balance.owed.0);
        let of = &model.businesses[at];
        assert_eq!(shown, (of.prepaid(), of.reserved, of.owed()), "money of business {at}: {when}");
    }
}

/// Everything: each business, its counters, and all invariants of the ledger.
async fn verify(world: &World, names: &Names, model: &Model, when: &str) -> u64 {
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
