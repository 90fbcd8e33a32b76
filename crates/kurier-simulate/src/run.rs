//! Runs worlds: each in a thread of its own, several at a time.

use crate::figures::Counts;
use crate::plan::Plan;
use crate::regime::Regime;
use crate::world::World;
use crate::{Result, SimulationError, agents, assume};
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A run that ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// Under which rules.
    pub regime: Regime,
    /// With which seed.
    pub seed: u64,
    /// What happened.
    pub counts: Counts,
}

/// Runs everything that was planned; `tell` hears how many of how many runs have ended.
pub fn run(plan: &Plan, tell: impl Fn(usize, usize) + Sync) -> Result<Vec<Done>> {
    let runs = plan.runs();
    let (next, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Mutex<Vec<(usize, Result<Done>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..plan.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some((regime, seed)) = runs.get(place) else { return };
                    let done = run_one(plan, regime, *seed);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((place, done));
                    tell(ended.fetch_add(1, Ordering::Relaxed) + 1, runs.len());
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, done)| done).collect()
}

/// Runs one world.
pub fn run_one(plan: &Plan, regime: &Regime, seed: u64) -> Result<Done> {
    let dir = tempfile::Builder::new().prefix("kurier-simulate-").tempdir_in(&plan.parent)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let counts = runtime.block_on(live(plan, dir.path(), regime, seed))?;
    Ok(Done { regime: *regime, seed, counts })
}

async fn live(plan: &Plan, dir: &Path, regime: &Regime, seed: u64) -> Result<Counts> {
    if plan.days == 0 || plan.people == 0 {
        return Err(SimulationError::Broken("a world needs people and days"));
    }
    let mut world = World::begin(dir, seed, regime, plan.people).await?;
    let mut agents = agents::settle(&mut world).await?;
    for day in 0..plan.days + assume::LAST_DAYS {
        for hour in assume::HOURS {
            world.go_to(day, hour);
            world.run_rounds().await?;
            if day < plan.days {
                for agent in &mut agents {
                    agent.act(&mut world).await?;
                }
            }
            world.fire().await?;
            world.take_in().await?;
            world.look().await?;
        }
    }
    world.end(plan.days).await
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
