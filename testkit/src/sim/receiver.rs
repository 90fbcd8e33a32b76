//! The business's receiver, without a network: a courier that hands over, fails, hangs, or loses the
//! answer.

use crate::random::Random;
use async_trait::async_trait;
use bytes::Bytes;
use kurier_egress::webhook::{Delivery, Outcome};
use kurier_engine::clock::{Clock, MovableClock};
use kurier_engine::webhooks::{Bodies, Courier};
use kurier_policy::event::Event;
use kurier_policy::id::EventSeq;
use kurier_store::record::{Business, Sender};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How the receiver behaves, in hundredths of the attempts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mood {
    pub(super) fails: u64,
    pub(super) loses_answers: u64,
    pub(super) is_slow: u64,
    /// Answers well and keeps nothing: only to show that the checks would notice.
    pub(super) swallows: u64,
}

/// Lives longer than any node.
pub(super) struct Receiver {
    clock: Arc<MovableClock>,
    state: Mutex<State>,
}

struct State {
    random: Random,
    mood: Mood,
    events: BTreeMap<EventSeq, Event>,
    /// Events that came with another content than before.
    changed: Vec<EventSeq>,
    attempts: u64,
    faults: u64,
    repeats: u64,
}

impl Receiver {
    pub(super) fn new(clock: Arc<MovableClock>, random: Random) -> Self {
        let state = State {
            random,
            mood: Mood::default(),
            events: BTreeMap::new(),
            changed: Vec::new(),
            attempts: 0,
            faults: 0,
            repeats: 0,
        };
        Self { clock, state: Mutex::new(state) }
    }

    pub(super) fn set_mood(&self, mood: Mood) {
        self.lock().mood = mood;
    }

    /// Attempts, faults, repeats.
    pub(super) fn counts(&self) -> (u64, u64, u64) {
        let state = self.lock();
        (state.attempts, state.faults, state.repeats)
    }

    /// What came, in the order of the log.
    pub(super) fn events(&self) -> Vec<Event> {
        self.lock().events.values().cloned().collect()
    }

    pub(super) fn changed(&self) -> Vec<EventSeq> {
        self.lock().changed.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Way {
    Well,
    Fails,
    LosesAnswer,
    Slow(i64),
    Swallows,
}

impl State {
    fn way(&mut self) -> Way {
        self.attempts += 1;
        let (roll, mood) = (self.random.between(0, 100), self.mood);
        let loses = mood.fails + mood.loses_answers;
        let slow = loses + mood.is_slow;
        let way = if roll < mood.fails {
            Way::Fails
        } else if roll < loses {
            Way::LosesAnswer
        } else if roll < slow {
            Way::Slow(i64::try_from(self.random.between(1, 14)).unwrap_or(1))
        } else if roll < slow + mood.swallows {
            Way::Swallows
        } else {
            Way::Well
        };
        self.faults += u64::from(!matches!(way, Way::Well));
        way
    }

    fn take(&mut self, body: &Bytes) {
        // Our own bodies, see `EventBodies`.
        let Ok(event) = serde_json::from_slice::<Event>(body) else { return };
        match self.events.get(&event.seq) {
            Some(known) if *known != event => self.changed.push(event.seq),
            Some(_) => self.repeats += 1,
            None => {
                self.events.insert(event.seq, event);
            }
        }
    }
}

fn failed(why: &str) -> Outcome {
    Outcome::Failed { status: Some(500), error: why.to_owned(), retry_after_s: None }
}

#[async_trait]
impl Courier for Receiver {
    async fn carry(&self, delivery: Delivery, _now_s: i64) -> Outcome {
        let way = self.lock().way();
        // Others get a turn between an attempt's begin and its end.
        tokio::task::yield_now().await;
        match way {
            Way::Fails => return failed("the receiver is unwell"),
            Way::Swallows => return Outcome::Delivered { status: 200 },
            Way::Slow(seconds) => self.clock.sleep_until(self.clock.now().plus_s(seconds)).await,
            Way::Well | Way::LosesAnswer => {}
        }
        self.lock().take(&delivery.body);
        tokio::task::yield_now().await;
        match way {
            Way::LosesAnswer => failed("the answer was lost"),
            _ => Outcome::Delivered { status: 200 },
        }
    }
}

/// Bodies that the receiver can read back whole.
pub(super) struct EventBodies;

impl Bodies for EventBodies {
    fn write(
        &self,
        _business: &Business,
        _sender: Option<&Sender>,
        event: &Event,
    ) -> Option<Bytes> {
        serde_json::to_vec(event).ok().map(Bytes::from)
    }
}
