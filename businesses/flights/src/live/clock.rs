use std::{collections::HashMap, sync::Arc, sync::atomic::Ordering, time::Duration};

use super::case::Case;
use super::config::Passenger;
use super::courier::Bell;
use super::memory::{self, Memory};
use super::outbox;
use super::status::Gauges;
use super::views::Views;
use crate::FlightsError;
use crate::model::{LegIndex, Minute};
use crate::replay::{Step, Timeline};
use crate::source::Airports;

/// Minutes of the replayed day between two notes of how far it has come.
const NOTE_EVERY_MIN: i64 = 30;
/// Steps made at once without letting others run, while the clock is not paced.
const STEPS_AT_ONCE: usize = 64;

/// Replays the day and decides for its passengers.
pub(super) struct Clock {
    pub(super) timeline: Timeline,
    pub(super) airports: Arc<Airports>,
    pub(super) passengers: HashMap<LegIndex, Vec<Passenger>>,
    pub(super) memory: Memory,
    pub(super) bell: Bell,
    pub(super) views: Views,
    pub(super) gauges: Arc<Gauges>,
    pub(super) day: String,
    pub(super) begin: Option<Minute>,
    pub(super) speed: f64,
}

impl Clock {
    /// Runs to the end of the day. Minutes already decided before a restart pass without deciding again.
    pub(super) async fn run(mut self) -> Result<(), FlightsError> {
        let day = self.day.clone();
        let resumed = self.memory.work(move |tx| memory::position(tx, &day)).await?;
        let paced_from = resumed.max(self.begin);
        let mut before: Option<Minute> = paced_from;
        let mut noted = resumed;
        let mut to_restore = resumed;
        let mut steps = 0;
        while let Some(now) = self.timeline.peek() {
            if to_restore.take_if(|done| now > *done).is_some() {
                self.restore_holds().await?;
                continue;
            }
            if paced_from.is_none_or(|from| now > from) {
                self.pace(before, now).await;
                before = Some(now);
            } else {
                steps += 1;
                if steps % STEPS_AT_ONCE == 0 {
                    tokio::task::yield_now().await;
                }
            }
            let Some(step) = self.timeline.step() else { break };
            self.show(now);
            if resumed.is_some_and(|done| now <= done) {
                self.pass(&step);
            } else if self.consider(&step).await?
                || noted.is_none_or(|at| now.since_min(at) >= NOTE_EVERY_MIN)
            {
                noted = Some(now);
                self.note(now).await?;
            }
        }
        self.gauges.over.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn pace(&self, before: Option<Minute>, now: Minute) {
        let gap_min = before.map_or(0, |before| now.since_min(before));
        let gap_s = u32::try_from(gap_min.saturating_mul(60)).unwrap_or(0);
        tokio::time::sleep(Duration::from_secs_f64(f64::from(gap_s) / self.speed)).await;
    }

    fn show(&self, now: Minute) {
        let (messages, _) = self.timeline.progress();
        self.gauges.now_min.store(now.0, Ordering::Relaxed);
        self.gauges.started.store(true, Ordering::Relaxed);
        self.gauges.messages.store(messages, Ordering::Relaxed);
        self.gauges.misunderstood.store(self.timeline.misunderstood(), Ordering::Relaxed);
    }

    /// Keeps the alarms as they were, deciding nothing.
    fn pass(&mut self, step: &Step) {
        for leg in &step.legs {
            self.timeline.watch().think(*leg, step.now);
        }
    }

    /// A notice that was held back before a restart is thought of again when it was to be.
    async fn restore_holds(&mut self) -> Result<(), FlightsError> {
        let mut held: HashMap<_, _> = self.memory.work(outbox::holds).await?.into_iter().collect();
        for leg in self.passengers.keys() {
            let key = self.timeline.watch().board().legs()[*leg].key.to_string();
            if let Some(until) = held.remove(&key) {
                self.timeline.watch().remind(*leg, until);
            }
        }
        Ok(())
    }

    async fn note(&self, now: Minute) -> Result<(), FlightsError> {
        let day = self.day.clone();
        self.memory.work(move |tx| memory::set_position(tx, &day, now)).await
    }

    /// Decides for everybody on these legs. Decisions, notices and the position go to disk together. Says whether there
    /// was anybody.
    async fn consider(&mut self, step: &Step) -> Result<bool, FlightsError> {
        let mut cases = Vec::new();
        for leg in &step.legs {
            let case = Case::open(self.timeline.watch(), *leg, step.now, &self.airports);
            if let Some(aboard) = self.passengers.get(leg) {
                self.views.note(self.timeline.watch(), *leg, step.now);
                cases.push((case, aboard.clone()));
            }
        }
        if cases.is_empty() {
            return Ok(false);
        }
        let airports = Arc::clone(&self.airports);
        let (day, now) = (self.day.clone(), step.now);
        let settle_all = move |tx: &rusqlite::Transaction<'_>| {
            let mut again = Vec::new();
            for (case, aboard) in cases {
                again.extend(case.settle(tx, &airports, || Ok(aboard))?);
            }
            memory::set_position(tx, &day, now)?;
            Ok(again)
        };
        for (leg, at) in self.memory.work(settle_all).await? {
            self.timeline.watch().remind(leg, at);
        }
        self.bell.ring();
        Ok(true)
    }
}
