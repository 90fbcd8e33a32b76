//! Deliberate faults of delivery, for the sandbox: how does a receiver's program take them?

use kurier_policy::id::BusinessId;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// Most faults that may be planned.
const PLANNED_MAX: usize = 1_000;
/// Passed attempts that a waiting event may miss; one is enough for it.
const PASSED_MAX: usize = 64;

/// One fault of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Nothing is sent; the attempt counts as answered with this status.
    Answer {
        /// The status.
        status: u16,
    },
    /// The event is sent, but its answer counts as lost: it will come again.
    Lost,
    /// The event is sent twice in a row.
    Duplicate,
    /// The event is sent so many seconds later.
    Slow {
        /// Seconds of the clock of the sandbox.
        by_s: u32,
    },
    /// The event is sent after the one that follows it.
    OutOfOrder,
}

/// Faults that hold until they are switched off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Standing {
    /// Every event is sent twice.
    pub duplicate: bool,
    /// Every second event is sent after the one that follows it.
    pub out_of_order: bool,
    /// Every event is sent so many seconds late.
    pub slow_s: u32,
    /// Of so many attempts the last is not sent and counts as failed; 0 = none.
    pub fail_every: u32,
    /// The status that it counts as answered with; 0 = 500.
    pub fail_status: u16,
}

/// What befalls one attempt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) slow_s: u32,
    /// Not sent, but as if answered with this.
    pub(super) answer: Option<u16>,
    pub(super) is_lost: bool,
    pub(super) is_duplicate: bool,
    pub(super) is_out_of_order: bool,
}

/// The faults, taken by attempts: those that are planned first, in order; then those that stand.
#[derive(Debug)]
pub struct Faults {
    state: Mutex<State>,
    passed: broadcast::Sender<BusinessId>,
}

#[derive(Debug, Default)]
struct State {
    planned: VecDeque<(Option<BusinessId>, Fault)>,
    standing: Standing,
    /// Attempts since the standing faults were set.
    attempts: u32,
}

impl Default for Faults {
    fn default() -> Self {
        Self { state: Mutex::default(), passed: broadcast::channel(PASSED_MAX).0 }
    }
}

impl Faults {
    /// Plans `fault` for the next `times` attempts, of one business or of any. Answers how many are
    /// planned now; beyond 1,000 nothing is added.
    pub fn plan(&self, business: Option<BusinessId>, fault: Fault, times: u32) -> usize {
        let planned = &mut self.lock().planned;
        let room = PLANNED_MAX.saturating_sub(planned.len());
        let times = usize::try_from(times).unwrap_or(room).min(room);
        planned.extend(std::iter::repeat_n((business, fault), times));
        planned.len()
    }

    /// Sets the faults that hold from now on.
    pub fn always(&self, standing: Standing) {
        let mut state = self.lock();
        state.standing = standing;
        state.attempts = 0;
    }

    /// The faults that hold.
    pub fn standing(&self) -> Standing {
        self.lock().standing
    }

    /// Forgets all planned and standing faults.
    pub fn clear(&self) {
        *self.lock() = State::default();
    }

    /// What befalls this attempt.
    pub(super) fn take(&self, business: BusinessId) -> Course {
        let state = &mut *self.lock();
        let place = state.planned.iter().position(|(of, _)| of.is_none_or(|of| of == business));
        if let Some((_, fault)) = place.and_then(|place| state.planned.remove(place)) {
            return Course::of(fault);
        }
        state.attempts = state.attempts.wrapping_add(1);
        state.standing.course(state.attempts)
    }

    /// An attempt for this business was answered: what waited for it may go.
    pub(super) fn tell_passed(&self, business: BusinessId) {
        // Mostly nobody waits.
        drop(self.passed.send(business));
    }

    /// Attempts that are answered from now on.
    pub(super) fn passed(&self) -> broadcast::Receiver<BusinessId> {
        self.passed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Course {
    fn of(fault: Fault) -> Self {
        let none = Self::default();
        match fault {
            Fault::Answer { status } => Self { answer: Some(status), ..none },
            Fault::Lost => Self { is_lost: true, ..none },
            Fault::Duplicate => Self { is_duplicate: true, ..none },
            Fault::Slow { by_s } => Self { slow_s: by_s, ..none },
            Fault::OutOfOrder => Self { is_out_of_order: true, ..none },
        }
    }
}

impl Standing {
    /// What befalls the attempt with this number, from 1.
    fn course(self, attempt: u32) -> Course {
        let fails = self.fail_every > 0 && attempt.is_multiple_of(self.fail_every);
        let status = if self.fail_status == 0 { 500 } else { self.fail_status };
        Course {
            slow_s: self.slow_s,
            answer: fails.then_some(status),
            is_lost: false,
            is_duplicate: self.duplicate,
            is_out_of_order: self.out_of_order && !attempt.is_multiple_of(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_hit_in_order_and_only_whom_they_are_meant_for() {
        let faults = Faults::default();
        let (one, two) = (BusinessId(1), BusinessId(2));
        faults.plan(Some(two), Fault::Lost, 1);
        faults.plan(None, Fault::Answer { status: 503 }, 2);
        assert_eq!(faults.take(one).answer, Some(503));
        assert!(faults.take(two).is_lost);
        assert_eq!(faults.take(two).answer, Some(503));
        assert_eq!(faults.take(one), Course::default());
    }

    #[test]
    fn the_plan_is_bounded() {
        let faults = Faults::default();
        assert_eq!(faults.plan(None, Fault::Duplicate, u32::MAX), PLANNED_MAX);
        faults.clear();
        assert_eq!(faults.take(BusinessId(1)), Course::default());
    }

    #[test]
    fn standing_faults_hold_until_they_are_cleared_and_planned_ones_go_before() {
        let faults = Faults::default();
        let one = BusinessId(1);
        let standing = Standing {
            duplicate: true,
            out_of_order: true,
            slow_s: 2,
            fail_every: 3,
            fail_status: 0,
        };
        faults.always(standing);
        faults.plan(None, Fault::Slow { by_s: 9 }, 1);
        assert_eq!(faults.take(one), Course { slow_s: 9, ..Course::default() });
        let courses: Vec<Course> = (0..6).map(|_| faults.take(one)).collect();
        assert!(courses.iter().all(|course| course.is_duplicate && course.slow_s == 2));
        let failed: Vec<_> = courses.iter().map(|course| course.answer).collect();
        assert_eq!(failed, [None, None, Some(500), None, None, Some(500)]);
        let late: Vec<_> = courses.iter().map(|course| course.is_out_of_order).collect();
        assert_eq!(late, [true, false, true, false, true, false]);
        assert_eq!(faults.standing(), standing);
        faults.clear();
        assert_eq!(faults.take(one), Course::default());
    }
}
