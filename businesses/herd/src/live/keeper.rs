//! Looks at what came, asks the model, and keeps what follows: all in one transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use super::clock::{Bell, Clock};
use super::config::HerdConfig;
use super::taps;
use super::tell::Teller;
use crate::HerdError;
use crate::memory::{self, Cow, Memory};
use crate::model::{CowId, Finding, Herd, Hour, Settings, Taken};
use crate::source::Broken;

/// Readings looked at in one transaction: days of a large herd, which may have waited in any order.
const AT_ONCE: usize = 400_000;
/// Longest time between two looks at the clock.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is old is looked for this often.
const FORGET_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// The herd as it is remembered, shared with the page.
pub(super) type Shared = Arc<Mutex<Barn>>;

/// The model with what belongs to it.
#[derive(Debug, Default)]
pub(super) struct Barn {
    pub(super) herd: Herd,
    pub(super) cows: HashMap<String, Cow>,
    cursor: i64,
    generation: i64,
    /// When what is old is looked for again.
    forget_at: Timestamp,
}

/// What a look brought.
struct Seen {
    more: bool,
    findings: Vec<Finding>,
}

/// Does the rounds.
pub(super) struct Keeper {
    pub(super) memory: Memory,
    pub(super) barn: Shared,
    pub(super) config: Arc<HerdConfig>,
    pub(super) clock: Clock,
    /// Rings when something came.
    pub(super) bell: Bell,
    /// Rung when there may be something to send.
    pub(super) courier: Bell,
}

impl Barn {
    /// Everything as it was before the last stop.
    pub(super) fn restore(memory: &Memory, config: &HerdConfig) -> Result<Self, HerdError> {
        memory.work_here(|tx| {
            for cow in &config.cows {
                let known = memory::cow(tx, &cow.id)?;
                memory::put_cow(tx, &with_later(cow, known))?;
            }
            Ok(())
        })?;
        let (groups, states, cursor) = memory.work_here(memory::load_states)?;
        let cows = memory.work_here(memory::cows)?;
        let mut herd = Herd::new(Settings::default());
        let lost = |what: &str| tracing::warn!("{what} is of another version: it is learned again");
        if groups.is_some_and(|state| herd.restore_groups(&state).is_err()) {
            lost("the state of the groups");
        }
        for cow in &cows {
            herd.put(CowId(cow.id.clone()), cow.facts.clone());
        }
        for (id, state) in states {
            if herd.restore_cow(&CowId(id), &state).is_err() {
                lost("the state of a cow");
            }
        }
        let generation = memory.work_here(memory::generation)?;
        let cows = cows.into_iter().map(|cow| (cow.id.clone(), cow)).collect();
        Ok(Self { herd, cows, cursor, generation, forget_at: Timestamp::MIN })
    }

    fn learn_cows(&mut self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let generation = memory::generation(tx)?;
        if generation == self.generation {
            return Ok(());
        }
        for cow in memory::cows(tx)? {
            if self.cows.get(&cow.id) != Some(&cow) {
                self.herd.put(CowId(cow.id.clone()), cow.facts.clone());
                self.cows.insert(cow.id.clone(), cow);
            }
        }
        self.generation = generation;
        Ok(())
    }

    /// Looks at what came since the last time, hour by hour: what waited while nothing ran, and a history, is judged as it
    /// would have been then.
    fn look(&mut self, tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<Seen> {
        let batch = memory::next_readings(tx, self.cursor, AT_ONCE)?;
        let mut seen = Seen { more: batch.is_full, findings: Vec::new() };
        let running = Hour::of(now);
        for (hour, by_source) in &batch.by_hour {
            let then = hour.plus(1).begins().min(now);
            for (source, readings) in by_source {
                count(tx, source, self.herd.observe(readings, then), now)?;
            }
            if hour.plus(1) < running {
                seen.findings.extend(self.herd.tick(then));
            }
        }
        self.cursor = batch.cursor;
        // A clock that runs before the first reading would make a history too late.
        if !seen.more && self.cursor > 0 {
            seen.findings.extend(self.herd.tick(now));
        }
        Ok(seen)
    }

    fn save(&mut self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let changed = self.herd.changed();
        let states = changed.into_iter().filter_map(|id| {
            let state = self.herd.save_cow(&id)?;
            Some((id.0, state))
        });
        let states: Vec<(String, Vec<u8>)> = states.collect();
        memory::save_state(tx, &self.herd.save_groups(), &states, self.cursor)
    }
}

/// What the configuration says, and what came later from the farm's records.
fn with_later(configured: &Cow, known: Option<Cow>) -> Cow {
    let mut cow = configured.clone();
    if let Some(known) = known {
        let facts = &mut cow.facts;
        facts.calved = facts.calved.max(known.facts.calved);
        facts.inseminated = facts.inseminated.max(known.facts.inseminated);
        facts.calving_expected = facts.calving_expected.or(known.facts.calving_expected);
        facts.pregnant = known.facts.pregnant.or(facts.pregnant);
        facts.last_heat = facts.last_heat.max(known.facts.last_heat);
        if facts.group.is_empty() {
            facts.group = known.facts.group;
        }
    }
    cow
}

fn count(tx: &Transaction<'_>, source: &str, taken: Taken, now: Timestamp) -> rusqlite::Result<()> {
    let counts = [
        (Broken::Repeated, taken.repeated),
        (Broken::Late, taken.late),
        (Broken::Ahead, taken.ahead),
        (Broken::Stranger, taken.strange),
        (Broken::BadNumber, taken.unusable),
    ];
    for (reason, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        memory::bump_broken(tx, source, reason, count, "", now)?;
    }
    Ok(())
}

impl Keeper {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), HerdError> {
        loop {
            let more = self.round().await?;
            self.courier.ring();
            if !more {
                self.bell.heard(PATIENCE).await;
            }
        }
    }

    /// One round. Says whether more waits.
    async fn round(&self) -> Result<bool, HerdError> {
        let (barn, config, now) =
            (Arc::clone(&self.barn), Arc::clone(&self.config), self.clock.now());
        let round = move |tx: &Transaction<'_>| {
            let mut barn = barn.lock().unwrap_or_else(PoisonError::into_inner);
            round(tx, &mut barn, &config, now)
        };
        self.memory.work(round).await
    }
}

fn round(
    tx: &Transaction<'_>,
    barn: &mut Barn,
    config: &HerdConfig,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    barn.learn_cows(tx)?;
    let Barn { herd, cows, .. } = barn;
    taps::hear(tx, herd, cows, &config.people, now)?;
    let seen = barn.look(tx, now)?;
    let teller = Teller {
        people: &config.people,
        zone: &config.zone,
        rules: &config.rules,
        cows: &barn.cows,
    };
    for finding in &seen.findings {
        teller.tell(tx, &barn.herd, finding, now)?;
    }
    teller.recur(tx, &barn.herd, now)?;
    barn.save(tx)?;
    if now >= barn.forget_at {
        let more = memory::prune(tx, barn.cursor, now)?;
        barn.forget_at = if more { now } else { now.checked_add(FORGET_EVERY).unwrap_or(now) };
    }
    Ok(seen.more)
}
