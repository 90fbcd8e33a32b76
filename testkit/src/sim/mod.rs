//! Deterministic simulation of engine, bus and webhooks over the real store.
//!
//! One thread, a clock that only the simulation moves, repeatable randomness, no network. A seed
//! decides everything: who writes, acknowledges, leaves or withdraws; which wake-ups are lost, doubled
//! or late; when the receiver fails; when the node dies, between any two turns of the loop. Rules are
//! checked after each step (safety). Then everything is healed, and all must drain (liveness).
//!
//! The same seed gives the same trace; [`SimReport::hash`] shows it.

mod bus;
mod checks;
mod node;
mod person;
mod receiver;
mod steps;
mod store;
#[cfg(test)]
mod tests;
mod trace;
mod world;

use anyhow::Context;
use bus::Losses;
use node::Node;
use receiver::Mood;
use std::path::{Path, PathBuf};
use steps::Then;
use tokio::runtime::{Builder, Runtime};
use world::{Outcome, World};

/// Steps between two looks at the whole ledger.
const LEDGER_EVERY: u64 = 40;
/// Simulated seconds of one step of the healed world, and how many of them it may take: a day.
const HEALED_STEP_S: i64 = 30;
const HEALED_STEPS: u32 = 2_880;

/// What to simulate.
#[derive(Debug, Clone)]
pub struct SimOptions {
    /// Random steps before everything is healed.
    pub steps: u32,
    /// Where data folders are made; memory is best.
    pub parent: PathBuf,
    /// A receiver that answers well and keeps nothing of this share, in hundredths, even when healed:
    /// only to show that losses are noticed.
    pub swallows: u64,
}

impl SimOptions {
    /// 300 steps, in memory where there is some.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        Self { steps: 300, parent, swallows: 0 }
    }
}

impl Default for SimOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// A run that ended well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SimReport {
    /// Of everything that happened.
    pub hash: u64,
    /// Messages that were accepted.
    pub accepted: usize,
    /// Webhook attempts.
    pub attempts: u64,
    /// Attempts and wake-ups that met a fault, and deaths of the node.
    pub faults: u64,
    /// Simulated seconds from healing to the last thing drained.
    pub drained_s: i64,
}

/// Runs one seed; an error names the seed and what happened last.
pub fn run(seed: u64, options: &SimOptions) -> anyhow::Result<SimReport> {
    let dir = tempfile::Builder::new().prefix("kurier-sim-").tempdir_in(&options.parent)?;
    let mut world = World::new(seed, dir.path().to_owned());
    let outcome = live(&mut world, options);
    outcome.with_context(|| format!("seed {seed}; the last steps:\n{}", world.trace.newest()))
}

fn runtime() -> anyhow::Result<Runtime> {
    // The reader threads of the store are its own; nothing else may run beside the loop.
    Ok(Builder::new_current_thread().enable_all().max_blocking_threads(1).build()?)
}

fn live(world: &mut World, options: &SimOptions) -> anyhow::Result<SimReport> {
    let first = runtime()?;
    first.block_on(async {
        let node = Node::start(world, Losses::default()).await?;
        world.populate(&node).await
    })?;
    drop(first);
    let mut left = options.steps;
    while left > 0 {
        let life = runtime()?;
        life.block_on(one_life(world, &mut left))?;
        // Whatever was under way ends here.
        drop(life);
        world.restarts += 1;
    }
    let last = runtime()?;
    last.block_on(heal(world, options.swallows))
}

async fn one_life(world: &mut World, left: &mut u32) -> anyhow::Result<()> {
    let losses = Losses {
        lost: world.random.between(0, 40),
        doubled: world.random.between(0, 20),
        delayed: world.random.between(0, 30),
    };
    let mut node = Node::start(world, losses).await?;
    let mut then = Then::GoOn;
    while *left > 0 && then == Then::GoOn {
        then = steps::step(world, &mut node).await?;
        checks::safety(world)?;
        if world.trace.steps.is_multiple_of(LEDGER_EVERY) {
            checks::ledger(&node).await?;
        }
        *left -= 1;
    }
    world.bus_faults += node.bus.faults();
    Ok(())
}

async fn heal(world: &mut World, swallows: u64) -> anyhow::Result<SimReport> {
    world.receiver.set_mood(Mood { swallows, ..Mood::default() });
    let mut node = Node::start(world, Losses::default()).await?;
    node.bus.heal();
    let healed = world.now();
    for _ in 0..HEALED_STEPS {
        drain(world, &mut node).await?;
        if checks::missing(world, &node).await?.is_none() {
            checks::liveness(world, &node).await?;
            return Ok(report(world, world.now().seconds_since(healed)));
        }
        world.clock.advance_s(HEALED_STEP_S);
    }
    let missing = checks::missing(world, &node).await?.unwrap_or_default();
    anyhow::bail!("a day after everything was healed: {missing}")
}

/// Everybody asks again, comes, takes and acknowledges all there is.
async fn drain(world: &mut World, node: &mut Node) -> anyhow::Result<()> {
    let is_open = |world: &World, key: &u32| {
        world.sent.get(key).is_some_and(|sent| sent.outcome == Outcome::Unknown)
    };
    let open: Vec<u32> = world.sent.keys().copied().filter(|key| is_open(world, key)).collect();
    for key in open {
        steps::send(world, node, key).await?;
    }
    for index in 0..world.people.len() {
        if node.followers.get(index).is_none_or(Option::is_none) {
            node.connect(world, index).await?;
        }
        let follower = node.followers.get_mut(index).and_then(Option::take);
        let mut follower = follower.context("she is connected")?;
        let person = world.people.get_mut(index).context("no such person")?;
        while person.pull(&mut follower)? > 0 {
            person.acknowledge(node, &mut follower).await?;
        }
        person.acknowledge(node, &mut follower).await?;
        if let Some(place) = node.followers.get_mut(index) {
            *place = Some(follower);
        }
    }
    node.settle().await;
    Ok(())
}

fn report(world: &mut World, drained_s: i64) -> SimReport {
    let (attempts, faults, repeats) = world.receiver.counts();
    let is_accepted = |outcome: Outcome| matches!(outcome, Outcome::Accepted(_));
    let accepted = world.sent.values().filter(|sent| is_accepted(sent.outcome)).count();
    world.trace.note(format!("{accepted} {attempts} {faults} {repeats} {drained_s}"));
    SimReport {
        hash: world.trace.hash(),
        accepted,
        attempts,
        faults: faults + world.bus_faults + world.restarts,
        drained_s,
    }
}
