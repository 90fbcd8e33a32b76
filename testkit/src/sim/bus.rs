//! A bus that loses, doubles and delays wake-ups, as its contract allows.

use crate::random::Random;
use kurier_bus::{Bus, MemoryBus, Topic, Wake, Watch, Watched};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What may happen to a wake-up, in hundredths.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Losses {
    pub(super) lost: u64,
    pub(super) doubled: u64,
    pub(super) delayed: u64,
}

/// The bus of one life of a node.
pub(super) struct LossyBus {
    inner: MemoryBus,
    state: Mutex<State>,
}

struct State {
    random: Random,
    losses: Losses,
    delayed: Vec<(Topic, Wake)>,
    faults: u64,
}

impl LossyBus {
    pub(super) fn new(random: Random, losses: Losses) -> Self {
        let state = State { random, losses, delayed: Vec::new(), faults: 0 };
        Self { inner: MemoryBus::new(), state: Mutex::new(state) }
    }

    /// Nothing happens to wake-ups from now on.
    pub(super) fn heal(&self) {
        self.lock().losses = Losses::default();
    }

    /// Lets one of the delayed wake-ups arrive, out of its order.
    pub(super) fn release_one(&self) -> bool {
        let taken = {
            let mut state = self.lock();
            if state.delayed.is_empty() {
                return false;
            }
            let end = state.delayed.len() as u64;
            let place = usize::try_from(state.random.between(0, end)).unwrap_or_default();
            state.delayed.swap_remove(place)
        };
        self.inner.wake(taken.0, taken.1);
        true
    }

    /// How many wake-ups met a fault.
    pub(super) fn faults(&self) -> u64 {
        self.lock().faults
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often it arrives now.
    fn decide(&self, topic: Topic, wake: &Wake) -> u32 {
        let mut state = self.lock();
        let (roll, losses) = (state.random.between(0, 100), state.losses);
        let doubled_below = losses.lost + losses.doubled;
        let times = if roll < losses.lost {
            0
        } else if roll < doubled_below {
            2
        } else if roll < doubled_below + losses.delayed {
            state.delayed.push((topic, wake.clone()));
            0
        } else {
            1
        };
        state.faults += u64::from(times != 1);
        times
    }
}

impl Bus for LossyBus {
    fn wake(&self, topic: Topic, wake: Wake) {
        for _ in 0..self.decide(topic, &wake) {
            self.inner.wake(topic, wake.clone());
        }
    }

    fn wake_here(&self, topic: Topic, wake: Wake) {
        self.inner.wake_here(topic, wake);
    }

    fn watched(&self) -> Watched {
        self.inner.watched()
    }

    fn watch(&self, topic: Topic) -> Box<dyn Watch> {
        self.inner.watch(topic)
    }
}
